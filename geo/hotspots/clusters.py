"""Clusters: groups of events that lie close together, in space or in space and time.

Reference: Ester, Kriegel, Sander and Xu 1996 (DBSCAN); Birant and Kut 2007 (with time); Campello,
Moulavi and Sander 2013 (HDBSCAN).

What the numbers mean: ``value`` is how many events a cluster holds. An event is core when at
least ``min_events`` events, itself included, lie within ``eps_m`` (and ``eps_days``); core events
in reach of each other are one cluster, and others in reach of a core event are its border.
HDBSCAN has no radius: it looks for groups of at least ``min_cluster`` that stay together while
the radius shrinks, dense and loose ones alike. The class says how many times over a cluster holds
the least number: once, twice, three times. This is a rule and no test of chance: there is no p.

When not to trust it: where events are dense, neighbouring clusters grow into one; one radius
does not suit a busy street and a quiet lane alike; and a default coordinate is a cluster.
"""

from collections.abc import Mapping
from itertools import pairwise
from typing import cast

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.dbscan import Clusters, dbscan
from geo.drawing import INCIDENTS, Drawing, DrawnClass, Form, is_level
from geo.events import Events
from geo.hdbscan import hdbscan
from geo.hotspots.base import Method, require_units
from geo.hotspots.clusters_words import (
    CAUTION,
    PARAMETERS,
    SUMMARY,
    TITLE,
    notes_for,
    rule_in_words,
)
from geo.places import diameter
from geo.quality import find_pile_ups
from geo.result import HotspotResult, Units, rank_by
from geo.tessellation import area_of
from geo.text import Text

__all__ = ["METHOD", "run"]

CONCAVITY = 0.3
CROSSES = 0.2
"""A cluster crosses a border where two groups hold at least this share of it each."""
HECTARE = 10_000.0

Integers = NDArray[np.int64]


def run(
    events: Events,
    area: BaseGeometry,
    parameters: Mapping[str, object],
    seed: int,
    units: Units | None = None,
) -> HotspotResult:
    """List the clusters, largest first; area and seed play no part."""
    used = METHOD.check(parameters)
    in_time = bool(used["in_time"]) and used["algorithm"] == "dbscan"
    kept = events.take(events.dated) if in_time else events
    found = _found(kept, used, in_time=in_time)
    members = _by_size(kept, found.label)
    outlines = np.array([_outline(kept, rows, used) for rows in members], dtype=object)
    columns = _columns(kept, members, found, outlines, used)
    if used["unit_kind"] == "areas":
        groups = require_units(units, "groups")
        columns |= _across(kept, members, groups, used, in_time=in_time)
    largest = max((len(rows) for rows in members), default=0)
    return HotspotResult(
        method=METHOD.name,
        units=Units("cluster", outlines, tuple(f"#{i + 1}" for i in range(len(members)))),
        columns=columns,
        summary=_summary(events, kept, found, columns, used),
        notes=notes_for(events, kept, find_pile_ups(kept.x, kept.y), largest, used),
        parameters=used,
        seed=seed,
        members=tuple(kept.ids[rows] for rows in members),
    )


def _found(events: Events, used: Mapping[str, object], *, in_time: bool) -> Clusters:
    points = np.column_stack([events.x, events.y])
    if used["algorithm"] == "hdbscan":
        return hdbscan(points, cast("int", used["min_cluster"]))
    return dbscan(
        points,
        cast("float", used["eps_m"]),
        cast("int", used["min_events"]),
        day=events.day if in_time else None,
        eps_days=cast("int", used["eps_days"]),
    )


def _across(
    events: Events,
    members: list[Integers],
    groups: Units,
    used: Mapping[str, object],
    *,
    in_time: bool,
) -> dict[str, NDArray[np.generic]]:
    """Return which groups hold each cluster, whether it crosses their border, or is split by it.

    Split: it crosses, and no group finds a cluster among the members that are its own.
    """
    group = area_of(groups.geometry, events)
    shares = [_shares(group[rows]) for rows in members]
    crosses = np.array([sum(share >= CROSSES for share in each.values()) >= 2 for each in shares])
    split = crosses.copy()
    for n in np.flatnonzero(crosses):
        parts = [members[n][group[members[n]] == g] for g in shares[n]]
        alone = [_found(events.take(rows), used, in_time=in_time).label for rows in parts]
        split[n] = all((label < 0).all() for label in alone)
    named = [
        ", ".join(f"{groups.labels[g]}: {share:.0%}" for g, share in each.items())
        for each in shares
    ]
    return {
        "groups": np.array(named, dtype=np.str_),
        "is_cross_border": crosses.astype(bool),
        "is_split": split.astype(bool),
    }


def _shares(group: Integers) -> dict[int, float]:
    """Return the share of the members in each group, largest first; those in none count too."""
    number, many = np.unique(group, return_counts=True)
    order = [n for n in np.lexsort((number, -many)) if number[n] >= 0]
    return {int(number[n]): float(many[n] / len(group)) for n in order}


def _by_size(events: Events, label: Integers) -> list[Integers]:
    """Return the rows of each cluster, the largest cluster first; of equal ones the western."""
    order = np.argsort(label, kind="stable")
    bounds = np.searchsorted(label[order], np.arange(label.max(initial=-1) + 2))
    groups = [order[a:b] for a, b in pairwise(bounds)]
    return sorted(groups, key=lambda rows: -len(rows))


def _outline(events: Events, rows: Integers, used: Mapping[str, object]) -> BaseGeometry:
    """Return the members as points, or their hull widened by half the radius."""
    points = shapely.multipoints(np.column_stack([events.x[rows], events.y[rows]]))
    if used["outline"] == "points":
        return cast("BaseGeometry", points)
    hull = (
        shapely.concave_hull(points, CONCAVITY)
        if used["outline"] == "concave"
        else shapely.convex_hull(points)
    )
    return cast("BaseGeometry", shapely.buffer(hull, cast("float", used["eps_m"]) / 2))


def _columns(
    events: Events,
    members: list[Integers],
    found: Clusters,
    outlines: NDArray[np.object_],
    used: Mapping[str, object],
) -> dict[str, NDArray[np.generic]]:
    size = np.array([len(rows) for rows in members], dtype=np.float64)
    unknown = np.full(len(members), np.nan)
    days = [_known_days(events, rows) for rows in members]
    spots = [np.column_stack([events.x[rows], events.y[rows]]) for rows in members]
    least = used["min_cluster" if used["algorithm"] == "hdbscan" else "min_events"]
    ground = shapely.area(outlines) / HECTARE if used["outline"] != "points" else unknown
    return {
        "value": size,
        "expected": unknown,
        "score": size,
        "p": unknown,
        "p_adjusted": unknown,
        "class_code": np.minimum(3, size // cast("int", least)).astype(np.int64),
        "rank": rank_by(-size),
        "core_events": np.array([int(found.core[rows].sum()) for rows in members], dtype=np.int64),
        "first_day": _dates([d.min() if len(d) else None for d in days]),
        "last_day": _dates([d.max() if len(d) else None for d in days]),
        "span_days": np.array([np.ptp(d) + 1 if len(d) else np.nan for d in days], dtype=float),
        "diameter_m": np.array([diameter(points) for points in spots], dtype=np.float64),
        "outline_ha": np.asarray(ground, dtype=np.float64),
    }


def _known_days(events: Events, rows: Integers) -> Integers:
    if events.day is None:
        return np.zeros(0, dtype=np.int64)
    return events.day[rows][events.dated[rows]]


def _dates(days: list[np.int64 | None]) -> NDArray[np.datetime64]:
    return np.array(
        [np.datetime64("NaT") if d is None else np.datetime64(int(d), "D") for d in days],
        dtype="datetime64[D]",
    )


def _summary(
    events: Events,
    kept: Events,
    found: Clusters,
    columns: Mapping[str, NDArray[np.generic]],
    used: Mapping[str, object],
) -> dict[str, object]:
    across = {
        name: int(columns[f"is_{name}"].astype(bool).sum())
        for name in ("cross_border", "split")
        if f"is_{name}" in columns
    }
    return {
        **across,
        "events": len(events),
        "events_used": len(kept),
        "clusters": int(found.label.max(initial=-1)) + 1,
        "events_in_clusters": int((found.label >= 0).sum()),
        "core_events": int(found.core.sum()),
        "noise": int((found.label < 0).sum()),
        "rule": rule_in_words(used),
    }


_SIZES: tuple[tuple[int, Form, Text], ...] = (
    (3, "fill", Text("Cụm từ ba lần số tối thiểu", "Cluster of three times the least and more")),
    (2, "hatch", Text("Cụm gấp đôi số tối thiểu", "Cluster of twice the least")),
    (1, "", Text("Cụm dưới hai lần số tối thiểu", "Cluster below twice the least")),
)
DRAWING = Drawing(
    value=INCIDENTS,
    score=INCIDENTS,
    classes=tuple(
        DrawnClass(f"cluster{code}", words, "cat-5", form, (is_level(code),), width=2.0)
        for code, form, words in _SIZES
    ),
)

METHOD = Method(
    name="clusters",
    title=TITLE,
    summary=SUMMARY,
    reference="Ester et al. 1996; Birant & Kut 2007 (time); Campello, Moulavi & Sander 2013",
    caution=CAUTION,
    parameters=PARAMETERS,
    run=run,
    drawing=DRAWING,
    classes_are_levels=False,
)
