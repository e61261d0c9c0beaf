"""The units of a run as a table: titled columns, any order, page by page, and as CSV."""

import csv
import io
from typing import Any

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.errors import InputError
from geo.hotspots.column_words import words_of
from geo.text import Text
from layers import db
from layers.queries.board_places import members_in_common
from layers.queries.row_tables import Paging
from layers.queries.runs import Run
from layers.spreadsheet import neutral

FIXED = ("rank", "label", "value", "expected", "score", "p", "p_adjusted", "class_code")
ALWAYS = ("rank", "label", "value", "class_code")
MOST_NAMED = 200
ALL_ROWS = Paging(limit=2**31, offset=0)

UNITS = sql.SQL("""
    SELECT cell_no, {fixed}, properties, cardinality(members) AS incidents,
           ST_X(middle) AS lon, ST_Y(middle) AS lat
      FROM run_cell, ST_PointOnSurface(geom) AS middle
     WHERE run_id = %(run)s AND (NOT %(only_found)s OR class_code <> 0)
     ORDER BY {order} {direction} NULLS LAST, rank, cell_no
     LIMIT %(limit)s OFFSET %(offset)s
""")


def run_units(
    conn: connection,
    run: Run,
    *,
    sort: str = "rank",
    descending: bool = False,
    only_found: bool = False,
    paging: Paging = ALL_ROWS,
) -> dict[str, Any]:
    """Return a page of units with their columns and the whole number.

    Columns without a single value are left out. InputError for a column that is not there.
    """
    names = _columns(conn, run)
    query = UNITS.format(
        fixed=sql.SQL(", ").join(map(sql.Identifier, FIXED)),
        order=_order(sort, names),
        direction=sql.SQL("DESC" if descending else "ASC"),
    )
    params = {"run": run.id, "only_found": only_found, **paging._asdict()}
    total = db.value(
        conn,
        "SELECT count(*) FROM run_cell"
        " WHERE run_id = %(run)s AND (NOT %(only_found)s OR class_code <> 0)",
        params,
    )
    rows = [_row(run, row, names) for row in db.rows(conn, query, params)]
    if paging.limit <= MOST_NAMED:
        _name_places(conn, run, rows)
    return {
        "columns": [{"name": name, "title": words_of(name).to_json()} for name in names],
        "rows": rows,
        "total": total,
    }


def _name_places(conn: connection, run: Run, rows: list[dict[str, Any]]) -> None:
    """Add `where` to each row: the place, address or lane that most of its incidents name."""
    shared = members_in_common(conn, run, [{"cell_no": row["id"]} for row in rows])
    for row in rows:
        known = shared.get(row["id"], {})
        named = [known.get(name) for name in ("place", "address", "lane", "group")]
        row["where"] = next((name for name in named if name and name != row["label"]), "")


def units_csv(conn: connection, run: Run, language: str) -> str:
    """Return all units as CSV (byte-order mark, CRLF), with the middle of each in degrees."""
    table = run_units(conn, run)
    names = [column["name"] for column in table["columns"]]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    also = {"incidents": Text("Số vụ đứng sau", "Incidents behind"), "lon": words_of("lon")}
    titles = [column["title"][language] for column in table["columns"]]
    writer.writerow([*titles, also["incidents"].in_language(language), "lon", "lat"])
    for row in table["rows"]:
        cells = [row[name] for name in (*names, "incidents", "lon", "lat")]
        writer.writerow([neutral(_plain(cell)) for cell in cells])
    return "\ufeff" + text.getvalue()


def _columns(conn: connection, run: Run) -> list[str]:
    """Return the columns that say something: the fixed ones with a value, then the method's own."""
    counted = sql.SQL(", ").join(
        sql.SQL("count({name}) AS {name}").format(name=sql.Identifier(name)) for name in FIXED
    )
    query = sql.SQL("SELECT {counted} FROM run_cell WHERE run_id = %s").format(counted=counted)
    filled = db.one(conn, query, (run.id,)) or {}
    fixed = [name for name in FIXED if filled.get(name) or name in ALWAYS]
    own = db.rows(
        conn,
        "SELECT DISTINCT each.key FROM run_cell, jsonb_each(properties) AS each"
        " WHERE run_id = %s AND each.value <> 'null'",
        (run.id,),
    )
    return fixed + sorted(row["key"] for row in own)


def _order(sort: str, names: list[str]) -> sql.Composable:
    """Return what to sort by; a property by its JSON value, so that numbers count as numbers."""
    if sort == "incidents":
        return sql.SQL("cardinality(members)")
    if sort not in names:
        allowed = ", ".join([*names, "incidents"])
        raise InputError(
            Text(
                f"sort={sort}: không có cột này; có: {allowed}.",
                f"sort={sort}: there is no such column; there are: {allowed}.",
            ),
            field="sort",
            value=sort,
        )
    if sort in FIXED:
        return sql.Identifier(sort)
    return sql.SQL("nullif(properties -> {name}, 'null')").format(name=sql.Literal(sort))


def _row(run: Run, row: dict[str, Any], names: list[str]) -> dict[str, Any]:
    also = ("incidents", "lon", "lat")
    return {
        "id": row["cell_no"],
        "of": f"cell:{run.id}:{row['cell_no']}",
        **{name: row[name] if name in FIXED else row["properties"].get(name) for name in names},
        **{name: row[name] for name in also},
    }


def _plain(value: Any) -> Any:
    return ", ".join(map(str, value)) if isinstance(value, list) else value
