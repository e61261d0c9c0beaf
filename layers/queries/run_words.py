"""What a stored run counted, in words: its own filter, which nothing on a screen can widen."""

from collections.abc import Iterable, Mapping
from typing import Any

from psycopg2.extensions import connection

from geo.text import Text
from layers import db
from layers.boundaries.as_of import filter_of_run
from layers.contract import Layer
from layers.filter_words import filter_parts
from layers.queries.wards import Ward

ALL_FIELDS = Text("cả ba lĩnh vực", "all three fields")
KINDS = ("field", "category")
INPUTS = "SELECT id, input FROM run WHERE ward_id = %s AND id = ANY (%s)"


def counted_words(conn: connection, ward: Ward, run_input: Mapping[str, Any]) -> Text:
    """Say which incidents of its period a run counted, by the words of the board's filter."""
    parts = filter_parts(conn, ward, filter_of_run(conn, ward.id, run_input))
    named = [each for _, said in parts for each in said]
    if not any(name in KINDS for name, _ in parts):
        named.insert(0, ALL_FIELDS)
    listed = Text("; ".join(each.vi for each in named), "; ".join(each.en for each in named))
    if not parts:
        return Text(f"tính {listed.vi}", f"counts {listed.en}")
    return Text(f"chỉ tính {listed.vi}", f"counts only {listed.en}")


def counted_by_run(conn: connection, ward: Ward, run_ids: Iterable[int]) -> dict[int, Text]:
    """Return by run what it counted; runs of one filter are looked up once."""
    known: dict[str, Text] = {}
    found = {}
    for row in db.rows(conn, INPUTS, (ward.id, list(run_ids))):
        key = repr((row["input"]["filter"], row["input"]["boundaries_on"]))
        if key not in known:
            known[key] = counted_words(conn, ward, row["input"])
        found[row["id"]] = known[key]
    return found


def counted_by_layer(
    conn: connection, ward: Ward, layers: Iterable[Layer], runs: Mapping[str, int]
) -> dict[str, Text]:
    """Return by name of a layer what its run counted; `runs`: those that the map shows, by method.

    Layers of no run, and those whose run there is not, are left out.
    """
    run_of = {layer.name: layer.run_id or runs.get(layer.needs_run or "", 0) for layer in layers}
    words = counted_by_run(conn, ward, {run for run in run_of.values() if run})
    return {name: words[run] for name, run in run_of.items() if run in words}
