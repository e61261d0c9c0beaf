"""What every command shares: a connection, an actor, messages in two languages, exit codes."""

import getpass
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
import psycopg2
from psycopg2.extensions import connection

from geo.errors import InputError, ServiceError
from geo.text import Text
from layers import db
from layers.errors import ImportRejected, NotAllowed, NotFound, Unavailable, UndoRefused
from layers.migrate import migrate, pending
from layers.settings import DatabaseSettings

OK, BUG, USAGE, FORBIDDEN, REFUSED, UNAVAILABLE, INTERRUPTED = 0, 1, 2, 3, 4, 5, 130
# SIGPIPE's number, as a shell reports it: the reader (head, less) has gone.
READER_GONE = 141


@contextmanager
def database(*, as_it_is: bool = False, demo_if_new: bool = False) -> Iterator[connection]:
    """Open the database of this program, brought up to date first unless `as_it_is`.

    A database that was never used is set up as `serve` would: with `demo_if_new` the
    demonstration ward is loaded, so that a first `ward status` has something to say.
    """
    conn = db.connect(DatabaseSettings.from_env().url)
    try:
        if not as_it_is:
            _bring_up_to_date(conn, demo_if_new)
        yield conn
    finally:
        conn.close()


def _bring_up_to_date(conn: connection, demo_if_new: bool) -> None:
    missing = pending(conn)
    if not missing:
        return
    is_new = "0001_wards_and_reference.sql" in missing
    migrate(conn)
    say(Text("Đã nâng cấp cơ sở dữ liệu.", "The database was brought up to date."))
    if is_new and demo_if_new:
        # pyproj takes 0.1 s that every other command saves.
        from scripts.cli import _demonstration  # noqa: PLC0415

        _demonstration.load(conn, if_missing=True)


def actor() -> str:
    """Name who works at this terminal, for the change log."""
    try:
        return f"terminal:{getpass.getuser()}"
    except (KeyError, OSError):
        return "terminal"


CODES: tuple[tuple[tuple[type[BaseException], ...], int], ...] = (
    ((click.Abort, KeyboardInterrupt), INTERRUPTED),
    ((BrokenPipeError,), READER_GONE),
    ((click.ClickException, InputError, NotFound), USAGE),
    ((NotAllowed,), FORBIDDEN),
    ((ImportRejected, UndoRefused), REFUSED),
    ((Unavailable, psycopg2.OperationalError, psycopg2.InterfaceError), UNAVAILABLE),
)


def exit_code(error: BaseException) -> int:
    """Translate what went wrong into the exit code; the only place that does."""
    return next((code for classes, code in CODES if isinstance(error, classes)), BUG)


def report(error: BaseException) -> None:
    """Say on stderr what went wrong: both languages for what we raise, the trace for a bug."""
    if isinstance(error, ServiceError):
        say(error.text)
    elif isinstance(error, click.ClickException):
        error.show()
    elif exit_code(error) == INTERRUPTED:
        say(Text("Đã dừng.", "Stopped."))
    elif exit_code(error) == UNAVAILABLE:
        say(Text("Mất kết nối cơ sở dữ liệu:", "The database went away:"))
        click.echo(str(error).strip(), err=True)
    elif exit_code(error) == BUG:
        traceback.print_exception(error)
        say(Text("Đây là lỗi của chương trình.", "This is a defect of the program."))


def say(text: Text) -> None:
    """Print a message on stderr, Vietnamese first."""
    click.echo(text.vi, err=True)
    if text.en != text.vi:
        click.echo(text.en, err=True)


def run(action: Callable[[], object]) -> int:
    """Run a command to its end; return the exit code. The outermost edge, so it catches all."""
    try:
        action()
        sys.stdout.flush()
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except BaseException as error:
        if isinstance(error, SystemExit):
            raise
        if isinstance(error, BrokenPipeError):
            _forget_stdout()
        report(error)
        return exit_code(error)
    return OK


def _forget_stdout() -> None:
    """Keep Python's own last flush from failing on the pipe that has gone."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
