"""In which state an incident is, or was at the end of a day, as a condition of a filter."""

from datetime import date

from psycopg2 import sql

_NOW = sql.SQL("{v}.state = ANY(%(states)s)")
_THEN = sql.SQL(
    "CASE WHEN {v}.id IN (SELECT incident_id FROM moved_since(%(ward_id)s, %(states_on)s))"
    " THEN {v}.id IN (SELECT incident_id FROM moved_since(%(ward_id)s, %(states_on)s)"
    " WHERE from_state = ANY(%(states)s)) ELSE {v}.state = ANY(%(states)s) END"
)


def in_states(alias: str, on: date | None) -> sql.Composable:
    """Return SQL for: it is in one of %(states)s, or was at the end of %(states_on)s.

    %(ward_id)s is the ward of what is looked at.
    """
    condition = _NOW if on is None else _THEN
    return condition.format(v=sql.Identifier(alias))


def counted(alias: str) -> sql.Composable:
    """Return SQL for: it is a violation, neither cancelled nor unfounded."""
    return sql.SQL("is_counted({v}.state)").format(v=sql.Identifier(alias))
