"""How the columns of a source were understood before: offered when it comes again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg2.extensions import connection
from psycopg2.extras import Json

from layers import db
from layers.queries.wards import Ward

KEPT = ("columns", "constants", "x", "y", "wkt", "date_format", "date_precision", "new_categories")
_ANSWERS = ("x", "y", "date_format", "decimal")


@dataclass(frozen=True)
class Remembered:
    """What was said of a source with the same columns, and when it was last loaded."""

    said: Mapping[str, Any]
    file_name: str
    used_by: str
    used_at: datetime

    def to_json(self) -> dict[str, Any]:
        at = self.used_at.isoformat(timespec="seconds")
        return {"said": dict(self.said), "file_name": self.file_name, "by": self.used_by, "at": at}


def remember(
    conn: connection,
    ward: Ward,
    layer: str,
    columns: Iterable[str],
    said: Mapping[str, Any],
    source: tuple[str, str],
) -> None:
    """Keep how the columns were understood; `source` is the file's name and who brought it.

    What depends on the one file (its encoding, its coordinate system) is not kept.
    """
    kept = {name: said[name] for name in KEPT if name in said}
    answers = said.get("answers", {})
    told = {k: v for k, v in answers.items() if k in _ANSWERS or k.startswith("map.")}
    if told:
        kept["answers"] = told
    if not kept:
        return
    db.execute(
        conn,
        "INSERT INTO column_memory (ward_id, layer, columns, said, file_name, used_by)"
        " VALUES (%s, %s, %s, %s, %s, %s)"
        " ON CONFLICT (ward_id, layer, columns) DO UPDATE SET said = excluded.said,"
        "   file_name = excluded.file_name, used_by = excluded.used_by, used_at = now()",
        (ward.id, layer, sorted(columns), Json(kept), *source),
    )


def recall(conn: connection, ward: Ward, layer: str, columns: Iterable[str]) -> Remembered | None:
    """Find what was said of a source with just these columns; None where none has come yet."""
    row = db.one(
        conn,
        "SELECT said, file_name, used_by, used_at FROM column_memory"
        " WHERE ward_id = %s AND layer = %s AND columns = %s",
        (ward.id, layer, sorted(columns)),
    )
    return None if row is None else Remembered(**row)
