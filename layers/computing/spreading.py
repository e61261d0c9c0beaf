"""Portions over an executor, with progress: begun here, sent out only where much is left."""

import logging
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from concurrent.futures import TimeoutError as StillAtWork
from dataclasses import dataclass
from typing import TypeVar

from layers.computing.base import BEGUN, COMPUTING, ENDED, Progress

log = logging.getLogger(__name__)
Part = TypeVar("Part")
Done = TypeVar("Done")
LISTEN_EVERY_S = 1.0


class ExecutorLost(Exception):
    """Nobody is left who could do what was sent out."""


@dataclass(frozen=True)
class Hands:
    """An executor; how many portions to send ahead of the one that is waited for.

    `check` raises ExecutorLost where nobody is left; `lost_by` are the errors that say the same.
    """

    executor: Executor
    ahead: int
    check: Callable[[], None] = lambda: None
    lost_by: tuple[type[BaseException], ...] = (BrokenExecutor, CancelledError)

    def submit(self, work: Callable[[Part], Done], part: Part) -> "Future[Done]":
        """Send a portion out; ExecutorLost where nobody takes it."""
        try:
            return self.executor.submit(work, part)
        except self.lost_by as error:
            raise ExecutorLost(repr(error)) from error

    def wait(self, future: "Future[Done]", meanwhile: Callable[[], None]) -> Done:
        """Return what comes back; ExecutorLost where nothing will. `meanwhile` may raise."""
        while True:
            try:
                return future.result(LISTEN_EVERY_S)
            except StillAtWork:
                meanwhile()
                self.check()
            except self.lost_by as error:
                raise ExecutorLost(repr(error)) from error


class Spreading:
    """A `Spread` over hands that are only opened when it is worth it."""

    def __init__(
        self, open_hands: Callable[[], Hands], progress: Progress, send_after_s: float
    ) -> None:
        self._open_hands = open_hands
        self._progress = progress
        self._send_after_s = send_after_s
        self._done, self._total = 0, 1

    def __call__(self, work: Callable[[Part], Done], parts: Sequence[Part]) -> Iterator[Done]:
        """Yield the work of each portion in their order.

        The first is done here. Where it says that much is left, the others are sent out; should
        nobody be left to do them, they are done here after all: a portion is always the same.
        """
        self._done, self._total = 0, max(len(parts), 1)
        started = time.monotonic()
        for number, part in enumerate(parts):
            if number and self._much_is_left(time.monotonic() - started):
                yield from self._sent_out(work, parts[number:])
                return
            yield self._count(work(part))

    def _much_is_left(self, spent_s: float) -> bool:
        return spent_s / self._done * (self._total - self._done) > self._send_after_s

    def _sent_out(self, work: Callable[[Part], Done], parts: Sequence[Part]) -> Iterator[Done]:
        number = 0
        try:
            for done in self._by_hands(work, parts):
                yield self._count(done)
                number += 1
        except ExecutorLost as error:
            log.warning("portions were lost (%s); they are done in this process", error)
            for part in parts[number:]:
                yield self._count(work(part))

    def _by_hands(self, work: Callable[[Part], Done], parts: Sequence[Part]) -> Iterator[Done]:
        hands, waiting = self._open_hands(), deque[Future[Done]]()
        try:
            for number in range(len(parts)):
                for part in parts[number + len(waiting) : number + hands.ahead]:
                    waiting.append(hands.submit(work, part))
                yield hands.wait(waiting.popleft(), self._tell)
        finally:
            for each in waiting:
                each.cancel()

    def _count(self, done: Done) -> Done:
        self._done += 1
        self._tell()
        return done

    def _tell(self) -> None:
        self._progress(COMPUTING, BEGUN + (ENDED - BEGUN) * self._done / self._total)
