"""What a kind of job is, and what its work is given."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from psycopg2.extensions import connection

from geo.text import Text
from layers.queries.job_claims import tell_progress
from layers.queries.wards import Ward
from layers.settings import ComputeSettings

TOLD_EVERY_S = 0.2


class JobCancelled(Exception):
    """A person has cancelled, or the job is no longer ours: leave everything as it was."""


@dataclass
class JobContext:
    """A job at work. `conn` is its own autocommit connection; `record` another, for its record.

    Progress goes over the second one, so that it is seen while the first is in a transaction.
    """

    conn: connection
    record: connection
    ward: Ward
    actor: str
    job_id: int
    attempt: int
    computing: ComputeSettings = field(default_factory=ComputeSettings)
    _told: tuple[Text, float] = field(default=(Text("", ""), float("-inf")), repr=False)

    def progress(self, stage: Text, fraction: float) -> None:
        """Say how far the work is (0 to 1); raise JobCancelled where it shall stop.

        A new stage is told at once, more of the same one five times a second at most.
        """
        last_stage, last_at = self._told
        now = time.monotonic()
        if stage == last_stage and now - last_at < TOLD_EVERY_S:
            return
        self._told = (stage, now)
        if not tell_progress(self.record, self.job_id, self.attempt, stage, fraction):
            raise JobCancelled


@dataclass(frozen=True)
class Kind:
    """A kind of job: its work may be begun a second time after a crash, and must bear that.

    `run` returns plain values, kept as the result of the job. What it raises on purpose
    (ServiceError) is told to the person who asked.
    """

    name: str
    title: Text
    run: Callable[[JobContext, dict[str, Any]], dict[str, Any]]
