"""Make the two analyses that map and board show: argument `asked`; result `runs` by method."""

from typing import Any

from geo.text import Text
from layers.boundaries.as_of import ready
from layers.computing.choice import computing
from layers.filters import Filter
from layers.jobs.base import JobContext, Kind
from layers.queries.board import board_runs
from layers.queries.map_runs import ACTOR, drop_old
from layers.queries.shown_runs import NAME


def run(job: JobContext, arguments: dict[str, Any]) -> dict[str, Any]:
    """Return the runs' ids by method; begun a second time it finds those it has stored."""
    asked = arguments["asked"]
    chosen = ready(job.conn, job.ward.id, Filter.from_query(asked["filter"]))
    with computing(job.computing, job.progress) as compute:
        made = board_runs(
            job.conn,
            job.ward,
            chosen,
            asked["rule"],
            asked["cells"],
            actor=ACTOR,
            progress=job.progress,
            compute=compute,
        )
    drop_old(job.conn, job.ward)
    return {"runs": {run.method: run.id for run in made if run is not None}}


KIND = Kind(NAME, Text("Điểm tái phạm và điểm nóng", "Repeat points and hot spots"), run)
