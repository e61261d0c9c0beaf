"""A frozen edition: its figures with the rows behind each, written once and read ever after."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from psycopg2.extensions import connection
from psycopg2.extras import Json, execute_values

from geo.text import Text
from layers import db
from layers.errors import NotFound
from layers.reports.asking import ReportColumn, ReportRows
from layers.reports.contract import Figure
from layers.reports.model import Report, from_json, to_json
from layers.roles import Role

WHAT = Text("số liệu", "figure")
PAGE_OF_ROWS = 5000


def write_figures(
    conn: connection, edition_id: int, rows: Sequence[tuple[Figure, str, list[int]]]
) -> None:
    """Store figures with what holds their rows and the ids of those."""
    values = [
        (edition_id, figure.name, place, figure.value, Json(_about(figure)), source, ids)
        for place, (figure, source, ids) in enumerate(rows)
    ]
    with conn.cursor() as cursor:
        execute_values(
            cursor,
            "INSERT INTO report_figure (edition_id, name, place, value, about, row_source, row_ids)"
            " VALUES %s",
            values,
            page_size=200,
        )


def write_rows(conn: connection, edition_id: int, source: str, rows: ReportRows) -> None:
    """Store what the rows of one source show."""
    values = [(edition_id, source, row_id, Json(shown)) for row_id, shown in rows.by_id.items()]
    with conn.cursor() as cursor:
        execute_values(
            cursor,
            "INSERT INTO report_row (edition_id, row_source, row_id, shown) VALUES %s",
            values,
            page_size=PAGE_OF_ROWS,
        )


def content_of(report: Report, columns: dict[str, list[ReportColumn]]) -> dict[str, Any]:
    """Return what an edition keeps beside its figures and rows."""
    shapes = {source: [each._asdict() for each in found] for source, found in columns.items()}
    return {**to_json(report), "columns": shapes}


def read_frozen(conn: connection, edition_id: int) -> Report:
    """Return a frozen edition from what it stored, and from nothing else."""
    content = db.value(conn, "SELECT content FROM report_edition WHERE id = %s", (edition_id,))
    query = "SELECT name, value, about FROM report_figure WHERE edition_id = %s ORDER BY place"
    figures = {row["name"]: _figure(row) for row in db.rows(conn, query, (edition_id,))}
    return from_json(content, figures)


def read_figure_ids(conn: connection, edition_id: int) -> dict[str, tuple[str, list[int]]]:
    """Return for each frozen figure what holds its rows and which they are."""
    query = "SELECT name, row_source, row_ids FROM report_figure WHERE edition_id = %s"
    return {
        row["name"]: (row["row_source"], row["row_ids"])
        for row in db.rows(conn, query, (edition_id,))
    }


def read_frozen_rows(
    conn: connection, edition_id: int, name: str, *, offset: int = 0, limit: int | None = None
) -> tuple[list[ReportColumn], list[tuple[int, dict[str, Any]]], int]:
    """Return columns, a page of the rows behind a frozen figure, and how many there are."""
    row = db.one(
        conn,
        "SELECT f.row_source, f.row_ids, e.content -> 'columns' -> f.row_source AS columns"
        "  FROM report_figure AS f JOIN report_edition AS e ON e.id = f.edition_id"
        " WHERE f.edition_id = %s AND f.name = %s",
        (edition_id, name),
    )
    if row is None:
        raise NotFound(WHAT, name)
    ids: list[int] = row["row_ids"]
    wanted = ids[offset : None if limit is None else offset + limit]
    found = db.rows(
        conn,
        "SELECT row_id, shown FROM report_row"
        " WHERE edition_id = %s AND row_source = %s AND row_id = ANY (%s)",
        (edition_id, row["row_source"], wanted),
    )
    shown = {each["row_id"]: each["shown"] for each in found}
    columns = [ReportColumn(**each) for each in row["columns"] or []]
    return columns, in_order(wanted, shown), len(ids)


def in_order(ids: Iterable[int], shown: dict[int, Any]) -> list[tuple[int, dict[str, Any]]]:
    """Return rows in the order of their ids."""
    return [(row_id, shown[row_id]) for row_id in ids if row_id in shown]


def figure_json(figure: Figure) -> dict[str, Any]:
    """Return a figure whole as plain values."""
    return {"name": figure.name, "value": str(figure.value), **_about(figure)}


def _about(figure: Figure) -> dict[str, Any]:
    found = asdict(figure)
    del found["name"], found["value"]
    for name, value in found.items():
        if isinstance(value, Decimal | date):
            found[name] = str(value)
    words = {name: getattr(figure, name).to_json() for name in TEXTS}
    return found | words | {"role": figure.role.code}


TEXTS = ("title", "unit", "rule", "boundaries")
DAYS = ("first", "last", "as_of")
NUMBERS = ("before", "expected")


def _figure(row: dict[str, Any]) -> Figure:
    about = dict(row["about"])
    about |= {name: Text(about[name]["vi"], about[name]["en"]) for name in TEXTS}
    about |= {name: date.fromisoformat(about[name]) for name in DAYS}
    about |= {name: None if about[name] is None else Decimal(about[name]) for name in NUMBERS}
    return Figure(
        name=row["name"], value=row["value"], **about | {"role": Role.parse(about["role"])}
    )
