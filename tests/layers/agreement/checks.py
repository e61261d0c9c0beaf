"""One number wherever it is told: what is checked of one made-up ward.

Each check raises AssertionError where two numbers that mean the same are not the same.
"""

import random
from dataclasses import replace
from typing import Any, NamedTuple

from psycopg2.extensions import connection

from layers.boundaries.as_of import ready
from layers.boundaries.choice import parse_boundaries
from layers.filters import Filter
from layers.periods import parse_period
from layers.queries.board import board, completed
from layers.queries.board_rows import board_rows
from layers.queries.counts import read_counts
from layers.queries.row_lists import list_rows
from layers.queries.row_tables import Paging
from layers.registry import get_layer
from layers.roles import Role
from tests.layers.agreement.judge import LAYERS, NOWHERE, Judge
from tests.layers.agreement.loading import Kept
from tests.layers.agreement.reading_back import in_file, on_pages, on_tiles
from tests.layers.agreement.town import CATEGORIES, DAYS, GROUPS, LATS, LONS, ROUNDS, STATES, UNITS

BOSS = Role.SUPERVISOR
ALL_ROWS = Paging(10_000)
SPANS = ("2016H1", "2015H2", "2016", "2016Q1", "2016-02", "2016-03", "2016-03-14..2016-03-15")
AREAS = ("was", "was", "now", "2016-03-14", "2016-03-15", "2016-06-30", "2009-12-31")
FORMS = ("csv", "xlsx", "geojson")
FACETS = {
    "field": "fields",
    "category": "categories",
    "group": "groups",
    "lane": "lanes",
    "state": "states",
    "holder": "holders",
    "round": "rounds",
}
TREE = ("fields", "categories")
"""One tree: each of them says what it alone would leave."""


class Case(NamedTuple):
    """A ward to be checked, and the dice that say of what."""

    conn: connection
    kept: Kept
    judge: Judge
    dice: random.Random

    @property
    def ward(self) -> Any:
        return self.kept.ward


def a_filter(case: Case) -> Filter:
    """Throw a filter; now and then an empty one."""
    dice = case.dice

    def some(choices: Any) -> tuple[Any, ...]:
        known = list(choices)
        return tuple(dice.sample(known, min(len(known), dice.choice((0, 0, 0, 1, 2)))))

    first, last = sorted(dice.choices(DAYS, k=2))
    if dice.random() < 0.5:
        first, last = parse_period(dice.choice(SPANS))
    chosen = Filter(
        first=dice.choice((None, first, first)),
        last=dice.choice((None, last, last)),
        fields=some(set(CATEGORIES.values())) if dice.random() < 0.5 else (),
        categories=some(CATEGORIES) if dice.random() < 0.3 else (),
        groups=some((*GROUPS, "10@2016-03-15", NOWHERE)) if dice.random() < 0.5 else (),
        lanes=some(case.kept.ids["lane"]),
        states=some(STATES) if dice.random() < 0.3 else (),
        boundaries=parse_boundaries(dice.choice(AREAS)),
        holders=some((*UNITS[1:], NOWHERE)) if dice.random() < 0.3 else (),
        rounds=some((*ROUNDS, NOWHERE)) if dice.random() < 0.3 else (),
        text=dice.choice(("", "", "", "ngo", "NGỌC lâm", "5", "v1", "é", "<b>")),
        inside=_inside(dice) if dice.random() < 0.3 else None,
    )
    assert Filter.from_query(chosen.to_query()) == chosen
    return ready(case.conn, case.ward.id, chosen)


def _inside(dice: random.Random) -> tuple[float, float, float, float]:
    """A box whose sides run through incidents: what lies on a side is inside."""
    (west, east), (south, north) = (sorted(dice.sample(each, 2)) for each in (LONS, LATS))
    return west, south, east, north


def check_map(case: Case) -> None:
    """Counts = facets = pages = tiles = list = every file, for incidents and all other layers."""
    conn, ward, chosen = case.conn, case.ward, a_filter(case)
    layers = {name: get_layer(name) for name in ("incidents", *LAYERS)}
    counts = read_counts(conn, ward, layers.values(), chosen, BOSS)
    right = {name: case.judge.layer(name, chosen) for name in layers}
    assert counts["layers"] == right, (chosen, counts["layers"], right)
    assert {name: sum(each) for name, each in counts["classes"].items()} == right, chosen
    assert counts["total"] == right["incidents"], chosen
    _facets_are_parts(case, chosen, counts["facets"])
    listed = list_rows(conn, ward, "incidents", chosen, BOSS, ALL_ROWS).table
    assert listed["total"] == len(listed["rows"]) == right["incidents"], chosen
    drawn = on_tiles(conn, ward, layers["incidents"], chosen, case.dice)
    assert drawn == right["incidents"], chosen
    another = (case.dice.choice(LAYERS), case.dice.choice(FORMS))
    for name, form in (*(("incidents", each) for each in FORMS), another):
        assert in_file(conn, ward, layers[name], chosen, BOSS, form) == right[name], (
            name, form, chosen,
        )  # fmt: skip
    for name in ("incidents", case.dice.choice(LAYERS)):
        pages = on_pages(conn, ward, layers[name], chosen, BOSS, case.dice.choice((3, 10, 100)))
        assert pages == (right[name], right[name]), (name, chosen)


def _facets_are_parts(case: Case, chosen: Filter, facets: dict[str, Any]) -> None:
    """Each choice leaves the number beside it, and together they are what stands without them."""
    for name, attribute in FACETS.items():
        freed = chosen.without(*(TREE if attribute in TREE else (attribute,)))
        for choice in facets[name]:
            value = int(choice["value"]) if name == "lane" else choice["value"]
            narrowed = replace(freed, **{attribute: (value,)})
            assert choice["n"] == case.judge.count(narrowed), (name, value, chosen)
        if name == "state":
            freed = replace(freed, states=STATES)
        whole = case.judge.incidents(freed)
        if name == "lane":
            whole = [each for each in whole if each["lane"] is not None]
        if facets[name]:
            assert sum(choice["n"] for choice in facets[name]) == len(whole), (name, chosen)
    months = sum(month["n"] for month in facets["month"])
    assert months == case.judge.count(chosen.without("period")), chosen


def check_board(case: Case) -> None:
    """Figures of the board = sums of its tables = the rows that each number opens."""
    conn, ward, chosen = case.conn, case.ward, a_filter(case)
    made = board(conn, ward, chosen, role=BOSS)
    used = completed(conn, ward, chosen)
    total = case.judge.count(used)
    assert made["selection"]["value"] == made["figures"]["incidents"]["value"] == total, chosen
    assert sum(row["count"] for row in made["groups"]) == total, chosen
    assert sum(row["count"] for row in made["lanes"]) == total, chosen
    for name in ("rounds", "sites"):
        assert made["figures"][name]["value"] == case.judge.layer(name, used), (name, chosen)
    numbers = {
        made["selection"]["of"]: total,
        **{name: figure["value"] for name, figure in made["figures"].items()},
        **{row["of"]: row["count"] for row in (*made["groups"], *made["lanes"])},
        **{row["of"]: row["total"] for row in made["repeat_points"]["rows"]},
        **{row["of"]: row["count"] for row in made["hot_cells"]["rows"]},
        **{row["of"]: row["total"] for row in made["trend"]},
    }
    for of, number in numbers.items():
        opened = board_rows(conn, ward, of, chosen, role=BOSS, paging=ALL_ROWS)
        assert (opened["total"], len(opened["rows"])) == (number, number), (of, chosen)
