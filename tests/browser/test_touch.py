"""Drawing with a finger on a phone: a point is set, a corner is pulled."""

from tests.browser.test_edit import CLOSE, editing, ground, open_record, some

__all__ = ["ground"]


def test_a_finger_sets_a_point_and_moves_a_corner_on_a_phone(visit, ground):
    conn, ward = ground
    started = visit("supervisor", phone=True)
    page = started.go(CLOSE)
    page.click("#panel-handle")
    page.wait_for_selector("#panel[data-snap=half]")
    page.click("#view-actions")
    page.click("#open-edit")
    page.wait_for_selector("#edit-panel[data-ready=choose]")
    page.select_option("#edit-layer", "sites")
    page.tap("#edit-new")
    page.wait_for_selector("#edit-panel[data-ready=editing]")
    page.touchscreen.tap(200, 200)
    page.wait_for_selector(".edit-pin")
    assert started.ask("document.documentElement.scrollWidth") == 390
    page.tap("#edit-cancel")
    page.wait_for_selector("#edit-panel", state="hidden")

    lane = some(conn, ward, "lane")
    page = open_record(started, "lanes", lane)
    editing(page, "lanes", lane)
    corner = page.locator(".marker-icon:not(.marker-icon-middle)").first
    corner.wait_for()
    before = page.locator("#edit-typed").input_value()
    box = corner.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    touch = started.context.new_cdp_session(page)

    def send(kind, *points):
        spots = [{"x": each[0], "y": each[1]} for each in points]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": spots})

    send("touchStart", (x, y))
    for step in range(1, 6):
        send("touchMove", (x + 5 * step, y + 4 * step))
    send("touchEnd")
    page.wait_for_selector("#edit-undo[aria-disabled=false]")
    assert page.locator("#edit-typed").input_value() != before
    page.tap("#edit-undo")
    assert page.locator("#edit-typed").input_value() == before
