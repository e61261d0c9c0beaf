"""What is new, gone, stronger or weaker between two runs, unit by unit where they are the same."""

from typing import Any

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import Text
from layers import db
from layers.queries.runs import Run
from layers.queries.sources import read_sql
from layers.run_layers import layer_name, period_of

LISTED = 200
SAME_ENOUGH = 0.9
"""The share of the larger set from which units are the same ones: borders may move a little."""

COUNTED = sql.SQL("SELECT turn, count(*) AS n FROM ({pairs}) AS pair GROUP BY turn")
CHANGED = sql.SQL("""
    SELECT turn, cell_no, label, before, after, score_before, score_after,
           class_before, class_after,
           ST_X(middle) AS lon, ST_Y(middle) AS lat
      FROM ({pairs}) AS pair
     WHERE turn IN ('new', 'gone', 'stronger', 'weaker')
     ORDER BY array_position(ARRAY['new', 'stronger', 'weaker', 'gone'], turn), rank, cell_no
     LIMIT %(limit)s
""")


def compare_runs(conn: connection, run: Run, other: Run) -> dict[str, Any]:
    """Compare a run with another of its method, from the first to the second.

    `units` is None where the two speak of different places; InputError for two methods.
    """
    if run.method != other.method:
        raise InputError(
            Text(
                f"Chỉ so sánh được hai phân tích cùng phương pháp: {run.method}, {other.method}.",
                f"Only runs of one method can be compared: {run.method}, {other.method}.",
            ),
            field="run2",
            value=other.id,
        )
    params = {"one": run.id, "other": other.id, "limit": LISTED}
    pairs = sql.SQL(read_sql("run_pairs"))
    counted = db.rows(conn, COUNTED.format(pairs=pairs), params)
    counts = {row["turn"]: row["n"] for row in counted}
    most = max(int(each.summary["units"]) for each in (run, other))
    is_same = most > 0 and sum(counts.values()) >= SAME_ENOUGH * most
    found = db.rows(conn, CHANGED.format(pairs=pairs), params) if is_same else None
    return {
        "before": {"id": run.id, "period": period_of(run).to_json()},
        "after": {"id": other.id, "period": period_of(other).to_json()},
        "layer": layer_name(other.id, run.id),
        "shared": sum(counts.values()),
        "counts": counts if is_same else {},
        "units": None if found is None else [_unit(other, row) for row in found],
    }


def _unit(other: Run, row: dict[str, Any]) -> dict[str, Any]:
    """Name the record of the second run, which can be opened."""
    cell = row.pop("cell_no")
    return row | {"feature": other.id * 1_000_000 + cell}
