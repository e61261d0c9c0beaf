"""SQL and Python fold a name for search, and match names, in the same way."""

import pytest
from psycopg2.extensions import connection

from geo.names import fold, match_key
from layers import db


@pytest.mark.parametrize(
    "text",
    [
        "Ngõ 12 Nguyễn Văn Cừ",
        "Ngách 117/43 Phố Nguyễn Sơn",
        "Tổ dân phố số 5",
        "Gia Thuỵ",
        "Gia Thụy",
        "  Đường   Đặng Văn Ngữ, P. 3 ",
        "",
        "NGÕ 12-A",
    ],
)
def test_the_database_folds_as_python_does(conn: connection, text: str) -> None:
    assert db.value(conn, "SELECT fold_vi(%s)", (text,)) == fold(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Trần Thuỵ Hoà", "trần  THỤY hòa "),
        ("Nguyễn Thị Quý", "nguyễn thị quý"),
        ("Đặng Quyền", "đặng quyền"),
        ("Gia Thụy", "Gia Thủy"),
        ("Hoà", "Hoa"),
        ("Dung", "Đung"),
        ("Tổ 5", "Tổ 15"),
    ],
)
def test_the_database_matches_names_as_python_does(conn: connection, one: str, other: str) -> None:
    is_same = db.value(conn, "SELECT name_key(%s) = name_key(%s)", (one, other))
    assert is_same == (match_key(one) == match_key(other))
