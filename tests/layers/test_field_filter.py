"""Layers filtered by their own fields: counts, pages, tables, tiles, files keep the same rows."""

import csv
import io
import random
from typing import Any

import pytest
from psycopg2.extensions import connection

from geo.errors import InputError
from geo.names import fold
from geo.text import Text
from geo.tiles import tile_of
from layers.contract import Field, Layer
from layers.exporting import Request, export_layer
from layers.filter_words import filter_parts
from layers.filters import Filter
from layers.queries.counts import read_counts
from layers.queries.features import features_page
from layers.queries.field_facets import read_field_facets
from layers.queries.row_tables import Paging, layer_table
from layers.queries.sources import layer_source
from layers.queries.tiles import tile
from layers.queries.wards import Ward
from layers.registry import get_layer, layer_of
from layers.roles import Role
from tests.factories import (
    LAT,
    LON,
    add_custom_layer,
    add_feature,
    add_incident,
    add_lane,
    add_lane_project,
    add_site,
)
from tests.mvt import read_tile

BOSS = Role.SUPERVISOR
OWN = "own_cay_xanh"
OWN_FIELDS = tuple(
    Field(name, Text(name, name), kind, Role.PUBLIC, {})
    for name, kind in (("cao_m", "number"), ("trong", "date"), ("con", "boolean"), ("loai", "text"))
)
Rows = list[dict[str, Any]]


@pytest.fixture
def filled(conn: connection, ward: Ward) -> dict[str, Rows]:
    """Rows of five layers with values drawn at random, holes among them."""
    dice = random.Random(5)
    rows: dict[str, Rows] = {"lanes": [], "sites": [], "lane_projects": [], OWN: []}
    add_custom_layer(conn, ward, OWN, fields=OWN_FIELDS)
    for at in range(24):
        lane = {
            "kind": dice.choice(("ngo", "ngach", "pho")),
            "width_m": dice.choice((None, 1.5, 2, 2.5, 4, 12)),
            "surface": dice.choice(("bê tông", "Nhựa", "")),
        }
        lane_id = add_lane(conn, ward, f"Ngõ {at}", **lane)
        site = {
            "stage": dice.choice(("frame", "finishing")),
            "permit_state": dice.choice(("unknown", "valid", "none")),
            "watched_from": f"2016-0{dice.randint(1, 6)}-10",
        }
        add_site(conn, ward, **site)
        project = {"phase": dice.choice((1, 2, 3)), "state": dice.choice(("planned", "done"))}
        add_lane_project(conn, ward, lane_id, **project)
        tree = {
            "cao_m": dice.choice((3, 7.5, "cao", None)),
            "trong": dice.choice(("2016-02-01", "2017-05-09", "mai")),
            "con": dice.choice((True, False, None)),
            "loai": dice.choice(("Xà cừ", "Sấu")),
        }
        add_feature(conn, ward, OWN, tree)
        for name, row in zip(rows, (lane, site, project, tree), strict=True):
            rows[name].append(row)
    return rows


def _layer(name: str, conn: connection, ward: Ward) -> Layer:
    return layer_of(conn, ward, name, BOSS)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


CASES = [
    ("lanes.width_m:2..4", lambda r: r["width_m"] is not None and 2 <= r["width_m"] <= 4),
    ("lanes.width_m:..2", lambda r: r["width_m"] is not None and r["width_m"] <= 2),
    ("lanes.kind:ngo|pho", lambda r: r["kind"] in ("ngo", "pho")),
    ("lanes.surface:BE tong", lambda r: "be tong" in fold(r["surface"])),
    ("sites.stage:frame", lambda r: r["stage"] == "frame"),
    ("sites.permit_state:valid|none", lambda r: r["permit_state"] in ("none", "valid")),
    ("sites.watched_from:2016-02-01..2016-04-10",
     lambda r: "2016-02-01" <= r["watched_from"] <= "2016-04-10"),
    ("lane_projects.phase:2..3", lambda r: r["phase"] >= 2),
    ("lane_projects.state:done", lambda r: r["state"] == "done"),
    (f"{OWN}.cao_m:4..", lambda r: _is_number(r["cao_m"]) and r["cao_m"] >= 4),
    (f"{OWN}.trong:..2016-12-31", lambda r: r["trong"] == "2016-02-01"),
    (f"{OWN}.con:true", lambda r: r["con"] is True),
    (f"{OWN}.loai:xa cu", lambda r: r["loai"] == "Xà cừ"),
]  # fmt: skip


@pytest.mark.parametrize(("where", "keeps"), CASES)
def test_every_way_out_keeps_the_same_rows(
    conn: connection, ward: Ward, filled: dict[str, Rows], where: str, keeps: Any
) -> None:
    name = where.partition(".")[0]
    number = sum(map(keeps, filled[name]))
    assert 0 < number < len(filled[name])
    layer, chosen = _layer(name, conn, ward), Filter.from_query({"where": where})
    assert Filter.from_query(chosen.to_query()) == chosen

    source = layer_source(ward, layer, chosen)
    request = Request("csv", chosen)
    file = b"".join(export_layer(conn, ward, layer, BOSS, request)).decode("utf-8-sig")
    found = {
        "counts": read_counts(conn, ward, [layer], chosen, BOSS)["layers"][name],
        "classes": sum(read_counts(conn, ward, [layer], chosen, BOSS)["classes"][name]),
        "page": features_page(conn, ward, layer, chosen, BOSS, limit=1000).matched,
        "table": layer_table(conn, ward, layer, source, BOSS, Paging(100, 0))["total"],
        "file": len(list(csv.reader(io.StringIO(file)))) - 1,
        "tile": len(read_tile(tile(conn, ward, layer, tile_of(LON, LAT, 16), chosen))[name]),
    }
    assert found == dict.fromkeys(found, number)
    assert filter_parts(conn, ward, chosen)[0][0] == "where"


def test_clauses_hold_together_and_for_their_own_layer_only(
    conn: connection, ward: Ward, filled: dict[str, Rows]
) -> None:
    add_incident(conn, ward)
    chosen = Filter.from_query({"where": "lanes.kind:ngo,lanes.width_m:2..,sites.stage:frame"})
    layers = [get_layer(name) for name in ("lanes", "sites", "lane_projects")]
    counts = read_counts(conn, ward, layers, chosen, BOSS)
    lanes = [r for r in filled["lanes"] if r["kind"] == "ngo" and (r["width_m"] or 0) >= 2]
    sites = [r for r in filled["sites"] if r["stage"] == "frame"]
    expected = {"lanes": len(lanes), "sites": len(sites), "lane_projects": 24}
    assert (counts["layers"], counts["total"]) == (expected, 1)


def test_a_field_is_counted_without_its_own_clause(
    conn: connection, ward: Ward, filled: dict[str, Rows]
) -> None:
    chosen = Filter.from_query({"where": "lanes.kind:ngo,lanes.width_m:2..4"})
    facets = {each["name"]: each for each in _facets(conn, ward, "lanes", chosen)}
    widths = [r["width_m"] for r in filled["lanes"] if r["kind"] == "ngo" and r["width_m"]]
    width = facets["width_m"]
    assert (width["low"], width["high"], width["n"]) == (min(widths), max(widths), len(widths))
    assert (sum(width["bins"]), len(width["bins"])) == (len(widths), 24)
    for kind in facets["kind"]["values"]:
        asked = Filter.from_query({"where": f"lanes.kind:{kind['value']},lanes.width_m:2..4"})
        page = features_page(conn, ward, get_layer("lanes"), asked, BOSS, limit=100)
        assert kind["n"] == page.matched, kind


def _facets(conn: connection, ward: Ward, name: str, chosen: Filter) -> Rows:
    return read_field_facets(conn, ward, get_layer(name), chosen, BOSS)


def test_fields_of_a_layer_without_rows_have_no_ends(conn: connection, ward: Ward) -> None:
    width = {each["name"]: each for each in _facets(conn, ward, "lanes", Filter())}["width_m"]
    assert (width["low"], width["n"], sum(width["bins"])) == (None, 0, 0)


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("lanes", "layer.field:value"),
        ("lanes.width_m", "layer.field:value"),
        ("lanes.width_m:2..4,lanes.width_m:1..", "each field once"),
        ("lanes.width_m:wide", "needs from..to"),
        ("lanes.width_m:..", "needs from..to"),
        ("lanes.width_m:nan..", "needs from..to"),
        ("lanes.width_m:4..2", "from is above to"),
        ("sites.watched_from:2016-13-01..", "needs from..to"),
        ("lanes.surface:!!!", "needs a letter or a digit"),
        ("lanes.geom:1..2", "there are: code, name"),
        (f"{OWN}.con:yes", "needs true or false"),
    ],
)
def test_what_cannot_be_read_is_refused(
    conn: connection, ward: Ward, filled: dict[str, Rows], where: str, said: str
) -> None:
    with pytest.raises(InputError) as refused:
        chosen = Filter.from_query({"where": where})
        layer_source(ward, _layer(where.partition(".")[0], conn, ward), chosen)
    assert said in refused.value.text.en
