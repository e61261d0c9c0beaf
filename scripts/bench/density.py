"""Quartic density on a raster: exact sweep line; beside it scipy (Gaussian) and KDEpy (FFT)."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.kernel_density import Raster, density_at, density_raster
from scripts.bench.data import SEED, Points, points
from scripts.bench.work import NO_GOAL, Action, Against, Case, Goal, Peer, Work

BANDWIDTH_M = 200.0
SIDE_M = 10_000.0
SCIPY_CELLS = 500  # of the raster: scipy would need minutes for all
CHECKED = 200
BIWEIGHT_REACH = 7.0**0.5  # KDEpy's bandwidth is a standard deviation, ours where it ends


class Data(NamedTuple):
    points: Points
    raster: Raster

    @property
    def axis(self) -> NDArray[np.float64]:
        return (np.arange(self.raster.columns) + 0.5) * self.raster.cell_m


def make(numbers: Mapping[str, Any]) -> Data:
    cell_m = SIDE_M / numbers["side"]
    raster = Raster(cell_m / 2, cell_m / 2, cell_m, numbers["side"], numbers["side"])
    return Data(points(numbers["events"], SIDE_M, spread_m=300.0), raster)


def ours(data: Data) -> Action:
    return lambda: density_raster(data.raster, data.points.x, data.points.y, BANDWIDTH_M)


def error(data: Data, found: Any) -> float:
    """Return the largest difference from the sum of all kernels, as a share of the highest."""
    picked = _some(data, CHECKED)
    x, y = data.axis[picked % data.raster.columns], data.axis[picked // data.raster.columns]
    exact = density_at(x, y, data.points.x, data.points.y, BANDWIDTH_M)
    return float(np.abs(np.asarray(found).ravel()[picked] - exact).max() / np.max(found))


def _some(data: Data, number: int) -> NDArray[np.int64]:
    cells = data.raster.columns * data.raster.rows
    return np.random.default_rng(SEED).integers(0, cells, min(number, cells))


def _scipy(data: Data) -> Action:
    stats = import_module("scipy.stats")
    picked = _some(data, SCIPY_CELLS)
    at = np.vstack([data.axis[picked % data.raster.columns],
                    data.axis[picked // data.raster.columns]])  # fmt: skip
    return lambda: stats.gaussian_kde(data.points.xy.T)(at)


def _scipy_times(data: Data) -> float:
    cells = data.raster.columns * data.raster.rows
    return cells / min(SCIPY_CELLS, cells)


def _kdepy(data: Data) -> Action:
    """Let it work on its own raster, one cell wider on each side, as it asks for."""
    kdepy = import_module("KDEpy")
    step, side = data.raster.cell_m, data.raster.columns
    axis = (np.arange(side + 2) - 0.5) * step
    grid = np.stack(np.meshgrid(axis, axis, indexing="ij"), axis=-1).reshape(-1, 2)

    def smooth() -> Any:
        kde = kdepy.FFTKDE(kernel="biweight", bw=BANDWIDTH_M / BIWEIGHT_REACH)
        found = kde.fit(data.points.xy).evaluate(grid).reshape(side + 2, side + 2)
        return found[1:-1, 1:-1].T * len(data.points.x)

    return smooth


WORK = Work(
    name="density",
    title="Quartic density on a raster, bandwidth 200 m in 10 × 10 km",
    make=make,
    ours=ours,
    quick=Case("200 events, 900 cells", {"events": 200, "side": 30}, NO_GOAL,
               (Against("scipy gaussian_kde"), Against("KDEpy FFTKDE"))),
    cases=(
        Case("10,000 events, 1,000,000 cells", {"events": 10_000, "side": 1000},
             Goal(seconds=0.2), (Against("KDEpy FFTKDE", Goal(faster=1)),)),
        Case("100,000 events, 1,000,000 cells", {"events": 100_000, "side": 1000}, NO_GOAL,
             (Against("scipy gaussian_kde", Goal(faster=1000)),
              Against("KDEpy FFTKDE", Goal(faster=1)))),
        Case("1,000,000 events, 1,000,000 cells", {"events": 1_000_000, "side": 1000},
             Goal(seconds=3.0)),
    ),
    peers=(
        Peer("scipy gaussian_kde", "scipy", _scipy, _scipy_times,
             f"Gaussian kernel; {SCIPY_CELLS} cells measured, multiplied to all of them"),
        Peer("KDEpy FFTKDE", "kdepy", _kdepy, note="events moved to a raster first"),
    ),
    error=error,
)  # fmt: skip
