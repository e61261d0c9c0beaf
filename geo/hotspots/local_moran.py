"""Local Moran: cells like those around them (clusters), and cells unlike them (outliers).

Reference: Anselin 1995; Benjamini and Hochberg 1995 (the correction for many tests).

What the numbers mean: ``score`` is Anselin's I: positive where a cell and its neighbours lie on the
same side of the mean, negative where it stands out from them. ``p`` is the chance of neighbours as
high, or as low, when the cell keeps its count and all others are shuffled, counted exactly for
whole numbers. Classes 3, 2, 1 are high cells among high ones at 99, 95, 90 %, −3, −2, −1 low
among low; ``outlier_level`` says the same of a high cell among low ones (HL) or a low one among
high (LH).

When not to trust it: with fewer than 30 cells or 30 events; at the edge, where neighbours are
missing; and where patrols look in some places more than in others.
"""

from collections.abc import Mapping
from typing import cast

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.cutting import cut_up
from geo.drawing import INCIDENTS, NOT_CLEAR, UNTESTED, Condition, Drawing, DrawnClass
from geo.events import Events
from geo.getis_ord import conditional_z, has_variation
from geo.hotspots.base import Method
from geo.hotspots.local_moran_words import (
    CAUTION,
    PARAMETERS,
    SUMMARY,
    TITLE,
    notes_for,
    rule_in_words,
)
from geo.moran import LocalMoran, local_moran, moran
from geo.randomisation import Tails, drawn_tails, exact_conditional, exact_is_possible
from geo.result import HotspotResult, Units, rank_by
from geo.significance import Correction, adjust, reject, two_sided, z_to_p
from geo.tessellation import Tessellation
from geo.text import Text

__all__ = ["METHOD", "run"]

LEVELS = ((3, 0.01), (2, 0.05), (1, 0.10))
DRAWS = 99_999

Floats = NDArray[np.float64]


def run(
    events: Events,
    area: BaseGeometry,
    parameters: Mapping[str, object],
    seed: int,
    units: Units | None = None,
) -> HotspotResult:
    """Test every unit against its neighbours; nothing stands out where nothing varies."""
    used = METHOD.check(parameters)
    cut, reason = cut_up(events, area, used, units)
    used["cell_m"], used["radius_m"] = cut.cell_m, cut.band_m
    tails, how = _tails(cut, np.random.default_rng(seed))
    found = local_moran(cut.counts, cut.weights)
    columns = _columns(cut, found, tails, used)
    overall = moran(cut.counts, cut.weights)
    return HotspotResult(
        method=METHOD.name,
        units=cut.units,
        columns=columns,
        summary={
            "events": len(events),
            "events_outside": cut.outside,
            "units": len(cut.units),
            "units_tested": int(np.isfinite(columns["p"].astype(float)).sum()),
            "moran_i": overall if np.isfinite(overall) else None,
            "quadrants": {q: int((found.quadrant == q).sum()) for q in ("HH", "LL", "HL", "LH")},
            "significant": _significant(found, columns),
            "p_from": how,
            "rule": rule_in_words(used, how),
        },
        notes=notes_for(cut, events, how, reason),
        parameters=used,
        seed=seed,
        members=cut.members,
    )


def _tails(cut: Tessellation, rng: np.random.Generator) -> tuple[Tails, str]:
    """Return the chance of neighbours as high, and as low, and how it was found."""
    n, k = len(cut.counts), np.diff(cut.weights.indptr).astype(np.int64)
    if not has_variation(cut.counts) or not k.any():
        return Tails(np.ones(n), np.ones(n)), "none"
    sums = cut.weights @ cut.counts
    if exact_is_possible(cut.counts, k, sums):
        return exact_conditional(cut.counts, k, sums), "exact"
    if k.max() * k.max() > n:
        z = np.nan_to_num(conditional_z(cut.counts, cut.weights))
        return Tails(z_to_p(z, "greater"), z_to_p(z, "less")), "normal"
    return drawn_tails(cut.counts, k, sums, DRAWS, rng, hold_own=True), "drawn"


def _columns(
    cut: Tessellation, found: LocalMoran, tails: Tails, used: Mapping[str, object]
) -> dict[str, NDArray[np.generic]]:
    k = np.diff(cut.weights.indptr).astype(np.int64)
    p = np.where(k > 0, two_sided(*tails), np.nan)
    p_adjusted = adjust(p, cast(Correction, used["correction"]))
    level = np.zeros(len(p), dtype=np.int64)
    for at_least, alpha in reversed(LEVELS):
        level[reject(p_adjusted, alpha)] = at_least
    high = tails.greater <= tails.less
    level[(found.quadrant == "") | (high != np.char.endswith(found.quadrant, "H"))] = 0
    code = np.where(found.quadrant == "HH", level, np.where(found.quadrant == "LL", -level, 0))
    outlier = np.where(np.isin(found.quadrant, ["HL", "LH"]), level, 0)
    shown = np.round(found.i, 9)
    return {
        "value": cut.counts,
        "expected": np.full(len(p), cut.counts.mean() if len(p) else np.nan),
        "score": found.i,
        "p": p,
        "p_adjusted": p_adjusted,
        "class_code": code,
        "rank": rank_by(-code, -outlier, np.nan_to_num(p, nan=1.0), -shown),
        "quadrant": found.quadrant,
        "outlier_level": outlier,
        "neighbours_mean": found.lag,
        "z": found.z,
        "p_normal": z_to_p(found.z),
        "neighbours": k,
        "share_inside": cut.share,
    }


def _significant(found: LocalMoran, columns: Mapping[str, NDArray[np.generic]]) -> dict[str, int]:
    """Count the clusters and outliers at 95 % and above."""
    strong = np.abs(columns["class_code"].astype(int)) + columns["outlier_level"].astype(int) >= 2
    return {q: int((strong & (found.quadrant == q)).sum()) for q in ("HH", "LL", "HL", "LH")}


def _quadrant(
    name: str, words: Text, tones: tuple[str, str], column: str, sign: int
) -> tuple[DrawnClass, DrawnClass]:
    """The two classes of a quadrant: at least 95 % confidence, and 90 %."""
    here = Condition("quadrant", "=", name)
    strong = Condition(column, ">=" if sign > 0 else "<=", sign * 2)
    weak = Condition(column, "=", sign)
    title = [
        Text(f"{words.vi}, tin cậy {percent} %", f"{words.en}, {percent} % confidence")
        for percent in (95, 90)
    ]
    return (
        DrawnClass(f"{name}95", title[0], tones[0], "hatch", (here, strong), width=3.0),
        DrawnClass(f"{name}90", title[1], tones[1], "", (here, weak), width=2.0),
    )


HIGH_LOW, LOW_HIGH = ("purple", "purple"), ("green", "green")
DRAWING = Drawing(
    value=INCIDENTS,
    score=Text("I của Moran tại chỗ", "Local Moran's I"),
    classes=(
        UNTESTED,
        *_quadrant(
            "HH", Text("Cao giữa vùng cao", "High among high"), ("hot3", "hot1"), "class_code", 1
        ),
        *_quadrant(
            "HL", Text("Cao giữa vùng thấp", "High among low"), HIGH_LOW, "outlier_level", 1
        ),
        *_quadrant(
            "LH", Text("Thấp giữa vùng cao", "Low among high"), LOW_HIGH, "outlier_level", 1
        ),
        *_quadrant(
            "LL", Text("Thấp giữa vùng thấp", "Low among low"), ("cold3", "cold1"), "class_code", -1
        ),
    ),
    rest=NOT_CLEAR,
)

METHOD = Method(
    name="local_moran",
    title=TITLE,
    summary=SUMMARY,
    reference="Anselin 1995; Benjamini & Hochberg 1995",
    caution=CAUTION,
    parameters=PARAMETERS,
    run=run,
    drawing=DRAWING,
)
