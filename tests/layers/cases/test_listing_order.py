"""The list of cases, found narrow: the same cases in the same order as their whole rows give."""

from datetime import date
from random import Random
from typing import Any

from psycopg2.extensions import connection

from geo.names import fold
from layers import db
from layers.cases.listing import SORTS, CaseView, list_cases
from layers.queries.wards import Ward
from layers.roles import Role
from tests.mixed_ward import fill_mixed

AS_OF = date(2016, 6, 1)
KEYS = {
    "due_on": "due_on", "occurred_on": "occurred_on", "handler": "handler_name",
    "age": "age_days", "number": "source_key",
}  # fmt: skip


def _is_found(row: dict[str, Any], words: str) -> bool:
    return fold(words) in fold(row["address"]) or words.lower() in row["source_key"].lower()


def test_pages_of_a_list_are_cut_from_one_order(conn: connection, ward: Ward) -> None:
    fill_mixed(conn, ward, Random(7))
    every = list_cases(conn, ward, CaseView(AS_OF, status=""), Role.INSPECTOR, size=1000)
    assert (
        every.total
        == len(every.rows)
        == db.value(conn, "SELECT count(*) FROM incident WHERE ward_id = %s", (ward.id,))
    )
    for words in ("", "bồ đề", "12", "V1", "đ"):
        wanted = {row["id"] for row in every.rows if _is_found(row, words)}
        for sort in ("", *SORTS, *(f"-{each}" for each in SORTS)):
            view = CaseView(AS_OF, status="", search=words, sort=sort)
            whole = list_cases(conn, ward, view, Role.INSPECTOR, size=1000)
            assert {row["id"] for row in whole.rows} == wanted, (words, sort)
            pages = [
                list_cases(conn, ward, view, Role.INSPECTOR, page=page, size=25) for page in (1, 2)
            ]
            assert [row["id"] for page in pages for row in page.rows] == [
                row["id"] for row in whole.rows[:50]
            ]
            assert {page.total for page in pages if page.rows} == {len(wanted)}
            name = KEYS.get(sort.removeprefix("-") or "due_on")
            told = [row[name] for row in whole.rows if name and row[name] is not None]
            assert told == sorted(told, reverse=sort.startswith("-")), sort
