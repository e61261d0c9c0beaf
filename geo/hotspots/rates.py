"""Rates: incidents per kilometre of lane (or inspected), per area, people or households of a group.

Reference: Garwood 1936 (exact Poisson interval); Marshall 1991 (empirical-Bayes smoothing);
Benjamini and Hochberg 1995 (correction for many tests).

What the numbers mean: ``value`` is incidents per km of the lane (per km² of the group),
``expected`` the rate of the whole ward, ``score`` how many times that. ``p`` is the chance that a
unit of this length gets as many when every incident falls anywhere with equal chance; the total is
held, so it is binomial. ``smoothed`` is drawn towards the ward's rate, the more the shorter the
unit: compare units by it. Classes 3, 2, 1 hold at 99, 95, 90 %, each by its own correction.

When not to trust it: the raw rate of a short lane with one or two incidents; where lanes are
patrolled unequally (length is not exposure); and where incidents come in bursts, which makes the
Poisson p too small (the summary gives the dispersion).
"""

from collections.abc import Mapping
from typing import NamedTuple, cast

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.drawing import Condition, Drawing, DrawnClass, Steps
from geo.errors import InputError
from geo.events import Events
from geo.hotspots.base import Method, require_units
from geo.hotspots.gi_star import classes
from geo.hotspots.rates_words import (
    CAUTION,
    PARAMETERS,
    SUMMARY,
    TITLE,
    notes_for,
    per_of,
    rule_in_words,
)
from geo.quality import find_pile_ups
from geo.rates import (
    Prior,
    chance_of_as_many,
    dispersion,
    poisson_interval,
    prior_by_moments,
    smooth,
)
from geo.result import HotspotResult, Units, rank_by
from geo.significance import Correction, adjust
from geo.snapping import snap
from geo.tessellation import area_of, group_ids
from geo.text import Text

__all__ = ["METHOD", "run"]

LEAST_M = 1.0
"""Lanes with less than this inside the area have no rate worth the name."""
FEW_IN_A_UNIT = 5

EXPOSURE_COLUMN = {"km": "length_km", "km2": "area_km2"} | {
    name: name for name in ("inspected_km", "thousand_people", "thousand_households")
}

Floats = NDArray[np.float64]


class Exposed(NamedTuple):
    """The units that have an exposure, their events, and what lies off them."""

    units: Units
    exposure: Floats
    counts: Floats
    members: tuple[NDArray[np.int64], ...]
    off: int
    farthest_m: float
    left_out: int
    unknown: int = 0
    events_unknown: int = 0


def run(
    events: Events,
    area: BaseGeometry,
    parameters: Mapping[str, object],
    seed: int,
    units: Units | None = None,
) -> HotspotResult:
    """Give every lane, or group, its rate; needs the units, and the seed plays no part."""
    used = METHOD.check(parameters)
    given = require_units(units, METHOD.units_needed(used))
    exposed = (_lanes if used["unit_kind"] == "lanes" else _areas)(events, area, given, used)
    if used["exposure"] != "size":
        exposed = _against(exposed, given, str(used["exposure"]))
    prior = prior_by_moments(exposed.counts, exposed.exposure)
    columns = _columns(exposed, prior, used)
    summary = _summary(events, exposed, prior, columns, used)
    return HotspotResult(
        method=METHOD.name,
        units=exposed.units,
        columns=columns,
        summary=summary,
        notes=notes_for(events, summary, find_pile_ups(events.x, events.y)),
        parameters=used,
        seed=seed,
        members=exposed.members,
    )


def _lanes(events: Events, area: BaseGeometry, given: Units, used: Mapping[str, object]) -> Exposed:
    """Snap events to lanes; the exposure is the length within reach of the area."""
    reach = cast("float", used["snap_m"])
    inside = given.geometry if area.is_empty else _clipped(given.geometry, area, reach)
    length = shapely.length(inside)
    units, keep = _kept(given, length >= LEAST_M)
    found = snap(events, units.geometry, reach)
    farthest = float(np.nanmax(found.distance_m, initial=0.0))
    return _counted(events, found.line, units, length[keep] / 1e3, farthest, int((~keep).sum()))


def _areas(events: Events, area: BaseGeometry, given: Units, used: Mapping[str, object]) -> Exposed:
    surface = shapely.area(given.geometry)
    units, keep = _kept(given, surface >= LEAST_M)
    where = area_of(units.geometry, events)
    return _counted(events, where, units, surface[keep] / 1e6, 0.0, int((~keep).sum()))


def _against(exposed: Exposed, given: Units, exposure: str) -> Exposed:
    """Count against what is known of the units; leave out those of which nothing is.

    Their incidents stay theirs: they are told, and not given to a neighbour.
    """
    column = exposed.units.columns.get(exposure)
    if column is None:
        raise _nothing_known(given, exposure)
    scale = 1.0 if exposure == "inspected" else 1000.0
    known = np.isfinite(column) & (column > 0)
    if not known.any():
        raise _nothing_known(given, exposure)
    units, _ = _kept(exposed.units, known)
    return Exposed(
        units,
        column[known] / scale,
        exposed.counts[known],
        tuple(ids for ids, is_known in zip(exposed.members, known, strict=True) if is_known),
        exposed.off,
        exposed.farthest_m,
        exposed.left_out,
        int((~known).sum()),
        int(exposed.counts[~known].sum()),
    )


def _nothing_known(given: Units, exposure: str) -> InputError:
    kind = Text("ngõ", "lanes") if given.kind == "lane" else Text("tổ", "groups")
    return InputError(
        Text(
            f"exposure: không biết {exposure!r} của {kind.vi} nào; hãy nhập số liệu ấy, hoặc dùng "
            "'size'.",
            f"exposure: {exposure!r} is not known of any of the {kind.en}; bring it in, or use "
            "'size'.",
        ),
        field="exposure",
        value=exposure,
    )


def _clipped(
    lines: NDArray[np.object_], area: BaseGeometry, margin_m: float
) -> NDArray[np.object_]:
    """Cut what lies farther outside than an event can snap; only lanes that cross are cut."""
    reach = shapely.buffer(area, margin_m)
    shapely.prepare(reach)
    crossing = ~shapely.contains(reach, lines)
    cut = lines.copy()
    cut[crossing] = shapely.intersection(lines[crossing], reach)
    return cut


def _kept(given: Units, keep: NDArray[np.bool_]) -> tuple[Units, NDArray[np.bool_]]:
    at = np.flatnonzero(keep)
    labels = tuple(given.labels[i] for i in at)
    keys = tuple(given.keys[i] for i in at) if given.keys else ()
    columns = {name: column[at] for name, column in given.columns.items()}
    return Units(given.kind, given.geometry[at], labels, keys, columns), keep


def _counted(
    events: Events,
    where: NDArray[np.int64],
    units: Units,
    exposure: Floats,
    farthest_m: float,
    left_out: int,
) -> Exposed:
    counts = np.bincount(where[where >= 0], minlength=len(units)).astype(np.float64)
    members = group_ids(where, events.ids, len(units))
    return Exposed(units, exposure, counts, members, int((where < 0).sum()), farthest_m, left_out)


def _columns(
    exposed: Exposed, prior: Prior, used: Mapping[str, object]
) -> dict[str, NDArray[np.generic]]:
    counts, exposure = exposed.counts, exposed.exposure
    confidence = int(str(used["confidence"])) / 100
    rate, overall = counts / exposure, np.full(len(counts), prior.mean)
    p = chance_of_as_many(counts, exposure) if counts.sum() else np.ones(len(counts))
    p_adjusted = adjust(p, cast(Correction, used["correction"]))
    above = rate > overall
    code = np.where(above, classes(p_adjusted, above), 0)
    low, high = poisson_interval(counts, confidence)
    smoothed = smooth(counts, exposure, prior, confidence)
    times = rate / prior.mean if prior.mean > 0 else np.zeros(len(counts))
    return {
        "value": rate,
        "expected": overall,
        "score": times,
        "p": p,
        "p_adjusted": p_adjusted,
        "class_code": code,
        "rank": rank_by(-code, -np.round(smoothed.rate, 9), p, -counts),
        "events": counts.astype(np.int64),
        "expected_events": prior.mean * exposure,
        EXPOSURE_COLUMN[per_of(used)]: exposure,
        "rate_low": low / exposure,
        "rate_high": high / exposure,
        "smoothed": smoothed.rate,
        "smoothed_low": smoothed.low,
        "smoothed_high": smoothed.high,
        "kept_of_own": smoothed.kept,
        "small_numbers": counts < FEW_IN_A_UNIT,
    }


def _summary(
    events: Events,
    exposed: Exposed,
    prior: Prior,
    columns: Mapping[str, NDArray[np.generic]],
    used: Mapping[str, object],
) -> dict[str, object]:
    code, (ratio, p) = columns["class_code"], dispersion(exposed.counts, exposed.exposure)
    low, high = poisson_interval(exposed.counts.sum(), int(str(used["confidence"])) / 100)
    whole = float(exposed.exposure.sum())
    return {
        "events": len(events),
        "events_off": exposed.off,
        "farthest_snap_m": exposed.farthest_m,
        "units_left_out": exposed.left_out,
        "units_empty": int((exposed.counts == 0).sum()),
        "units_with_small_numbers": int((exposed.counts < FEW_IN_A_UNIT).sum()),
        "exposure": whole,
        "per": per_of(used),
        "units_without_exposure": exposed.unknown,
        "events_without_exposure": exposed.events_unknown,
        "overall_rate": prior.mean,
        "overall_interval": [float(low) / whole, float(high) / whole] if whole else None,
        "variance_of_rates": prior.variance,
        "dispersion": ratio,
        "dispersion_p": p,
        "weighted": events.weight is not None,
        "above": {str(level): int((code == n).sum()) for n, level in ((3, 99), (2, 95), (1, 90))},
        "rule": rule_in_words(used),
    }


DRAWING = Drawing(
    value=Text("Tỷ lệ", "Rate"),
    score=Text("Gấp mấy lần tỷ lệ chung", "Times the overall rate"),
    steps=Steps(
        "value",
        Text("vụ trên một đơn vị", "incidents per unit"),
        classes=4,
        marked=(Condition("class_code", ">=", 1),),
        words=(Text("cao rõ rệt", "clearly above"), Text("có thể do ngẫu nhiên", "may be chance")),
    ),
    rest=DrawnClass("zero", Text("Không có vụ", "No incident"), "grey", width=1.0),
)

METHOD = Method(
    name="rates",
    title=TITLE,
    summary=SUMMARY,
    reference="Garwood 1936; Marshall 1991; Benjamini & Hochberg 1995",
    caution=CAUTION,
    parameters=PARAMETERS,
    run=run,
    drawing=DRAWING,
)
