"""SQL and Python fold a name for search in the same way."""

import pytest
from psycopg2.extensions import connection

from geo.names import fold
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
