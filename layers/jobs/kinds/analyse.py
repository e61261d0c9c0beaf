"""Do an analysis and store it: arguments `method`, `parameters`, `filter`, `seed`; result `run`."""

from typing import Any

from geo.text import Text
from layers.analysis import DEFAULT_SEED, run_hotspots
from layers.computing.choice import computing
from layers.filters import Filter
from layers.jobs.base import JobContext, Kind


def run(job: JobContext, arguments: dict[str, Any]) -> dict[str, Any]:
    """Return the id of the stored run; the very same analysis is never stored twice."""
    with computing(job.computing, job.progress) as compute:
        found = run_hotspots(
            job.conn,
            job.ward,
            arguments["method"],
            arguments.get("parameters", {}),
            Filter.from_query(arguments.get("filter", {})),
            seed=arguments.get("seed", DEFAULT_SEED),
            actor=job.actor,
            progress=job.progress,
            compute=compute,
        )
    return {"run": found.id}


KIND = Kind("analyse", Text("Phân tích", "Analysis"), run)
