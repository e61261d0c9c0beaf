"""A parcel of the register drawn on the map: chosen, clicked, typed in metres, saved, seen."""

import re

import pytest
from playwright.sync_api import expect

from layers import db
from layers.queries.wards import get_ward
from layers.registers.reading import find_register
from layers.registers.scope import Reader
from layers.registers.writing import add_row
from layers.roles import Role

CODE = "TĐ-VẼ"
# Ten metres by five of EPSG:5897, away from the parcels of the demonstration.
CORNERS = "591914; 2328628\n591924; 2328628\n591924; 2328633\n591914; 2328633"
CLICKS = ((380, 260), (460, 260), (460, 330), (380, 330))


@pytest.fixture
def parcel(served_database):
    """The connection and a parcel without a shape; afterwards neither was ever there."""
    conn = db.connect(served_database)
    ward = get_ward(conn, "gia-thuy")
    market = db.value(conn, "SELECT id FROM register_project WHERE kind = 'cho' ORDER BY id")
    said = {"code": CODE, "project_id": str(market), "stage": "chi_tra", "area_m2": "48",
            "stage_on": "2016-03-01", "obstacle": "Chờ đo lại"}  # fmt: skip
    row = add_row(conn, find_register("parcels"), Reader(ward, Role.ADMIN, "tests"), said)
    yield conn, row
    with db.acting_as(conn, "tests"):
        db.execute(conn, "DELETE FROM parcel_shape WHERE parcel_id = %s", (row,))
        db.execute(conn, "DELETE FROM register_parcel WHERE id = %s", (row,))
    conn.close()


def test_a_parcel_is_drawn_and_says_its_stage_and_area(visit, parcel):
    conn, row = parcel
    started = visit("supervisor")
    page = started.go(f"/registers/parcels/{row}?ward=gia-thuy", ".register-row")
    assert "Chưa vẽ" in page.locator(".pairs").inner_text()
    assert started.faults() == []
    page = started.go("/?map=19/21.04900/105.88630&layers=ward_border,lanes,parcels")
    page.click("#view-actions")
    page.click("#open-edit")
    page.wait_for_selector("#edit-panel[data-ready=choose]")
    page.select_option("#edit-layer", "parcels")
    page.click("#edit-new")
    page.wait_for_selector("#edit-panel[data-ready=editing]")
    assert page.locator("#edit-parcel_id option").count() == 2  # the others are drawn already
    page.select_option("#edit-parcel_id", str(row))
    for x, y in CLICKS:
        page.locator("#map").click(position={"x": x, "y": y})
    page.click("#edit-finish")
    expect(page.locator("#edit-typed")).to_have_value(re.compile(r"(.+\n){3}.+"))
    assert started.faults() == []
    page.focus("#edit-coordinates summary")
    page.keyboard.press("Enter")
    page.fill("#edit-typed", CORNERS)
    page.focus("#edit-typed-apply")
    page.keyboard.press("Enter")
    expect(page.locator("#edit-typed")).to_have_value(re.compile(r"21\.0489\d+, 105\.8862"))
    page.click("#edit-review")
    page.wait_for_selector("#edit-panel[data-ready=difference]")
    said = page.locator("#edit-difference").inner_text()
    assert CODE in said and "50" in said and "m²" in said
    page.click("#edit-save")
    page.wait_for_selector("#popup .popup__title >> text=" + CODE)
    card = page.locator("#popup").inner_text()
    for words in ("Chi trả", "48", "50", "Bản đồ lệch so với sổ", "Chờ đo lại"):
        assert words in card, words
    assert page.locator("#edit-record").count() == 1
    assert started.faults() == []
    project = page.get_attribute("#popup a[href^='/projects/']", "href")
    page.click(f"#popup a[href^='/registers/parcels/{row}']")
    page.wait_for_selector("#measured")
    assert "bản đồ lệch +2 m² so với sổ" in page.locator("#measured").inner_text()
    page = started.go(project, "#parcels-on-map")
    assert CODE in page.locator("#parcels-on-map").text_content()
    assert started.faults() == []
    where = "SELECT count(*) FROM parcel_shape WHERE parcel_id = %s"
    assert db.value(conn, where, (row,)) == 1
    page = started.go(f"/registers/parcels?q={CODE}", ".register-table")
    page.click(".register-table a:has-text('Mở bản đồ')")
    page.wait_for_selector("#edit-record")
    page.click("#edit-record")
    page.wait_for_selector("#edit-panel[data-ready=editing]")
    assert page.locator("#edit-split").count() == page.locator("#edit-merge").count() == 0
    page.click("#edit-remove")
    page.wait_for_selector("#edit-panel[data-ready=difference]")
    page.click("#edit-save")
    page.wait_for_selector(".toast__undo")
    assert db.value(conn, where, (row,)) == 0
    page.click(".toast__undo")
    page.wait_for_selector("text=Đã hoàn tác")
    assert db.value(conn, where, (row,)) == 1
    assert started.faults() == []
