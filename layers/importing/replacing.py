"""A file in the place of all rows of a layer: only for layers without other data built on them."""

from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import Text
from layers import db
from layers.importing.batch import Context


def make_room(conn: connection, context: Context) -> None:
    """Remove the rows of a layer where the file is to replace them all; else do nothing.

    The caller has a transaction open: the old rows go with the new ones in, or stay.
    """
    if not context.options.replace_all:
        return
    if context.target.table != "feature":
        raise InputError(
            Text(
                f"Lớp '{context.target.layer}' không thay toàn bộ được: dữ liệu khác dựa vào nó."
                " Dùng --update để thay từng dòng.",
                f"Not all rows of layer '{context.target.layer}' can be replaced: other data rests"
                " on them. Use --update to replace row by row.",
            ),
            field="replace_all",
            value=context.target.layer,
        )
    db.execute(
        conn,
        "DELETE FROM feature WHERE ward_id = %s AND layer = %s",
        (context.ward.id, context.target.layer),
    )


def forbid_undo(conn: connection, context: Context, import_id: int | None) -> None:
    """Note that an import cannot be undone: what it took the place of is not kept as rows."""
    if context.options.replace_all and import_id is not None:
        db.execute(
            conn,
            "UPDATE import_run SET changes_from = NULL, changes_to = NULL WHERE id = %s",
            (import_id,),
        )
