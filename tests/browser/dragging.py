"""Pull something on a page with the mouse, as a hand does: in steps."""

from playwright.sync_api import Locator, Page


def drag(page: Page, what: Locator, right: int, down: int) -> None:
    """Take hold of the middle of something and let it go so many pixels further."""
    box = what.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right, y + down, steps=6)
    page.mouse.up()
