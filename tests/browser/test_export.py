"""The export menu: what will be in the file is said before, and the file holds just that."""

import io
import json

from python_calamine import CalamineWorkbook

HALF = "from=2016-01-01&to=2016-06-30"
READY = "#export-dialog[data-rows]"


def open_menu(page):
    page.click("#view-actions")
    page.click("#open-export")
    page.wait_for_selector(READY)
    return page


def saved(page):
    with page.expect_download() as download:
        page.click("#export-download")
    return download.value


def test_what_is_shown_is_what_the_file_holds(visit):
    opened = visit()
    page = open_menu(opened.go(f"/?{HALF}&field=ttdt"))
    assert page.get_attribute("#export-dialog", "data-rows") == "205"
    assert "1 m" not in page.text_content(".export__facts")
    page.select_option("#export-crs", "EPSG:5897")
    assert "1 m" in page.text_content(".export__facts")
    assert opened.faults() == []
    file = saved(page)
    assert file.suggested_filename == "gia-thuy-incidents.xlsx"
    book = CalamineWorkbook.from_object(io.BytesIO(file.path().read_bytes()))
    rows = book.get_sheet_by_name("Dữ liệu").to_python()
    assert len(rows) == 1 + 205
    assert rows[0][-2:] == ["Hướng đông (EPSG:5897)", "Hướng bắc (EPSG:5897)"]
    told = [cell for row in book.get_sheet_by_name("Giải thích").to_python() for cell in row]
    assert any("field=ttdt" in str(cell) and "/?" in str(cell) for cell in told)


def test_keyboard_alone_exports_another_layer(visit):
    page = visit("viewer").go(f"/?{HALF}")
    page.focus("#view-actions")
    page.keyboard.press("Enter")
    for _ in range(page.locator("#view-actions-menu [role=menuitem]").count()):
        if page.evaluate("document.activeElement.id") == "open-export":
            break
        page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.id") == "open-export"
    page.keyboard.press("Enter")
    page.wait_for_selector(READY)
    assert page.evaluate_handle("document.activeElement").get_attribute("id") == "export-layer"
    page.select_option("#export-layer", "sites")
    page.wait_for_selector(READY)
    assert "Chủ nhà" in page.text_content(".export__facts")
    page.select_option("#export-format", "geojson")
    assert page.evaluate_handle("document.activeElement").get_attribute("id") == "export-format"
    told = json.loads(saved(page).path().read_text(encoding="utf-8"))
    assert "owner_name" not in told["features"][0]["properties"]
    page.wait_for_selector("#export-dialog", state="hidden")
    assert page.evaluate_handle("document.activeElement").get_attribute("id") == "view-actions"


def test_phone_and_signed_out(visit):
    opened = visit("public", phone=True)
    page = opened.go("/")
    page.click("#panel-handle")
    page.click("#view-actions")
    page.click("#open-export")
    page.wait_for_selector(READY)
    names = page.locator("#export-layer option").evaluate_all("all => all.map(o => o.value)")
    assert "incidents" not in names
    assert "sites" not in names
    box = page.locator("#export-dialog").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert page.locator("#export-dialog a[href*=template]").count() == 0
    assert opened.faults() == []
