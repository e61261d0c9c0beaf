"""Counts agree with what is drawn; a facet leaves its own filter out."""

from datetime import date
from typing import Any

import pytest
from psycopg2.extensions import connection

from geo.errors import InputError
from geo.tiles import Tile
from layers import db
from layers.analysis import run_hotspots
from layers.filters import Filter
from layers.queries.counts import read_counts
from layers.queries.tiles import tile
from layers.queries.wards import Ward
from layers.registry import get_layer, visible_layers
from layers.roles import Role
from tests.factories import LON, add_area, add_incident, add_incidents, add_lane, add_site
from tests.mvt import read_tile


def _counts(
    conn: connection, ward: Ward, chosen: Filter | None = None, role: Role = Role.VIEWER
) -> dict[str, Any]:
    return read_counts(conn, ward, visible_layers(role), chosen or Filter(), role)


def _facet(counts: dict[str, Any], name: str) -> dict[str, int]:
    return {row["value"]: row["n"] for row in counts["facets"][name] if row["n"]}


def test_facet_leaves_its_own_filter_out(conn: connection, ward: Ward) -> None:
    add_incidents(conn, ward, 3)
    add_incidents(conn, ward, 2, field="vsmt", category="vut_rac")
    counts = _counts(conn, ward, Filter(fields=("vsmt",)))
    assert counts["total"] == 2
    assert _facet(counts, "field") == {"ttdt": 3, "vsmt": 2}
    assert _facet(counts, "category") == {"lan_chiem_via_he": 3, "vut_rac": 2}
    assert _facet(counts, "state") == {"phat_hien": 2}


def test_choice_of_a_facet_gives_the_total_it_promised(conn: connection, ward: Ward) -> None:
    add_area(conn, ward, "1", box=(105.88, 21.04, 105.885, 21.05))
    add_area(conn, ward, "2", box=(105.885, 21.04, 105.89, 21.05))
    lane = add_lane(conn, ward)
    for number, lon in ((2, 105.883), (3, 105.887)):
        add_incidents(conn, ward, number, lon, on="2016-02-29", state="ket_thuc")
    add_incident(conn, ward, LON, 21.048, on="2016-03-01", field="vsmt", category="vut_rac")
    db.execute(conn, "SELECT derive_incident_links(%s)", (ward.id,))
    counts = _counts(conn, ward)
    choices = {
        "field": lambda value: Filter(fields=(value,)),
        "category": lambda value: Filter(categories=(value,)),
        "group": lambda value: Filter(groups=(value,)),
        "lane": lambda value: Filter(lanes=(int(value),)),
        "state": lambda value: Filter(states=(value,)),
    }
    assert _facet(counts, "lane") == {str(lane): 5}
    assert _facet(counts, "month") == {"2016-02": 5, "2016-03": 1}
    for name, make in choices.items():
        for value, n in _facet(counts, name).items():
            assert _counts(conn, ward, make(value))["total"] == n, (name, value)


@pytest.mark.parametrize(
    "chosen",
    [Filter(), Filter(fields=("ttdt",)), Filter(first=date(2016, 3, 2)), Filter(states=("huy",))],
)
def test_counts_agree_with_the_tiles(conn: connection, ward: Ward, chosen: Filter) -> None:
    add_incidents(conn, ward, 4, on="2016-03-01")
    add_incidents(conn, ward, 3, on="2016-03-02", field="vsmt", category="vut_rac", state="huy")
    add_site(conn, ward)
    counts = _counts(conn, ward, chosen)
    drawn = read_tile(tile(conn, ward, get_layer("incidents"), Tile(0, 0, 0), chosen))
    assert sum(cell.properties["n"] for cell in drawn.get("incidents", [])) == counts["total"]
    assert counts["layers"]["incidents"] == counts["total"]
    assert counts["layers"]["sites"] == 1


def test_every_choice_has_words_in_both_languages(conn: connection, ward: Ward) -> None:
    add_incident(conn, ward)
    for rows in _counts(conn, ward)["facets"].values():
        assert all(row["title"]["vi"] and row["title"]["en"] for row in rows)


def test_code_used_again_is_two_choices(conn: connection, ward: Ward) -> None:
    """The key of a group is its code and its period: what one bore, another may bear later."""
    add_area(conn, ward, "5", valid_from="2010-01-01", valid_to="2016-02-01")
    add_area(conn, ward, "5", valid_from="2016-02-01", name="Tổ dân phố 5 mới")
    add_incident(conn, ward, on="2016-01-31")
    add_incident(conn, ward, on="2016-02-01")
    db.execute(conn, "SELECT derive_incident_links(%s)", (ward.id,))
    found = [(row["value"], row["n"], row["title"]["vi"]) for row in _groups_offered(conn, ward)]
    assert found == [
        ("5@2010-01-01", 1, "Tổ dân phố 5 (từ 01/01/2010)"),
        ("5@2016-02-01", 1, "Tổ dân phố 5 mới (từ 01/02/2016)"),
    ]


def _groups_offered(conn: connection, ward: Ward) -> list[dict[str, Any]]:
    return list(_counts(conn, ward)["facets"]["group"])


def test_groups_of_another_period_are_not_offered(conn: connection, ward: Ward) -> None:
    add_area(conn, ward, "5", valid_from="2010-01-01", valid_to="2025-07-01")
    add_area(conn, ward, "31", valid_from="2025-07-01")
    for chosen, codes in (
        (Filter(last=date(2016, 6, 30)), ["5"]),
        (Filter(first=date(2025, 7, 1)), ["31"]),
        (Filter(), ["5", "31"]),
    ):
        offered = _counts(conn, ward, chosen)["facets"]["group"]
        assert [row["value"] for row in offered] == codes


@pytest.mark.parametrize(("number", "shown"), [(4, None), (5, 5)])
def test_public_sees_no_number_below_five(
    conn: connection, ward: Ward, number: int, shown: int | None
) -> None:
    add_incidents(conn, ward, number)
    counts = _counts(conn, ward, role=Role.PUBLIC)
    assert counts["total"] == shown
    assert set(counts["facets"]) == {"field", "category", "month"}
    expected = [5] if shown else []
    for rows in counts["facets"].values():
        assert [row["n"] for row in rows] == expected


@pytest.mark.parametrize(
    "chosen",
    [
        Filter(first=date(2016, 1, 2)),
        Filter(last=date(2016, 1, 30)),
        Filter(groups=("5",)),
        Filter(lanes=(1,)),
        Filter(states=("huy",)),
        Filter(holders=("Đội 1",)),
        Filter(rounds=("-",)),
        Filter(text="ngo 12"),
        Filter(inside=(105.88, 21.04, 105.881, 21.041)),
    ],
)
def test_public_may_not_ask_narrowly(conn: connection, ward: Ward, chosen: Filter) -> None:
    with pytest.raises(InputError):
        _counts(conn, ward, chosen, Role.PUBLIC)


def test_analyses_on_the_screen_are_counted_and_no_class_that_is_not_drawn(
    conn: connection, ward: Ward
) -> None:
    add_area(conn, ward, "00130", kind="ward")
    half = Filter(first=date(2016, 1, 1), last=date(2016, 6, 30))
    for day in (1, 5, 9):
        add_incident(conn, ward, on=date(2016, 3, day))
    add_incidents(conn, ward, 2, 105.882, 21.042, on=date(2016, 3, 1))
    shown = run_hotspots(conn, ward, "repeat_points", {}, half)
    run_hotspots(conn, ward, "repeat_points", {"min_events": 2}, half)
    cells = run_hotspots(conn, ward, "gi_star", {}, half)
    runs = {"repeat_points": shown.id, "gi_star": cells.id}
    counts = read_counts(conn, ward, visible_layers(Role.VIEWER), half, Role.VIEWER, runs)
    drawn = sum(cells.summary["hot"].values()) + sum(cells.summary["cold"].values())
    assert counts["layers"]["repeat_points"] == 1
    assert counts["layers"]["hot_spots"] == drawn < cells.summary["units"]
