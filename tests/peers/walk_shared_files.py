"""Walk the folder of shared files as a new user would: each into a fresh ward, proposals accepted.

    DATABASE_URL=... python tests/peers/walk_shared_files.py [PART OF A PATH ...]

Tells file, verdict and reason, and ends with 1 where a file made the program stumble. Nothing stays
in the database.
"""

import os
import sys
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import NamedTuple

import click

from geo.errors import InputError
from geo.text import Text
from layers import db
from layers.errors import ImportRejected
from layers.importing import ImportOptions, check_file, import_file
from layers.importing.issues import FileRefused, Issues
from layers.importing.room import read_apart
from layers.queries.wards import create_ward

DATA = Path(__file__).parents[3] / "shared" / "data"
PAPERS = {"README.md", "LICENSE", "LICENSE.TXT"}
METRES = {
    "lancashire": 27700, "boston": 26986, "memphis": 32136, "barcelona": 25831, "vn_broken": 32648,
    "broken_geojson": 25833,
}  # fmt: skip
LAYER_OF = {"Polygon": "ward_border", "LineString": "lanes", "Point": "certificates"}
STUMBLED = "STUMBLED"


class Told(NamedTuple):
    path: Path
    verdict: str
    layer: str
    reason: str
    seconds: float


class _Undo(Exception):
    pass


def walk(conn: object, wanted: tuple[str, ...] = ()) -> Iterator[Told]:
    """Yield what became of each file."""
    for path in sorted(DATA.rglob("*")):
        name = str(path.relative_to(DATA))
        if path.is_file() and path.name not in PAPERS and (
            not wanted or any(each in name for each in wanted)
        ):  # fmt: skip
            yield _tried(conn, path)


def _tried(conn: object, path: Path) -> Told:
    started, layer = time.perf_counter(), "?"
    try:
        layer = _layer(path)
        with suppress(_Undo), db.transaction(conn):
            verdict, reason = _brought(conn, path, layer)
            raise _Undo
    except ImportRejected as rejected:
        verdict, reason = "refused", rejected.text.en
    except InputError as error:
        verdict, reason = "refused", error.text.en
    except FileRefused as refused:
        verdict, reason = "refused", refused.issue.message.en
    except Exception as error:
        traceback.print_exception(error)
        verdict, reason = STUMBLED, f"{type(error).__name__}: {error}"
    return Told(path, verdict, layer, " ".join(reason.split()), time.perf_counter() - started)


def _layer(path: Path) -> str:
    """Choose a layer by what the file holds, as a person does who looks at it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            source = read_apart(path, ImportOptions(), Issues())
        except FileRefused:
            return "certificates"
    if source.geometry is None:
        return "incidents"
    kinds = Counter(shape.geom_type for shape in source.geometry if shape is not None)
    kind = kinds.most_common(1)[0][0].removeprefix("Multi") if kinds else "Point"
    return LAYER_OF.get(kind, "certificates")


def _brought(conn: object, path: Path, layer: str) -> tuple[str, str]:
    """Check, accept every proposal, load; say what is still open where something is."""
    name = str(path.relative_to(DATA))
    srid = next((srid for part, srid in METRES.items() if name.startswith(part)), 5897)
    ward = create_ward(conn, "thu", Text("Thử", "Test"), srid)
    is_border = layer == "ward_border"
    named = is_border and _is_single(path)
    said = {"constants": {"code": path.stem, "name": path.stem}} if named else {}
    if is_border:
        said["valid_from"] = date(2025, 7, 1)
    options = ImportOptions(**said)
    checked = check_file(conn, ward, layer, path, options)
    if len(checked.assumed) < len(checked.questions):
        open_ones = [q for q in checked.questions if q.id not in checked.assumed]
        return "asks", "; ".join(q.text.en for q in open_ones)
    report = import_file(conn, ward, layer, path, options.answered(checked.assumed))
    answered = f", accepted {dict(checked.assumed)}" if checked.assumed else ""
    return "loaded", f"{report.loaded} of {report.read} rows{answered}"


def _is_single(path: Path) -> bool:
    return path.parent.name in ("broken", "repaired", "original") or "broken_geojson" in str(path)


def main(wanted: tuple[str, ...]) -> int:
    conn = db.connect(os.environ["DATABASE_URL"])
    counts: Counter[str] = Counter()
    for told in walk(conn, wanted):
        counts[told.verdict] += 1
        name = told.path.relative_to(DATA)
        how = f"{told.verdict:8} {told.seconds:6.2f} s  {told.layer:12} {name}"
        click.echo(f"{how}  |  {told.reason[:200]}")
    click.echo(str(dict(counts)))
    return 1 if counts[STUMBLED] else 0


if __name__ == "__main__":
    sys.exit(main(tuple(sys.argv[1:])))
