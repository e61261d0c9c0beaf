"""Layers of a ward's own in the database: found, listed, written, hidden, restored, purged."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg2 import sql
from psycopg2.extensions import connection
from psycopg2.extras import Json

from geo.errors import InputError
from geo.text import Text
from layers import db
from layers.contract import Layer
from layers.custom.stored import PREFIX, layer_from_row, row_from_layer
from layers.day_words import short_moment
from layers.errors import LayerNotFound
from layers.queries.wards import Ward
from layers.roles import Role

RESTORABLE_DAYS = 30
SAMPLED_ROWS = 2_000
_RESTORABLE = sql.SQL("deleted_at > now() - make_interval(days => %(days)s)")


@dataclass(frozen=True)
class CustomLayer:
    """A layer with who made and changed it; `revision` rises with each change."""

    layer: Layer
    rows: int
    created_by: str
    created_at: datetime
    changed_by: str
    changed_at: datetime
    revision: int
    deleted_by: str | None
    deleted_at: datetime | None


def find_custom_layer(conn: connection, ward: Ward, name: str) -> Layer | None:
    """Find a layer of a ward's own by its name; None where there is none, or it is deleted."""
    if not name.startswith(PREFIX):
        return None
    row = db.one(
        conn,
        "SELECT * FROM custom_layer WHERE ward_id = %s AND name = %s AND deleted_at IS NULL",
        (ward.id, name),
    )
    return None if row is None else layer_from_row(row)


def list_custom_layers(conn: connection, ward: Ward) -> tuple[Layer, ...]:
    """Return the layers of a ward's own that are not deleted, the oldest first."""
    found = db.rows(
        conn,
        "SELECT * FROM custom_layer WHERE ward_id = %s AND deleted_at IS NULL ORDER BY id",
        (ward.id,),
    )
    return tuple(layer_from_row(row) for row in found)


def seen_in(table: str, role: Role) -> tuple[sql.Composable, dict[str, Any]]:
    """SQL for `WHERE`: rows of a table whose `layer` a role may know of, and its parameters.

    What was of a layer that is gone for good is for administrators: nobody knows who saw it.
    """
    condition = sql.SQL(
        r"(layer NOT LIKE 'own\_%%' OR 'admin' = ANY(%(roles)s) OR EXISTS ("
        "SELECT FROM custom_layer AS known WHERE known.ward_id = {table}.ward_id"
        " AND known.name = {table}.layer AND known.visible_to = ANY(%(roles)s)))"
    ).format(table=sql.Identifier(table))
    return condition, {"roles": [each.code for each in Role if each <= role]}


def list_with_history(conn: connection, ward: Ward) -> list[CustomLayer]:
    """Return all layers of a ward's own, with those that were deleted and can be restored."""
    query = sql.SQL(
        "SELECT c.*, (SELECT count(*) FROM feature AS f"
        "              WHERE f.ward_id = c.ward_id AND f.layer = c.name) AS n"
        "  FROM custom_layer AS c"
        " WHERE ward_id = %(ward)s AND (deleted_at IS NULL OR {restorable})"
        " ORDER BY deleted_at NULLS FIRST, id"
    ).format(restorable=_RESTORABLE)
    found = db.rows(conn, query, {"ward": ward.id, "days": RESTORABLE_DAYS})
    return [_with_history(row) for row in found]


def read_with_history(conn: connection, ward: Ward, name: str) -> CustomLayer:
    """Return one layer that is not deleted; LayerNotFound names those there are."""
    every = [each for each in list_with_history(conn, ward) if each.deleted_at is None]
    for each in every:
        if each.layer.name == name:
            return each
    raise LayerNotFound(name, [each.layer.name for each in every])


def free_name(conn: connection, ward: Ward, wanted: str) -> str:
    """Return `wanted`, or with a number behind it where the ward has, or had, such a layer.

    Whoever asks at the same time waits until the caller's transaction has ended.
    """
    lock = "SELECT pg_advisory_xact_lock(hashtext('diemnong.custom_layer'), %s)"
    db.execute(conn, lock, (ward.id,))
    like = wanted.replace("_", r"\_") + "%"
    found = db.rows(
        conn,
        "SELECT name FROM custom_layer WHERE ward_id = %s AND name LIKE %s"
        " UNION SELECT DISTINCT layer FROM feature WHERE ward_id = %s AND layer LIKE %s",
        (ward.id, like, ward.id, like),
    )
    taken = {row["name"] for row in found}
    number, name = 2, wanted
    while name in taken:
        name, number = f"{wanted}_{number}", number + 1
    return name


def insert_layer(conn: connection, ward: Ward, layer: Layer, actor: str) -> None:
    """Write the definition of a new layer; the caller opens the transaction."""
    values = _columns(layer) | {"ward_id": ward.id, "created_by": actor, "changed_by": actor}
    names = list(values)
    db.execute(
        conn,
        sql.SQL("INSERT INTO custom_layer ({}) VALUES ({})").format(
            sql.SQL(", ").join(map(sql.Identifier, names)),
            sql.SQL(", ").join(map(sql.Placeholder, names)),
        ),
        values,
    )


def update_layer(
    conn: connection, ward: Ward, layer: Layer, actor: str, revision: int | None = None
) -> None:
    """Write a changed definition; with a revision, only over that one.

    InputError where somebody has changed it since. The caller opens the transaction.
    """
    values = _columns(layer)
    assignments = sql.SQL(", ").join(
        sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name)) for name in values
    )
    touched = db.execute(
        conn,
        sql.SQL(
            "UPDATE custom_layer SET {}, changed_by = %(actor)s, changed_at = now(),"
            " revision = revision + 1 WHERE ward_id = %(ward)s AND name = %(name)s"
            " AND deleted_at IS NULL AND revision = coalesce(%(revision)s, revision)"
        ).format(assignments),
        values | {"actor": actor, "ward": ward.id, "revision": revision},
    )
    if not touched:
        raise _changed_meanwhile(conn, ward, layer.name)


def _changed_meanwhile(conn: connection, ward: Ward, name: str) -> InputError:
    """Say who was quicker; LayerNotFound where the layer has gone meanwhile."""
    now = read_with_history(conn, ward, name)
    at = short_moment(now.changed_at)
    return InputError(
        Text(
            f"'{now.changed_by}' vừa sửa lớp này lúc {at.vi}. Tải lại rồi sửa tiếp; chưa ghi gì.",
            f"'{now.changed_by}' has just changed this layer ({at.en})."
            " Reload it and go on; nothing was written.",
        ),
        field="revision",
        value=now.revision,
    )


def delete_layer(conn: connection, ward: Ward, name: str, actor: str) -> None:
    """Hide a layer at once, with its rows; it can be restored for 30 days."""
    with db.acting_as(conn, actor):
        touched = db.execute(
            conn,
            "UPDATE custom_layer SET deleted_at = now(), deleted_by = %s, revision = revision + 1"
            " WHERE ward_id = %s AND name = %s AND deleted_at IS NULL",
            (actor, ward.id, name),
        )
        if not touched:
            read_with_history(conn, ward, name)
        purge_deleted(conn)


def restore_layer(conn: connection, ward: Ward, name: str, actor: str) -> None:
    """Bring a deleted layer back as it was; LayerNotFound after 30 days."""
    query = sql.SQL(
        "UPDATE custom_layer SET deleted_at = NULL, deleted_by = NULL, changed_by = %(actor)s,"
        " changed_at = now(), revision = revision + 1"
        " WHERE ward_id = %(ward)s AND name = %(name)s AND {restorable}"
    ).format(restorable=_RESTORABLE)
    values = {"ward": ward.id, "name": name, "actor": actor, "days": RESTORABLE_DAYS}
    with db.acting_as(conn, actor):
        if not db.execute(conn, query, values):
            gone = [each.layer.name for each in list_with_history(conn, ward) if each.deleted_at]
            raise LayerNotFound(name, gone)


def purge_deleted(conn: connection) -> int:
    """Remove for good what was deleted over 30 days ago, rows and all; return how many layers.

    Called at each start of the service and with each deletion.
    """
    with db.transaction(conn):
        gone = db.rows(
            conn,
            sql.SQL("DELETE FROM custom_layer WHERE NOT ({}) RETURNING ward_id, name").format(
                _RESTORABLE
            ),
            {"days": RESTORABLE_DAYS},
        )
        for row in gone:
            delete_rows(conn, row["ward_id"], row["name"])
    return len(gone)


def read_samples(conn: connection, ward: Ward, name: str) -> list[dict[str, Any]]:
    """Return the properties of up to 2,000 rows of a layer, spread over all of them."""
    found = db.rows(
        conn,
        "SELECT properties FROM (SELECT properties, row_number() OVER (ORDER BY id) AS place,"
        " count(*) OVER () AS n FROM feature WHERE ward_id = %(ward)s AND layer = %(layer)s) AS f"
        " WHERE place %% greatest(1, n / %(most)s) = 0 LIMIT %(most)s",
        {"ward": ward.id, "layer": name, "most": SAMPLED_ROWS},
    )
    return [row["properties"] for row in found]


def delete_rows(conn: connection, ward_id: int, name: str) -> int:
    """Remove all rows of a layer; return how many. The caller opens the transaction."""
    return db.execute(
        conn, "DELETE FROM feature WHERE ward_id = %s AND layer = %s", (ward_id, name)
    )


def _columns(layer: Layer) -> dict[str, Any]:
    row = row_from_layer(layer)
    return row | {"fields": Json(row["fields"]), "style": Json(row["style"])}


def _with_history(row: dict[str, Any]) -> CustomLayer:
    return CustomLayer(
        layer_from_row(row),
        row["n"],
        row["created_by"],
        row["created_at"],
        row["changed_by"],
        row["changed_at"],
        row["revision"],
        row["deleted_by"],
        row["deleted_at"],
    )
