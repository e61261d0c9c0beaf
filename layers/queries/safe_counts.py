"""Counts for the public and for redacted links: few are "<5", the rest rounded, so that no small
one comes out."""

from collections.abc import Iterable, Mapping
from typing import Any

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.small_counts import FEW, FEWEST, Part, Spans, Split, span_of, step_for, told
from layers import db
from layers.contract import Layer
from layers.filters import Filter
from layers.queries.sources import layer_source
from layers.queries.wards import Ward
from layers.redaction import SPANS

LISTS = {"group": "groups", "lane": "lanes", "state": "states"}
TOLD = ("field", "category", "month", *LISTS)
"""Rounds name a day and holders a person's work: neither is told."""
NOWHERE = "-"
Rows = list[dict[str, Any]]


def safe_counts(
    conn: connection,
    ward: Ward,
    layers: Iterable[Layer],
    chosen: Filter,
    found: Mapping[str, Any],
) -> dict[str, Any]:
    """Return counts (see layers/queries/counts.py) as they may be published together.

    `rounded_to` is the step to which numbers are rounded down. What the map shows of the same
    incidents, squares or lanes, is taken into account. Where no step is coarse enough beside it,
    neither total nor parts are told (None and empty).
    """
    facets: dict[str, Rows] = {name: rows for name, rows in found["facets"].items() if name in TOLD}
    kinds, apart = _by_kind(facets["field"], facets["category"], chosen)
    splits = [kinds, *(_split(name, rows, chosen) for name, rows in facets.items()
                       if name not in ("field", "category"))]  # fmt: skip
    step = step_for(found["total"], splits, _on_map(conn, ward, layers, chosen), apart)
    return {
        **found,
        "total": None if step is None else told(found["total"], step),
        "rounded_to": step,
        "layers": {name: _few(n) for name, n in found["layers"].items()},
        "classes": {name: [_few(n) for n in ns] for name, ns in found["classes"].items()},
        "facets": {
            name: [] if step is None else _told_rows(name, rows, step)
            for name, rows in facets.items()
        },
        "unplaced": None,
    }


def _told_rows(name: str, rows: Rows, step: int) -> Rows:
    """Tell the counts of a facet. Where only what has any is listed, a small one is not: to be
    listed would say that there is one at least."""
    return [
        row | {"n": told(row["n"], step)}
        for row in rows
        if row["n"] >= FEWEST or not (name in ("lane", "month") or row["value"] == NOWHERE)
    ]


def _few(number: int) -> int | str:
    return FEW if 0 < number < FEWEST else number


def _by_kind(fields: Rows, categories: Rows, chosen: Filter) -> tuple[Split, list[Part]]:
    """Return how fields and categories make up the total, and what of them is not in it.

    They are one tree, counted without the filter of either: a field is the sum of its categories.
    """
    tree = {
        row["value"]: Part(
            row["n"], tuple(each["n"] for each in categories if each["field"] == row["value"])
        )
        for row in fields
    }
    if chosen.categories:
        named = [row for row in categories if row["value"] in chosen.categories]
        of_fields = [row for row in named if not chosen.fields or row["field"] in chosen.fields]
        return Split([Part(row["n"]) for row in of_fields]), list(tree.values())
    inside = [part for code, part in tree.items() if not chosen.fields or code in chosen.fields]
    return Split(inside), [part for part in tree.values() if part not in inside]


def _split(name: str, rows: Rows, chosen: Filter) -> Split:
    """Return which counts of a facet make up the total, and whether they are all of it.

    A facet is counted without its own filter, so only what that filter names is in the total. Of
    lanes just the first are listed.
    """
    if name == "month":
        inside = [row for row in rows if _is_in_period(row["value"], chosen)]
        return Split(_parts(inside), chosen.whole_months)
    wanted = {str(each) for each in getattr(chosen, LISTS[name])}
    if not wanted:
        return Split(_parts(rows), name != "lane")
    codes = {_code(each) for each in wanted}
    return Split(_parts([row for row in rows if _code(row["value"]) in codes]))


def _parts(rows: Rows) -> list[Part]:
    return [Part(row["n"]) for row in rows]


def _code(value: str) -> str:
    return value.partition("@")[0]


def _is_in_period(month: str, chosen: Filter) -> bool:
    first = f"{chosen.first:%Y-%m}" if chosen.first else ""
    last = f"{chosen.last:%Y-%m}" if chosen.last else "9999"
    return first <= month <= last


def _on_map(conn: connection, ward: Ward, layers: Iterable[Layer], chosen: Filter) -> list[Spans]:
    """Return what layers of counts say of the incidents: by far not all of them lie on one."""
    return [
        Spans(_spans(conn, ward, layer, chosen), is_whole=False)
        for layer in layers
        if layer.aggregated and _is_of_incidents(layer)
    ]


def _is_of_incidents(layer: Layer) -> bool:
    counted = layer.by_lane_of
    return layer.name == "incident_cells" or (counted is not None and counted.name == "incidents")


def _spans(conn: connection, ward: Ward, layer: Layer, chosen: Filter) -> list[tuple[float, float]]:
    source = layer_source(ward, layer, chosen)
    query = sql.SQL("SELECT v.n, v.style_key FROM {} WHERE {}").format(
        source.table, source.condition
    )
    found = db.rows(conn, query, source.params)
    if layer.by_lane_of is None:
        return [span_of(row["n"], FEWEST) for row in found]
    return [SPANS[row["style_key"]] for row in found]
