"""Stored runs on the map: each method in its own drawing, its legend, its rows, its comparison.

With `PICTURES_TO=docs/methods/images ./scripts/test tests/browser/test_results_on_map.py` it
writes the pictures of the methods' pages.
"""

import os
from datetime import date
from pathlib import Path

import pytest

from layers import db
from layers.analysis import run_hotspots
from layers.filters import Filter
from layers.queries.wards import get_ward
from tests.browser.small_png import small_png

HALF = Filter(first=date(2016, 1, 1), last=date(2016, 6, 30), fields=("ttdt",))
NEXT = Filter(first=date(2016, 7, 1), last=date(2016, 12, 31), fields=("ttdt",))
ALL = Filter(first=date(2015, 7, 1), last=date(2017, 6, 30), fields=("ttdt",))
MARKET = "105.8863, 21.0490"
RUNS: dict[str, tuple[dict[str, object], Filter]] = {
    "repeat_points": ({}, HALF),
    "gi_star": ({}, HALF),
    "local_moran": ({}, HALF),
    "emerging": ({}, ALL),
    "density": ({}, HALF),
    "lane_density": ({}, HALF),
    "clusters": ({}, HALF),
    "near_repeat": ({"band_days": 15, "time_bands": 2}, ALL),
    "scan": ({}, HALF),
    "forecast": ({}, ALL),
    "effect": ({"treated_on": "2016-07-01", "unit_kind": "place", "centre": MARKET}, ALL),
    "rates": ({}, HALF),
    "border": ({}, HALF),
}
PICTURES = os.environ.get("PICTURES_TO")


@pytest.fixture(scope="module")
def stored(served_database: str):
    """Do an analysis of the demonstration ward once; return its run."""
    conn = db.connect(served_database)
    ward = get_ward(conn, "gia-thuy")

    def run(method: str, chosen: Filter | None = None):
        parameters, usual = RUNS[method]
        return run_hotspots(conn, ward, method, parameters, chosen or usual, actor="supervisor")

    run.conn = conn
    yield run
    conn.close()


def on_map(opened, run, more=""):
    page = opened.go(f"/?ward=gia-thuy&lang=vi&run={run.id}&from=&to={more}")
    page.wait_for_selector(f"#map[data-drawn-run_{run.id}]")
    page.wait_for_selector("html[data-counts]")
    opened.settle()
    return page


def take_picture(opened, path):
    """The map without its tools, in a size that a page can bear."""
    opened.page.keyboard.press("Escape")
    opened.page.set_viewport_size({"width": 1076, "height": 800})
    opened.page.click("#show-ward")
    tools = "document.querySelectorAll('.map-tools, .time-bar')"
    opened.ask(f"{tools}.forEach((each) => each.remove())")
    opened.settle()
    path.write_bytes(small_png(opened.context, opened.page.locator("#map").screenshot()))


def counts_of(page, name):
    """The numbers of the legend by class, and that of the layer."""
    row = page.locator(f".layer:has(#layer-{name})")
    lines = row.locator(".layer__legend [data-class] .check__count").all_text_contents()
    total = row.locator(".check > .check__count").text_content()
    return [int(each.replace(".", "") or 0) for each in lines], int(total.replace(".", "") or 0)


@pytest.mark.parametrize("method", RUNS)
def test_run_is_drawn_counted_and_opens_its_rows(visit, stored, method):
    """The legend holds every unit of the run once; the card of a unit opens the rows behind it."""
    run = stored(method)
    cell = db.one(
        stored.conn,
        "SELECT cell_no, cardinality(members) AS n FROM run_cell WHERE run_id = %s"
        " AND cardinality(members) > 0 ORDER BY rank LIMIT 1",
        (run.id,),
    )
    chosen = f"&selected=run_{run.id}/{run.id * 1_000_000 + cell['cell_no']}"
    page = on_map(opened := visit(), run, chosen)
    page.wait_for_selector("#popup [data-member]")
    assert page.locator("#popup [data-member]").count() == min(cell["n"], 100)
    by_class, total = counts_of(page, f"run_{run.id}")
    assert sum(by_class) == run.summary["units"]
    assert 0 < total <= sum(by_class)
    assert total >= int(page.get_attribute("#map", f"data-drawn-run_{run.id}")) > 0
    if PICTURES:
        take_picture(opened, Path(PICTURES) / f"{method}.png")


def test_two_runs_side_by_side_and_what_has_changed(visit, stored):
    """The second run stands right of the line, by the limits of the first; changes open units."""
    one, other = stored("gi_star"), stored("gi_star", NEXT)
    opened = visit()
    page = on_map(opened, one, f"&run2={other.id}")
    page.wait_for_selector("#run-changes[data-ready=changes]")
    cells = {
        run.id: {
            row["wkb"]: row["class_code"]
            for row in db.rows(
                stored.conn,
                "SELECT md5(ST_AsEWKB(geom)) AS wkb, class_code FROM run_cell WHERE run_id = %s",
                (run.id,),
            )
        }
        for run in (one, other)
    }
    new = sum(code > 0 >= cells[one.id][at] for at, code in cells[other.id].items())
    gone = sum(code > 0 >= cells[other.id][at] for at, code in cells[one.id].items())
    assert page.text_content("[data-turn=new]") == str(new)
    assert page.text_content("[data-turn=gone]") == str(gone)
    assert new + gone > 0
    page.focus("#swipe")
    page.keyboard.press("End")
    opened.settle()
    page.locator("#run-changes .row-button").first.click()
    page.wait_for_selector("#popup-title:has-text('số')")
    assert f"selected=run_{other.id}_as_{one.id}" in page.url
    assert opened.faults() == []
    page.screenshot(path="/tmp/mr-compare.png")
