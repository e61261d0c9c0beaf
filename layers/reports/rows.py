"""The rows behind a figure of an edition: as frozen, or of a draft as the records are now."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg2.extensions import connection

from geo.text import Text, same
from layers.day_words import short_day
from layers.errors import NotFound
from layers.queries.board_shapes import Words
from layers.queries.wards import Ward
from layers.registers.words import NO, YES
from layers.reports.asking import ReportColumn
from layers.reports.contract import Figure
from layers.reports.counting import asked_for, find_figure
from layers.reports.editions import Edition, asked_of
from layers.reports.frozen import WHAT, in_order, read_frozen, read_frozen_rows
from layers.reports.kinds import ids_of, read_rows, row_source_of
from layers.roles import Role

PAGE = 100


@dataclass(frozen=True)
class Opened:
    """A figure with a page of its rows; `total` is how many stand behind it."""

    figure: Figure
    columns: list[ReportColumn]
    rows: list[tuple[int, dict[str, Any]]]
    total: int


def open_figure(
    conn: connection,
    ward: Ward,
    edition: Edition,
    name: str,
    role: Role,
    *,
    offset: int = 0,
    limit: int | None = PAGE,
) -> Opened:
    """Return a figure and a page of its rows; NotFound also where the role must not see it."""
    found = _frozen if edition.is_frozen else _counted
    opened: Opened = found(conn, ward, edition, name, offset, limit)
    if opened.figure.role > role:
        raise NotFound(WHAT, name)
    return opened


def _frozen(
    conn: connection, _: Ward, edition: Edition, name: str, offset: int, limit: int | None
) -> Opened:
    figure = read_frozen(conn, edition.id).figures.get(name)
    if figure is None:
        raise NotFound(WHAT, name)
    page = read_frozen_rows(conn, edition.id, name, offset=offset, limit=limit)
    return Opened(figure, *page)


def _counted(
    conn: connection, ward: Ward, edition: Edition, name: str, offset: int, limit: int | None
) -> Opened:
    asked, figure = find_figure(asked_of(conn, ward, edition), name)
    asked = asked_for(asked, figure)
    ids = ids_of(asked, figure.source)
    wanted = ids[offset : None if limit is None else offset + limit]
    rows = read_rows(asked, row_source_of(asked, figure.source), wanted)
    return Opened(figure, rows.columns, in_order(wanted, rows.by_id), len(ids))


def cell_words(column: ReportColumn, value: Any) -> Text:
    """Say the value of a row in a column, in both languages."""
    if value is None or value == "":
        return Text("", "")
    if isinstance(value, dict):
        return _text({"vi": value["vi"], "en": value["en"]})
    if column.codes:
        return _text(column.codes[value]) if value in column.codes else Text(value, value)
    if isinstance(value, bool):
        return YES if value else NO
    return _plain(column, value)


def _plain(column: ReportColumn, value: Any) -> Text:
    """Write days as each language does, 31/01/2016 and 31 Jan 2016; moments to the minute."""
    if column.type in ("date", "datetime") and isinstance(value, str) and len(value) >= 10:
        day, time = short_day(date.fromisoformat(value[:10])), value[10:].replace("T", " ")[:6]
        return Text(f"{day.vi}{time}", f"{day.en}{time}")
    return same(str(value))


def _text(words: Words) -> Text:
    return Text(words["vi"], words["en"])
