"""The worker: waits for jobs, has child processes do them, and sees to it that each has an end."""

import logging
import os
import secrets
import select
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

import psycopg2
from psycopg2.extensions import connection

from layers import db
from layers.errors import Unavailable
from layers.file_store import FileStore
from layers.jobs.slot import AtWork, Slot
from layers.loose_files import forget_loose
from layers.notices.schedule import enqueue_due
from layers.queries import job_claims
from layers.settings import ComputeSettings, FileSettings, MailSettings

log = logging.getLogger(__name__)
BEAT_S = 5.0
CLOCK_S = 60.0
"""So often it is asked what the clock asks for: a new day, a digest, files whose days are over."""
GRACE_S = 1.0
"""So long a cancelled job may clean up by itself; then its process is ended."""
RECONNECT_S = 1.0


class Worker:
    """One connection that listens, and some slots. Everything happens in one thread."""

    def __init__(
        self,
        database_url: str,
        computing: ComputeSettings,
        slots: int = 2,
        until_idle: bool = False,
    ) -> None:
        self._url = database_url
        self._until_idle = until_idle
        self._ears, self._mouth = os.pipe()
        os.set_blocking(self._mouth, False)
        os.set_blocking(self._ears, False)
        self._slots = [Slot(database_url, computing, self._wake) for _ in range(slots)]
        self._ending: dict[int, float] = {}
        self._store = FileStore(FileSettings.from_env().folder)
        mails = MailSettings.from_env()
        self._mails_an_hour = mails.per_hour if mails.is_on else 0
        self._is_stopping = False
        self._beat_at = self._clock_at = 0.0
        self._name = ""

    def run(self, on_ready: Callable[[], None] = lambda: None) -> None:
        """Work until a signal, or until no job is left; leave nothing running."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        self._slots[0].warm()
        conn = self._connect()
        on_ready()
        try:
            while not self._is_stopping:
                try:
                    self._turn(conn)
                except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
                    log.warning("the database went away: %s", str(error).strip())
                    conn.close()
                    self._drop_all()
                    conn = self._reconnect() or conn
        finally:
            self._put_all_back(conn)
            conn.close()

    def _connect(self) -> connection:
        """Connect under a new name: what was held under the old one is no longer ours."""
        conn = db.connect(self._url)
        job_claims.listen(conn)
        self._name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._beat_at = 0.0
        return conn

    def _reconnect(self) -> connection | None:
        """Connect as soon as the database answers again; None where we are stopped meanwhile."""
        while not self._is_stopping:
            try:
                return self._connect()
            except (Unavailable, psycopg2.Error):
                self._sleep(RECONNECT_S)
        return None

    def _turn(self, conn: connection) -> None:
        self._settle(conn)
        if time.monotonic() >= self._beat_at:
            job_claims.keep_alive(conn, self._name)
            for job_id in job_claims.take_back_orphans(conn, self._name):
                log.warning("job %s had lost its worker", job_id)
            self._beat_at = time.monotonic() + BEAT_S
        if time.monotonic() >= self._clock_at:
            enqueue_due(conn, mails_an_hour=self._mails_an_hour)
            forget_loose(conn, self._store)
            self._clock_at = time.monotonic() + CLOCK_S
        self._cancel(conn)
        self._begin(conn)
        if self._until_idle and not any(slot.at_work for slot in self._slots):
            self._is_stopping = True
            return
        self._wait(conn)

    def _begin(self, conn: connection) -> None:
        """Give each free slot the oldest job that waits."""
        for slot in self._slots:
            if slot.at_work is None:
                claimed = job_claims.claim(conn, self._name)
                if claimed is None:
                    return
                slot.start(*claimed)

    def _settle(self, conn: connection) -> None:
        """See to jobs whose process has come back, or has died."""
        for slot in self._slots:
            work = slot.at_work
            if work is not None and work.outcome.done():
                self._after(conn, slot, work)

    def _after(self, conn: connection, slot: Slot, work: AtWork) -> None:
        slot.at_work = None
        if work.outcome.cancelled() or work.outcome.exception() is not None:
            why = "stopped" if work.outcome.cancelled() else work.outcome.exception()
            log.warning("job %s, attempt %s, was cut short: %r", work.job_id, work.attempt, why)
            slot.end()
            job_claims.crashed(conn, work.job_id, work.attempt)
        self._ending.pop(work.job_id, None)
        job_claims.let_go(conn, work.job_id)

    def _cancel(self, conn: connection) -> None:
        """Give cancelled jobs a moment to stop by themselves, then end their process."""
        for job_id in job_claims.to_cancel(conn, self._name):
            self._ending.setdefault(job_id, time.monotonic() + GRACE_S)
        for slot in self._slots:
            work = slot.at_work
            if work is not None and self._ending.get(work.job_id, float("inf")) <= time.monotonic():
                slot.end()
                self._after(conn, slot, work)

    def _wait(self, conn: connection) -> None:
        """Sleep until there is news: a notice of the database, an ended job, a signal, the beat."""
        until = min([self._beat_at, *self._ending.values()])
        if not conn.notifies:
            patience = max(0.0, until - time.monotonic())
            ready, _, _ = select.select([conn.fileno(), self._ears], [], [], patience)
            self._clear_ears()
            if conn.fileno() in ready:
                conn.poll()
        conn.notifies.clear()

    def _sleep(self, seconds: float) -> None:
        select.select([self._ears], [], [], seconds)
        self._clear_ears()

    def _drop_all(self) -> None:
        """End every process: without our connection the jobs are no longer ours."""
        for slot in self._slots:
            if slot.at_work is not None:
                slot.end()
                slot.at_work = None
        self._ending.clear()

    def _put_all_back(self, conn: connection) -> None:
        """Stop in good order: what was at work waits for the next worker, as if never begun."""
        for slot in self._slots:
            slot.end()
            if slot.at_work is not None:
                with suppress(psycopg2.Error):
                    job_claims.put_back(conn, slot.at_work.job_id, slot.at_work.attempt)

    def _wake(self) -> None:
        with suppress(BlockingIOError):
            os.write(self._mouth, b".")

    def _clear_ears(self) -> None:
        with suppress(BlockingIOError):
            while os.read(self._ears, 1024):
                pass

    def _stop(self, _signum: int, _frame: FrameType | None) -> None:
        self._is_stopping = True
        self._wake()
