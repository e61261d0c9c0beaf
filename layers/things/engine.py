"""Fill the page of a thing: record, map and history are its layer's, the rest its definition's."""

from datetime import date, datetime, timedelta
from typing import Any

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.text import Text, same
from layers import db
from layers.day_words import short_day
from layers.errors import NotAllowed, NotFound
from layers.filters import Filter
from layers.links import Link, to_page
from layers.queries.records import read_record
from layers.queries.wards import Ward
from layers.registers.locator import locate_thing
from layers.registers.scope import Reader
from layers.registry import get_layer
from layers.things.contract import Asked, Kind, Thing, Version

OF_PLACE = {"group": "groups", "lane": "lanes"}


def read_thing(
    conn: connection, reader: Reader, kind: Kind, code: str, as_of: date, on: date | None = None
) -> Thing:
    """Return the page of the thing with a code; of things with versions the one of the day `on`.

    Without `on`: the form of the day `as_of`, else the newest. NotFound where the ward has none
    such; NotAllowed for a reader below the kind's role.
    """
    if reader.role < kind.visible_to:
        raise NotAllowed(Text("Trang này dành cho cán bộ.", "This page is for staff."))
    forms = _forms(conn, reader.ward, kind, code)
    row = _chosen(kind, code, forms, as_of, on)
    day = on or as_of
    layer = get_layer(kind.layer, reader.role)
    record = read_record(conn, reader.ward, layer, row["id"], reader.role, Filter(last=day))
    title = Text(record["title"]["vi"], record["title"]["en"])
    asked = Asked(conn, reader, row["id"], code, title, day, row)
    locator = locate_thing(conn, reader.ward, kind.refers, row["id"], title.vi, asked.as_of)
    return Thing(
        kind=kind,
        code=code,
        title=title,
        facts=[
            (_text(each["title"]), _fact(each)) for each in record["fields"] if each["text"]["vi"]
        ],
        around=[
            (same(place["name"]), to_page(OF_PLACE[name], place["code"]))
            for name, place in record["place"].items()
            if OF_PLACE.get(name, kind.path) != kind.path
        ],
        sections=[section for part in kind.sections for section in part(asked)],
        steps=[step for part in kind.steps for step in part(asked)],
        history=[
            each | {"moment": datetime.fromisoformat(each["at"])} for each in record["history"]
        ],
        versions=_versions(kind, code, forms),
        locator=locator,
        on_map=_on_map(kind, row["id"], locator.shown[0].at if locator else ""),
    )


def _forms(conn: connection, ward: Ward, kind: Kind, code: str) -> list[dict[str, Any]]:
    """Return the rows that have the code, the newest first."""
    days = ("valid_from", "valid_to") if kind.has_versions else ()
    names = sorted({"id", "code", *days, *kind.columns})
    query = sql.SQL("SELECT {columns} FROM {view} AS v WHERE v.ward_id = %s AND v.code = %s"
                    " ORDER BY {newest}").format(
        columns=sql.SQL(", ").join(sql.Identifier("v", name) for name in names),
        view=sql.Identifier(f"layer_{kind.layer}"),
        newest=sql.SQL("v.valid_from DESC, v.id" if days else "v.id"),
    )  # fmt: skip
    return db.rows(conn, query, (ward.id, code))


def _chosen(
    kind: Kind, code: str, forms: list[dict[str, Any]], as_of: date, on: date | None
) -> dict[str, Any]:
    if not forms:
        raise NotFound(kind.one, code[:60])
    if not kind.has_versions:
        return forms[0]
    found = next((row for row in forms if _is_in_force(row, on or as_of)), None)
    if found is None and on is not None:
        days = [f"{row['valid_from']:%Y-%m-%d}" for row in forms]
        raise NotFound(Text(f"{kind.one.vi} {code} vào ngày", f"{kind.one.en} {code} on"), on, days)
    return found or forms[0]


def _is_in_force(row: dict[str, Any], day: date) -> bool:
    return row["valid_from"] <= day and (row["valid_to"] is None or row["valid_to"] > day)


def _versions(kind: Kind, code: str, forms: list[dict[str, Any]]) -> list[Version]:
    if not kind.has_versions:
        return []
    return [
        Version(
            row["valid_from"],
            row["valid_to"] and row["valid_to"] - timedelta(days=1),
            to_page(kind.path, code, on=row["valid_from"].isoformat()),
        )
        for row in forms
    ]


def _on_map(kind: Kind, thing_id: int, at: str) -> Link:
    layers = ",".join(dict.fromkeys(("groups", "lanes", kind.layer)))
    return to_page("", map=at, layers=layers, selected=f"{kind.layer}/{thing_id}")


def _fact(field: dict[str, Any]) -> Text:
    """Say a field; a day as people write it."""
    if field["type"] == "date":
        return short_day(date.fromisoformat(field["value"]))
    return _text(field["text"])


def _text(words: dict[str, str]) -> Text:
    return Text(words["vi"], words["en"])
