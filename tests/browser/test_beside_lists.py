"""Tables, checks and pages of registers: their files have the rows of the page, in its order."""

import re
from html import unescape

import pytest

from layers.registers.reading import all_registers
from tests.page_tables import as_shown, file_table, page_table

BESIDE = [
    (register.name, what, each.name)
    for register in all_registers()
    for what, every in (
        ("table", register.matrices), ("check", register.checks), ("view", register.pages))
    for each in every
]  # fmt: skip
ASKED = {"on_day": "&category=lan_chiem_via_he&on=2016-06-30"}


def _words(cell: str) -> str:
    """Leave out what only people read: a dash for nothing, marks of thousands."""
    return re.sub(r"(?<=\d)[.,](?=\d{3}\b)", "", "" if cell == "–" else cell)


@pytest.mark.parametrize(("register", "what", "which"), BESIDE)
def test_files_have_the_rows_of_the_page(long_visit, register, what, which) -> None:
    for role in ("viewer", "supervisor"):
        opened = long_visit(role)
        ask = opened.page.request
        for lang, period in (("vi", "2016H1"), ("en", "2016-02")):
            asked = f"ward=gia-thuy&period={period}&lang={lang}{ASKED.get(which, '')}"
            page = ask.get(f"{opened.server}/registers/{register}/{what}/{which}?{asked}")
            if page.status == 404:  # a register that the role may not see has no file either
                gone = f"{opened.server}/registers/{register}/{what}/{which}/export.csv?{asked}"
                assert ask.get(gone).status == 404
                continue
            assert page.status == 200
            heads, *shown = page_table(page.text()) or [[]]
            links = re.findall(rf'href="([^"]+/{which}/export\.(csv|xlsx)[^"]*)"', page.text())
            assert [kind for _, kind in links] == ["xlsx", "csv"]
            for address, kind in links:
                answer = ask.get(f"{opened.server}{unescape(address)}&lang={lang}")
                assert answer.status == 200
                titles, *rows = file_table(answer.body(), kind)
                if which in ("drawn", "on_day", "tree", "spread"):
                    assert len(rows) == len(shown) or which in ("tree", "spread")
                    firsts = [row[0] for row in rows]
                    assert firsts == [row[0] for row in shown] or which in ("tree", "spread")
                    assert all(cell in _plain(page.text()) for row in rows for cell in row[1:2])
                    continue
                assert titles == heads or not shown  # an empty page has no heads
                assert [[_words(as_shown(cell, lang)) for cell in row] for row in rows] == [
                    [_words(cell) for cell in row] for row in shown
                ]


def _plain(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())
