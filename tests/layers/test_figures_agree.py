"""One number, wherever it is computed: counts, facets, tiles, pages, files, board, status, runs."""

import csv
import io
import json
import random
from collections import Counter
from datetime import date
from typing import Any

import numpy as np
import pytest
from psycopg2.extensions import connection
from python_calamine import CalamineWorkbook

from geo.crs import to_wgs84
from geo.names import fold
from geo.text import same
from geo.tiles import Tile, tile_of
from layers import db
from layers.boundaries.as_of import ready
from layers.boundaries.choice import parse_boundaries
from layers.exporting import Request, export_layer
from layers.exporting.workbook import DATA
from layers.filters import Filter
from layers.periods import Period, parse_period
from layers.queries.board import board, completed
from layers.queries.board_rows import board_rows
from layers.queries.counts import read_counts
from layers.queries.features import features_page
from layers.queries.runs import cells, get_run
from layers.queries.status import half_year_figures, report_filter
from layers.queries.tiles import tile
from layers.queries.wards import Ward, create_ward
from layers.registry import get_layer
from layers.roles import Role
from tests.datasets import how_many
from tests.factories import add_area, add_incident, add_lane, add_round, add_route
from tests.mvt import read_tile

BOSS = Role.SUPERVISOR
WEST, SOUTH, SIDE = 105.880, 21.040, 0.002
# Corners and middles of the groups, and a ring outside of all of them.
LONS = [round(WEST + SIDE * step / 2, 6) for step in range(-1, 6)]
LATS = [round(SOUTH + SIDE * step / 2, 6) for step in range(-1, 4)]
DAYS = (
    "2015-12-31", "2016-01-01", "2016-01-31", "2016-02-01", "2016-02-29", "2016-03-14",
    "2016-03-15", "2016-06-30", "2016-07-01",
)  # fmt: skip
CATEGORIES = {
    "lan_chiem_via_he": "ttdt",
    "do_xe_sai": "ttdt",
    "vut_rac": "vsmt",
    "sai_phep": "ttxd",
}
STATES = ("phat_hien", "ket_thuc")
ADDRESSES = ("12 ngõ 5 Nguyễn Văn Cừ", "Ngõ 45 Ngọc Lâm", "")
WORDS = ("ngo", "NGỌC lâm", "5", "v1")
UNITS = ("Đội 1, phường", "Đội 2")
"""A comma in a name is no border between two names."""
SRID = 5897
KINDS = ("field", "category")
"""One tree: each of them says what it alone would leave."""


def _box(column: int) -> tuple[float, float, float, float]:
    return (WEST + SIDE * column, SOUTH, WEST + SIDE * (column + 1), SOUTH + SIDE)


def _fill(conn: connection, ward: Ward, dice: random.Random) -> list[int]:
    """Two groups whose boundaries change on 15 March, lanes, and incidents on every edge of it."""
    add_area(conn, ward, "2", box=_box(0), valid_to="2016-03-15")
    add_area(conn, ward, "10", box=_box(1), valid_to="2016-03-15")
    add_area(conn, ward, "10", box=_box(0), valid_from="2016-03-15")
    add_area(conn, ward, "9", box=_box(1), valid_from="2016-03-15")
    lanes = [
        add_lane(conn, ward, points=[(lon, LATS[0]), (lon, LATS[-1])]) for lon in (LONS[1], LONS[4])
    ]
    rounds = [add_round(conn, ward, code=code) for code in ("Đ1", "Đ2, bù")]
    for lon, unit, until in (
        (LONS[1] + 0.0001, UNITS[0], None),  # 10 m off, and the next 31 m off the same corners
        (LONS[1] - 0.0003, UNITS[1], None),
        (LONS[4], UNITS[1], "2016-03-15"),
        (LONS[4] + 0.0002, "", None),
    ):
        points = [(lon, LATS[0]), (lon, LATS[-1])]
        add_route(conn, ward, points=points, holder_unit=unit, valid_to=until)
    for _ in range(dice.randint(0, 60)):
        category = dice.choice(list(CATEGORIES))
        add_incident(
            conn,
            ward,
            dice.choice(LONS),
            dice.choice(LATS),
            on=dice.choice(DAYS),
            category=category,
            field=CATEGORIES[category],
            state=dice.choice(STATES),
            address=dice.choice(ADDRESSES),
            round_id=dice.choice((None, *rounds)),
            is_pile_up=dice.random() < 0.1,
            time_precision=dice.choice(("minute", "day", "month")),
        )
    db.execute(conn, "SELECT derive_incident_links(%s)", (ward.id,))
    return lanes


def _filter(conn: connection, ward: Ward, dice: random.Random, lanes: list[int]) -> Filter:
    def some(choices: Any) -> tuple[Any, ...]:
        return tuple(dice.sample(list(choices), dice.choice((0, 0, 1, 2))))

    first, last = sorted(dice.sample(DAYS, 2))
    areas = dice.choice(("was", "now", "2016-03-14", "2016-03-15", "2009-12-31"))
    chosen = Filter(
        first=dice.choice((None, date.fromisoformat(first))),
        last=dice.choice((None, date.fromisoformat(last))),
        fields=some(("ttdt", "vsmt", "ttxd")),
        categories=some(CATEGORIES),
        groups=some(("2", "10", "9", "10@2016-03-15", "-")),
        lanes=some(lanes),
        states=some(STATES),
        boundaries=parse_boundaries(areas),
        holders=some((*UNITS, "-")),
        rounds=some(("Đ1", "Đ2, bù", "-")),
        text=dice.choice(("", "", *WORDS)),
        inside=dice.choice((None, None, _inside(dice))),
    )
    assert Filter.from_query(chosen.to_query()) == chosen
    return ready(conn, ward.id, chosen)


def _inside(dice: random.Random) -> tuple[float, float, float, float]:
    """A box whose sides run through incidents: what lies on a side is inside."""
    (west, east), (south, north) = (sorted(dice.sample(each, 2)) for each in (LONS, LATS))
    return tuple(round(side, 6) for side in (west, south, east, north))  # type: ignore[return-value]


def _holders(conn: connection, ward: Ward) -> dict[int, str]:
    """By incident, the unit of the nearest route of its day, none for a pile-up: pair by pair."""
    pairs = db.rows(
        conn,
        """
        SELECT i.id, r.id AS route, r.holder_unit,
               ST_Distance(ST_Transform(r.geom, %s), ST_Transform(i.geom, %s)) AS metres
          FROM incident AS i JOIN route AS r ON r.ward_id = i.ward_id
           AND r.valid_from <= i.occurred_on AND (r.valid_to IS NULL OR r.valid_to > i.occurred_on)
         WHERE i.ward_id = %s AND NOT i.is_pile_up
        """,
        (SRID, SRID, ward.id),
    )
    nearest: dict[int, tuple[float, int, str]] = {}
    for row in pairs:
        found = (row["metres"], row["route"], row["holder_unit"])
        nearest[row["id"]] = min(nearest.get(row["id"], found), found)
    return {number: unit for number, (metres, _, unit) in nearest.items() if metres <= 30}


def _has_text(row: dict[str, Any], words: str) -> bool:
    return any(fold(words) in fold(row[name]) for name in ("address", "source_key"))


def _groups(conn: connection, ward: Ward, chosen: Filter) -> dict[int, set[str]]:
    """By incident, the names its group goes by: looked up pair by pair, without our own SQL."""
    day = chosen.boundaries.stated_day
    pairs = db.rows(
        conn,
        """
        SELECT i.id, a.code, a.valid_from FROM incident AS i
          JOIN area AS a ON a.ward_id = i.ward_id AND ST_Covers(a.geom, i.geom)
           AND a.valid_from <= coalesce(%s, i.occurred_on)
           AND (a.valid_to IS NULL OR a.valid_to > coalesce(%s, i.occurred_on))
         WHERE i.ward_id = %s AND a.kind = 'group'
        """,
        (day, day, ward.id),
    )
    found: dict[int, tuple[int, str, set[str]]] = {}
    for row in pairs:
        names = {row["code"], f"{row['code']}@{row['valid_from']}"}
        candidate = (len(row["code"]), row["code"], names)
        found[row["id"]] = min(found.get(row["id"], candidate), candidate)
    return {number: names for number, (_, _, names) in found.items()}


def _count(conn: connection, ward: Ward, chosen: Filter) -> int:
    """Count in Python, from bare rows."""
    groups, holders = _groups(conn, ward, chosen), _holders(conn, ward)
    west, south, east, north = chosen.inside or (-180, -90, 180, 90)
    found = db.rows(
        conn,
        "SELECT incident.*, ST_X(incident.geom) AS lon, ST_Y(incident.geom) AS lat,"
        " coalesce(walk.code, '-') AS round"
        " FROM incident LEFT JOIN inspection_round AS walk ON walk.id = round_id"
        " WHERE incident.ward_id = %s",
        (ward.id,),
    )
    return sum(
        bool(
            (chosen.first is None or row["occurred_on"] >= chosen.first)
            and (chosen.last is None or row["occurred_on"] <= chosen.last)
            and (not chosen.fields or row["field_code"] in chosen.fields)
            and (not chosen.categories or row["category_code"] in chosen.categories)
            and (not chosen.groups or groups.get(row["id"], {"-"}) & set(chosen.groups))
            and (not chosen.lanes or row["lane_id"] in chosen.lanes)
            and (not chosen.states or row["state"] in chosen.states)
            and (not chosen.holders or (holders.get(row["id"]) or "-") in chosen.holders)
            and (not chosen.rounds or row["round"] in chosen.rounds)
            and _has_text(row, chosen.text)
            and west <= row["lon"] <= east
            and south <= row["lat"] <= north
        )
        for row in found
    )


def _drawn(conn: connection, ward: Ward, chosen: Filter, zoom: int) -> int:
    """Count what the tiles of a zoom show: counts below the grid's zoom, points above."""
    layer, total = get_layer("incidents"), 0
    seen: set[int | None] = set()
    corner, other = tile_of(LONS[0], LATS[-1], zoom), tile_of(LONS[-1], LATS[0], zoom)
    for x in range(corner.x - 1, other.x + 2):
        for y in range(corner.y - 1, other.y + 2):
            if not (0 <= x < 2**zoom and 0 <= y < 2**zoom):
                continue
            for each in read_tile(tile(conn, ward, layer, Tile(zoom, x, y), chosen)).get(
                layer.name, []
            ):
                total += int(each.properties.get("n", 0))
                seen.add(each.id)
    return total if zoom < (layer.grid_below or 0) else len(seen)


def _exported(conn: connection, ward: Ward, chosen: Filter) -> tuple[int, int, int]:
    def made(file_format: str) -> bytes:
        asked = Request(file_format, chosen)
        return b"".join(export_layer(conn, ward, get_layer("incidents"), BOSS, asked))

    lines = list(csv.reader(io.StringIO(made("csv").decode("utf-8-sig"))))
    book = CalamineWorkbook.from_object(io.BytesIO(made("xlsx")))
    sheet = book.get_sheet_by_name(DATA).to_python()
    return len(lines) - 1, len(json.loads(made("geojson"))["features"]), len(sheet) - 1


@pytest.fixture(params=range(how_many(6)))
def dice(request: pytest.FixtureRequest) -> random.Random:
    return random.Random(request.param)


@pytest.fixture
def town(conn: connection, ward: Ward, dice: random.Random) -> list[int]:
    """Ids of the lanes of a ward filled at random; a second ward lies in the same place."""
    _fill(conn, create_ward(conn, "phuong-khac", same("Khác"), 5897), dice)
    return _fill(conn, ward, dice)


def test_map_counts_pages_and_files_agree(
    conn: connection, ward: Ward, town: list[int], dice: random.Random
) -> None:
    for _ in range(6):
        chosen = _filter(conn, ward, dice, town)
        total = _count(conn, ward, chosen)
        layer = get_layer("incidents")
        counts = read_counts(conn, ward, [layer], chosen, BOSS)
        page = features_page(conn, ward, layer, chosen, BOSS, limit=1000)
        assert (counts["total"], counts["layers"]["incidents"]) == (total, total), chosen
        assert (page.returned, page.matched) == (total, total), chosen
        assert _exported(conn, ward, chosen) == (total, total, total), chosen
        assert {_drawn(conn, ward, chosen, zoom) for zoom in (0, 11, 13, 14, 16)} == {total}, chosen


def test_each_choice_leaves_the_number_beside_it(
    conn: connection, ward: Ward, town: list[int], dice: random.Random
) -> None:
    names = {
        "field": "fields",
        "category": "categories",
        "group": "groups",
        "lane": "lanes",
        "holder": "holders",
        "round": "rounds",
    }
    for _ in range(3):
        chosen = _filter(conn, ward, dice, town)
        facets = read_counts(conn, ward, [], chosen, BOSS)["facets"]
        for name, attribute in names.items():
            for choice in facets[name]:
                value = int(choice["value"]) if name == "lane" else choice["value"]
                others = chosen.without("fields", "categories") if name in KINDS else chosen
                narrowed = Filter(**{**others.__dict__, attribute: (value,)})
                assert choice["n"] == _count(conn, ward, narrowed), (name, value, chosen)
        months = sum(month["n"] for month in facets["month"])
        assert months == _count(conn, ward, chosen.without("period")), chosen


def test_board_rows_runs_and_counts_agree(
    conn: connection, ward: Ward, town: list[int], dice: random.Random
) -> None:
    for _ in range(3):
        chosen = _filter(conn, ward, dice, town)
        made = board(conn, ward, chosen, role=BOSS)
        used = completed(conn, ward, chosen)
        total = _count(conn, ward, used)
        assert made["selection"]["value"] == made["figures"]["incidents"]["value"] == total, chosen
        assert sum(row["count"] for row in made["groups"]) == total, chosen
        assert sum(row["count"] for row in made["lanes"]) == total, chosen
        numbers = {
            made["selection"]["of"]: total,
            **{name: figure["value"] for name, figure in made["figures"].items()},
            **{row["of"]: row["count"] for row in (*made["groups"], *made["lanes"])},
            **{row["of"]: row["total"] for row in (*made["trend"], *made["repeat_points"]["rows"])},
            **{row["of"]: row["count"] for row in made["hot_cells"]["rows"]},
        }
        opened = {of: board_rows(conn, ward, of, chosen, role=BOSS)["total"] for of in numbers}
        assert opened == numbers, chosen
        for run_id in (made["repeat_points"]["run"], made["hot_cells"]["run"]):
            if run_id is not None:
                run = get_run(conn, ward, run_id)
                assert run.input_rows + run.input["left_out"] == total, chosen
        if made["hot_cells"]["run"] is not None:
            values = sum(cell["value"] for cell in cells(conn, run))
            assert values + run.summary["events_outside"] == run.input_rows, chosen


def test_status_and_board_agree(
    conn: connection, ward: Ward, town: list[int], dice: random.Random
) -> None:
    period = Period(date(2016, 1, 1), date(2016, 6, 30))
    told = {each.name: each.value for each in half_year_figures(conn, ward, period)}
    shown = board(conn, ward, report_filter(period), role=BOSS)["figures"]
    assert told == {name: figure["value"] for name, figure in shown.items()}


def test_groups_of_the_board_hold_what_is_analysed_by_group(conn: connection, ward: Ward) -> None:
    """A corner that groups share counts for one of them, and for the same one everywhere."""
    for column, code in enumerate(("10", "2", "9")):
        add_area(conn, ward, code, box=_box(column))
    for column in range(4):
        for row in (0, 1):
            add_incident(conn, ward, WEST + SIDE * column, SOUTH + SIDE * row)
    db.execute(conn, "SELECT derive_incident_links(%s)", (ward.id,))
    chosen = Filter(first=date(2016, 1, 1), last=date(2016, 6, 30))
    made = board(conn, ward, chosen, cells={"unit_kind": "areas"}, role=BOSS)
    run = get_run(conn, ward, made["hot_cells"]["run"] or 0)
    by_group = Counter({row["name"]["vi"]: row["count"] for row in made["groups"] if row["code"]})
    assert {cell["label"]: cell["value"] for cell in cells(conn, run)} == by_group


@pytest.mark.parametrize("unit_kind", ["square", "hexagon", "areas"])
def test_hot_cell_tells_what_it_held_the_period_before(
    conn: connection, ward: Ward, unit_kind: str
) -> None:
    """The number beside it is what its own board showed then, also for points on its edge."""
    dice = random.Random(3)
    add_area(conn, ward, "00130", kind="ward", box=(105.88, 21.04, 105.892, 21.052))
    for column in range(6):
        west, south, east, _ = _box(column)
        add_area(conn, ward, str(column), box=(west, south, east, 21.052))
    x, y = (
        np.array([dice.randint(0, 8) * 50.0 for _ in range(200)]) + corner
        for corner in (591400.0, 2328000.0)
    )
    for number, (lon, lat) in enumerate(zip(*to_wgs84(x, y, ward.srid_measure), strict=True)):
        add_incident(conn, ward, lon, lat, on=("2015-10-10", "2016-03-03")[number % 2])
    add_incident(conn, ward, 105.881, 21.051, on="2015-07-01")
    settings = {"unit_kind": unit_kind, "correction": "none", "null_model": "scatter"}
    now, then = (
        board(conn, ward, report_filter(parse_period(half)), cells=settings, role=BOSS)["hot_cells"]
        for half in ("2016H1", "2015H2")
    )
    held = {
        cell["label"]: cell["value"] for cell in cells(conn, get_run(conn, ward, then["run"] or 0))
    }
    assert now["rows"]
    assert {row["label"]: row["previous"] for row in now["rows"]} == {
        row["label"]: held[row["label"]] for row in now["rows"]
    }
