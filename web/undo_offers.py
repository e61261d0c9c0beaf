"""The message that something was saved, with the way back of it; and where one is led after it."""

from flask import flash, request, url_for

from geo.errors import InputError
from geo.text import Text
from layers.errors import NotFound
from layers.registers.batches import keep_batch
from layers.registers.listing import read_row
from layers.registers.writing import BulkDone
from web.db import get_conn
from web.i18n import t
from web.register_here import Here, link

MOST = 200
"""Rows that one message names itself: it lies in the cookie of the session until it is shown."""


def offer_undo(here: Here, words: str, rows: list[tuple[int, int]]) -> None:
    """Say that rows (id, the version it made) were changed, and offer to take that back.

    Nothing is offered for rows that the reader does not see any more.
    """
    name, query = here.register.name, here.view.to_query()
    if not rows or (len(rows) == 1 and not _is_seen(here, rows[0][0])):
        flash(words, "success")
        return
    if len(rows) > MOST:
        offer_batch(here, words, keep_batch(get_conn(), here.register, here.reader, changed=rows))
        return
    said = [("rows", f"{row_id}:{version}") for row_id, version in rows]
    address = url_for("register_undo.undo", ward=here.reader.ward.code, name=name, **query)
    offer_way_back(words, address, said)


def offer_batch(here: Here, words: str, batch_id: int) -> None:
    """Say that very many rows were written, and offer to take that back as a whole."""
    name, query = here.register.name, here.view.to_query()
    way = {"ward": here.reader.ward.code, "name": name, "batch_id": batch_id} | query
    offer_way_back(words, url_for("register_undo.undo_load", **way), [])


def offer_way_back(words: str, address: str, fields: list[tuple[str, str]]) -> None:
    """Say what was done, with a button that sends `fields` to `address` to take it back."""
    flash({"words": words, "address": address, "fields": fields}, "success")  # type: ignore[arg-type]


def say_left(done: BulkDone) -> None:
    """Name the rows that somebody else changed."""
    if done.left:
        flash(t("registers.bulk_left", ids=", ".join(map(str, done.left))), "error")


def read_rows() -> list[tuple[int, int]]:
    """Read the rows of a form, `rows=id:version` each; InputError where one is of another form."""
    return [_id_and_version(each) for each in request.form.getlist("rows")]


def way_to_row(here: Here, row_id: int, **query: str | None) -> str:
    """Return the address of a row, or of the list where the reader does not see it any more."""
    if not _is_seen(here, row_id):
        return link("listed", name=here.register.name)
    return link("one", name=here.register.name, row_id=row_id, **query)


def way_to_list(here: Here) -> str:
    return link("listed", name=here.register.name, **here.view.to_query())


def _is_seen(here: Here, row_id: int) -> bool:
    try:
        read_row(get_conn(), here.register, here.reader, row_id, here.window)
    except NotFound:
        return False
    return True


def _id_and_version(said: str) -> tuple[int, int]:
    row_id, _, version = said.partition(":")
    if not all(each.isascii() and each.isdigit() and len(each) < 16 for each in (row_id, version)):
        raise InputError(
            Text(
                f"rows={said[:40]}: cần dạng 12:1", f"rows={said[:40]}: needs a form such as 12:1"
            ),
            field="rows",
            value=said[:40],
        )
    return int(row_id), int(version)
