"""One measurement in a process of its own: `python -m scripts.bench.measure`, request on stdin.

The answer is one line of JSON: seconds of the first call and of the warm ones (median), the most
memory the process ever held, and the version of what was measured; or why there is none.
"""

import json
import resource
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

from scripts.bench.work import Action, Work
from scripts.bench.works import get_work

OURS = "ours"
MOST_REPEATS = 7
ENOUGH_S = 8.0
"""Warm calls go on to the seventh, or until they have taken this long."""


class Timed(NamedTuple):
    """What came of calling an action: its output, the first call, the median of the warm ones."""

    output: Any
    first_s: float
    warm_s: float


def main(request: dict[str, Any]) -> dict[str, Any]:
    """Measure one side of one case; never raises for what a peer does wrong."""
    work = get_work(request["work"])
    case = next(each for each in work.all_cases() if each.size == request["size"])
    data = work.make(case.numbers)
    once = case is work.quick
    if request["side"] == OURS:
        return _measured(work.ours(data), once, lambda found: _error(work, data, found))
    peer = work.peer(request["side"])
    if peer.prepare is None:
        return {"reason": peer.note}
    try:
        action = peer.prepare(data)
        if peer.times is None:
            found = _measured(action, once, lambda found: _error(work, data, found))
        else:
            found = _whole(_measured(action, once, lambda _: None), peer.times(data))
    except (ImportError, PackageNotFoundError) as error:
        return {"reason": f"not installed: {error}"}
    except Exception as error:
        return {"reason": f"{type(error).__name__}: {error}"[:200]}
    return {**found, "version": version(peer.package)}


def _measured(action: Action, once: bool, error: Callable[[Any], float | None]) -> dict[str, Any]:
    timed = _timed(action, once=once)
    peak_mb = most_memory_mb()
    return {
        "first_s": timed.first_s,
        "warm_s": timed.warm_s,
        "mb": round(peak_mb, 1),
        "error": error(timed.output),
    }


def _error(work: Work, data: Any, found: Any) -> float | None:
    return None if work.error is None else work.error(data, found)


def _whole(part: dict[str, Any], times: float) -> dict[str, Any]:
    """Return what all of the work would take, from a part of it."""
    return {**part, "first_s": part["first_s"] * times, "warm_s": part["warm_s"] * times}


def most_memory_mb() -> float:
    """Return the most memory this program ever held.

    Linux says it per program; ru_maxrss would count the process that started us as well.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(each for each in status.read_text().splitlines() if each.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)  # bytes on macOS


def _timed(action: Action, *, once: bool) -> Timed:
    output, first_s = _call(action)
    warm: list[float] = []
    while not warm or (not once and len(warm) < MOST_REPEATS and sum(warm) < ENOUGH_S):
        warm.append(_call(action)[1])
    return Timed(output, first_s, statistics.median(warm))


def _call(action: Action) -> tuple[Any, float]:
    started = time.perf_counter()
    output = action()
    return output, time.perf_counter() - started


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # of peers: they would stand between the lines of the answer
    answer = main(json.load(sys.stdin))
    print(json.dumps(answer))
