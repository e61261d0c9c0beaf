"""Files of rows: all of them, as they come from the database; never cut without a word."""

import pytest
from psycopg2.extensions import TRANSACTION_STATUS_IDLE, connection

from geo.errors import InputError
from geo.text import Text
from layers import db
from layers.exporting import row_files
from layers.exporting.row_files import write_rows
from layers.exporting.workbook import Column

HEADS = [Column("Số", "integer"), Column("Chữ")]
MANY = 250_001


def _cells(row: dict) -> list:
    return [row["n"], row["words"]]


@pytest.fixture
def fresh(database_url: str):
    """A connection as pages have it: outside any transaction."""
    conn: connection = db.connect(database_url)
    yield conn
    conn.close()


def _rows(conn: connection, many: int):
    query = "SELECT n, '=' || n AS words FROM generate_series(1, %(many)s) AS n ORDER BY n"
    return db.stream(conn, query, {"many": many})


def test_every_row_stands_in_the_file_in_its_order(fresh: connection) -> None:
    with write_rows("csv", HEADS, [], _rows(fresh, MANY), _cells) as file:
        lines = file.read().decode("utf-8-sig").splitlines()
    assert len(lines) == MANY + 1
    assert (lines[1], lines[-1]) == ("1,'=1", f"{MANY},'={MANY}")
    assert fresh.info.transaction_status == TRANSACTION_STATUS_IDLE


def test_what_a_workbook_cannot_hold_is_refused_and_nothing_stays_open(
    fresh: connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_files, "MOST_ROWS", 5)
    facts = [(Text("Sổ", "Register"), Text("Thử", "Test"))]
    with write_rows("xlsx", HEADS, facts, _rows(fresh, 5), _cells) as file:
        assert file.read(2) == b"PK"
    with pytest.raises(InputError) as refused:
        write_rows("xlsx", HEADS, facts, _rows(fresh, 6), _cells)
    assert "CSV" in refused.value.text.vi and "CSV" in refused.value.text.en
    assert fresh.info.transaction_status == TRANSACTION_STATUS_IDLE
    with pytest.raises(InputError, match="pdf"):
        write_rows("pdf", HEADS, facts, [], _cells)
