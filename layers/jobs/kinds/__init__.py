"""The kinds of jobs there are: one file each."""

from geo.errors import InputError
from geo.text import Text
from layers.jobs.base import Kind
from layers.jobs.kinds import (
    analyse,
    epoch_load,
    epoch_plan,
    freeze_report,
    import_check,
    import_load,
    map_runs,
    notices,
    print_atlas,
    rerun,
    watch,
)

KINDS: tuple[Kind, ...] = (
    analyse.KIND,
    import_check.KIND,
    import_load.KIND,
    epoch_plan.KIND,
    epoch_load.KIND,
    freeze_report.KIND,
    map_runs.KIND,
    notices.KIND,
    print_atlas.KIND,
    rerun.KIND,
    watch.KIND,
)


def get_kind(name: str) -> Kind:
    """Return the kind of that name; InputError names those there are."""
    for kind in KINDS:
        if kind.name == name:
            return kind
    allowed = ", ".join(kind.name for kind in KINDS)
    raise InputError(
        Text(
            f"Không có loại việc '{name}'; có: {allowed}.",
            f"There is no kind of job '{name}'; there are: {allowed}.",
        ),
        field="kind",
        value=name,
    )
