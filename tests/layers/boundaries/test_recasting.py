"""Totals without points go over to other boundaries by a stated share, and say so."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from psycopg2.extensions import connection

from geo.errors import InputError
from layers import db
from layers.boundaries.family import read_family
from layers.boundaries.loading import load_epoch
from layers.boundaries.recasting import recast_totals
from layers.boundaries.wish import EpochWish
from layers.queries.wards import Ward
from tests.factories import add_area, add_incident

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)
WEST, EAST = (105.88, 21.04, 105.885, 21.05), (105.885, 21.04, 105.89, 21.05)
FAR = (105.90, 21.04, 105.91, 21.05)


@pytest.fixture
def split(
    conn: connection, ward: Ward, new_areas: Callable[..., Path], wish: Callable[..., EpochWish]
) -> int:
    """Group 5 split into two halves; of its four incidents three lie in the east. 9 stays."""
    old = add_area(conn, ward, "5", people=400)
    add_area(conn, ward, "9", box=FAR)
    for lon in (105.881, 105.886, 105.887, 105.888):
        add_incident(conn, ward, lon)
    file = new_areas(("6", "Tổ 6", WEST), ("7", "Tổ 7", EAST), ("9", "Tổ dân phố 9", FAR))
    load_epoch(conn, ward, file, wish())
    return old


def _values(made: dict) -> dict[str, float]:
    return {row["code"]: round(row["value"], 1) for row in made["rows"]}


def test_totals_are_recast_by_area_or_by_incidents(
    conn: connection, ward: Ward, split: int
) -> None:
    totals = {"5": 100.0, "9": 10.0}
    made = recast_totals(conn, ward, "group", totals, BEFORE, AFTER)
    assert _values(made) == {"6": 50.0, "7": 50.0, "9": 10.0}
    assert (made["lost"], made["total"]["given"]) == ([], 110.0)
    assert "diện tích" in made["words"]["vi"] and "not counted" in made["words"]["en"]
    made = recast_totals(conn, ward, "group", totals, BEFORE, AFTER, "incidents")
    assert _values(made) == {"6": 25.0, "7": 75.0, "9": 10.0}
    assert [part["code"] for part in made["rows"][0]["parts"]] == ["5"]


def test_totals_go_back_by_ground(conn: connection, ward: Ward, split: int) -> None:
    made = recast_totals(conn, ward, "group", {"6": 30.0, "7": 12.0}, AFTER, BEFORE)
    assert _values(made) == {"5": 42.0}


def test_share_that_is_not_known_is_refused(conn: connection, ward: Ward, split: int) -> None:
    with pytest.raises(InputError, match="share of people of 5"):
        recast_totals(conn, ward, "group", {"5": 1.0}, BEFORE, AFTER, "people")
    assert _values(recast_totals(conn, ward, "group", {"9": 1.0}, BEFORE, AFTER, "people")) == {
        "9": 1.0
    }


def test_code_of_another_day_is_named(conn: connection, ward: Ward, split: int) -> None:
    with pytest.raises(InputError, match="code 7") as caught:
        recast_totals(conn, ward, "group", {"7": 1.0}, BEFORE, AFTER)
    assert caught.value.field == "code"


def test_family_of_an_area_names_ancestors_and_heirs(
    conn: connection, ward: Ward, split: int
) -> None:
    family = read_family(conn, ward, split)
    assert family is not None
    heirs = [(heir["code"], heir["kind"], round(heir["share_area"], 3)) for heir in family["heirs"]]
    assert sorted(heirs) == [("6", "split", 0.5), ("7", "split", 0.5)]
    seven = db.value(conn, "SELECT id FROM area WHERE ward_id = %s AND code = '7'", (ward.id,))
    of_seven = read_family(conn, ward, seven)
    assert of_seven is not None
    assert [each["code"] for each in of_seven["ancestors"]] == ["5"]
    nine = db.value(conn, "SELECT id FROM area WHERE ward_id = %s AND code = '9'", (ward.id,))
    assert read_family(conn, ward, nine) is None
