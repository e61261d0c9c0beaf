"""Locks on files: the kernel drops them when their holder dies, however it dies."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


class FileLock:
    """A flock on `path`. Not inherited by child processes, so a kill -9 frees it at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    def exclusive(self) -> None:
        fcntl.flock(self._fd, fcntl.LOCK_EX)

    def shared(self) -> None:
        fcntl.flock(self._fd, fcntl.LOCK_SH)

    def try_exclusive(self) -> bool:
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


@contextmanager
def only_one(path: Path, on_wait: Callable[[], None] | None = None) -> Iterator[None]:
    """Hold `path` exclusively; call `on_wait` once if another process has it."""
    lock = FileLock(path)
    try:
        if not lock.try_exclusive():
            if on_wait:
                on_wait()
            lock.exclusive()
        yield
    finally:
        lock.close()
