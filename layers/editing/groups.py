"""Resident groups: neighbours follow a border, a split or merge is an epoch with its document."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from psycopg2.extensions import connection
from shapely.geometry.base import BaseGeometry

from geo.text import Text
from layers.editing.area_epochs import divide_by_epoch, undo_division
from layers.editing.areas import count_stale_shares, follow_border
from layers.editing.contract import Changed, Division, Row, moved_shapes
from layers.editing.editable import Editable, Subject
from layers.editing.links import derive_near, lock_links
from layers.queries.wards import Ward


@dataclass(frozen=True)
class Groups(Editable):
    """The hooks of areas: changed where they lie, never drawn anew."""

    def needs_reason(self, *, is_new: bool) -> bool:
        return True

    def lock(self, conn: connection, ward: Ward) -> None:
        lock_links(conn, ward)

    def followers(
        self, conn: connection, ward: Ward, subject: Subject, changed: Changed
    ) -> list[Changed]:
        return follow_border(conn, ward, subject, changed)

    def notes_on(self, conn: connection, ward: Ward, rows: list[Changed]) -> tuple[Text, ...]:
        """Tell of shares that were computed with the earlier outlines."""
        pairs = count_stale_shares(conn, ward, rows) if moved_shapes(rows) else 0
        if not pairs:
            return ()
        return (
            Text(
                f"{pairs} cặp trong quan hệ ranh giới đã tính theo đường cũ: xem lại ở trang Ranh"
                " giới.",
                f"{pairs} pairs of lineage were computed with the earlier outlines: look at them on"
                " the page of boundaries.",
            ),
        )

    def after_move(self, conn: connection, ward: Ward, shapes: list[BaseGeometry]) -> int:
        return derive_near(conn, ward, shapes)

    def divide(
        self,
        conn: connection,
        ward: Ward,
        subject: Subject,
        wish: Division,
        rows: list[Row],
        pieces: list[BaseGeometry],
        actor: str,
    ) -> list[Changed]:
        return divide_by_epoch(conn, ward, subject, wish, rows, pieces, actor)

    def undo_whole(
        self, conn: connection, ward: Ward, edit: Mapping[str, Any], actor: str
    ) -> list[int] | None:
        is_epoch = edit["action"] in ("split", "merge")
        return undo_division(conn, ward, edit["changes"], actor) if is_epoch else None


GROUPS = Groups(
    closed=("code", "kind", "valid_from", "valid_to", "basis"),
    condition="t.kind = 'group'",
    is_area=True,
    no_new=Text(
        "Tổ dân phố không được vẽ mới hay xóa ở đây: hãy tách, nhập theo một văn bản,"
        " hoặc nạp thời kỳ ranh giới mới.",
        "Resident groups are not drawn anew or removed here: split or merge them by a"
        " document, or load a new epoch of boundaries.",
    ),
)
