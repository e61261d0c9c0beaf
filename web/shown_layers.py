"""The layers of a page: those of the ward for this reader, and the runs that its address names."""

from __future__ import annotations

from typing import Any

from layers.queries.run_words import counted_words
from layers.queries.runs import get_run
from layers.registry import Layer, layers_of
from layers.roles import Role
from layers.run_layers import period_of, shown_layers
from web.access import require
from web.db import get_conn
from web.params import read_run, read_run_beside
from web.shared_layers import as_shared
from web.sharing import is_redacted
from web.wards import current_ward, role_here


def layers_shown() -> tuple[Layer, ...]:
    """Return all layers of the request's page; what an address shows of runs comes first."""
    own = () if is_redacted() else run_layers()
    return as_shared((*own, *layers_of(get_conn(), current_ward(), role_here())))


def run_layers() -> tuple[Layer, ...]:
    """Return the layers of `run=` and `run2=`; SignInNeeded or RunNotFound else."""
    run = read_run()
    if run is None:
        return ()
    require(Role.VIEWER)
    return tuple(shown_layers(get_conn(), current_ward(), run, read_run_beside()))


def describe_run(layer: Layer) -> dict[str, Any] | None:
    """Return what stands beside the legend of a run: its rule, period and notes."""
    if layer.run_id is None:
        return None
    run = get_run(get_conn(), current_ward(), layer.run_id)
    return {
        "id": run.id,
        "isSecond": run.id != read_run(),
        "method": run.method,
        "rule": run.summary["rule"],
        "period": period_of(run).to_json(),
        "counted": counted_words(get_conn(), current_ward(), run.input).to_json(),
        "rows": run.input_rows,
        "filter": run.input["filter"],
        "notes": run.notes,
    }
