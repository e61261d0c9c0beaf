"""Which stored run a map layer shows: the one of the filter, never one of another period."""

from datetime import date
from typing import Any

import pytest
from psycopg2.extensions import connection
from psycopg2.extras import Json

from layers import db
from layers.filters import Filter
from layers.queries.features import features_page
from layers.queries.wards import Ward
from layers.registry import get_layer
from layers.roles import Role

H1 = {"from": "2016-01-01", "to": "2016-06-30"}
H2 = {"from": "2016-07-01", "to": "2016-12-31"}


def _add_run(conn: connection, ward: Ward, chosen: dict[str, str]) -> int:
    """Store a run of one point whose label names its filter."""
    run_id = db.value(
        conn,
        "INSERT INTO run (ward_id, method, parameters, seed, input, input_sha256, input_rows,"
        " code_version, summary, notes, seconds, created_by)"
        " VALUES (%s, 'repeat_points', '{}', 1, %s, md5(random()::text), 3, 'x', '{}', '[]', 0,"
        " 'x')"
        " RETURNING id",
        (ward.id, Json({"filter": chosen})),
    )
    db.execute(
        conn,
        "INSERT INTO run_cell (run_id, ward_id, cell_no, rank, label, value, class_code, geom)"
        " VALUES (%s, %s, 1, 1, 'x', 3, 1, ST_SetSRID(ST_MakePoint(105.88, 21.04), 4326))",
        (run_id, ward.id),
    )
    return int(run_id)


def _shown(conn: connection, ward: Ward, chosen: Filter, **options: Any) -> list[int]:
    layer = get_layer("repeat_points")
    page = features_page(conn, ward, layer, chosen, Role.VIEWER, **options)
    return [
        each["id"] // 1_000_000 for each in db.value(conn, "SELECT %s::json", (f"[{page[0]}]",))
    ]


def test_run_of_the_period_is_shown(conn: connection, ward: Ward) -> None:
    first = _add_run(conn, ward, {**H1, "field": "ttdt"})
    second = _add_run(conn, ward, {**H2, "field": "ttdt"})
    assert _shown(conn, ward, Filter.from_query(H1)) == [first]
    assert _shown(conn, ward, Filter.from_query(H2)) == [second]


def test_no_run_of_the_period_shows_nothing(conn: connection, ward: Ward) -> None:
    _add_run(conn, ward, {**H1, "field": "ttdt"})
    assert _shown(conn, ward, Filter(first=date(2017, 1, 1))) == []


def test_narrow_filter_shows_its_very_own_run_only(conn: connection, ward: Ward) -> None:
    _add_run(conn, ward, {**H1, "field": "ttdt"})
    waste = Filter.from_query({**H1, "field": "vsmt"})
    assert _shown(conn, ward, waste) == []
    own = _add_run(conn, ward, waste.to_query())
    assert _shown(conn, ward, waste) == [own]


def test_widest_and_then_newest_of_the_period_is_shown(conn: connection, ward: Ward) -> None:
    _add_run(conn, ward, {**H1, "field": "ttdt"})
    newer = _add_run(conn, ward, {**H1, "field": "ttdt"})
    _add_run(conn, ward, {**H1, "field": "ttdt", "group": "5"})
    assert _shown(conn, ward, Filter.from_query(H1)) == [newer]


def test_run_that_is_named_is_shown_whatever_the_filter(conn: connection, ward: Ward) -> None:
    run_id = _add_run(conn, ward, H1)
    assert _shown(conn, ward, Filter.from_query(H2), run_id=run_id) == [run_id]


@pytest.mark.parametrize("chosen", [Filter(), Filter(fields=("ttdt",))])
def test_without_a_period_the_newest_is_shown(conn: connection, ward: Ward, chosen: Filter) -> None:
    _add_run(conn, ward, {"field": "ttdt"})
    newest = _add_run(conn, ward, {"field": "ttdt"})
    assert _shown(conn, ward, chosen) == [newest]
