"""Every line of docs/methods/correctness.md: within what is allowed, and on the page."""

from pathlib import Path

import pytest

from tests.peers.correctness import Row, rows

PAGE = Path(__file__).parents[2] / "docs" / "methods" / "correctness.md"
ROWS = list(rows())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.case} {row.what}")
def test_ours_is_the_peer_s_number(row: Row) -> None:
    assert row.apart <= row.within, row


def test_the_page_has_every_line() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [row for row in ROWS if f"| {row.case} | {row.what} | {row.peer} |" not in text] == []
    assert f"{len(ROWS)} lines, 0 beyond what is allowed." in text
