"""What a corrected file would change: the rows that the ward has otherwise, before and after."""

from dataclasses import dataclass
from typing import Any

from psycopg2 import sql
from psycopg2.extensions import connection

from layers import db
from layers.importing.batch import Context
from layers.importing.conflicts import Conflicts, joined
from layers.importing.issues import shorten

SHOWN = 200


@dataclass(frozen=True)
class Change:
    """One value of a row: as the ward has it, as the file says it."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Difference:
    """One row that would be replaced. `moved_m` is how far its shape would move, in metres."""

    line: int
    key: str
    changes: tuple[Change, ...]
    moved_m: float | None = None

    def to_json(self) -> dict[str, Any]:
        changes = [vars(change) for change in self.changes]
        return {"line": self.line, "key": self.key, "changes": changes, "moved_m": self.moved_m}


def read_differences(
    conn: connection, context: Context, conflicts: Conflicts
) -> tuple[Difference, ...]:
    """Read the first rows that differ, from the staged rows beside the stored ones."""
    if not conflicts.differing:
        return ()
    target = context.target
    query = sql.SQL(
        "SELECT s.line, to_jsonb(s) - 'geom' AS staged, to_jsonb(t) - 'geom' AS stored,"
        "       NOT ST_Equals(s.geom, t.geom) AS has_moved,"
        "       ST_HausdorffDistance("
        "         ST_Transform(s.geom, %(srid)s), ST_Transform(t.geom, %(srid)s)) AS moved_m"
        "  FROM {} WHERE s.line = ANY(%(lines)s) ORDER BY s.line"
    ).format(joined(target))
    values = {
        "ward": context.ward.id,
        "layer": target.layer,
        "srid": context.ward.srid_measure,
        "lines": list(conflicts.differing[:SHOWN]),
    }
    return tuple(
        Difference(
            row["line"],
            "/".join(str(row["staged"][each]) for each in target.key),
            _changes(row["staged"], row["stored"], conflicts.compared),
            round(row["moved_m"], 2) if row["has_moved"] else None,
        )
        for row in db.rows(conn, query, values)
    )


def _changes(
    staged: dict[str, Any], stored: dict[str, Any], compared: tuple[str, ...]
) -> tuple[Change, ...]:
    found = []
    for name in compared:
        if name == "properties":
            mine, theirs = staged.get(name) or {}, stored.get(name) or {}
            found += [
                Change(key, shorten(theirs.get(key)), shorten(value))
                for key, value in mine.items()
                if theirs.get(key) != value
            ]
        elif name != "geom" and staged.get(name) != stored.get(name):
            found.append(Change(name, shorten(stored.get(name)), shorten(staged.get(name))))
    return tuple(found)
