"""Density along lanes: incidents per kilometre of lane around each 10 m, smoothed along the lanes.

Reference: Okabe, Satoh and Sugihara 2009; Okabe and Sugihara 2012 (equal-split kernels);
McSwiggan, Baddeley and Nair 2017 (heat).

What the numbers mean: ``value`` is incidents per km at the middle of a piece of lane (a lixel),
``expected`` the mean of all lanes, ``score`` how many times the mean. Distance runs along the
lanes: two houses back to back are far apart. The classes 1, 2, 3 are at least twice, three times
and five times the mean: a picture of where most is, and no test of chance (there is no p).

When not to trust it: where the map lacks lanes or joins what a wall separates; a wider bandwidth
smooths real spots away, a narrower one makes spots of single incidents; and a default coordinate
makes the brightest spot of all.
"""

from collections.abc import Mapping
from typing import cast

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.drawing import Drawing, DrawnClass, Steps
from geo.events import Events
from geo.hotspots.base import Method, require_units
from geo.hotspots.lane_density_words import (
    CAUTION,
    PARAMETERS,
    SUMMARY,
    TITLE,
    notes_for,
    rule_in_words,
)
from geo.lane_density import Density, Kernel, lane_density
from geo.lane_heat import heat_on
from geo.lane_pieces import LaneNet, LanePieces, lane_net, pieces_in
from geo.quality import find_pile_ups
from geo.result import HotspotResult, Units, rank_by
from geo.text import Text

__all__ = ["METHOD", "run"]

TIMES_THE_MEAN = ((3, 5.0), (2, 3.0), (1, 2.0))
KM = 1000.0

Floats = NDArray[np.float64]


def run(
    events: Events,
    area: BaseGeometry,
    parameters: Mapping[str, object],
    seed: int,
    units: Units | None = None,
) -> HotspotResult:
    """Give every piece of lane its density; needs the lanes, and the seed plays no part."""
    used = METHOD.check(parameters)
    lanes = require_units(units, METHOD.needs)
    reach = cast("float", used["snap_m"])
    net = lane_net(events, lanes, cast("float", used["lixel_m"]), reach)
    density = _density(net, events, used)
    shown = pieces_in(net, events, area, lanes, reach, "lixel")
    columns = _columns(shown, density.per_m[shown.number] * KM)
    summary = _summary(events, net, shown, columns, used)
    summary["mass"] = float((density.per_m * net.pieces.length).sum())
    summary["least_weight_followed"] = density.least_weight
    return HotspotResult(
        method=METHOD.name,
        units=shown.units,
        columns=columns,
        summary=summary,
        notes=notes_for(events, summary, find_pile_ups(events.x, events.y), used),
        parameters=used,
        seed=seed,
        members=shown.members,
    )


def _density(net: LaneNet, events: Events, used: Mapping[str, object]) -> Density:
    """Return the density of each piece; heat spreads as far as the quartic kernel does."""
    bandwidth = cast("float", used["bandwidth_m"])
    if used["kernel"] == "heat":
        spread = bandwidth / np.sqrt(7.0)
        found = heat_on(net.graph, net.pieces, net.at, events.weights, spread)
        return Density(found, 0.0)
    kernel = cast("Kernel", used["kernel"])
    return lane_density(net.graph, net.at, events.weights, net.pieces.at, bandwidth, kernel)


def _columns(shown: LanePieces, per_km: Floats) -> dict[str, NDArray[np.generic]]:
    unknown = np.full(len(shown.length), np.nan)
    whole = float(shown.length.sum())
    mean = float(shown.counts.sum()) / whole * KM if whole else 0.0
    times = per_km / mean if mean > 0 else np.zeros(len(unknown))
    code = np.zeros(len(unknown), dtype=np.int64)
    for level, least in reversed(TIMES_THE_MEAN):
        code[times >= least] = level
    return {
        "value": per_km,
        "expected": np.full(len(unknown), mean),
        "score": times,
        "p": unknown,
        "p_adjusted": unknown,
        "class_code": code,
        "rank": rank_by(-code, -np.round(times, 9)),
        "events": np.array([len(each) for each in shown.members], dtype=np.int64),
        "length_m": shown.length,
    }


def _summary(
    events: Events,
    net: LaneNet,
    shown: LanePieces,
    columns: Mapping[str, NDArray[np.generic]],
    used: Mapping[str, object],
) -> dict[str, object]:
    graph, off_m = net.graph, net.off_m
    on, code = net.at.edge >= 0, columns["class_code"]
    value = columns["value"].astype(float)
    return {
        "events": len(events),
        "events_off_lanes": int((~on).sum()),
        "snap_median_m": float(np.median(off_m[on])) if on.any() else 0.0,
        "snap_farthest_m": float(off_m[on].max(initial=0.0)),
        "lanes_km": float(graph.length.sum()) / KM,
        "shown_km": float(shown.length.sum()) / KM,
        "edges": len(graph),
        "junctions": int((graph.degree > 2).sum()),
        "dead_ends": int((graph.degree == 1).sum()),
        "parts": graph.parts() if len(graph) else 0,
        "loose_ends_joined": graph.joined,
        "weight_on_lanes": float(events.weights[on].sum()),
        "mean_per_km": float(columns["expected"][0]) if len(value) else 0.0,
        "most_per_km": float(value.max(initial=0.0)),
        "times_the_mean": {f"{least:g}": int((code == n).sum()) for n, least in TIMES_THE_MEAN},
        "rule": rule_in_words(used),
    }


DRAWING = Drawing(
    value=Text("Mật độ (vụ/km ngõ)", "Density (incidents/km of lane)"),
    score=Text("Gấp mấy lần trung bình", "Times the mean"),
    steps=Steps("value", Text("vụ/km", "incidents/km")),
    rest=DrawnClass("zero", Text("Không có vụ gần đó", "No incident near"), "grey", width=1.0),
)

METHOD = Method(
    name="lane_density",
    title=TITLE,
    summary=SUMMARY,
    reference="Okabe, Satoh & Sugihara 2009; McSwiggan, Baddeley & Nair 2017 (heat)",
    caution=CAUTION,
    parameters=PARAMETERS,
    run=run,
    drawing=DRAWING,
    classes_are_levels=False,
    needs="lanes",
)
