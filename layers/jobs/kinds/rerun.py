"""Do a stored run again and say whether every bit is the same: argument `run`."""

from typing import Any

from geo.text import Text
from layers.analysis import rerun
from layers.computing.choice import computing
from layers.jobs.base import JobContext, Kind


def run(job: JobContext, arguments: dict[str, Any]) -> dict[str, Any]:
    """Return what is the same: input, code, result. Stores nothing but this answer."""
    with computing(job.computing, job.progress) as compute:
        again = rerun(
            job.conn, job.ward, int(arguments["run"]), progress=job.progress, compute=compute
        )
    return {"run": again.run.id, **again.same()}


KIND = Kind("rerun", Text("Chạy lại để đối chiếu", "Run again to compare"), run)
