"""A phone on its side, and a page at 200 %: every tool of the map is seen and is where it looks."""

from itertools import combinations

import pytest

SIZES = [(640, 400), (667, 375), (844, 390)]
HIDDEN = """[...document.querySelectorAll('.map-tools button, #time-bar:not([hidden]) > button')]
  .filter((tool) => {
    const box = tool.getBoundingClientRect();
    const at = [box.x + box.width / 2, box.y + box.height / 2];
    return !tool.contains(document.elementFromPoint(...at));
  }).map((tool) => tool.id || tool.title)"""
SHOWN = (".map-tools", "#time-bar", ".panel", ".leaflet-control-scale")
BOXES = (
    f"""{list(SHOWN)}"""
    + """.map((name) => {
  const box = document.querySelector(name).getBoundingClientRect();
  return [box.left, box.top, box.right, box.bottom];
})"""
)
STOPS = """[...document.querySelectorAll('#time-bar [role=radio]')].filter((stop) => {
  const box = stop.getBoundingClientRect();
  const bar = stop.parentElement.getBoundingClientRect();
  const x = (Math.max(box.left, bar.left) + Math.min(box.right, bar.right)) / 2;
  return box.left < bar.right && box.right > bar.left
    && !stop.contains(document.elementFromPoint(x, box.y + box.height / 2));
}).length"""


def _apart(one: list[float], other: list[float]) -> bool:
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_each_tool_of_the_map_is_under_the_finger(visit, width: int, height: int) -> None:
    opened = visit("supervisor", phone=True, viewport={"width": width, "height": height})
    page = opened.go("/")
    page.wait_for_selector("#time-bar:not([hidden])")
    boxes = page.evaluate(BOXES)
    tools = boxes[0]
    assert page.locator(".map-tools button").count() >= 7
    assert page.evaluate(HIDDEN) == [] and page.evaluate(STOPS) == 0
    assert all(_apart(one, other) for one, other in combinations(boxes, 2)), boxes
    assert tools[0] >= 0 and tools[2] <= width and tools[1] >= 0 and tools[3] <= height
    page.click("#map-actions")
    page.wait_for_selector("#map-actions-menu:not([hidden])")
    menu = page.locator("#map-actions-menu").bounding_box()
    assert menu["x"] >= 0 and menu["x"] + menu["width"] <= width
    assert menu["y"] >= tools[3] - 1
    page.keyboard.press("Escape")
    assert opened.faults() == []


@pytest.mark.parametrize(("width", "height"), SIZES[:2])
def test_half_open_sheet_leaves_the_tools(visit, width: int, height: int) -> None:
    opened = visit("viewer", phone=True, viewport={"width": width, "height": height})
    page = opened.go("/")
    page.wait_for_selector("#time-bar:not([hidden])")
    page.evaluate("document.querySelector('.panel').dataset.snap = 'half'")
    opened.rest()  # it slides
    tools, bar, panel, _ = page.evaluate(BOXES)
    assert _apart(tools, panel) and _apart(bar, panel)
    assert page.evaluate(HIDDEN) == []
    assert opened.faults() == []
