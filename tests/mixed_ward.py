"""A ward whose incidents differ in everything that a filter can ask, and filters that ask it."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from psycopg2.extensions import connection

from layers import db
from layers.filters import Filter
from layers.queries.wards import Ward
from tests.factories import LAT, LON, add_area, add_incident, add_lane, add_round, add_route

INCIDENTS, FILTERS = 120, 40
ADDRESSES = (
    "",
    "Số 12 Bồ Đề",
    "12/5 ngõ 40 Ngọc Thụy",
    "bo  de",
    "Đường Đê %_",
    "x" * 900 + " bồ đề",
)
TEXTS = ("", "", "bồ đề", "12", "v1", "đ", "de")
STATES = ("phat_hien", "nhac_nho", "ket_thuc", "huy")
KINDS = (("ttdt", "lan_chiem_via_he"), ("ttdt", "ban_hang_rong"), ("vsmt", "vut_rac"))
FIRST = date(2016, 1, 1)


def fill_mixed(conn: connection, ward: Ward, random: Random) -> list[int]:
    """Fill a ward; return the ids of its lanes."""
    for number in range(3):
        west = LON - 0.003 + number * 0.002
        add_area(conn, ward, str(number), box=(west, LAT - 0.01, west + 0.002, LAT + 0.01))
    lanes = [
        add_lane(conn, ward, code, points=[(LON + at, LAT - 0.01), (LON + at, LAT + 0.01)])
        for code, at in (("L1", 0.0), ("L2", 0.002))
    ]
    for unit, at in (("Đội 1", 0.0), ("Đội 2", 0.001), ("", 0.002)):
        line = [(LON + at, LAT - 0.01), (LON + at, LAT + 0.01)]
        add_route(conn, ward, points=line, holder_unit=unit, code=f"R{at}")
    rounds = [None, *(add_round(conn, ward, code=code) for code in ("D1", "D2"))]
    for number in range(INCIDENTS):
        field, category = random.choice(KINDS)
        add_incident(
            conn,
            ward,
            LON + random.uniform(-0.004, 0.004),
            LAT + random.uniform(-0.004, 0.004),
            on=str(FIRST + timedelta(days=random.randrange(120))),
            field=field,
            category=category,
            state=random.choice(STATES),
            address=random.choice(ADDRESSES),
            source_key=f"V{number}" + "y" * random.choice((0, 0, 700)),
            round_id=random.choice(rounds),
            is_pile_up=random.random() < 0.1,
        )
    db.execute(conn, "SELECT derive_incident_links(%s)", (ward.id,))
    return lanes


def mixed_filters(random: Random, lanes: list[int]) -> Iterator[Filter]:
    """Yield the empty filter and then others, each of a few parts."""

    def some(values: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(random.sample(values, random.choice((0, 0, 0, 1, min(2, len(values))))))

    yield Filter()
    for _ in range(FILTERS):
        first = random.choice((None, FIRST, FIRST + timedelta(days=random.randrange(60))))
        last = random.choice((None, FIRST + timedelta(days=random.randrange(60, 120))))
        yield Filter(
            first=first,
            last=last,
            fields=some(("ttdt", "vsmt")),
            categories=some(tuple(category for _, category in KINDS)),
            groups=some(("0", "1", "2", "-")),
            lanes=some(tuple(lanes)),
            states=some(STATES),
            holders=some(("Đội 1", "Đội 2", "-")),
            rounds=some(("D1", "D2", "-")),
            text=random.choice(TEXTS),
        )
