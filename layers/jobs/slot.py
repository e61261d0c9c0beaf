"""One child process that does jobs one after another, and can be ended at any moment."""

import os
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from multiprocessing import active_children, get_context
from multiprocessing.process import BaseProcess
from typing import Any, NamedTuple

from layers.jobs import runner
from layers.jobs.child import begin_child
from layers.settings import ComputeSettings


class AtWork(NamedTuple):
    """The job that a slot is doing."""

    job_id: int
    attempt: int
    outcome: "Future[Any]"


class Slot:
    """A pool of one process: ended with a signal where its work may not go on, made anew after."""

    def __init__(
        self, database_url: str, computing: ComputeSettings, on_end: Callable[[], None]
    ) -> None:
        self._url = database_url
        self._computing = computing
        self._on_end = on_end
        self._pool: ProcessPoolExecutor | None = None
        self._process: BaseProcess | None = None
        self.at_work: AtWork | None = None

    def warm(self) -> None:
        """Have the process started before there is work: its libraries take a second to load."""
        if self._pool is not None:
            return
        others = set(active_children())
        self._pool = ProcessPoolExecutor(
            1, get_context("spawn"), initializer=begin_child, initargs=(os.getpid(),)
        )
        self._pool.submit(os.getpid)
        (self._process,) = set(active_children()) - others

    def start(self, job_id: int, attempt: int) -> None:
        """Have the process begin a job; one that has died while idle is replaced first."""
        if self._process is not None and not self._process.is_alive():
            self.end()
        try:
            outcome = self._send(job_id, attempt)
        except BrokenExecutor:  # it died this very moment
            self.end()
            outcome = self._send(job_id, attempt)
        self.at_work = AtWork(job_id, attempt, outcome)
        outcome.add_done_callback(lambda _: self._on_end())

    def _send(self, job_id: int, attempt: int) -> "Future[None]":
        self.warm()
        assert self._pool is not None
        return self._pool.submit(runner.run_attempt, self._url, self._computing, job_id, attempt)

    def end(self) -> None:
        """End the process wherever it stands, with all that it started."""
        if self._pool is None or self._process is None:
            return
        self._process.kill()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._pool = self._process = None
