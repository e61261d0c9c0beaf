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
