"""The local pool: processes of this machine, ended with the one that opened them."""

import os
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from shapely.geometry.base import BaseGeometry

from geo.events import Events
from geo.hotspots import Method
from geo.result import HotspotResult, Units
from layers.computing.base import Progress
from layers.computing.spreading import Hands, Spreading
from layers.jobs.child import begin_child


class PoolCompute:
    """Computes here, and has the pool do portions where a method has many."""

    def __init__(self, processes: int, progress: Progress, send_after_s: float) -> None:
        self._processes = processes
        self._spread = Spreading(self._open, progress, send_after_s)
        self._pool: ProcessPoolExecutor | None = None

    def __call__(
        self,
        method: Method,
        events: Events,
        area: BaseGeometry,
        checked: Mapping[str, object],
        seed: int,
        units: Units | None,
    ) -> HotspotResult:
        return method.compute(events, area, checked, seed, units, self._spread)

    def close(self) -> None:
        """End the processes; what they still do is of no use to anyone."""
        if self._pool is not None:
            _close(self._pool)

    def _open(self) -> Hands:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self._processes,
                # A fork would share the connections of a job with its children.
                get_context("spawn"),
                initializer=begin_child,
                initargs=(os.getpid(),),
            )
        return Hands(self._pool, ahead=2 * self._processes)


def _close(pool: ProcessPoolExecutor) -> None:
    """Shut a pool down so that this process can end, also where processes of the pool were killed.

    Portions on their way to killed processes fill the pipe, and until Python 3.11.5 the thread
    that sends them waits for ever, and with it the end of this process (CPython, gh-94777).
    Nobody reads that pipe any more: closed, it gives the thread an error and lets it go.
    """
    portions, workers = pool._call_queue, list(pool._processes.values())  # type: ignore[attr-defined]
    is_broken = pool._broken or any(worker.exitcode is not None for worker in workers)
    pool.shutdown(wait=False, cancel_futures=True)
    if is_broken:
        portions._reader.close()
