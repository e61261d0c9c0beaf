"""A view as a print, for whoever may see it: its layers, its filter made ready, its analyses."""

from collections.abc import Mapping
from datetime import datetime

from psycopg2.extensions import connection

from layers.boundaries.as_of import ready
from layers.contract import Layer
from layers.filters import Filter
from layers.printing.document import Progress, make_pdf
from layers.printing.plan import Plan, plan_print
from layers.printing.request import PrintRequest
from layers.queries.map_runs import runs_of_map
from layers.queries.sources import check_public
from layers.queries.wards import Ward
from layers.registry import layer_of
from layers.roles import Role
from layers.run_layers import is_run_layer


def print_view(
    conn: connection,
    ward: Ward,
    role: Role,
    asked: PrintRequest,
    *,
    made_at: datetime,
    progress: Progress | None = None,
    layers: tuple[Layer, ...] | None = None,
) -> bytes:
    """Return the PDF of a view as a role sees it; LayerNotFound for what the role may not see.

    `layers`: those of the request where the caller has looked them up, by the role or a share link.
    What the map shows is printed: the same runs, the same rows, the same classes.
    """
    if role is Role.PUBLIC:
        check_public(asked.chosen)
    chosen = ready(conn, ward.id, asked.chosen)
    if layers is None:
        layers = tuple(layer_of(conn, ward, name, role) for name in asked.layers)
    told = {"progress": progress} if progress else {}
    return make_pdf(
        conn,
        ward,
        layers,
        asked.with_filter(chosen),
        made_at=made_at,
        runs=_runs(conn, ward, layers, chosen, role),
        **told,
    )


def plan_view(conn: connection, ward: Ward, role: Role, asked: PrintRequest) -> Plan:
    """Return what a print of a view would be; the public plans nothing that it may not print."""
    if role is Role.PUBLIC:
        check_public(asked.chosen)
    return plan_print(conn, ward, asked)


def _runs(
    conn: connection, ward: Ward, layers: tuple[Layer, ...], chosen: Filter, role: Role
) -> Mapping[str, int]:
    asks = any(each.needs_run and not is_run_layer(each.name) for each in layers)
    return runs_of_map(conn, ward, chosen) if asks and role > Role.PUBLIC else {}
