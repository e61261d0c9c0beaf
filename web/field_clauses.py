"""Clauses about fields in a request: only of layers and fields that the caller may see."""

from layers.field_filter import clause_condition, field_of, read_clause
from layers.filters import Filter
from layers.roles import Role
from web.access import layer_for
from web.wards import role_here


def check_fields(chosen: Filter, role: Role | None = None) -> None:
    """Refuse a clause about a field that a role (the caller's own) may not see, or cannot be read.

    Which rows a filter leaves would tell what stands in a field.
    """
    seen_by = role_here() if role is None else min(role, role_here())
    for raw in chosen.where:
        clause = read_clause(raw)
        layer = layer_for(clause.layer)
        fields = layer.fields_for(seen_by) if layer.visible_to <= seen_by else ()
        clause_condition(layer, field_of(layer, clause, fields), clause.value, "v", "asked")
