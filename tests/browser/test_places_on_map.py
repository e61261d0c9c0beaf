"""A place of the register on the map: its card, dragged, typed by keyboard, saved, taken back."""

import pytest

from layers import db
from tests.browser.dragging import drag

PLACE = """
    SELECT id, ST_X(geom) AS lon, ST_Y(geom) AS lat, ST_AsText(geom) AS shape FROM place
     WHERE state <> 'removed' ORDER BY id DESC LIMIT 1
"""


@pytest.fixture
def ground(served_database):
    """The connection and a place that lies where it lay, again after the test."""
    conn = db.connect(served_database)
    place = db.one(conn, PLACE)
    yield conn, place
    back = (
        "UPDATE place SET geom = ST_GeomFromText(%s, 4326) WHERE id = %s AND ST_AsText(geom) <> %s"
    )
    with db.acting_as(conn, "tests"):
        db.execute(conn, back, (place["shape"], place["id"], place["shape"]))
    conn.close()


def test_a_place_is_dragged_typed_and_opens_its_page(visit, ground):
    conn, place = ground
    started = visit("supervisor")
    page = started.go(
        f"/?map=18/{place['lat']}/{place['lon']}&layers=ward_border,lanes,places"
        f"&selected=places/{place['id']}"
    )
    page.wait_for_selector("#edit-record")
    shown = page.locator("#popup").inner_text()
    assert "Trạng thái hiện nay" in shown and "Vụ gần nhất" in shown
    link = page.get_attribute("#popup [data-page-of-record]", "href")
    assert link.startswith(f"/places/{place['id']}?")
    assert started.faults() == []
    page.click("#edit-record")
    page.wait_for_selector("#edit-panel[data-ready=editing]")
    pin = page.locator(".edit-pin")
    pin.wait_for()
    first = page.input_value("#edit-typed")
    drag(page, pin, 40, 30)
    page.wait_for_selector("#edit-undo[aria-disabled=false]")
    assert page.input_value("#edit-typed") != first
    page.click("#edit-undo")
    assert page.input_value("#edit-typed") == first
    page.focus("#edit-coordinates summary")
    page.keyboard.press("Enter")
    page.fill("#edit-typed", "591914.15; 2328628.29")
    page.focus("#edit-typed-apply")
    page.keyboard.press("Enter")
    page.wait_for_selector("#edit-undo[aria-disabled=false]")
    page.click("#edit-review")
    page.wait_for_selector("#edit-panel[data-ready=difference]")
    assert "Xê dịch" in page.locator("#edit-difference").inner_text()
    page.click("#edit-save")
    page.wait_for_selector(".toast__undo")
    where = "SELECT ST_X(geom) AS lon, ST_AsText(geom) AS shape FROM place WHERE id = %s"
    assert round(db.one(conn, where, (place["id"],))["lon"], 6) == 105.886281
    page.click(".toast__undo")
    page.wait_for_selector("text=Đã hoàn tác")
    assert db.one(conn, where, (place["id"],))["shape"] == place["shape"]
    assert started.faults() == []
