"""Rounds made through the engine, and readers of the test ward."""

from collections.abc import Callable

import pytest

from layers.registers.reading import find_register
from layers.registers.scope import Reader, View, window_of
from layers.registers.writing import add_row
from layers.roles import Role
from tests.factories import add_user

SAID = {
    "body_kind": "mttq",
    "body": "UB MTTQ phường",
    "kind": "thuong_xuyen",
    "state": "dang_di",
    "started_on": "2016-03-01",
    "ended_on": "2016-03-01",
    "covers_ttdt": "true",
    "covers_ttxd": "false",
    "covers_vsmt": "true",
    "nothing_found": "false",
}


@pytest.fixture
def reader(conn, ward) -> Callable[..., Reader]:
    known: set[str] = set()

    def make(login: str = "lan", role: str = "inspector") -> Reader:
        if login not in known:
            known.add(login)
            add_user(conn, login, role, ward)
        return Reader(ward, Role.parse(role), login)

    return make


@pytest.fixture
def window(conn, reader):
    register = find_register("rounds")
    return lambda who: window_of(conn, register, who, View())


@pytest.fixture
def add(conn, reader) -> Callable[..., int]:
    def make(who: Reader | None = None, **said: str) -> int:
        return add_row(conn, find_register("rounds"), who or reader(), SAID | said)

    return make
