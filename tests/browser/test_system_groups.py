"""One walk through each group of systems: write, change, find, file, figure, and take away again.

Then the other registers of the group: their figure opens as many rows as it says.
"""

from pathlib import Path
from typing import NamedTuple

import pytest

from tests.browser.test_registers import _fill

DAY, HALF = "2013-03-04", "2013H1"  # nobody else writes in this half-year


class Group(NamedTuple):
    """A register that is written in, its figure, and figures of others that are opened."""

    register: str
    day: str
    words: str
    figure: str
    choose: tuple[str, ...] = ()
    say: tuple[tuple[str, str], ...] = ()
    others: tuple[str, ...] = ()


GROUPS = {
    "planning": Group(  # S01, S05
        "visits", "visited_on", "subject", "visits", ("unit_id",), (), ("plans:plans",)
    ),
    "enforcement": Group(  # S08, S11, S17
        "place_actions", "acted_on", "what", "actions", ("place_id", "kind"),
        (("unit", "Tổ thử"),), ("patrols:patrols", "lane_supervisions:records"),
    ),
    "supervision": Group(  # S09, S24, S25, S31
        "supervisions", "held_on", "subject", "regular", ("body_id",),
        (), ("supervisions:surprise", "recommendations:all", "democracy:rated"),
    ),
    "assets": Group(  # S14, S15, S16, S32, S34
        "activities", "held_on", "name", "activities", ("kind",), (("turnout", "40"),),
        ("model_groups:groups", "committee_meetings:meetings", "parcels:parcels",
         "projects:projects"),
    ),
    "communication": Group(  # S29, S30, S35
        "articles", "published_on", "title", "articles", ("channel",),
        (), ("briefings:briefings", "coordination:requests"),
    ),
}  # fmt: skip


def _first(page, name: str) -> str:
    """The first choice of a list that is one."""
    options = page.locator(f"#{name} option").evaluate_all("all => all.map((each) => each.value)")
    return next(each for each in options if each)


def _opened_by_figure(page, figure: str) -> tuple[int, int]:
    """What a figure says, and how many rows it opens."""
    link = page.locator(f".register-figure a[href*='figure={figure}']")
    said = int(link.locator(".figure__number").inner_text().replace(".", ""))
    link.click()
    page.wait_for_url(f"**figure={figure}**")
    count = page.locator(".register-count [role=status]").inner_text()
    return said, int(count.split()[0].replace(".", ""))


@pytest.mark.parametrize("name", GROUPS)
def test_write_change_find_file_and_figure(visit, name):
    group, opened = GROUPS[name], visit("supervisor")
    words = f"Đi thử {name}"
    page = opened.go(f"/registers/{group.register}/new?ward=gia-thuy", "#register-form[data-ready]")
    assert opened.faults() == []
    chosen = {each: _first(page, each) for each in group.choose}
    _fill(page, **{group.day: DAY, group.words: words}, **dict(group.say), **chosen)
    page.get_by_role("button", name="Lưu").click()
    page.wait_for_selector(f"h1:has-text('{words}')")
    page.get_by_role("link", name="Sửa", exact=True).click()
    page.wait_for_selector("#register-form[data-ready]")
    _fill(page, **{group.words: f"{words}, đã sửa"})
    page.get_by_role("button", name="Lưu").click()
    page.wait_for_selector(f"h1:has-text('{words}, đã sửa')")
    page = opened.go(f"/registers/{group.register}?period={HALF}", "#q")
    page.fill("#q", "da sua")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=da**")
    assert page.locator(".register-table tbody tr").count() == 1
    with page.expect_download() as download:
        page.locator("a[download]", has_text="CSV").click()
    lines = Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 2 and f"{words}, đã sửa" in lines[1]
    page = opened.go(f"/registers/{group.register}?period={HALF}", ".register-table")
    assert _opened_by_figure(page, group.figure) == (1, 1)
    assert opened.faults() == []
    page.get_by_role("link", name=f"{words}, đã sửa").click()
    page.get_by_role("button", name="Xóa").click()
    page.wait_for_selector(".register-undo")
    for other in group.others:
        register, _, figure = other.partition(":")
        page = opened.go(f"/registers/{register}?period=2016H1", ".register-table")
        said, rows = _opened_by_figure(page, figure)
        assert said == rows > 0, other
    assert opened.faults() == []
