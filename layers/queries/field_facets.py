"""What the fields of a layer hold: ends and a histogram of numbers, how often each code, first and
last days. Each field is counted without its own clause, under all other parts of the filter."""

from dataclasses import replace
from typing import Any

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.text import Text
from layers import db
from layers.contract import Field, Layer
from layers.errors import LayerNotFound
from layers.field_filter import DAYS, NONE, NUMBERS, field_column, read_clause, takes_clauses
from layers.filters import Filter
from layers.queries.sources import Source, layer_source
from layers.queries.wards import Ward
from layers.roles import Role

BINS = 24


def read_field_facets(
    conn: connection, ward: Ward, layer: Layer, chosen: Filter, role: Role
) -> list[dict[str, Any]]:
    """Return each field that a role sees, with what it holds; LayerNotFound for incidents, runs.

    Of numbers `low`, `high`, `n` and `bins` (24 counts between the ends); of days `low` and `high`;
    of codes `values` with `n`; words and yes-or-no are named only.
    """
    if not takes_clauses(layer):
        raise LayerNotFound(layer.name)
    return [_facet(conn, ward, layer, chosen, field) for field in layer.fields_for(role)]


def _facet(
    conn: connection, ward: Ward, layer: Layer, chosen: Filter, field: Field
) -> dict[str, Any]:
    others = [raw for raw in chosen.where if read_clause(raw)[:2] != (layer.name, field.name)]
    source = layer_source(ward, layer, replace(chosen, where=tuple(others)))
    said = {"name": field.name, "title": field.title.to_json(), "type": field.type}
    if field.type in NUMBERS:
        return said | _numbers(conn, layer, field, source)
    if field.type in DAYS:
        return said | _days(conn, layer, field, source)
    if field.type in ("code", "boolean"):
        return said | {"values": _values(conn, layer, field, source)}
    return said


def _ask(layer: Layer, field: Field, source: Source, text: str) -> sql.Composed:
    return sql.SQL(text).format(
        x=field_column(layer, field, "v"), table=source.table, condition=source.condition
    )


def _numbers(conn: connection, layer: Layer, field: Field, source: Source) -> dict[str, Any]:
    """A whole number of equal bins: the highest value stands in the last of them."""
    text = "SELECT {x}::double precision AS x FROM {table} WHERE {condition}"
    query = sql.SQL(
        "WITH v AS ({}), ends AS (SELECT min(x) AS low, max(x) AS high, count(x) AS n FROM v)"
        " SELECT low, high, n, (SELECT coalesce(array_agg(counted.n ORDER BY counted.at), '{{}}')"
        "   FROM (SELECT at, (SELECT count(*) FROM v WHERE x IS NOT NULL AND"
        "     least(floor((x - low) / nullif(high - low, 0) * {bins}), {bins} - 1) = at) AS n"
        "     FROM generate_series(0, {bins} - 1) AS at) AS counted) AS bins FROM ends"
    ).format(_ask(layer, field, source, text), bins=sql.Literal(BINS))
    return dict(db.rows(conn, query, source.params)[0])


def _days(conn: connection, layer: Layer, field: Field, source: Source) -> dict[str, Any]:
    text = "SELECT min({x})::text AS low, max({x})::text AS high FROM {table} WHERE {condition}"
    return dict(db.rows(conn, _ask(layer, field, source, text), source.params)[0])


def _values(conn: connection, layer: Layer, field: Field, source: Source) -> list[dict[str, Any]]:
    text = (
        "SELECT coalesce({x}::text, '') AS value, count(*) AS n FROM {table}"
        " WHERE {condition} GROUP BY 1"
    )
    found = {
        row["value"]: row["n"]
        for row in db.rows(conn, _ask(layer, field, source, text), source.params)
    }
    codes = field.codes or {"true": Text("có", "yes"), "false": Text("không", "no")}
    known = [
        {"value": code, "title": words.to_json(), "n": found.get(code, 0)}
        for code, words in codes.items()
    ]
    if found.get("") and field.type == "code":
        known.append(
            {"value": NONE, "title": Text("không ghi", "not stated").to_json(), "n": found[""]}
        )
    return known
