"""Lanes: incidents around are linked anew, notes of rounds go along, an upgrade keeps its lane."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg2.extensions import connection
from shapely.geometry.base import BaseGeometry

from geo.text import same
from layers import db
from layers.editing.contract import Taken
from layers.editing.editable import Editable
from layers.editing.links import derive_near, lock_links
from layers.editing.rows import still_used
from layers.queries.wards import Ward
from layers.rounds import lane_notes


@dataclass(frozen=True)
class Lanes(Editable):
    """The hooks of lanes; what rounds noted on one is moved by layers/rounds/lane_notes.py."""

    def lock(self, conn: connection, ward: Ward) -> None:
        lock_links(conn, ward)

    def take_along(self, conn: connection, gone: int, kept: int | None) -> Taken:
        return lane_notes.take_along(conn, gone, kept)

    def before_removal(self, conn: connection, row_id: int) -> None:
        _require_no_project(conn, row_id)
        db.execute(conn, "UPDATE incident SET lane_id = NULL WHERE lane_id = %s", (row_id,))

    def after_move(self, conn: connection, ward: Ward, shapes: list[BaseGeometry]) -> int:
        return derive_near(conn, ward, shapes)

    def lock_beside(self, conn: connection, changes: Sequence[int]) -> None:
        lane_notes.lock(conn, changes)

    def take_back_beside(self, conn: connection, change: Mapping[str, Any]) -> tuple[str, str]:
        return lane_notes.take_back(conn, change)


LANES = Lanes()


def _require_no_project(conn: connection, lane_id: int) -> None:
    codes = db.value(
        conn,
        "SELECT string_agg(code, ', ' ORDER BY code) FROM lane_project"
        " WHERE lane_id = %s AND deleted_at IS NULL",
        (lane_id,),
    )
    if codes:
        raise still_used(same(str(codes)))
