"""New rows that are pieces of an old one: what they are named, and all else copied."""

from collections.abc import Mapping
from typing import Any

from psycopg2 import sql
from psycopg2.extensions import connection
from shapely.geometry.base import BaseGeometry

from geo.errors import InputError
from geo.text import Text
from layers import db
from layers.editing.contract import Division, Row
from layers.editing.editable import Subject
from layers.editing.rows import write_row
from layers.editing.shapes import as_kept
from layers.queries.wards import Ward


def named(wish: Division, at: int, row: Row) -> dict[str, Any]:
    """Return code and name for a new row; a code has to be said, a name may stay."""
    said = wish.names[at] if at < len(wish.names) else {}
    code, name = (" ".join(str(said.get(each) or "").split()) for each in ("code", "name"))
    if not code:
        raise refused("code", "", Text("đối tượng mới cần mã", "the new one needs a code"))
    return {"code": code, "name": name or row.values["name"]}


def copy_row(
    conn: connection,
    ward: Ward,
    subject: Subject,
    row: Row,
    changes: Mapping[str, Any],
    shape: BaseGeometry,
) -> int:
    """Insert a row like another one; what the layer does not know of it is copied too."""
    values = {**row.values, **changes}
    new_id = write_row(conn, ward, subject, None, values, as_kept(shape, subject.target.geometry))
    if subject.target.keeps_extra:
        query = sql.SQL(
            "UPDATE {table} AS t SET properties = like_it.properties FROM {table} AS like_it"
            " WHERE t.id = %s AND like_it.id = %s AND like_it.properties <> t.properties"
        ).format(table=subject.table)
        db.execute(conn, query, (new_id, row.id))
    return new_id


def refused(name: str, value: Any, why: Text) -> InputError:
    """Return the refusal of a division: what was asked for, and why not."""
    return InputError(Text(f"{name}: {why.vi}.", f"{name}: {why.en}."), field=name, value=value)
