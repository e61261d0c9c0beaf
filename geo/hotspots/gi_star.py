"""Gi*: cells whose neighbourhood holds more events, or fewer, than chance would put there.

Reference: Getis and Ord 1992; Ord and Getis 1995 (the z score); Benjamini and Hochberg 1995 (the
correction for many tests).

What the numbers mean: ``score`` is the z of Gi* (or Gi). ``p`` is the chance that a random
shuffle of the counts over the cells gives this neighbourhood a sum as far out, counted exactly
for whole numbers and not read off the normal curve, which is wrong for counts that are mostly
zero. ``p_adjusted`` corrects for testing every cell; classes 3, 2, 1 hold at 99, 95, 90 %, each
by its own correction.

When not to trust it: with fewer than 30 cells or 30 events; at the edge of the area, where
neighbours are missing; where people report, or patrols look, in some places more than in
others; and for other cell sizes than the one shown, which may tell another story. A single
crowded cell among quiet ones is no hot spot here: no shuffle of counts can tell it from chance.
The note ``lone_cells`` counts such cells; ``repeat_points`` or smaller cells show them.
"""

from collections.abc import Mapping
from typing import cast

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.cutting import cut_up
from geo.drawing import INCIDENTS, NOT_CLEAR, UNTESTED, Drawing, levels
from geo.events import Events
from geo.getis_ord import conditional_z, gi, gi_star, has_variation
from geo.hotspots.base import Method, Parameter
from geo.hotspots.gi_star_words import (
    CAUTION,
    PARAMETERS,
    SUMMARY,
    TITLE,
    notes_for,
    p_in_words,
    rule_in_words,
)
from geo.randomisation import (
    Tails,
    drawn_tails,
    exact_conditional,
    exact_is_possible,
    exact_total,
    scatter_tails,
)
from geo.result import HotspotResult, Units, rank_by
from geo.significance import Correction, adjust, reject, two_sided, z_to_p
from geo.tessellation import Tessellation
from geo.text import Text

__all__ = ["METHOD", "Parameter", "classes", "gi", "gi_star", "run"]

LEVELS = ((3, 0.01), (2, 0.05), (1, 0.10))
FALLBACK_DRAWS = 99_999
"""Draws of the test itself where an exact count is not possible."""

Floats = NDArray[np.float64]


def run(
    events: Events,
    area: BaseGeometry,
    parameters: Mapping[str, object],
    seed: int,
    units: Units | None = None,
) -> HotspotResult:
    """Test every unit; no events or no variation give a result without hot spots and a note."""
    used = METHOD.check(parameters)
    cut, reason = cut_up(events, area, used, units)
    used["cell_m"] = cut.cell_m
    used["radius_m"] = cut.band_m
    tails, how = _tails(cut, used, np.random.default_rng(seed))
    score = (gi_star if used["star"] else gi)(cut.counts, cut.weights)
    columns = _columns(cut, score, tails, used, np.random.default_rng([seed, 1]))
    return HotspotResult(
        method=METHOD.name,
        units=cut.units,
        columns=columns,
        summary={"events": len(events), "cell_reason": reason} | _summary(cut, columns, used, how),
        notes=notes_for(cut, events, how, _lone_cells(cut, columns)),
        parameters=used,
        seed=seed,
        members=cut.members,
    )


def classes(p_adjusted: Floats, hot: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return 3, 2, 1 for 99, 95, 90 % where ``hot``, the same negative where not, else 0."""
    code = np.zeros(len(p_adjusted), dtype=np.int64)
    for level, alpha in reversed(LEVELS):
        code[reject(p_adjusted, alpha)] = level
    return np.where(hot, code, -code)


def _tails(
    cut: Tessellation, used: Mapping[str, object], rng: np.random.Generator
) -> tuple[Tails, str]:
    """Return both tails of the test and how they were found: exact, drawn, normal or none."""
    n, k = len(cut.counts), np.diff(cut.weights.indptr).astype(np.int64)
    sums = cut.weights @ cut.counts
    total = bool(used["star"]) and used["null_model"] == "total"
    if total:
        k, sums = k + 1, sums + cut.counts
    if not has_variation(cut.counts) or k.max() == 0:
        return Tails(np.ones(n), np.ones(n)), "none"
    if used["null_model"] == "scatter":
        return _scatter(cut, bool(used["star"])), "poisson"
    if exact_is_possible(cut.counts, k, sums):
        exact = exact_total if total else exact_conditional
        return exact(cut.counts, k, sums), "exact"
    if used["permutations"] == 0:
        z = gi_star(cut.counts, cut.weights) if total else conditional_z(cut.counts, cut.weights)
        known = np.nan_to_num(z)
        return Tails(z_to_p(known, "greater"), z_to_p(known, "less")), "normal"
    draws = max(cast("int", used["permutations"]), FALLBACK_DRAWS)
    return drawn_tails(cut.counts, k, sums, draws, rng, hold_own=not total), "drawn"


def _scatter(cut: Tessellation, star: bool) -> Tails:
    """Return the tails when events fall anywhere: a larger unit catches more, a cut cell less."""
    surface = cut.room
    density = cut.counts.sum() / surface.sum()
    sums, room = cut.weights @ cut.counts, cut.weights @ surface
    if star:
        sums, room = sums + cut.counts, room + surface
    return scatter_tails(sums, density * room)


def _columns(
    cut: Tessellation,
    score: Floats,
    tails: Tails,
    used: Mapping[str, object],
    rng: np.random.Generator,
) -> dict[str, NDArray[np.generic]]:
    k = np.diff(cut.weights.indptr).astype(np.int64)
    size = k + 1 if used["star"] else k
    sums = cut.weights @ cut.counts + (cut.counts if used["star"] else 0.0)
    island = (k == 0) & ((not used["star"]) | (used["null_model"] != "total"))
    p = tails.greater if used["tail"] == "greater" else two_sided(*tails)
    p = np.where(island, np.nan, p)
    p_adjusted = adjust(p, cast(Correction, used["correction"]))
    hot = tails.greater <= tails.less
    code = classes(p_adjusted, hot)
    code[(code > 0) != (np.nan_to_num(score) > 0)] = 0  # never against the sign of the score
    centre = np.round(np.nan_to_num(score), 9)
    return {
        "value": cut.counts,
        "expected": cut.counts.mean() * np.ones(len(k)),
        "score": score,
        "p": p,
        "p_adjusted": p_adjusted,
        "class_code": code,
        "rank": rank_by(-code, -centre, np.nan_to_num(p, nan=1.0), -cut.counts),
        "neighbourhood": sums,
        "neighbourhood_expected": cut.counts.mean() * size,
        "neighbours": k,
        "share_inside": cut.share,
        "p_normal": z_to_p(score),
        "z_conditional": conditional_z(cut.counts, cut.weights),
        "p_scatter": _scatter(cut, bool(used["star"])).greater,
        "p_conditional": _conditional_p(cut, k, cast("int", used["permutations"]), rng),
    }


def _conditional_p(
    cut: Tessellation, k: NDArray[np.int64], permutations: int, rng: np.random.Generator
) -> Floats:
    """Return the pseudo p other programs show: own value held, neighbours drawn, upper tail."""
    if permutations == 0:
        return np.full(len(k), np.nan)
    sums = cut.weights @ cut.counts
    tails = drawn_tails(cut.counts, k, sums, permutations, rng, hold_own=True)
    return np.where(k > 0, tails.greater, np.nan)


def _summary(
    cut: Tessellation,
    columns: Mapping[str, NDArray[np.generic]],
    used: Mapping[str, object],
    how: str,
) -> dict[str, object]:
    code, k = columns["class_code"], columns["neighbours"].astype(float)
    return {
        "events_outside": cut.outside,
        "units": len(cut.units),
        "units_tested": int(np.isfinite(columns["p"].astype(float)).sum()),
        "units_empty": int((cut.counts == 0).sum()),
        "islands": int((k == 0).sum()),
        "average_neighbours": float(k.mean()),
        "mean_count": float(cut.counts.mean()),
        "no_variation": how == "none",
        "cell_m": cut.cell_m,
        "radius_m": cut.band_m,
        "hot": {"99": _n(code, 3), "95": _n(code, 2), "90": _n(code, 1)},
        "cold": {"99": _n(code, -3), "95": _n(code, -2), "90": _n(code, -1)},
        "p_from": how,
        "rule": rule_in_words(used),
        "p_in_words": p_in_words(used, how),
        "correction": used["correction"],
    }


def _lone_cells(cut: Tessellation, columns: Mapping[str, NDArray[np.generic]]) -> int:
    """Count crowded cells that no shuffle of the counts can tell from a chance neighbour."""
    crowded = reject(adjust(np.asarray(columns["p_scatter"], dtype=float), "bh"), 0.01)
    alone = 2 * cut.counts > cut.weights @ cut.counts + cut.counts
    return int((crowded & alone & (np.asarray(columns["class_code"]) <= 0)).sum())


def _n(code: NDArray[np.generic], level: int) -> int:
    return int((code == level).sum())


DRAWING = Drawing(
    value=INCIDENTS,
    score=Text("Điểm z (Gi*)", "z-score (Gi*)"),
    classes=(UNTESTED, *levels(Text("Nóng", "Hot"), Text("Lạnh", "Cold"))),
    rest=NOT_CLEAR,
)

METHOD = Method(
    name="gi_star",
    title=TITLE,
    summary=SUMMARY,
    reference="Getis & Ord 1992; Ord & Getis 1995; Benjamini & Hochberg 1995",
    caution=CAUTION,
    parameters=PARAMETERS,
    run=run,
    drawing=DRAWING,
)
