"""Two writers in one order that is sure: one holds a lock, the other is seen waiting for it."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from psycopg2.extensions import connection

from layers import db

LONGEST_S = 60


@contextmanager
def second_waits(
    first: connection, second: connection, act: Callable[[], Any]
) -> Iterator["Future[Any]"]:
    """Run `act` on `second` until it waits for the open transaction of `first`.

    The body may then commit `first`; the future has what `act` returned or raised.
    """
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(act)
        _until_blocked(first, second, waiting)
        yield waiting
        waiting.exception(timeout=LONGEST_S)


def _until_blocked(first: connection, second: connection, waiting: "Future[Any]") -> None:
    """Wait until the server says that `second` is kept by `first`; AssertionError where it ends."""
    pids = (first.info.backend_pid, second.info.backend_pid)
    end = time.monotonic() + LONGEST_S
    while not db.value(first, "SELECT %s = ANY (pg_blocking_pids(%s))", pids):
        assert not waiting.done(), f"nothing kept it: {waiting.exception() or waiting.result()}"
        assert time.monotonic() < end, "it neither waits nor ends"
        time.sleep(0.01)
