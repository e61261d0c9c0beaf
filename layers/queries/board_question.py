"""What somebody asks the rows of on the board, and the commonest answer: some incidents."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from psycopg2 import sql
from psycopg2.extensions import connection

from layers.filters import Filter
from layers.queries.row_order import Sort
from layers.queries.row_tables import Paging, RowTable, layer_table
from layers.queries.sources import layer_source
from layers.queries.wards import Ward
from layers.registry import get_layer
from layers.roles import Role


class Question(NamedTuple):
    """What somebody wants to see the rows of; `filter` is completed already.

    `sort` None: newest first.
    """

    conn: connection
    ward: Ward
    filter: Filter
    rule: Mapping[str, object]
    role: Role
    paging: Paging
    sort: Sort | None = None


def incident_rows(
    asked: Question,
    chosen: Filter,
    only: sql.Composable | None = None,
    params: dict[str, Any] | None = None,
) -> RowTable:
    """Return the incidents of a filter, of them those for which `only` holds (alias v)."""
    layer = get_layer("incidents", asked.role)
    source = layer_source(asked.ward, layer, chosen)
    if only is not None:
        condition = source.condition + sql.SQL(" AND ") + only
        source = source._replace(condition=condition, params=source.params | (params or {}))
    return layer_table(asked.conn, asked.ward, layer, source, asked.role, asked.paging, asked.sort)


def chosen_incidents(asked: Question, ids: list[int]) -> RowTable:
    """Return incidents by their ids, under the ward only."""
    return incident_rows(asked, Filter(), sql.SQL("v.id = ANY (%(ids)s)"), {"ids": ids})
