"""What is looked at: each method where nothing happens, and with something planted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import shapely

from geo.result import HotspotResult
from scripts.bench.calibration.scene import (
    DAYS,
    GROUP_M,
    SOUTH,
    STREET_M,
    WEST,
    Floats,
    Incidents,
    Rng,
    along_lanes,
    followed,
    gathered,
    scattered,
    somewhere,
    spot,
)

SURE = 2
"""Class of 95 %."""
NEAR_M = 150.0
TREATED_DAY = DAYS // 2


def _sure(result: HotspotResult, least: int = SURE) -> np.ndarray:
    return np.asarray(result.columns["class_code"]) >= least


def _near(result: HotspotResult, at: Floats, least: int = SURE, within: float = NEAR_M) -> bool:
    """Say whether a unit of that class lies at the planted place."""
    place = shapely.Point(WEST + at[0], SOUTH + at[1])
    chosen = result.units.geometry[_sure(result, least)]
    return bool(len(chosen)) and bool((shapely.distance(chosen, place) <= within).any())


class Planted(NamedTuple):
    """Incidents with something among them, and where it is (from the corner of the ground)."""

    incidents: Incidents
    at: Floats


@dataclass(frozen=True)
class Case:
    """A method with its parameters, chance, what is planted, and when it counts as found.

    ``is_test``: the method states how sure it is. Otherwise what it shows by chance is told, and
    nothing is asked of it.
    """

    method: str
    nothing: str
    planted: str
    chance: Callable[[Rng], Incidents]
    plant: Callable[[Rng], Planted]
    parameters: Mapping[str, object] = field(default_factory=dict)
    is_test: bool = True
    cries: Callable[[HotspotResult], bool] = lambda result: bool(_sure(result).any())
    finds: Callable[[HotspotResult, Floats], bool] = _near

    @property
    def name(self) -> str:
        """Return the method with the parameters that set this case apart."""
        said = (v for k, v in self.parameters.items() if k in ("model", "intervals", "algorithm"))
        return " ".join([self.method, *(str(value) for value in said)])


def _first(result: HotspotResult, at: Floats) -> bool:
    """Say whether the unit of rank 1 lies at the planted place."""
    place = shapely.Point(WEST + at[0], SOUTH + at[1])
    first = result.units.geometry[np.asarray(result.columns["rank"]) == 1]
    return bool(len(first)) and float(shapely.distance(first[0], place)) <= NEAR_M


def _crowd(n: int, spread_m: float, days: tuple[int, int] = (0, DAYS)) -> Callable[[Rng], Planted]:
    def plant(rng: Rng) -> Planted:
        at = somewhere(rng)
        return Planted(scattered(rng).add(spot(rng, at, n, spread_m, days)), at)

    return plant


def _spell(n: int, spread_m: float, length: int, latest: bool = False) -> Callable[[Rng], Planted]:
    def plant(rng: Rng) -> Planted:
        at = somewhere(rng)
        start = DAYS - length if latest else int(rng.integers(30, DAYS - 60))
        given = gathered(rng).add(Incidents(np.array([[1.0, 1.0]]), np.array([DAYS - 1])))
        return Planted(given.add(spot(rng, at, n, spread_m, (start, start + length))), at)

    return plant


def _on_a_lane(n: int) -> Callable[[Rng], Planted]:
    def plant(rng: Rng) -> Planted:
        line, begin = STREET_M * (rng.integers(2, 8, 2) + np.array([0.5, -0.5]))
        along = rng.uniform(begin + 10, begin + STREET_M - 10, n)
        points = np.column_stack([along, line + rng.uniform(-8, 8, n)])
        more = Incidents(points, rng.integers(0, DAYS, n))
        return Planted(along_lanes(rng).add(more), np.array([begin + STREET_M / 2, line]))

    return plant


def _on_a_border(n: int) -> Callable[[Rng], Planted]:
    def plant(rng: Rng) -> Planted:
        line, begin = GROUP_M * rng.integers(1, 4, 2).astype(float)
        along = rng.uniform(begin + 40, begin + GROUP_M - 40, n)
        points = np.column_stack([line + rng.uniform(-25, 25, n), along])
        more = Incidents(points, rng.integers(0, DAYS, n))
        return Planted(scattered(rng).add(more), np.array([line, begin + GROUP_M / 2]))

    return plant


def _near_repeats(rng: Rng) -> Planted:
    return Planted(followed(rng, gathered(rng), 0.25), np.zeros(2))


def _group(rng: Rng, before: int, after: int) -> Incidents:
    """Return incidents everywhere, and so many in group 12 (the middle) on both sides."""
    low = 2 * GROUP_M
    points = rng.uniform(low + 1, low + GROUP_M - 1, (before + after, 2))
    sides = [rng.integers(0, TREATED_DAY, before), rng.integers(TREATED_DAY, DAYS, after)]
    return scattered(rng, 600).add(Incidents(points, np.concatenate(sides)))


def _worked(rng: Rng) -> Planted:
    return Planted(_group(rng, 60, 8), np.full(2, 2.5 * GROUP_M))


def _fell(result: HotspotResult, _: Floats) -> bool:
    treated = np.asarray(result.columns["role"]) == "treated"
    return bool((np.asarray(result.columns["class_code"])[treated] <= -SURE).all())


def _moved(result: HotspotResult) -> bool:
    treated = np.asarray(result.columns["role"]) == "treated"
    return bool((np.abs(np.asarray(result.columns["class_code"])[treated]) >= SURE).any())


def _door(rng: Rng) -> Planted:
    at, start = somewhere(rng), int(rng.integers(0, DAYS - 25))
    return Planted(scattered(rng).add(spot(rng, at, 4, 2.0, (start, start + 25))), at)


def _any_class(result: HotspotResult) -> bool:
    return bool(np.any(np.asarray(result.columns["class_code"]) > 0))


_LEVEL = {"cell_m": 100}
_TREATED = {
    "unit_kind": "areas",
    "treated": "12",
    "treated_on": str(np.datetime64(20_000 + TREATED_DAY, "D")),
}
_SCAN = {"permutations": 99, "max_radius_m": 200, "max_days": 10}
_RECENT = {"permutations": 199, "max_radius_m": 200, "recent_days": 30}

CASES: tuple[Case, ...] = (
    Case("gi_star", "scattered", "30 within some 80 m", scattered, _crowd(30, 40), _LEVEL),
    Case("local_moran", "scattered", "40 within some 140 m", scattered, _crowd(40, 70), _LEVEL),
    Case(
        "emerging",
        "scattered",
        "60 within some 80 m in the last four months",
        scattered,
        _crowd(60, 40, (DAYS - 120, DAYS)),
        {"step_days": 30} | _LEVEL,
        cries=_any_class,
        finds=lambda result, at: _near(result, at, 1),
    ),
    Case(
        "near_repeat",
        "gathered, days shuffled",
        "a quarter of the incidents followed within 40 m and six days",
        gathered,
        _near_repeats,
        {"permutations": 199},
        cries=lambda result: result.summary["pattern"] is not None,
        finds=lambda result, _: result.summary["pattern"] is not None,
    ),
    Case(
        "scan",
        "gathered, days shuffled",
        "12 within some 60 m and five days",
        gathered,
        _spell(12, 30, 5),
        {"model": "permutation"} | _SCAN,
    ),
    Case(
        "scan",
        "gathered, days shuffled",
        "9 within some 60 m in the last five days",
        gathered,
        _spell(9, 30, 5, latest=True),
        {"model": "permutation", "intervals": "latest"} | _SCAN,
    ),
    Case(
        "scan",
        "gathered, days shuffled",
        "15 within some 60 m in the last 30 days",
        gathered,
        _spell(15, 30, 30, latest=True),
        {"model": "bernoulli"} | _RECENT,
    ),
    Case(
        "scan",
        "scattered",
        "25 within some 80 m",
        scattered,
        _crowd(25, 40),
        {"model": "poisson", "permutations": 199, "max_radius_m": 200},
    ),
    Case("rates", "along the lanes", "14 on one lane of 200 m", along_lanes, _on_a_lane(14)),
    Case("border", "scattered", "25 along one border of 400 m", scattered, _on_a_border(25)),
    Case(
        "effect",
        "no change",
        "60 before, 8 after",
        lambda rng: _group(rng, 40, 40),
        _worked,
        _TREATED,
        cries=_moved,
        finds=_fell,
    ),
    Case(
        "repeat_points",
        "scattered",
        "4 at one door within 25 days",
        scattered,
        _door,
        is_test=False,
        cries=_any_class,
        finds=lambda result, at: _near(result, at, 1, 20),
    ),
    Case(
        "clusters",
        "scattered",
        "10 within some 30 m",
        scattered,
        _crowd(10, 10),
        {"algorithm": "dbscan"},
        is_test=False,
        cries=_any_class,
        finds=lambda result, at: _near(result, at, 1, 50),
    ),
    Case(
        "clusters",
        "scattered",
        "25 within some 30 m",
        scattered,
        _crowd(25, 10),
        {"algorithm": "hdbscan"},
        is_test=False,
        cries=_any_class,
        finds=lambda result, at: _near(result, at, 1, 50),
    ),
    Case(
        "density", "scattered", "25 within some 80 m", scattered, _crowd(25, 40), {"cell_m": 50},
        is_test=False, cries=_any_class, finds=_first,
    ),
    Case(
        "lane_density", "along the lanes", "14 on one lane of 200 m", along_lanes, _on_a_lane(14),
        is_test=False, cries=_any_class, finds=_first,
    ),
    Case(
        "forecast", "scattered", "12 within some 80 m in the last three weeks", scattered,
        _crowd(12, 40, (DAYS - 21, DAYS)), {"folds": 0, "cell_m": 100},
        is_test=False, cries=_any_class, finds=_near,
    ),
)  # fmt: skip


def names() -> list[str]:
    """Return the methods there are cases for."""
    return list(dict.fromkeys(case.method for case in CASES))
