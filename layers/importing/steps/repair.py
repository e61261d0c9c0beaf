"""Repair invalid polygons by the stated rule, when a person says so; the originals are kept."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.crs import WGS84
from geo.repair import LARGE, NOT_CLOSED, RULE, AreaChange, Fault, area_change, fault_of, repaired
from geo.text import Text
from layers.importing.batch import Batch, Context
from layers.importing.questions import Option, Question

Geometries = NDArray[np.object_]
REPAIRS = ("repair", "repair_large")
"""The questions that a file with invalid polygons can leave open."""


class Mended(NamedTuple):
    """One invalid polygon: where it stands, what ails it, and what the rule makes of it."""

    at: int
    line: int
    fault: Fault
    shape: Any
    change: AreaChange


def repair_polygons(
    batch: Batch, geometry: Geometries, context: Context
) -> tuple[Batch, Geometries]:
    """Return the polygons with those repaired that may be; ask where nobody has said.

    What may not be repaired stays as it is, for the check that follows to refuse.
    """
    wrong = _mended(batch, geometry, context)
    if not wrong or _refuses(context):
        return batch, geometry
    if not context.options.repair:
        _ask(batch, "repair", wrong, _repair_question(wrong))
        return batch, geometry
    large = [each for each in wrong if each.change.is_large]
    if large and context.options.repair_large is None:
        _ask(batch, "repair_large", large, _large_question(large, batch))
    may = [each for each in wrong if not each.change.is_large]
    if context.options.repair_large == "yes":
        may = wrong
    return _replaced(batch, geometry, may)


def _refuses(context: Context) -> bool:
    """A person said no, or said to leave faulty rows out and nothing of repair."""
    said = context.options.repair
    return said is False or (said is None and context.options.skip_bad)


def _mended(batch: Batch, geometry: Geometries, context: Context) -> list[Mended]:
    invalid = ~shapely.is_valid(geometry) & ~shapely.is_missing(geometry)
    open_rings = np.isin(batch.geometry.index, batch.source.open_rings)
    found = []
    for at in np.flatnonzero(invalid | (open_rings & ~shapely.is_missing(geometry))):
        fixed = repaired(geometry[at])
        if fixed is None:
            continue
        change = area_change(geometry[at], fixed, context.ward.srid_measure)
        fault = Fault(NOT_CLOSED, None) if open_rings[at] else fault_of(geometry[at])
        line = int(batch.geometry.index[at])
        found.append(Mended(int(at), line, fault, fixed, change))
    return found


def _replaced(
    batch: Batch, geometry: Geometries, mended: Sequence[Mended]
) -> tuple[Batch, Geometries]:
    """Put repaired shapes in, keep what they were, and tell each change."""
    original: Geometries = np.full(len(geometry), None, dtype=object)
    changed = geometry.copy()
    for each in mended:
        changed[each.at], original[each.at] = each.shape, geometry[each.at]
        message = Text(
            f"Đã sửa hình ({each.fault.text.vi}); diện tích đổi {each.change}. Bản gốc được giữ.",
            f"Repaired ({each.fault.text.en}); area changed by {each.change}. The original stays.",
        )
        value = f"{each.change.m2:+.1f} m²"
        batch.issues.tell(each.line, "geometry", "repaired", value, message, each.fault.at)
    series = gpd.GeoSeries(original, index=batch.geometry.index, crs=WGS84)
    return replace(batch, original=series if len(mended) else None), changed


def _ask(batch: Batch, kind: str, wrong: Sequence[Mended], question: Question) -> None:
    """Leave a question open, and list what it is about."""
    batch.found.questions.append(question)
    for each in wrong:
        message = Text(
            f"Hình không hợp lệ: {each.fault.text.vi}. Sửa theo quy tắc sẽ đổi diện tích"
            f" {each.change}: --repair{_and_answer(kind)}.",
            f"Invalid geometry: {each.fault.why}. The repair by rule would change its area by"
            f" {each.change}: --repair{_and_answer(kind)}.",
        )
        batch.issues.tell(
            each.line,
            "geometry",
            "open_ring" if each.fault.why == NOT_CLOSED else "invalid_geometry",
            each.fault.why,
            message,
            each.fault.at,
            severity="ask",
        )


def _and_answer(kind: str) -> str:
    return " --answer repair_large=yes" if kind == "repair_large" else ""


def _repair_question(wrong: Sequence[Mended]) -> Question:
    largest = max((each.change for each in wrong), key=lambda change: abs(change.share))
    text = Text(
        f"{len(wrong)} vùng có hình không hợp lệ. Sửa theo quy tắc? Quy tắc: {RULE.vi}.",
        f"{len(wrong)} areas have an invalid shape. Repair them by the rule? It says: {RULE.en}.",
    )
    return Question(
        "repair",
        text,
        (
            Option(
                "yes",
                Text("Sửa, giữ bản gốc", "Repair, keep the originals"),
                Text(f"diện tích đổi nhiều nhất {largest}", f"largest change of area {largest}"),
            ),
            _NO,
        ),
        "yes",
    )


def _large_question(large: Sequence[Mended], batch: Batch) -> Question:
    word = batch.source.row_word
    shown = ", ".join(f"{each.line}: {each.change}" for each in large[:5])
    more = f", … ({len(large)})" if len(large) > 5 else ""
    text = Text(
        f"Sửa {len(large)} vùng làm diện tích đổi hơn {LARGE:.0%}. Vẫn sửa?",
        f"Repairing {len(large)} areas changes their area by more than {LARGE:.0%}. Still do it?",
    )
    evidence = Text(f"{word.vi} {shown}{more}", f"{word.en} {shown}{more}")
    yes = Option("yes", Text("Vẫn sửa", "Repair them too"), evidence)
    return Question("repair_large", text, (yes, _NO), "yes")


_NO = Option(
    "no",
    Text("Không sửa", "Do not repair"),
    Text("các dòng này bị từ chối", "these rows are refused"),
)
