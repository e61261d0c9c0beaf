"""An existing Dask cluster: its executor does portions, and whole analyses of other methods.

The machines of the cluster need this very code and its packages, and no database. They compute
the same bits; where one has other code, or none is left, that is said.
"""

import time
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from importlib import import_module
from socket import gethostname
from typing import Any, Generic, TypeVar

from shapely.geometry.base import BaseGeometry

from geo.events import Events
from geo.hotspots import Method, get_method
from geo.result import HotspotResult, Units
from geo.text import Text
from layers.code_version import code_version
from layers.computing.base import BEGUN, COMPUTING, Progress
from layers.computing.spreading import ExecutorLost, Hands, Spreading
from layers.errors import Unavailable

Part = TypeVar("Part")
Done = TypeVar("Done")
CONNECT_S = 10
EMPTY_S = 30.0
"""So long a cluster may be without any worker before we do without it."""


class DaskCompute:
    """Computes on a cluster: portions of the methods that have them, all of any other."""

    def __init__(self, address: str, progress: Progress, send_after_s: float) -> None:
        self._progress = progress
        self._client = _connect(address)
        self._address = address
        self._empty_since: float | None = None
        self._spread = Spreading(self._hands, progress, send_after_s)

    def __call__(
        self,
        method: Method,
        events: Events,
        area: BaseGeometry,
        checked: Mapping[str, object],
        seed: int,
        units: Units | None,
    ) -> HotspotResult:
        if method.in_portions is not None:
            return method.compute(events, area, checked, seed, units, self._spread)
        asked = (events, area, dict(checked), seed, units)
        try:
            hands = self._hands()
            future = hands.submit(_Whole(method.name), asked)
            return hands.wait(future, lambda: self._progress(COMPUTING, BEGUN))
        except ExecutorLost as error:
            raise _lost(self._address, str(error)) from error

    def close(self) -> None:
        """Leave the cluster; it forgets what it was still to do for us."""
        self._client.close(timeout=1)

    def _hands(self) -> Hands:
        try:
            threads = sum(self._client.nthreads().values())
        except OSError as error:
            raise ExecutorLost(repr(error)) from error
        # A task is not "pure" for us: its key would be a hash over megabytes of arrays.
        executor = _SameCodeExecutor(self._client.get_executor(pure=False))
        lost_by = (*Hands.lost_by, OSError, import_module("distributed").KilledWorker)
        return Hands(executor, max(2 * threads, 2), self._check, lost_by)

    def _check(self) -> None:
        """Raise ExecutorLost where the scheduler has gone, or has had no worker for long."""
        if self._client.status != "running":
            raise ExecutorLost("the scheduler has gone")
        now = time.monotonic()
        if self._client.scheduler_info()["workers"]:
            self._empty_since = None
        elif self._empty_since is None:
            self._empty_since = now
        elif now - self._empty_since > EMPTY_S:
            raise ExecutorLost(f"no worker for {EMPTY_S:.0f} s")


class _SameCodeExecutor(Executor):
    """Sends work out together with the version of the code that it belongs to."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def submit(  # type: ignore[override]
        self, work: Callable[[Part], Done], part: Part, /
    ) -> "Future[Done]":
        return self._executor.submit(_SameCode(code_version(), work), part)


@dataclass(frozen=True)
class _SameCode(Generic[Part, Done]):
    """Work that is only done where the code is ours: other code may give other bits."""

    version: str
    work: Callable[[Part], Done]

    def __call__(self, part: Part) -> Done:
        if code_version() != self.version:
            raise Unavailable(
                Text(
                    f"Máy {gethostname()} của cụm Dask chạy mã khác ({code_version()}, không phải"
                    f" {self.version}): hãy cập nhật máy đó.",
                    f"Machine {gethostname()} of the Dask cluster runs other code"
                    f" ({code_version()}, not {self.version}): bring it up to date.",
                )
            )
        return self.work(part)


@dataclass(frozen=True)
class _Whole:
    """A whole analysis by the name of its method."""

    method: str

    def __call__(self, asked: tuple[Any, ...]) -> HotspotResult:
        events, area, checked, seed, units = asked
        return get_method(self.method).compute(events, area, checked, seed, units)


def _connect(address: str) -> Any:
    try:
        distributed = import_module("distributed")
    except ImportError as error:
        raise Unavailable(
            Text(
                "DIEMNONG_DASK cần gói Python 'distributed', chưa được cài:"
                " var/venv/bin/pip install distributed, hoặc bỏ DIEMNONG_DASK.",
                "DIEMNONG_DASK needs the Python package 'distributed', which is not installed:"
                " var/venv/bin/pip install distributed, or leave DIEMNONG_DASK out.",
            )
        ) from error
    try:
        client = distributed.Client(address, timeout=CONNECT_S, set_as_default=False)
        client.wait_for_workers(1, timeout=CONNECT_S)
    except (OSError, ValueError, TimeoutError) as error:
        raise _lost(address, str(error)) from error
    return client


def _lost(address: str, why: str) -> Unavailable:
    return Unavailable(
        Text(
            f"Cụm Dask ở {address} (DIEMNONG_DASK) không làm được việc này: {why}. Kết quả chưa"
            " được ghi.",
            f"The Dask cluster at {address} (DIEMNONG_DASK) could not do this: {why}. No result"
            " was stored.",
        )
    )
