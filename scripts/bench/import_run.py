"""One import in a process of its own: `python -m scripts.bench.import_run FILE`, answer on stdout.

The answer is one line of JSON: rows, the most memory this process and its reading process held,
and the memory after each 100,000 rows.
"""

import json
import os
import resource
import sys
from pathlib import Path
from typing import Any

from geo.text import Text
from layers import db
from layers.importing import ImportOptions, import_file
from layers.importing.room.reading import close_keepers
from layers.queries.wards import get_ward
from scripts.bench.incident_files import COLUMNS, X, Y
from scripts.bench.measure import most_memory_mb

WARD = "bench"
STEP = 100_000


class Curve:
    """Notes the memory each time as many rows more have been checked, then written."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.points: list[dict[str, Any]] = []

    def __call__(self, stage: Text, fraction: float) -> None:
        done = (fraction - 0.1) / 0.25 if fraction <= 0.35 else (fraction - 0.4) / 0.5
        what = "checked" if fraction <= 0.35 else "written"
        reached = min(int(done * self.rows + 1e-6), self.rows) // STEP * STEP
        last = self.points[-1] if self.points else {"what": "", "rows": 0}
        if reached > (last["rows"] if last["what"] == what else 0):
            self.points.append({"what": what, "rows": reached, "mb": _held_mb()})


def main(path: Path, rows: int) -> dict[str, Any]:
    conn = db.connect(os.environ["DATABASE_URL"])
    given = {"x": X, "y": Y, "crs": "EPSG:4326"} if path.suffix == ".csv" else {}
    curve = Curve(rows)
    options = ImportOptions(columns=COLUMNS, **given)  # type: ignore[arg-type]
    report = import_file(conn, get_ward(conn, WARD), "incidents", path, options, curve)
    close_keepers()
    return {
        "loaded": report.loaded,
        "mb": round(most_memory_mb(), 1),
        "reader_mb": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, 1),
        "curve": curve.points,
    }


def _held_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return round(pages * resource.getpagesize() / (1 << 20), 1)


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]))))
