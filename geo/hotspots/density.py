"""Density: how many events per hectare around each cell, smoothed by a quartic kernel.

Reference: Silverman 1986 (kernel, rule of thumb); Chan, U, Choi and Xu 2022 (exact sweep line).

What the numbers mean: ``value`` is events per hectare at the centre of the cell, ``expected`` the
mean of the area, ``score`` how many times the mean. The classes 1, 2, 3 are at least twice, three
times and five times the mean: a picture of where most is, and no test of chance (there is no p).

When not to trust it: a wider bandwidth smooths real spots away, a narrower one makes spots of
single events; near the border density is too low unless corrected; and a default coordinate makes
the brightest spot of all.
"""

import math
from collections.abc import Mapping
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.drawing import NOTHING_HERE, Drawing, Steps
from geo.errors import InputError
from geo.events import Events
from geo.grid import Grid, square_grid
from geo.hotspots.base import Method
from geo.hotspots.density_words import (
    CAUTION,
    PARAMETERS,
    SUMMARY,
    TITLE,
    notes_for,
    rule_in_words,
)
from geo.kernel_density import Raster, density_raster, kernel_mass, rule_of_thumb_m
from geo.quality import find_pile_ups
from geo.result import HotspotResult, Units, rank_by
from geo.tessellation import group_ids
from geo.text import Text

__all__ = ["METHOD", "run"]

TIMES_THE_MEAN = ((3, 5.0), (2, 3.0), (1, 2.0))
USUAL_CELL_M = 25.0
MOST_CELLS = 20_000
FALLBACK_M = 200.0
NARROWEST_M, WIDEST_M = 50.0, 1000.0
CELLS_PER_BANDWIDTH = 2
LEAST_MASS = 0.1
HECTARE = 10_000.0

_COARSER_M = (50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0)

Floats = NDArray[np.float64]


class Sizes(NamedTuple):
    """Cell and bandwidth to use, and why this bandwidth."""

    cell_m: float
    bandwidth_m: float
    reason: Text


def run(
    events: Events,
    area: BaseGeometry,
    parameters: Mapping[str, object],
    seed: int,
    units: Units | None = None,
) -> HotspotResult:
    """Lay a grid over the area and give every cell its density; seed and units play no part."""
    used = METHOD.check(parameters)
    sizes = choose_sizes(events, area, used)
    used["cell_m"], used["bandwidth_m"] = sizes.cell_m, sizes.bandwidth_m
    grid = square_grid(area, sizes.cell_m)
    per_ha = _density(grid, events, sizes.bandwidth_m, bool(used["edge_correction"])) * HECTARE
    where = grid.index_of(events.x, events.y)
    inside = float(events.weights[where >= 0].sum())
    mean = inside / float(grid.share.sum() * sizes.cell_m**2) * HECTARE
    columns = _columns(grid, per_ha, mean, np.bincount(where[where >= 0], minlength=len(grid)))
    return HotspotResult(
        method=METHOD.name,
        units=Units("square", grid.polygons(), grid.labels),
        columns=columns,
        summary=_summary(events, columns, mean, used) | {"events_outside": int((where < 0).sum())},
        notes=notes_for(events, find_pile_ups(events.x, events.y), sizes.reason, used),
        parameters=used,
        seed=seed,
        members=group_ids(where, events.ids, len(grid)),
    )


def choose_sizes(events: Events, area: BaseGeometry, used: Mapping[str, object]) -> Sizes:
    """Return cell size and bandwidth, the given ones or those chosen from area and events.

    Raises ``InputError`` where both are given and the cells are too coarse for the bandwidth.
    """
    cell, bandwidth = cast("float | None", used["cell_m"]), used["bandwidth_m"]
    if bandwidth is not None:
        given = float(cast("float", bandwidth))
        widest = given / CELLS_PER_BANDWIDTH
        if cell is not None and cell > widest:
            raise _too_coarse(cell, widest)
        return Sizes(
            min(_usual_cell(area), widest) if cell is None else cell,
            given,
            Text("do người dùng chọn", "as given"),
        )
    cell = _usual_cell(area) if cell is None else cell
    return Sizes(cell, *_automatic(rule_of_thumb_m(events.x, events.y), cell))


def _automatic(rule_m: float, cell_m: float) -> tuple[float, Text]:
    """Return the bandwidth by the rule of thumb, kept within bounds, and the reason in words."""
    if rule_m == 0:
        bandwidth, reason = FALLBACK_M, Text("chưa đủ vụ để ước lượng", "too few events to tell")
    elif rule_m < NARROWEST_M:
        bandwidth, reason = NARROWEST_M, Text("hẹp nhất cho phép", "the narrowest allowed")
    elif rule_m > WIDEST_M:
        bandwidth, reason = WIDEST_M, Text("rộng nhất cho phép", "the widest allowed")
    else:
        bandwidth, reason = (
            float(round(rule_m)),
            Text(
                "quy tắc 0,9 · min(SD, √(1/ln 2) · D) · n^(−1/5) theo độ phân tán của các vụ",
                "the rule 0.9 · min(SD, √(1/ln 2) · D) · n^(−1/5) from how the events spread",
            ),
        )
    if bandwidth < CELLS_PER_BANDWIDTH * cell_m:
        return CELLS_PER_BANDWIDTH * cell_m, Text("hai lần cỡ ô", "two cells wide")
    return bandwidth, reason


def _usual_cell(area: BaseGeometry) -> float:
    """Return 25 m, or more where the area would have too many cells; by the area alone."""
    fitting = [m for m in (USUAL_CELL_M, *_COARSER_M) if area.area / m**2 <= MOST_CELLS]
    return fitting[0] if fitting else float(math.ceil(math.sqrt(area.area / MOST_CELLS)))


def _density(grid: Grid, events: Events, bandwidth_m: float, corrected: bool) -> Floats:
    """Return events per square metre at the centre of each cell."""
    if not len(grid):
        return np.zeros(0)
    row, column = grid.row - grid.row.min(), grid.col - grid.col.min()
    x, y = grid.centres.min(axis=0)
    shape = (int(row.max()) + 1, int(column.max()) + 1)
    raster = Raster(float(x), float(y), grid.cell_m, shape[1], shape[0])
    density = density_raster(raster, events.x, events.y, bandwidth_m, events.weights)
    if corrected:
        share = np.zeros(shape)
        share[row, column] = grid.share
        density /= np.maximum(kernel_mass(share, grid.cell_m, bandwidth_m), LEAST_MASS)
    return np.asarray(density[row, column])


def _columns(
    grid: Grid, per_ha: Floats, mean: float, counts: NDArray[np.int64]
) -> dict[str, NDArray[np.generic]]:
    unknown = np.full(len(grid), np.nan)
    times = per_ha / mean if mean > 0 else np.zeros(len(grid))
    code = np.zeros(len(grid), dtype=np.int64)
    for level, least in reversed(TIMES_THE_MEAN):
        code[times >= least] = level
    return {
        "value": per_ha,
        "expected": np.full(len(grid), mean),
        "score": times,
        "p": unknown,
        "p_adjusted": unknown,
        "class_code": code,
        "rank": rank_by(-code, -np.round(times, 9)),
        "events": counts,
        "share_inside": grid.share,
    }


def _summary(
    events: Events,
    columns: Mapping[str, NDArray[np.generic]],
    mean: float,
    used: Mapping[str, object],
) -> dict[str, object]:
    code, value = columns["class_code"], columns["value"].astype(float)
    return {
        "events": len(events),
        "units": len(value),
        "bandwidth_m": used["bandwidth_m"],
        "cell_m": used["cell_m"],
        "edge_corrected": used["edge_correction"],
        "mean_per_ha": mean,
        "most_per_ha": float(value.max(initial=0.0)),
        "times_the_mean": {f"{least:g}": int((code == n).sum()) for n, least in TIMES_THE_MEAN},
        "rule": rule_in_words(used),
    }


def _too_coarse(cell_m: float, widest: float) -> InputError:
    return InputError(
        Text(
            f"cell_m: ô {cell_m:g} m quá thô cho bán kính này; cần từ {widest:g} m trở xuống.",
            f"cell_m: cells of {cell_m:g} m are too coarse for this bandwidth; give {widest:g} m "
            "or less.",
        ),
        field="cell_m",
        value=cell_m,
    )


DRAWING = Drawing(
    value=Text("Mật độ (vụ/ha)", "Density (incidents/ha)"),
    score=Text("Gấp mấy lần trung bình", "Times the mean"),
    steps=Steps("value", Text("vụ/ha", "incidents/ha")),
    rest=NOTHING_HERE,
)

METHOD = Method(
    name="density",
    title=TITLE,
    summary=SUMMARY,
    reference="Silverman 1986; Chan, U, Choi & Xu 2022 (sweep line)",
    caution=CAUTION,
    parameters=PARAMETERS,
    run=run,
    drawing=DRAWING,
    classes_are_levels=False,
)
