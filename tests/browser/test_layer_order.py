"""Order and opacity of layers: by keyboard, in the address, on the canvas and under the pointer."""

from urllib.parse import parse_qs, urlsplit

import pytest

START = "/?from=2016-01-01&to=2016-06-30&layers=lanes,groups,incidents,sites"
PAINT = """Array.from(document.querySelectorAll('#map canvas[data-ratio]'))
  .reduce((sum, canvas) => {
  const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  for (let at = 3; at < data.length; at += 4) sum += data[at];
  return sum; }, 0)"""

PICTURE = """Array.from(document.querySelectorAll('#map canvas[data-ratio]'))
  .map((canvas) => canvas.toDataURL()).sort().join()"""


def query(page):
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}


def open_tools(page, layer):
    summary = page.locator(f"[data-tools={layer}] summary")
    summary.focus()
    page.keyboard.press("Enter")


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_a_layer_moves_by_keyboard_and_a_reload_keeps_it(visit, phone):
    opened = visit(phone=phone)
    page = opened.go(START)
    if phone:
        page.click("#panel-handle")
    open_tools(page, "incidents")
    up, down = (page.locator("[data-tools=incidents] button").nth(at) for at in (0, 1))
    can_rise = up.get_attribute("aria-disabled") == "false"
    (up if can_rise else down).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**order=**")
    order = query(page)["order"].split(",")
    assert (order.index("incidents") < order.index("sites")) is can_rise
    assert max(map(order.index, ("incidents", "sites"))) < order.index("lanes")
    opened.settle()
    assert opened.faults() == []
    page.reload()
    opened.settle()
    assert query(page)["order"].split(",") == order
    assert (up if can_rise else down).get_attribute("aria-disabled") == "true"


def test_a_paler_layer_paints_less_and_the_address_says_so(visit):
    opened = visit()
    page = opened.go(START.replace("lanes,groups,incidents,sites", "incidents"))
    full = opened.ask(PAINT)
    open_tools(page, "incidents")
    page.locator("[data-tools=incidents] input").focus()
    for _ in range(10):
        page.keyboard.press("ArrowLeft")
    opened.settle()
    assert query(page)["opacity"] == "incidents:50"
    assert 0.4 * full < opened.ask(PAINT) < 0.6 * full
    page.reload()
    opened.settle()
    assert page.input_value("[data-tools=incidents] input") == "50"


def test_the_canvas_follows_the_order(visit):
    """The same layers the other way about are another picture, and turned back the first again."""
    opened = visit()
    first = START + "&order=incidents,sites"
    opened.go(first)
    picture = opened.ask(PICTURE)
    opened.go(START + "&order=sites,incidents")
    assert opened.ask(PICTURE) != picture
    opened.go(first)
    assert opened.ask(PICTURE) == picture


def drag(page, layer, other, *, above):
    """Pull a layer by its grip to the upper or lower half of another one."""
    grip = page.locator(f"[data-row-of={layer}] .layer__grip")
    grip.scroll_into_view_if_needed()
    start, end = grip.bounding_box(), page.locator(f"[data-row-of={other}]").bounding_box()
    page.mouse.move(start["x"] + 4, start["y"] + 12)
    page.mouse.down()
    page.mouse.move(start["x"] + 4, end["y"] + end["height"] * (0.25 if above else 0.75), steps=6)
    page.wait_for_selector(f"[data-row-of={other}][data-drop={'before' if above else 'after'}]")
    page.mouse.up()


def test_a_layer_is_dragged_above_another_and_taken_back(visit):
    opened = visit()
    page = opened.go(START)
    drag(page, "sites", "incidents", above=True)
    page.wait_for_url("**order=**")
    order = query(page)["order"].split(",")
    assert order.index("sites") < order.index("incidents") < order.index("lanes")
    assert page.locator(".layer[data-drop], .layer[data-dragged]").count() == 0
    page.focus(".toast__undo")  # so it stays
    assert opened.faults() == []
    page.click(".toast__undo")
    page.wait_for_url(lambda url: "order=" not in url)


def test_a_finger_drags_a_layer_on_a_phone(visit):
    opened = visit(phone=True)
    page = opened.go(START)
    page.click("#panel-handle")
    page.wait_for_selector("#panel[data-snap=half]")
    grip = page.locator("[data-row-of=sites] .layer__grip")
    grip.scroll_into_view_if_needed()
    opened.rest()  # the sheet has come to rest
    start = grip.bounding_box()
    end = page.locator("[data-row-of=incidents]").bounding_box()
    touch = opened.context.new_cdp_session(page)

    def send(kind, y):
        points = [] if y is None else [{"x": start["x"] + 6, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    send("touchStart", start["y"] + 12)
    for share in (0.3, 0.6, 0.9, 1):
        send("touchMove", start["y"] + 12 + share * (end["y"] + 4 - start["y"] - 12))
    page.wait_for_selector("[data-row-of=incidents][data-drop]")
    send("touchEnd", None)
    page.wait_for_url("**order=**")
    order = query(page)["order"].split(",")
    assert order.index("sites") < order.index("incidents")
    assert opened.ask("document.documentElement.scrollWidth") == 390


def test_the_list_shows_the_order_and_keeps_the_focus(visit):
    opened = visit()
    page = opened.go("/?from=2016-01-01&to=2016-06-30&layers=lanes,incidents,repeat_points")
    rows = "[data-group=violations] [data-row-of]"
    names = [each.get_attribute("data-row-of") for each in page.locator(rows).all()]
    assert names.index("repeat_points") < names.index("incidents")
    open_tools(page, "incidents")
    up = page.locator("[data-tools=incidents] button").nth(0)
    up.focus()
    page.keyboard.press("Enter")
    names = [each.get_attribute("data-row-of") for each in page.locator(rows).all()]
    assert names.index("incidents") < names.index("repeat_points")
    assert up.evaluate("(node) => node === document.activeElement")
