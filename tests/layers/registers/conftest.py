"""A reader of the test ward for each role, and makers of rows through the engine itself."""

from collections.abc import Callable

import pytest

from layers.registers.reading import find_register
from layers.registers.scope import Reader, View, window_of
from layers.registers.writing import add_row
from layers.roles import Role

BROADCAST = {"broadcast_on": "2016-03-07", "minutes": "15", "topic": "Vỉa hè", "state": "da_phat"}


@pytest.fixture
def reader(ward) -> Callable[..., Reader]:
    def make(role: str = "inspector", login: str = "lan") -> Reader:
        return Reader(ward, Role.parse(role), login)

    return make


@pytest.fixture
def add(conn, reader) -> Callable[..., int]:
    """Add a row as somebody; what a register needs and the test does not say has a default."""

    def make(name: str, said: dict[str, str], who: Reader | None = None) -> int:
        return add_row(conn, find_register(name), who or reader("supervisor"), said)

    return make


@pytest.fixture
def unit(add) -> Callable[[str], str]:
    return lambda name: str(add("units", {"name": name, "kind": "ubnd"}))


@pytest.fixture
def window(conn):
    return lambda name, who, **view: window_of(conn, find_register(name), who, View(**view))
