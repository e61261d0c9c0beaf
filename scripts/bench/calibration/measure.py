"""Draw, analyse, count: one row per case."""

import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from geo.forecasting.rolling import share_interval
from geo.hotspots import get_method
from geo.result import HotspotResult
from scripts.bench.calibration.cases import CASES, Case
from scripts.bench.calibration.scene import AREA, Incidents, groups, lanes

SEED = 20_160_630
AT_MOST, AT_LEAST = 0.05, 0.95


def rows(draws: int, wanted: tuple[str, ...] = ()) -> Iterator[dict[str, Any]]:
    """Yield a row for each case of the wanted methods, all of them where none is named."""
    for number, case in enumerate(CASES):
        if not wanted or case.method in wanted:
            yield row_of(case, draws, number)


def row_of(case: Case, draws: int, number: int) -> dict[str, Any]:
    """Draw both ways, so many times each, and count."""
    started = time.perf_counter()
    cried = found = 0
    for draw in range(draws):
        rng = np.random.default_rng([SEED, number, draw])
        cried += case.cries(_analyse(case, case.chance(rng), draw))
        planted = case.plant(rng)
        found += case.finds(_analyse(case, planted.incidents, draw), planted.at)
    low, high = share_interval(cried, draws)
    found_low, found_high = share_interval(found, draws)
    goal = f"found >= {AT_LEAST:.0%}"
    met = found / draws >= AT_LEAST
    if case.is_test:  # a share above the level by the luck of the draw is no fault
        goal, met = f"false <= {AT_MOST:.0%} and {goal}", met and low <= AT_MOST
    return {
        "work": case.name,
        "size": f"{draws} draws",
        "method": case.method,
        "parameters": dict(case.parameters),
        "chance": case.nothing,
        "planted": case.planted,
        "is_test": case.is_test,
        "false": cried / draws,
        "false_interval": [low, high],
        "found": found / draws,
        "found_interval": [found_low, found_high],
        "goal": goal,
        "met": bool(met),
        "seconds": time.perf_counter() - started,
    }


def _analyse(case: Case, given: Incidents, seed: int) -> HotspotResult:
    method = get_method(case.method)
    checked = method.check(case.parameters)
    needed = method.units_needed(checked)
    units = {"groups": GROUPS, "lanes": LANES}.get(needed)
    return method.run(given.events(), AREA, checked, seed, units)


GROUPS, LANES = groups(), lanes()
