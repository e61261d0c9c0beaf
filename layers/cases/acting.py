"""What a change of a case is written under: who, why, with which photo, or as an undo."""

from collections.abc import Iterator
from contextlib import contextmanager

from psycopg2.extensions import connection

from layers import db
from layers.cases.refusals import case_rules


@contextmanager
def working(
    conn: connection, actor: str, reason: str = "", *, undo: bool = False, photo: int | None = None
) -> Iterator[connection]:
    """Open a transaction (or a savepoint) in which cases move; its triggers write the events.

    InputError or NotAllowed where the database refuses a move; then nothing of it is written.
    """
    with case_rules(conn), db.acting_as(conn, actor):
        _say(conn, reason, "on" if undo else "", "" if photo is None else str(photo))
        yield conn
        _say(conn, "", "", "")  # what follows in the same transaction is another matter


@contextmanager
def undoing(conn: connection) -> Iterator[None]:
    """Let the updates within restore earlier states, each as the undo of its newest step.

    The caller's transaction, in which the actor is known.
    """
    db.execute(conn, "SELECT set_config('diemnong.undo', 'on', true)")
    yield
    db.execute(conn, "SELECT set_config('diemnong.undo', '', true)")


@contextmanager
def because(conn: connection, reason: str) -> Iterator[None]:
    """Give the moves within the caller's transaction a reason."""
    db.execute(conn, "SELECT set_config('diemnong.reason', %s, true)", (reason,))
    yield
    db.execute(conn, "SELECT set_config('diemnong.reason', '', true)")


def _say(conn: connection, reason: str, undo: str, photo: str) -> None:
    db.execute(
        conn,
        "SELECT set_config('diemnong.reason', %s, true), set_config('diemnong.undo', %s, true),"
        " set_config('diemnong.photo', %s, true)",
        (reason, undo, photo),
    )
