"""The page of rows behind a number: sorted by its heads, and the same rows as a file."""

import csv
import io
import re

import pytest
from python_calamine import CalamineWorkbook

from tests.factories import LON, add_incident


@pytest.fixture
def three(conn, ward) -> None:
    """Three incidents; the last came back where the first had been closed."""
    said = (("V-1", "2016-03-01", "ket_thuc"), ("V-2", "2016-03-02", "phat_hien"),
            ("V-3", "2016-04-03", "phat_hien"))  # fmt: skip
    for key, day, state in said:
        far = 0.002 if key == "V-2" else 0
        add_incident(conn, ward, LON + far, on=day, source_key=key, state=state, address="=số 5")


def _keys(client, query: str) -> list[str]:
    page = client.get(f"/rows?{query}").get_data(as_text=True)
    return re.findall(r">(V-\d)</a>", page)


def _csv(client, query: str) -> list[list[str]]:
    answer = client.get(f"/rows.csv?{query}")
    assert answer.content_type == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_page_and_files_are_sorted_alike(three, client_as) -> None:
    client = client_as("viewer")
    for sort, expected in (
        ("", ["V-3", "V-2", "V-1"]),
        ("occurred_at", ["V-1", "V-2", "V-3"]),
        ("-source_key", ["V-3", "V-2", "V-1"]),
    ):
        query = f"sort={sort}&from=2016-01-01&to=2016-06-30"
        assert _keys(client, query) == expected, sort
        rows = _csv(client, query)
        assert [row[0] for row in rows[1:]] == expected
        book = client.get(f"/rows.xlsx?{query}").data
        cells = CalamineWorkbook.from_object(io.BytesIO(book)).get_sheet_by_index(0).to_python()
        assert cells[0] == rows[0] and [row[0] for row in cells[1:]] == expected
        assert "'=số 5" in rows[1]
    assert client.get("/rows?sort=x").status_code == 400
    assert client.get("/rows.csv?sort=x").status_code == 400
    assert client.get("/rows.pdf").status_code == 404


@pytest.mark.parametrize(("lang", "head"), [("vi", "Địa chỉ"), ("en", "Address")])
def test_the_file_has_the_filter_and_the_language_of_the_page(three, client_as, lang, head) -> None:
    rows = _csv(client_as("viewer"), f"from=2016-03-02&to=2016-03-31&lang={lang}")
    assert head in rows[0] and [row[0] for row in rows[1:]] == ["V-2"]


def test_heads_sort_but_for_what_is_worked_out(three, client_as) -> None:
    client = client_as("viewer")
    page = client.get("/rows?sort=occurred_at").get_data(as_text=True)
    assert 'aria-sort="ascending"' in page and "sort=-occurred_at" in page
    came_back = client.get("/rows?of=recurring").get_data(as_text=True)
    assert "sort=address" in came_back and "sort=days_between" not in came_back
    rows = _csv(client, "of=recurring")
    assert rows[0][:2] == ["Vụ trước (đã giải quyết)", "Cách nhau (ngày)"]
    assert [row[:2] for row in rows[1:]] == [["2016-03-01", "33"]] and "V-3" in rows[1]
