"""Choose where to compute: the cluster that the settings name, else this machine."""

from collections.abc import Iterator
from contextlib import contextmanager

from layers.computing.base import Compute, Progress
from layers.computing.dask import DaskCompute
from layers.computing.pool import PoolCompute
from layers.settings import ComputeSettings


@contextmanager
def computing(settings: ComputeSettings, progress: Progress) -> Iterator[Compute]:
    """Open what computes, and close it after. Unavailable where a named cluster does not answer."""
    chosen: DaskCompute | PoolCompute
    if settings.dask:
        chosen = DaskCompute(settings.dask, progress, settings.send_after_s)
    else:
        chosen = PoolCompute(settings.processes, progress, settings.send_after_s)
    try:
        yield chosen
    finally:
        chosen.close()
