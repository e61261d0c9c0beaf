"""Areas split or merged by a document: they end on its day, their successors begin an epoch."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from psycopg2.extensions import connection
from shapely.geometry.base import BaseGeometry

from geo.text import Text, same
from layers import db
from layers.boundaries.adopting import adopt_epoch
from layers.boundaries.basis import Basis, read_basis
from layers.boundaries.editing import undo_epoch
from layers.day_words import short_day
from layers.editing.contract import Changed, Division, Row
from layers.editing.editable import Subject
from layers.editing.pieces import copy_row, named, refused
from layers.editing.rows import read_row
from layers.errors import UndoRefused
from layers.queries.wards import Ward

EPOCH = """
    SELECT m.epoch_id, array_agg(DISTINCT c.row_id) AS rows
      FROM change_log AS c
      JOIN area_epoch_area AS m ON m.area_id = c.row_id::bigint AND m.ward_id = %(ward)s
     WHERE c.id = ANY(%(changes)s) AND c.table_name = 'area' AND c.action = 'insert'
       AND m.is_opened
     GROUP BY m.epoch_id
"""


def divide_by_epoch(
    conn: connection,
    ward: Ward,
    subject: Subject,
    wish: Division,
    rows: list[Row],
    pieces: list[BaseGeometry],
    actor: str,
) -> list[Changed]:
    """End the areas on the day of the document and begin their successors: an epoch."""
    basis, day = _document(wish)
    for row in rows:
        _require_in_force(row, day)
        db.execute(conn, "UPDATE area SET valid_to = %s WHERE id = %s", (day, row.id))
    fresh = {
        "valid_from": day,
        "valid_to": rows[0].values["valid_to"],
        "basis": basis.words(),
        "people": None,  # nobody has counted them yet
    }
    made = [
        copy_row(conn, ward, subject, rows[0], {**named(wish, at, rows[0]), **fresh}, piece)
        for at, piece in enumerate(pieces)
    ]
    epoch = adopt_epoch(conn, ward, str(rows[0].values["kind"]), day, basis, actor)
    db.execute(conn, "UPDATE area_epoch SET scope = 'touched' WHERE id = %s", (epoch,))
    for row in rows:
        db.execute(
            conn,
            "UPDATE area_epoch_area SET valid_to_before = %s WHERE epoch_id = %s AND area_id = %s",
            (row.values["valid_to"], epoch, row.id),
        )
    ended = [Changed(row, read_row(conn, ward, subject, row.id)) for row in rows]
    return [*ended, *(Changed(None, read_row(conn, ward, subject, each)) for each in made)]


def undo_division(conn: connection, ward: Ward, changes: Sequence[int], actor: str) -> list[int]:
    """Undo a split or merge by undoing the epoch that it was; return the ids of its areas."""
    found = db.one(conn, EPOCH, {"changes": list(changes), "ward": ward.id})
    if found is None:
        raise UndoRefused(
            Text("Thời kỳ này đã được hoàn tác.", "This epoch has been undone already.")
        )
    undo_epoch(conn, ward, found["epoch_id"], actor)
    return [int(each) for each in found["rows"]]


def _document(wish: Division) -> tuple[Basis, date]:
    said = wish.document
    number, title = (str(said.get(name) or "") for name in ("number", "title"))
    return read_basis(number, title, _day(said, "on")), _day(said, "starts_on")


def _day(said: Mapping[str, Any], name: str) -> date:
    try:
        return date.fromisoformat(str(said.get(name) or ""))
    except ValueError:
        why = Text("cần một ngày, ví dụ 2026-01-01", "it needs a day, such as 2026-01-01")
        raise refused(name, said.get(name), why) from None


def _require_in_force(row: Row, day: date) -> None:
    first, last = row.values["valid_from"], row.values["valid_to"]
    if not first < day or (last is not None and day >= last):
        name, since = row.values["name"], short_day(first)
        until = short_day(last) if last is not None else same("…")
        raise refused(
            "starts_on",
            day,
            Text(
                f"{name} có hiệu lực {since.vi} – {until.vi}: cần một ngày ở giữa",
                f"{name} is in force {since.en} – {until.en}: it needs a day in between",
            ),
        )
