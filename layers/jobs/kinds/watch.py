"""The nightly watch as a job: argument `as_of` if another day is wanted."""

from datetime import date
from typing import Any

from geo.text import Text
from layers.computing.choice import computing
from layers.jobs.base import JobContext, Kind
from layers.watch import watch


def run(job: JobContext, arguments: dict[str, Any]) -> dict[str, Any]:
    """Return how many findings are new; a second watch of a night finds nothing new."""
    as_of = arguments.get("as_of")
    with computing(job.computing, job.progress) as compute:
        done = watch(
            job.conn,
            job.ward,
            date.fromisoformat(as_of) if as_of else None,
            progress=job.progress,
            compute=compute,
        )
    if done is None:
        return {"found": 0, "new": 0}
    return {"as_of": done.as_of.isoformat(), "found": done.found, "new": done.new}


KIND = Kind("watch", Text("Canh hằng đêm", "Nightly watch"), run)
