"""Counts and days of a filter are those of the plain query, whatever they are read from."""

from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from psycopg2.extensions import connection

from geo.names import fold
from layers import db
from layers.filters import Filter
from layers.queries.counts import STAFF_FACETS, read_counts
from layers.queries.timeline import read_timeline
from layers.queries.wards import Ward
from layers.registry import get_layer
from layers.roles import Role
from tests.factories import add_incident
from tests.mixed_ward import fill_mixed, mixed_filters

SEED = 20160630

# The rule in its plainest form, row by row; everything else in the service is a quicker way to it.
PLAIN = """
    SELECT i.id, i.occurred_on, i.field_code, i.category_code, i.state, i.lane_id, i.address,
           i.source_key, g.code AS group_code, w.code AS round_code, i.is_pile_up,
           CASE WHEN NOT i.is_pile_up THEN nullif(r.holder_unit, '') END AS holder
      FROM incident AS i
      LEFT JOIN area AS g ON g.id = i.group_id
      LEFT JOIN inspection_round AS w ON w.id = i.round_id
      LEFT JOIN incident_route AS k ON k.incident_id = i.id
      LEFT JOIN route AS r ON r.id = k.route_id
     WHERE i.ward_id = %s
"""
Row = dict[str, Any]


NO_VIOLATION = ("huy", "khong_du_can_cu")


def _is_in(row: Row, chosen: Filter, *, whatever_state: bool = False) -> bool:
    return bool(
        (chosen.states or whatever_state or row["state"] not in NO_VIOLATION)
        and (chosen.first is None or row["occurred_on"] >= chosen.first)
        and (chosen.last is None or row["occurred_on"] <= chosen.last)
        and all(
            not asked or _named(row[of]) in asked
            for asked, of in (
                (chosen.fields, "field_code"),
                (chosen.categories, "category_code"),
                (chosen.states, "state"),
                (chosen.lanes, "lane_id"),
                (chosen.groups, "group_code"),
                (chosen.holders, "holder"),
                (chosen.rounds, "round_code"),
            )
        )
        and (
            not chosen.text
            or any(fold(chosen.text) in fold(row[of]) for of in ("address", "source_key"))
        )
    )


def _named(value: Any) -> Any:
    return "-" if value is None else value


VALUE: dict[str, Callable[[Row], Any]] = {
    "field": lambda row: row["field_code"],
    "category": lambda row: row["category_code"],
    "state": lambda row: row["state"],
    "group": lambda row: _named(row["group_code"]),
    "holder": lambda row: _named(row["holder"]),
    "round": lambda row: _named(row["round_code"]),
    "lane": lambda row: str(row["lane_id"]),
    "month": lambda row: f"{row['occurred_on']:%Y-%m}",
}


@pytest.mark.parametrize("seed", range(3))
def test_counts_and_days_are_those_of_the_plain_query(
    conn: connection, ward: Ward, seed: int
) -> None:
    random = Random(SEED + seed)
    lanes = fill_mixed(conn, ward, random)
    every = db.rows(conn, PLAIN, (ward.id,))
    layer = get_layer("incidents")
    for chosen in mixed_filters(random, lanes):
        found = [row for row in every if _is_in(row, chosen)]
        counts = read_counts(conn, ward, [layer], chosen, Role.SUPERVISOR)
        assert counts["total"] == counts["layers"]["incidents"] == len(found), chosen
        style = Counter("pile_up" if row["is_pile_up"] else row["field_code"] for row in found)
        assert counts["classes"]["incidents"] == [style[c.value] for c in layer.style.classes]
        for name, value in VALUE.items():
            without = chosen.without(*STAFF_FACETS[name])
            all_states = name == "state"  # one may choose what is in no other number
            wanted = Counter(
                value(row) for row in every if _is_in(row, without, whatever_state=all_states)
            )
            if name == "lane":
                del wanted["None"]
            told = {row["value"]: row["n"] for row in counts["facets"][name] if row["n"]}
            assert told == wanted, (name, chosen)
        days = Counter(row["occurred_on"].isoformat() for row in found)
        shown = read_timeline(conn, ward, chosen, Role.SUPERVISOR)
        assert dict(shown["counts"]) == days, chosen


def test_a_changed_address_is_found_by_its_new_text(conn: connection, ward: Ward) -> None:
    incident = add_incident(conn, ward, address="Số 1 Bồ Đề", source_key="V1")
    change = "UPDATE incident SET address = %s WHERE id = %s"
    for address in ("Số 2 Ngọc Lâm", "Ngọc Lâm " * 500, "", "Bồ Đề"):
        db.execute(conn, change, (address, incident))
        for text in ("bo de", "ngọc lâm", "v1", "v1 bo", "de v1"):
            asked = Filter(text=text)
            wanted = int(fold(text) in fold(address) or fold(text) == "v1")
            told = read_counts(conn, ward, [], asked, Role.VIEWER)["total"]
            assert told == wanted, (address[:20], text)
