"""Programme, plans, tasks and their parts as one tree, with what is not clear and the targets."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from psycopg2.extensions import connection

from geo.text import Text
from layers.registers.contract import Register
from layers.registers.figures import read_figure
from layers.registers.listing import Row, all_rows
from layers.registers.matrix import run_check
from layers.registers.reading import find_register, registers_for
from layers.registers.scope import Reader, View, Window, window_of
from layers.registers.words import row_title, words_of

EVER = Window(date(1900, 1, 1), date(2199, 12, 31), date(1900, 1, 1))


class Target(NamedTuple):
    """A figure that hangs off a plan's item: its number now, what is needed, what opens it."""

    row_id: int
    item: str
    register: str
    value: Decimal
    goal: Decimal
    unit: Text
    decimals: int
    view: View


@dataclass
class Node:
    """A plan or a task. `findings` say what is not clear about it."""

    register: str
    row_id: int
    title: Text
    about: list[Text]
    status: str
    findings: list[Text] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    parts: list["Node"] = field(default_factory=list)


def read_tree(conn: connection, reader: Reader, as_of: date) -> list[Node]:
    """Return the plans that carry out no other, with all below them; tasks of no plan at the end.

    A row that names itself among its wholes stands at the top: nothing is left out.
    """
    plans, tasks = find_register("plans"), find_register("tasks")
    window = replace(EVER, as_of=as_of)
    nodes: dict[tuple[str, int], Node] = {}
    wholes: dict[tuple[str, int], tuple[str, int] | None] = {}
    for register in (plans, tasks):
        for row in all_rows(conn, register, reader, View(sort=_sort(register)), window):
            key = (register.name, row["id"])
            nodes[key], wholes[key] = _node(register, row), _whole(register, row)
    for check in tasks.checks[:1]:
        for found in run_check(conn, reader, window, check):
            if node := nodes.get(("tasks", found["row_id"])):
                node.findings.append(Text(found["finding"], found["finding_en"]))
    for target in _targets(conn, reader, as_of):
        if node := nodes.get(("plans", target[0])):  # none: its plan was taken away
            node.targets.append(target[1])
    return _grown(nodes, wholes)


def _grown(
    nodes: Mapping[tuple[str, int], Node],
    wholes: Mapping[tuple[str, int], tuple[str, int] | None],
) -> list[Node]:
    top = []
    for key, node in nodes.items():
        whole = wholes[key]
        if whole is None or whole not in nodes or _is_round(key, wholes):
            top.append(node)
        else:
            nodes[whole].parts.append(node)
    return top


def _is_round(
    key: tuple[str, int], wholes: Mapping[tuple[str, int], tuple[str, int] | None]
) -> bool:
    """Say whether a row comes back to itself by its wholes."""
    seen, at = {key}, wholes.get(key)
    while at is not None:
        if at in seen:
            return at == key
        seen.add(at)
        at = wholes.get(at)
    return False


def _sort(register: Register) -> str:
    return "issued_on" if register.name == "plans" else "due_on"


def _whole(register: Register, row: Row) -> tuple[str, int] | None:
    if row["parent_id"] is not None:
        return register.name, row["parent_id"]
    plan = row.get("plan_id")
    return None if plan is None else ("plans", plan)


def _node(register: Register, row: Row) -> Node:
    names = (
        ("number", "kind", "issuer_id")
        if register.name == "plans"
        else ("unit_id", "person", "due_on")
    )
    about = [words_of(register.column(name), row) for name in names]
    return Node(
        register.name, row["id"], row_title(register, row), [each for each in about if each.vi],
        row["status_now"] or "",
    )  # fmt: skip


def _targets(conn: connection, reader: Reader, as_of: date) -> list[tuple[int, Target]]:
    """Return the targets by plan, each with the figure over its days up to the day asked for."""
    register = find_register("targets")
    known = {each.name for each in registers_for(reader.role)}
    found = []
    rows = all_rows(conn, register, reader, View(), EVER)
    for row in sorted(rows, key=lambda each: (each["due_on"], each["id"])):
        name, figure = row["figure"].split(":")
        if name not in known:
            continue
        of = find_register(name)
        view = View(period=f"{row['since']}..{row['due_on']}", as_of=as_of.isoformat())
        value = read_figure(conn, of, reader, view, window_of(conn, of, reader, view), figure)
        found.append((row["plan_id"], Target(
            row["id"], row["item"], name, value.value, row["goal"], value.unit, value.decimals,
            value.view,
        )))  # fmt: skip
    return found
