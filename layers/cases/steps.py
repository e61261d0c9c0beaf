"""A step of a case with its photos as one action: the photos are kept whatever the step does."""

from collections.abc import Iterable, Mapping

from psycopg2.extensions import connection

from geo.errors import InputError
from geo.refusals import not_one_of
from layers.cases.case import Case
from layers.cases.photos import MOST_BYTES, add_photo, photo_hash
from layers.cases.work import Worker, move_case
from layers.file_store import FileStore

MOST_AT_ONCE = 4
LARGEST_STEP = MOST_AT_ONCE * MOST_BYTES
"""Bytes of the photos of one form."""


def take_step(
    conn: connection,
    who: Worker,
    store: FileStore,
    incident_id: int,
    version: int,
    said: Mapping[str, str],
    files: Iterable[bytes],
) -> Case:
    """Keep the photos (`photo_shows`), then take the step (`state`, `reason`); return the case.

    Where the step is refused the photos stay with the case, so that nothing has to be sent again;
    one that is there already is not kept twice. `photo` names one that was sent before.
    """
    bodies = list(files)
    if len(bodies) > MOST_AT_ONCE:
        raise _bad("photo_file", str(len(bodies)), f"≤ {MOST_AT_ONCE}")
    shows = {"shows": said.get("photo_shows", "remedied"), "caption": ""}
    made = [add_photo(conn, who, store, incident_id, shows, [body]) for body in bodies]
    photo = made[0] if made else _named(conn, who, incident_id, said.get("photo", ""))
    return move_case(
        conn, who, incident_id, version, said.get("state", ""), said.get("reason", ""), photo
    )


def _named(conn: connection, who: Worker, incident_id: int, said: str) -> int | None:
    """Return the photo of the case that a form names; None where it names none."""
    if not said:
        return None
    if not (said.isascii() and said.isdigit() and len(said) < 16):
        raise _bad("photo", said, "1, 2, 3 …")
    photo_hash(conn, who, incident_id, int(said), shared=False)  # NotFound: not of this case
    return int(said)


def _bad(field: str, said: str, allowed: str) -> InputError:
    return not_one_of(field, said[:40], [allowed])
