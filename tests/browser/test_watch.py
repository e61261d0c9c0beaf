"""The board shows what the watch has found, until somebody has seen it."""

from datetime import date

from geo.text import Text
from layers import db
from layers.analysis import run_hotspots
from layers.filters import Filter
from layers.queries.runs import cells
from layers.queries.wards import get_ward
from layers.queries.watch import keep_finding

HALF = {"from": "2016-01-01", "to": "2016-06-30", "field": "ttdt"}


def test_finding_is_shown_with_its_reason_until_it_is_seen(visit, served_database, server):
    conn = db.connect(served_database)
    ward = get_ward(conn, "gia-thuy")
    run = run_hotspots(conn, ward, "repeat_points", {}, Filter.from_query(HALF))
    (first, *_) = cells(conn, run, limit=1)
    keep_finding(conn, run, first, Text("Điểm mới.", "A new point."), date(2016, 6, 30))
    conn.close()
    opened = visit()
    page = opened.go("/board?from=2016-01-01&to=2016-06-30", ready="#board-body[data-ready=board]")
    page.wait_for_selector("#watch .watch__item")
    assert "Điểm mới." in page.text_content("#watch")
    assert opened.faults() == []
    page.click("#watch .watch__item button >> nth=0")
    page.wait_for_selector("#rows-dialog[data-total]")
    assert page.get_attribute("#rows-dialog", "data-total") == str(len(first["members"]))
    page.keyboard.press("Escape")
    page.click("#watch .watch__item button >> nth=1")
    page.wait_for_selector("#watch", state="hidden")
