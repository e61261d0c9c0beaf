"""The frame of the command line: exit codes, messages in both languages, help, start-up."""

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import click
import psycopg2
import pytest

from geo.errors import InputError
from geo.text import Text
from layers.errors import (
    ImportRejected,
    LayerNotFound,
    NotAllowed,
    RunNotFound,
    Unavailable,
    WardNotFound,
)
from scripts.cli import _run
from scripts.cli.__main__ import COMMANDS, main, ward

RunWard = Callable[..., Any]
WORDS = Text("Không được.", "Not so.")


def test_every_command_is_listed_and_can_be_called() -> None:
    context = click.Context(ward)
    for name in COMMANDS:
        command = ward.get_command(context, name)
        assert isinstance(command, click.Command)
        assert command.help or command.get_short_help_str()


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_explains_itself(run_ward: RunWard, name: str) -> None:
    said = run_ward(name, "--help")
    assert said.code == 0
    assert "Usage: ward" in said.out
    assert "./scripts/ward" in said.out


def test_help_lists_commands_in_both_languages(run_ward: RunWard) -> None:
    said = run_ward("--help")
    assert said.code == 0
    assert "Số liệu nửa năm" in said.out
    assert "Figures of a half-year" in said.out


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InputError(WORDS), 2),
        (LayerNotFound("x"), 2),
        (WardNotFound("x"), 2),
        (RunNotFound(1), 2),
        (click.UsageError("x"), 2),
        (NotAllowed(WORDS), 3),
        (ImportRejected(WORDS), 4),
        (Unavailable(WORDS), 5),
        (psycopg2.OperationalError("gone"), 5),
        (psycopg2.InterfaceError("closed"), 5),
        (KeyboardInterrupt(), 130),
        (click.Abort(), 130),
        (BrokenPipeError(), 141),
        (ZeroDivisionError(), 1),
        (psycopg2.ProgrammingError("sql"), 1),
    ],
)
def test_exit_code_follows_the_class_of_error(error: BaseException, code: int) -> None:
    assert _run.exit_code(error) == code


def test_message_comes_in_both_languages_without_a_trace(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail() -> None:
        raise InputError(WORDS)

    assert _run.run(fail) == 2
    assert capsys.readouterr().err == "Không được.\nNot so.\n"


def test_defect_shows_its_trace(capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        raise ZeroDivisionError("boom")

    assert _run.run(fail) == 1
    said = capsys.readouterr().err
    assert "Traceback" in said
    assert "boom" in said


def test_unknown_command_and_option_are_usage_errors(run_ward: RunWard) -> None:
    assert run_ward("mgrate").code == 2
    assert run_ward("migrate", "--nothing").code == 2


def test_no_database_named_is_unavailable(
    run_ward: RunWard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL")
    said = run_ward("migrate")
    assert said.code == 5
    assert "DATABASE_URL" in said.err


def ward_process(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scripts.cli", *arguments],
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_process_exits_with_the_code(database_url: str) -> None:
    assert ward_process("migrate", DATABASE_URL=database_url).returncode == 0
    assert ward_process("nothing").returncode == 2
    said = ward_process("status", DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert said.returncode == 5
    assert said.stdout == ""
    assert "Traceback" not in said.stderr


def test_help_imports_no_heavy_library() -> None:
    """Start-up stays quick: only the command that is called is imported."""
    code = (
        "import sys; from scripts.cli.__main__ import main; main(['--help']);"
        "sys.exit(any(name in sys.modules for name in"
        " ('numpy', 'scipy', 'shapely', 'pandas', 'geopandas', 'pyproj')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0


def test_prepare_imports_no_heavy_library_where_all_is_there() -> None:
    code = (
        "import sys; import scripts.cli.prepare;"
        "sys.exit(any(name in sys.modules for name in ('scipy', 'shapely', 'pandas')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0


def test_main_without_arguments_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    said = capsys.readouterr()
    assert "Commands:" in said.out + said.err
