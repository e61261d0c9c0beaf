"""In which class of its legend a unit of a run is, as SQL: the first whose conditions all hold."""

from collections.abc import Sequence

from psycopg2 import sql

from geo.drawing import Condition
from layers.contract import StyleClass

RUN_COLUMNS = (
    "run_id", "cell_no", "rank", "label", "value", "expected", "score", "p", "p_adjusted",
    "class_code", "name",
)  # fmt: skip
"""Columns of their own in the view; all else lies in its `properties`."""


def class_by_rules(classes: Sequence[StyleClass]) -> sql.Composable:
    """Return the index of a unit's class; -1 where it is in none."""
    cases = [
        sql.SQL("WHEN {} THEN {}").format(_all(each.when), sql.Literal(at))
        for at, each in enumerate(classes)
    ]
    return sql.SQL("CASE {} ELSE -1 END").format(sql.SQL(" ").join(cases))


def _all(conditions: Sequence[Condition]) -> sql.Composable:
    if not conditions:
        return sql.SQL("true")
    return sql.SQL(" AND ").join(_holds(each) for each in conditions)


def _holds(condition: Condition) -> sql.Composable:
    column = _column(condition)
    if condition.op == "missing":
        return column + sql.SQL(" IS NULL")
    compare = {"=": sql.SQL(" = "), ">=": sql.SQL(" >= "), "<=": sql.SQL(" <= ")}
    return column + compare[condition.op] + sql.Literal(condition.value)


def _column(condition: Condition) -> sql.Composable:
    if condition.column in RUN_COLUMNS:
        return sql.Identifier("v", condition.column)
    text = sql.SQL("v.properties ->> {}").format(sql.Literal(condition.column))
    if isinstance(condition.value, bool):
        return sql.SQL("({})::boolean").format(text)
    if isinstance(condition.value, str) or condition.op == "missing":
        return sql.SQL("({})").format(text)
    return sql.SQL("({})::double precision").format(text)
