"""A person's part in a lineage: correct a pair, confirm the epoch, undo it as a whole."""

from collections.abc import Mapping
from typing import Any

from psycopg2 import sql
from psycopg2.extensions import connection
from psycopg2.extras import Json

from geo.errors import InputError
from geo.lineage import KINDS
from geo.text import Text
from layers import db
from layers.boundaries.reading import EpochNotFound
from layers.day_words import short_day
from layers.errors import NotFound, UndoRefused
from layers.queries.wards import Ward
from layers.registers.about import standing_on
from layers.registers.scope import Reader
from layers.roles import Role

SHARES = ("share_area", "share_incidents", "share_people")
CORRECTABLE = (*SHARES, "kind", "is_sliver")
ROUNDING = 0.005
"""Shares typed with two decimals may add up to a little more than 1."""


class PairNotFound(NotFound):
    def __init__(self, pair_id: object) -> None:
        super().__init__(Text("cặp khu vực", "pair of areas"), pair_id)


def correct_pair(
    conn: connection,
    ward: Ward,
    epoch_id: int,
    pair_id: int,
    changes: Mapping[str, Any],
    reason: str,
    actor: str,
) -> None:
    """Correct shares, kind or sliver of a pair, with a reason; what was computed is kept beside.

    A confirmation given before is taken back: it was of other numbers.
    """
    checked = {name: _checked(name, value) for name, value in changes.items()}
    reason = " ".join(reason.split())
    if not reason:
        raise InputError(
            Text("Cần ghi lý do sửa.", "A correction needs its reason."), field="reason"
        )
    with db.acting_as(conn, actor):
        row = db.one(
            conn,
            "SELECT * FROM area_lineage WHERE ward_id = %s AND epoch_id = %s AND id = %s"
            " FOR UPDATE",
            (ward.id, epoch_id, pair_id),
        )
        if row is None:
            raise PairNotFound(pair_id)
        computed = row["computed"] or {name: row[name] for name in CORRECTABLE}
        values = {name: row[name] for name in CORRECTABLE} | checked
        db.execute(
            conn,
            """
            UPDATE area_lineage
               SET share_area = %(share_area)s, share_incidents = %(share_incidents)s,
                   share_people = %(share_people)s, kind = %(kind)s, is_sliver = %(is_sliver)s,
                   computed = %(computed)s, reason = %(reason)s, corrected_by = %(actor)s,
                   corrected_at = now()
             WHERE id = %(id)s
            """,
            values | {"computed": Json(computed), "reason": reason, "actor": actor, "id": pair_id},
        )
        db.execute(
            conn,
            "UPDATE area_epoch SET confirmed_by = NULL, confirmed_at = NULL"
            " WHERE id = %s AND confirmed_at IS NOT NULL",
            (epoch_id,),
        )


def _checked(name: str, value: Any) -> Any:
    if name in SHARES:
        return None if value is None and name != "share_area" else _share(name, value)
    if name == "kind" and value in KINDS:
        return value
    if name == "is_sliver" and isinstance(value, bool):
        return value
    allowed = {"kind": ", ".join(KINDS), "is_sliver": "true, false"}.get(
        name, f"({', '.join(CORRECTABLE)})"
    )
    raise InputError(
        Text(
            f"{name}: '{value}' không được; cho phép: {allowed}.",
            f"{name}: '{value}' is not possible; allowed: {allowed}.",
        ),
        field=name,
        value=value,
    )


def _share(name: str, value: Any) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and 0 <= value <= 1:
        return float(value)
    raise InputError(
        Text(
            f"{name}: '{value}' không phải tỷ lệ từ 0 đến 1.",
            f"{name}: '{value}' is no share between 0 and 1.",
        ),
        field=name,
        value=value,
    )


def confirm_epoch(conn: connection, ward: Ward, epoch_id: int, actor: str) -> None:
    """Confirm a lineage; InputError where the shares of an old area add up to more than all."""
    with db.acting_as(conn, actor):
        _require_epoch(conn, ward, epoch_id)
        for share in SHARES:
            _require_at_most_all(conn, epoch_id, share)
        db.execute(
            conn,
            "UPDATE area_epoch SET confirmed_by = %s, confirmed_at = now() WHERE id = %s",
            (actor, epoch_id),
        )


def _require_epoch(conn: connection, ward: Ward, epoch_id: int) -> dict[str, Any]:
    row = db.one(
        conn,
        "SELECT * FROM area_epoch WHERE ward_id = %s AND id = %s FOR UPDATE",
        (ward.id, epoch_id),
    )
    if row is None:
        raise EpochNotFound(epoch_id)
    return row


def _require_at_most_all(conn: connection, epoch_id: int, share: str) -> None:
    query = sql.SQL(
        "SELECT area.code, area.name, sum(l.{share}) AS total"
        "  FROM area_lineage AS l JOIN area ON area.id = l.from_area_id"
        " WHERE l.epoch_id = %s GROUP BY area.id HAVING sum(l.{share}) > 1 + %s"
        " ORDER BY 3 DESC LIMIT 1"
    ).format(share=sql.Identifier(share))
    row = db.one(conn, query, (epoch_id, ROUNDING))
    if row is None:
        return
    raise InputError(
        Text(
            f"Các tỷ lệ ({share}) của {row['code']} {row['name']} cộng lại"
            f" {row['total']:.1%}, hơn 100 %: sửa trước khi xác nhận.",
            f"The shares ({share}) of {row['code']} {row['name']} add up to"
            f" {row['total']:.1%}, more than 100 %: correct them before confirming.",
        ),
        field=share,
        value=row["total"],
    )


def _require_unnamed(conn: connection, ward: Ward, areas: list[int], actor: str) -> None:
    # Told as much as the least of those who may undo: the role is not known here.
    reader = Reader(ward, Role.SUPERVISOR, actor)
    reasons = tuple(standing_on(conn, reader, "area", areas))
    if reasons:
        vi, en = ("; ".join(getattr(each, lang) for each in reasons) for lang in ("vi", "en"))
        raise UndoRefused(
            Text(
                f"Không gỡ được: {vi}.",
                f"This cannot be undone: {en}.",
            ),
            reasons,
        )


def undo_epoch(conn: connection, ward: Ward, epoch_id: int, actor: str) -> dict[str, int]:
    """Take an epoch back as a whole: what it opened goes, what it closed is as it was before.

    UndoRefused where a later epoch has closed what this one opened, or a register names it.
    """
    with db.acting_as(conn, actor):
        db.execute(
            conn, "SELECT pg_advisory_xact_lock(hashtext('diemnong.import'), %s)", (ward.id,)
        )
        epoch = _require_epoch(conn, ward, epoch_id)
        _require_newest(conn, epoch)
        opened = _ids(conn, epoch_id, opened=True)
        _require_unnamed(conn, ward, opened, actor)
        reopened = _ids(conn, epoch_id, opened=False)
        before = db.rows(
            conn,
            "SELECT area_id, valid_to_before FROM area_epoch_area"
            " WHERE epoch_id = %s AND NOT is_opened",
            (epoch_id,),
        )
        db.execute(conn, "DELETE FROM area_epoch WHERE id = %s", (epoch_id,))
        db.execute(conn, "UPDATE incident SET group_id = NULL WHERE group_id = ANY(%s)", (opened,))
        db.execute(conn, "DELETE FROM area WHERE id = ANY(%s)", (opened,))
        for row in before:
            db.execute(
                conn,
                "UPDATE area SET valid_to = %s WHERE id = %s",
                (row["valid_to_before"], row["area_id"]),
            )
        db.execute(conn, "SELECT derive_incident_links(%s)", (ward.id,))
        db.execute(
            conn,
            "UPDATE import_run SET undone_at = now(), undone_by = %s"
            " WHERE id = %s AND undone_at IS NULL",
            (actor, epoch["import_id"]),
        )
        db.execute(
            conn,
            "UPDATE upload SET state = 'undone', changed_at = now()"
            " WHERE import_id = %s AND state = 'loaded'",
            (epoch["import_id"],),
        )
    return {"removed": len(opened), "reopened": len(reopened)}


def _ids(conn: connection, epoch_id: int, *, opened: bool) -> list[int]:
    query = "SELECT area_id FROM area_epoch_area WHERE epoch_id = %s AND is_opened = %s"
    return [row["area_id"] for row in db.rows(conn, query, (epoch_id, opened))]


def _require_newest(conn: connection, epoch: dict[str, Any]) -> None:
    later = db.one(
        conn,
        "SELECT starts_on, basis_number FROM area_epoch"
        " WHERE ward_id = %s AND kind = %s AND starts_on > %s ORDER BY starts_on LIMIT 1",
        (epoch["ward_id"], epoch["kind"], epoch["starts_on"]),
    )
    if later is None:
        return
    day, number = short_day(later["starts_on"]), later["basis_number"]
    raise UndoRefused(
        Text(
            f"Thời kỳ từ {day.vi} ({number}) dựa trên thời kỳ này: hoàn tác thời kỳ đó trước.",
            f"The epoch from {day.en} ({number}) builds on this one: undo that one first.",
        )
    )
