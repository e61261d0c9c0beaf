import io
from collections.abc import Callable
from typing import Any

import pytest
from argon2 import PasswordHasher
from psycopg2.extensions import connection

from geo.text import same
from layers import db
from layers.queries import users
from layers.queries.wards import create_ward

RunWard = Callable[..., Any]
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(users, "HASHER", CHEAP)


def stored(conn: connection, login: str) -> dict[str, Any]:
    row = db.one(conn, 'SELECT * FROM "user" WHERE login = %s', (login,))
    assert row is not None
    return row


def test_added_person_is_listed(run_ward: RunWard, own: connection) -> None:
    create_ward(own, "phuong-thu", same("Phường Thử"), 5897)
    said = run_ward("user", "add", "lan", "supervisor", "--ward", "phuong-thu", "--random")
    assert said.code == 0
    password = said.out.strip().rsplit(": ", 1)[1]
    assert CHEAP.verify(stored(own, "lan")["password_hash"], password)
    listed = run_ward("user", "list").out
    assert "supervisor" in listed
    assert "phuong-thu" in listed


def test_password_comes_from_standard_input(
    run_ward: RunWard, own: connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("mot-mat-khau-dai\n"))
    said = run_ward("user", "add", "lan", "viewer", "--stdin")
    assert said.code == 0
    assert "mot-mat-khau-dai" not in said.out + said.err
    assert CHEAP.verify(stored(own, "lan")["password_hash"], "mot-mat-khau-dai")


def test_changes_end_open_sessions_and_are_logged(run_ward: RunWard, own: connection) -> None:
    run_ward("user", "add", "lan", "viewer", "--random")
    assert run_ward("user", "role", "lan", "inspector").code == 0
    assert run_ward("user", "disable", "lan").code == 0
    assert run_ward("user", "password", "lan", "--random").code == 0
    row = stored(own, "lan")
    assert (row["role"], row["is_active"], row["session_epoch"]) == ("inspector", False, 4)
    assert run_ward("user", "enable", "lan").code == 0
    actors = db.rows(own, "SELECT DISTINCT actor FROM change_log WHERE table_name = 'user'")
    assert all(row["actor"].startswith("terminal") for row in actors)


@pytest.mark.parametrize(
    "arguments",
    [
        ("add", "x", "viewer", "--random"),
        ("add", "lan", "chief", "--random"),
        ("add", "lan", "viewer", "--ward", "nowhere", "--random"),
        ("add", "lan", "viewer", "--random", "--stdin"),
        ("role", "nobody", "viewer"),
        ("disable", "nobody"),
    ],
)
def test_wrong_use_exits_with_2(
    run_ward: RunWard, own: connection, arguments: tuple[str, ...]
) -> None:
    assert run_ward("user", *arguments).code == 2


def test_short_password_is_refused(
    run_ward: RunWard, own: connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("ngan\n"))
    assert run_ward("user", "add", "lan", "viewer", "--stdin").code == 2
    assert db.value(own, 'SELECT count(*) FROM "user"') == 0
