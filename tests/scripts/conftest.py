"""What tests of commands share: a database of their own, and the command line in this process."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from psycopg2.extensions import connection

from layers import db
from scripts.cli.__main__ import main


class Said(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


RunWard = Callable[..., Said]


@pytest.fixture
def own(
    database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[connection]:
    """A migrated database of the test's own; the commands find it under DATABASE_URL."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("DIEMNONG_FILES", str(tmp_path_factory.mktemp("files")))
    conn = db.connect(database_url)
    yield conn
    conn.close()


@pytest.fixture
def run_ward(capsys: pytest.CaptureFixture[str]) -> RunWard:
    """Call `ward` with some arguments; return exit code, output and messages."""

    def run(*arguments: str) -> Said:
        code = main(list(arguments))
        return Said(code, *capsys.readouterr())

    return run
