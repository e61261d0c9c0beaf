"""Loading an epoch changes no figure as was, whatever the boundaries were and become."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from psycopg2.extensions import connection

from geo.text import same
from layers import db
from layers.boundaries.as_of import ready
from layers.boundaries.editing import undo_epoch
from layers.boundaries.loading import load_epoch
from layers.boundaries.wish import EpochWish
from layers.filters import Filter
from layers.importing.options import ImportOptions
from layers.queries.board import board
from layers.queries.counts import read_counts
from layers.queries.wards import Ward, create_ward
from layers.roles import Role
from tests.factories import add_area, add_incident

TURN = date(2025, 7, 1)
WEST, EAST = (105.88, 21.04, 105.885, 21.05), (105.885, 21.04, 105.89, 21.05)
FAR = (105.90, 21.04, 105.91, 21.05)

Write, Wish = Callable[..., Path], Callable[..., EpochWish]


def _figures(conn: connection, ward: Ward, chosen: Filter) -> dict[str, Any]:
    chosen = ready(conn, ward.id, chosen)
    facets = read_counts(conn, ward, [], chosen, Role.VIEWER)["facets"]
    made = board(conn, ward, chosen, role=Role.SUPERVISOR)
    groups = [(row["code"], row["count"], row["previous"]) for row in made["groups"]]
    return {
        "total": made["selection"]["value"],
        "groups": groups,
        "facet": [(row["title"]["vi"], row["n"]) for row in facets["group"]],
        "lanes": [(row["id"], row["count"]) for row in made["lanes"]],
        "points": [row["members"] for row in made["repeat_points"]["rows"]],
    }


def test_loading_an_epoch_changes_no_figure_as_was(
    conn: connection, ward: Ward, new_areas: Write, wish: Wish
) -> None:
    add_area(conn, ward, "5")
    add_area(conn, ward, "6", box=FAR)
    for number in range(12):
        lon = (105.881, 105.887, 105.905, 105.95)[number % 4]
        add_incident(conn, ward, lon, on=date(2025, 1, 10) + timedelta(days=number))
    db.execute(conn, "SELECT derive_incident_links(%s)", (ward.id,))
    chosen = Filter(first=date(2025, 1, 1), last=date(2025, 6, 30))
    as_was = _figures(conn, ward, chosen)
    file = new_areas(("5", "Tổ 5 mới", WEST), ("7", "Tổ 7", EAST), ("6", "Tổ 6 mới", FAR))
    done = load_epoch(conn, ward, file, wish())
    assert _figures(conn, ward, chosen) == as_was
    as_now = _figures(conn, ward, Filter.from_query(chosen.to_query() | {"areas": "now"}))
    assert as_now["total"] == as_was["total"]
    assert sorted(as_now["groups"], key=str) == sorted(
        [("5", 3, 0), ("7", 3, 0), ("6", 3, 0), (None, 3, 0)], key=str
    )
    eve = _figures(conn, ward, Filter.from_query(chosen.to_query() | {"areas": "2025-06-30"}))
    assert eve["groups"] == as_was["groups"]
    undo_epoch(conn, ward, done.epoch_id, "can-bo")
    assert _figures(conn, ward, chosen) == as_was


CELL = 0.002
OWNERS = st.lists(st.sampled_from(("1", "2", "3", None)), min_size=6, max_size=6)
EVENTS = st.lists(
    st.tuples(st.integers(-1, 7), st.integers(-1, 3), st.integers(-200, 200)),
    min_size=1,
    max_size=10,
)


def _cells(owners: list[str | None]) -> list[tuple[str, str, tuple[float, float, float, float]]]:
    """Return the first cell of each owner on a board of 3 x 2: rectangles that never overlap."""
    found = {}
    for cell, owner in enumerate(owners):
        west, south = 105.88 + cell % 3 * CELL, 21.04 + cell // 3 * CELL
        if owner is not None:
            found.setdefault(owner, (west, south, west + CELL, south + CELL))
    return [(owner, f"Tổ {owner}", box) for owner, box in found.items()]


@given(before=OWNERS, after=OWNERS, events=EVENTS)
@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_epoch_changes_any_figure_as_was(
    conn: connection,
    tmp_path: Path,
    new_areas: Write,
    wish: Wish,
    before: list[str | None],
    after: list[str | None],
    events: list[tuple[int, int, int]],
) -> None:
    """Whatever the boundaries were and become: what happened before the day is as it was."""
    assume(_cells(after) and _cells(after) != _cells(before))
    db.execute(conn, "SAVEPOINT example")
    ward = create_ward(conn, "phuong-ngau-nhien", same("Ngẫu nhiên"), 5897)
    for code, name, box in _cells(before):
        add_area(conn, ward, code, box=box, name=name)
    for x, y, days in events:
        day = TURN + timedelta(days=days)
        add_incident(conn, ward, 105.88 + x * CELL / 2, 21.04 + y * CELL / 2, on=day)
    db.execute(conn, "SELECT derive_incident_links(%s)", (ward.id,))
    chosen = Filter(first=date(2025, 1, 1), last=date(2025, 6, 30))
    as_was = _figures(conn, ward, chosen)
    changed = [each for each in _cells(after) if each not in _cells(before)]
    if changed:
        # A file that is half outside the earlier areas is asked which system it is in: say it.
        said = ImportOptions(actor="can-bo").answered({"crs": "EPSG:4326"})
        load_epoch(conn, ward, new_areas(*_cells(after)), wish(options=said))
        assert _figures(conn, ward, chosen) == as_was
    db.execute(conn, "ROLLBACK TO SAVEPOINT example")
