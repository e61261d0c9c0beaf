"""Put made-up wards into the database, many at once: a table in one statement."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from psycopg2.extensions import connection
from psycopg2.extras import execute_values

from geo.text import same
from layers import db
from layers.queries.wards import Ward, create_ward
from tests.layers.agreement.town import LATS, Row, Town
from tests.layers.registers.made_up import add_rows

POINT = "ST_SetSRID(ST_MakePoint(%s, %s), 4326)"
LINE = "ST_Multi(ST_SetSRID(ST_MakeLine(ST_MakePoint(%s, %s), ST_MakePoint(%s, %s)), 4326))"
BOX = "ST_Multi(ST_MakeEnvelope(%s, %s, %s, %s, 4326))"
ORDER = (
    "area", "lane", "route", "inspection_round", "lane_project", "site", "facility", "place",
    "incident", "unplaced_incident",
)  # fmt: skip
REFERENCES = {"lane": ("lane_id", "lane"), "round": ("round_id", "inspection_round")}
"""What a row calls by its code: the column that holds the id, and the table."""


class Kept(NamedTuple):
    """A ward in the database, and the id of each of its rows."""

    ward: Ward
    town: Town
    ids: dict[str, list[int]]


def load_towns(conn: connection, towns: Sequence[Town], prefix: str = "t") -> list[Kept]:
    """Load wards side by side: they all lie in the same place. The caller opens a transaction."""
    wards = [create_ward(conn, f"{prefix}-{n}", same("Phường"), 5897) for n in range(len(towns))]
    ids: list[dict[str, list[int]]] = [{} for _ in towns]
    for table in ORDER:
        _load_table(conn, table, wards, towns, ids)
    for ward, town in zip(wards, towns, strict=True):
        for kind in town.rows:
            if kind.startswith("register:"):
                throws = [row["throw"] for row in town[kind]]
                add_rows(conn, ward, kind.removeprefix("register:"), throws)
        db.execute(conn, "SELECT derive_incident_links(%s)", (ward.id,))
    return [Kept(*each) for each in zip(wards, towns, ids, strict=True)]


def _load_table(
    conn: connection,
    table: str,
    wards: Sequence[Ward],
    towns: Sequence[Town],
    ids: list[dict[str, list[int]]],
) -> None:
    rows = [
        _with_ids(row, town, ids[at]) | {"ward_id": wards[at].id}
        for at, town in enumerate(towns)
        for row in town[table]
    ]
    found = iter(_insert(conn, table, rows))
    for at, town in enumerate(towns):
        ids[at][table] = [next(found) for _ in town[table]]


def _with_ids(row: Row, town: Town, ids: dict[str, list[int]]) -> Row:
    """Name other rows by id; what was left out of the ward is named by nobody."""
    said = dict(row)
    for name, (column, table) in REFERENCES.items():
        if name in said:
            code = said.pop(name)
            codes = [each["code"] for each in town[table]]
            said[column] = ids[table][codes.index(code)] if code in codes else None
    return said


def _insert(conn: connection, table: str, rows: list[Row]) -> list[int]:
    """Insert rows that have the same columns; return their ids in the same order."""
    if not rows:
        return []
    names = [name for name in rows[0] if name not in ("lon", "lat", "box")]
    shape, mark = _shape_of(rows[0])
    columns = ", ".join([*names, *(["geom"] if mark else [])])
    marks = ", ".join(["%s"] * len(names) + ([mark] if mark else []))
    values = [[*(row[name] for name in names), *shape(row)] for row in rows]
    with conn.cursor() as cursor:
        found = execute_values(
            cursor, f"INSERT INTO {table} ({columns}) VALUES %s RETURNING id", values,
            template=f"({marks})", page_size=2000, fetch=True,
        )  # fmt: skip
    return [row[0] for row in found]


def _shape_of(row: Row) -> tuple[Any, str]:
    if "box" in row:
        return lambda each: each["box"], BOX
    if "lat" in row:
        return lambda each: (each["lon"], each["lat"]), POINT
    if "lon" in row:
        return lambda each: (each["lon"], LATS[0], each["lon"], LATS[-1]), LINE
    return lambda each: (), ""
