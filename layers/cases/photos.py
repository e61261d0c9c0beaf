"""Photos of a case: without metadata, within limits; pixelated before they are shared."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import psycopg2
import psycopg2.errors
from PIL import Image
from psycopg2.extensions import connection
from psycopg2.extras import Json

from geo.refusals import needs, not_one_of, refused
from geo.text import Text, same
from layers import db
from layers.cases.case import read_case
from layers.cases.redrawing import as_jpeg, drawn_anew
from layers.cases.work import Worker, checked_words
from layers.errors import NotAllowed, NotFound, TooLarge
from layers.file_store import FileStore
from layers.loose_files import KEPT_DAYS
from layers.roles import Role

MOST_BYTES = 12 * 1024 * 1024
MOST_PHOTOS = 40
MOST_BLURS = 50
BLOCKS = 6
"""Blocks across the shorter side of what is pixelated: a face or a plate cannot be read from it."""
LEAST_BLOCK = 16
"""Pixels of the side of a block at least: those of a thin rectangle would else hide nothing."""
SHOWS = ("violation", "remedied")
PROOF_RULE = "incident_photo_proof"
PROOF_KEPT = Text(
    "vụ đã kết thúc dựa trên ảnh này, nên chưa rút được; người đã kết thúc hoặc người giám sát hoàn"
    " tác bước kết thúc trước (trong 7 ngày)",
    "the case was closed on this photo, so it is not withdrawn; who closed it or a supervisor"
    " undoes the closing first (within 7 days)",
)

KNOWN = """
    SELECT p.id FROM incident_photo AS p
     WHERE p.ward_id = %s AND p.incident_id = %s AND p.shows = %s AND p.sha256 = %s
       AND p.withdrawn_at IS NULL
       AND NOT EXISTS (
         SELECT FROM incident_event AS kept JOIN incident_event AS later
                  ON later.incident_id = kept.incident_id AND later.id > kept.id
                 AND later.kind IN ('move', 'undo')
          WHERE kept.incident_id = p.incident_id AND kept.kind = 'photo' AND kept.photo_id = p.id)
     ORDER BY p.id LIMIT 1
"""
"""The same photo, sent since the case last moved: before that it showed another state of things."""
Box = tuple[float, float, float, float]


class Photo(NamedTuple):
    """A photo; `shared` tells whether there is a pixelated one that may be shared.

    `is_proof`: the case stands closed on it, so that it is not withdrawn.
    """

    id: int
    shows: str
    caption: str
    width: int
    height: int
    added_by: str
    added_at: Any
    shared: bool
    blurs: list[Box]
    is_proof: bool


def read_photos(conn: connection, who: Worker, incident_id: int) -> list[Photo]:
    """Return the photos of a case that were not withdrawn, oldest first."""
    found = db.rows(
        conn,
        "SELECT p.*, stands_on(p) AS is_proof FROM incident_photo AS p"
        " WHERE p.ward_id = %s AND p.incident_id = %s AND p.withdrawn_at IS NULL ORDER BY p.id",
        (who.ward.id, incident_id),
    )
    return [
        Photo(
            row["id"], row["shows"], row["caption"], row["width"], row["height"],
            row["added_by"], row["added_at"], row["shared_sha256"] is not None, row["blurs"],
            row["is_proof"],
        )
        for row in found
    ]  # fmt: skip


def add_photo(
    conn: connection,
    who: Worker,
    store: FileStore,
    incident_id: int,
    said: dict[str, str],
    chunks: Iterable[bytes],
) -> int:
    """Keep a photo of a case: `shows` violation or remedied, `caption`.

    What comes is drawn anew: metadata, such as where and by whom it was taken, does not come
    along. TooLarge, InputError or Unavailable (redrawing.py) where that cannot be: nothing is kept.
    The same photo sent again, where an answer was lost on its way, is the one that is there.
    """
    shows = said.get("shows", "")
    if shows not in SHOWS:
        raise not_one_of("shows", shows, SHOWS)
    caption = checked_words(said.get("caption", ""), "caption", 200)
    read_case(conn, who.ward, incident_id)
    picture = drawn_anew(_whole(chunks), store.folder)
    body = as_jpeg(picture)
    kept = store.receive("photo.jpg", [body])
    with db.acting_as(conn, who.login):
        read_case(conn, who.ward, incident_id, lock=True)
        known = db.value(conn, KNOWN, (who.ward.id, incident_id, shows, kept.sha256))
        if known is not None:
            return int(known)
        _require_room(conn, who, incident_id)
        query = (
            "INSERT INTO incident_photo (ward_id, incident_id, shows, caption, sha256, width,"
            " height, bytes, added_by) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id"
        )
        values = (who.ward.id, incident_id, shows, caption, kept.sha256, *picture.size,
                  len(body), who.login)  # fmt: skip
        return int(db.value(conn, query, values))


def photo_hash(
    conn: connection, who: Worker, incident_id: int, photo_id: int, *, shared: bool
) -> str:
    """Return under which hash a photo lies; of `shared`, the pixelated one. NotFound else."""
    row = _row(conn, who, incident_id, photo_id)
    sha256 = row["shared_sha256" if shared else "sha256"]
    if sha256 is None:
        raise NotFound(Text("ảnh đã che", "pixelated photo"), photo_id)
    return str(sha256)


def blur_photo(
    conn: connection,
    who: Worker,
    store: FileStore,
    incident_id: int,
    photo_id: int,
    boxes: object,
) -> None:
    """Pixelate rectangles (x, y, width, height as shares of the picture) for a copy to share."""
    blurs = _checked_boxes(boxes)
    row = _row(conn, who, incident_id, photo_id)
    with Image.open(store.path_of(row["sha256"])) as opened:
        picture = opened.convert("RGB")
    for box in blurs:
        _pixelate(picture, box)
    kept = store.receive("photo.jpg", [as_jpeg(picture)])
    with db.acting_as(conn, who.login):
        db.execute(
            conn,
            "UPDATE incident_photo SET shared_sha256 = %s, blurs = %s WHERE id = %s",
            (kept.sha256, Json(blurs), photo_id),
        )


def withdraw_photo(conn: connection, who: Worker, incident_id: int, photo_id: int) -> None:
    """Take a photo out of its case: by who added it, or a supervisor; the history says so.

    It proves nothing from then on and is shown to nobody; its files go from the disk when it can
    no longer be brought back. InputError where the case stands closed on it: the closing is
    undone first.
    """
    row = _row(conn, who, incident_id, photo_id)
    if row["added_by"] != who.login and who.role < Role.SUPERVISOR:
        raise NotAllowed(
            Text(
                "Chỉ người đã thêm hoặc người giám sát rút được ảnh.",
                "Only who added it or a supervisor withdraws a photo.",
            )
        )
    with _proof_stays(photo_id), db.acting_as(conn, who.login):
        read_case(conn, who.ward, incident_id, lock=True)  # nobody closes on it meanwhile
        db.execute(
            conn,
            "UPDATE incident_photo SET withdrawn_by = %s, withdrawn_at = now()"
            " WHERE id = %s AND withdrawn_at IS NULL",
            (who.login, photo_id),
        )


def read_withdrawn(conn: connection, who: Worker, incident_id: int) -> list[dict[str, Any]]:
    """Return the withdrawn photos of a case that this person may still bring back, newest first."""
    return db.rows(
        conn,
        "SELECT id, caption, withdrawn_at FROM incident_photo"
        " WHERE ward_id = %(ward)s AND incident_id = %(id)s"
        "   AND withdrawn_at > now() - make_interval(days => %(days)s)"
        "   AND (withdrawn_by = %(login)s OR %(all)s) ORDER BY withdrawn_at DESC, id DESC",
        {"ward": who.ward.id, "id": incident_id, "days": KEPT_DAYS, "login": who.login,
         "all": who.role >= Role.SUPERVISOR},
    )  # fmt: skip


def restore_photo(conn: connection, who: Worker, incident_id: int, photo_id: int) -> None:
    """Bring a withdrawn photo back: by who withdrew it, or a supervisor, for KEPT_DAYS."""
    with db.acting_as(conn, who.login):
        if photo_id not in {row["id"] for row in read_withdrawn(conn, who, incident_id)}:
            raise NotFound(Text("ảnh đã rút", "withdrawn photo"), photo_id)
        _require_room(conn, who, incident_id)
        db.execute(
            conn,
            "UPDATE incident_photo SET withdrawn_by = NULL, withdrawn_at = NULL WHERE id = %s",
            (photo_id,),
        )


@contextmanager
def _proof_stays(photo_id: int) -> Iterator[None]:
    """Say in words why the database keeps the proof of a closed case."""
    try:
        yield
    except psycopg2.errors.CheckViolation as error:
        if error.diag.constraint_name != PROOF_RULE:
            raise
        raise refused("photo", photo_id, PROOF_KEPT) from error


def _row(conn: connection, who: Worker, incident_id: int, photo_id: int) -> dict[str, Any]:
    row = db.one(
        conn,
        "SELECT * FROM incident_photo WHERE ward_id = %s AND incident_id = %s AND id = %s"
        " AND withdrawn_at IS NULL",
        (who.ward.id, incident_id, photo_id),
    )
    if row is None:
        raise NotFound(Text("ảnh", "photo"), photo_id)
    return row


def _require_room(conn: connection, who: Worker, incident_id: int) -> None:
    if len(read_photos(conn, who, incident_id)) >= MOST_PHOTOS:
        raise needs("photo", MOST_PHOTOS + 1, same(f"≤ {MOST_PHOTOS}"))


def _whole(chunks: Iterable[bytes]) -> bytes:
    found = bytearray()
    for chunk in chunks:
        found += chunk
        if len(found) > MOST_BYTES:
            most = MOST_BYTES >> 20
            raise TooLarge(
                Text(f"Ảnh lớn hơn {most} MiB.", f"The photo is over {most} MiB."),
                field="photo",
                value=str(len(found)),
            )
    return bytes(found)


def _pixelate(picture: Image.Image, box: Box) -> None:
    """Replace a rectangle by blocks, each of the mean colour of what it covers."""
    x, y, width, height = box
    left, top = int(x * picture.width), int(y * picture.height)
    right = min(picture.width, max(left + 1, round((x + width) * picture.width)))
    bottom = min(picture.height, max(top + 1, round((y + height) * picture.height)))
    part = picture.crop((left, top, right, bottom))
    side = max(LEAST_BLOCK, min(part.size) / BLOCKS)
    coarse = (max(1, round(part.width / side)), max(1, round(part.height / side)))
    small = part.resize(coarse, Image.Resampling.BOX)
    picture.paste(small.resize(part.size, Image.Resampling.NEAREST), (left, top))


def _checked_boxes(said: object) -> list[Box]:
    if not isinstance(said, Sequence) or isinstance(said, str) or not 0 < len(said) <= MOST_BLURS:
        raise needs("boxes", said, same(f"1–{MOST_BLURS}"))
    return [_checked_box(each) for each in said]


def _checked_box(said: object) -> Box:
    is_four = isinstance(said, list) and len(said) == 4
    if not is_four or not all(
        isinstance(n, int | float) and not isinstance(n, bool) and 0 <= n <= 1
        for n in said  # type: ignore[attr-defined]
    ):
        raise needs("boxes", said, same("[x, y, width, height], 0–1"))
    x, y, width, height = map(float, said)  # type: ignore[call-overload]
    if not (width > 0 and height > 0 and x < 1 and y < 1):
        raise needs("boxes", said, same("width, height > 0"))
    return x, y, width, height
