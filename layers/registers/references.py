"""What a column of a register may refer to: things on the map, and rows of other registers."""

from datetime import date
from typing import NamedTuple

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.text import Text
from layers import db
from layers.queries.wards import Ward
from layers.registers.contract import Column, Register
from layers.registers.reading import all_registers, find_register, is_register

ALWAYS = "NULL::date"


class Target(NamedTuple):
    """A table to refer to. `label` and `hint` are SQL on `t`; `among` narrows its rows.

    `layer` is the map layer whose records they are, "" where there is none. `typed`: too many to
    choose from a list, named by what `label` gives. `placed`: its rows lie somewhere. `begins` and
    `ends` (the day after the last) are SQL on `t` of what is in force for a time only, as its
    column `valid` says too. `lasting`: the column that stays the same where one row of the table
    takes over from another, as the code of a route does from contract to contract; "" where what
    comes later is another thing.
    """

    table: str
    title: Text
    label: str
    layer: str = ""
    order: str = ""
    among: str = "true"
    hint: str = "''"
    typed: bool = False
    placed: bool = True
    begins: str = ALWAYS
    ends: str = ALWAYS
    lasting: str = ""

    @property
    def is_for_a_time(self) -> bool:
        """Whether its rows are in force for a time only."""
        return self.begins != ALWAYS


KINDS = {
    "group": Target(
        "area", Text("tổ dân phố", "resident group"), "t.name", "groups",
        "t.valid_to DESC NULLS FIRST, t.code", "t.kind = 'group'",
        begins="t.valid_from", ends="t.valid_to",
    ),
    "lane": Target(
        "lane", Text("tuyến, ngõ", "lane"), "coalesce(nullif(t.name, ''), t.code)", "lanes",
        "t.name COLLATE vietnamese, t.code COLLATE vietnamese", hint="t.code",
    ),
    "place": Target("place", Text("điểm", "place"), "t.name", order="t.name COLLATE vietnamese"),
    "incident": Target(
        "incident", Text("vụ", "incident"), "t.source_key", "incidents", "t.id", typed=True
    ),
    "round": Target(
        "inspection_round", Text("đợt kiểm tra", "round"), "t.code", "rounds", "t.started_on DESC",
        among="t.id IN (SELECT o.id FROM open_round AS o)",
        hint="to_char(t.started_on, 'DD/MM/YYYY')",
    ),
    "site": Target(
        "site", Text("nhà đang xây", "site"), "t.code", "sites", "t.code", hint="t.address"
    ),
    "facility": Target(
        "facility", Text("công trình", "facility"), "t.name", "facilities",
        "t.name COLLATE vietnamese",
    ),
    "lane_project": Target(
        "lane_project", Text("dự án ngõ", "lane project"), "t.code", "lane_projects", "t.code",
        among="t.deleted_at IS NULL",
        hint="(SELECT coalesce(nullif(l.name, ''), l.code) FROM lane l WHERE l.id = t.lane_id)",
    ),
    "category": Target(
        "category", Text("loại vi phạm", "category"), "t.name_vi", order="t.field_code, t.sort",
        hint="(SELECT f.name_vi FROM field AS f WHERE f.code = t.field_code)", placed=False,
    ),
    "route": Target(
        "route", Text("tuyến khoán", "route"), "t.code", "routes",
        "t.code, t.valid_to DESC NULLS FIRST", hint="t.name",
        begins="t.valid_from", ends="t.valid_to", lasting="code",
    ),
}  # fmt: skip


class Option(NamedTuple):
    """One row to choose; from its `first` to its `last` day, where it is in force for a time."""

    id: int
    label: str
    hint: str
    first: date | None = None
    last: date | None = None

    @property
    def name(self) -> str:
        """What it is called, whenever it is in force."""
        return f"{self.label} · {self.hint}" if self.hint else self.label

    @property
    def words(self) -> str:
        """Its name, with the days of what is not in force any more."""
        if self.last is None:
            return self.name
        return f"{self.name} · {_written(self.first)} – {_written(self.last)}"

    def is_in_force(self, first: date, last: date) -> bool:
        """Say whether it is there on one of these days at least."""
        return (self.first is None or self.first <= last) and (
            self.last is None or self.last >= first
        )


def _written(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def target_of(column: Column) -> Target:
    """Return what a column refers to."""
    if not is_register(column.ref):
        return KINDS[column.ref]
    register = find_register(column.ref)
    named = f't."{register.label}"::text'
    order = f"{named} COLLATE vietnamese"
    return Target(register.table, register.one, named, order=order, among="t.deleted_at IS NULL")


def label_sql(column: Column) -> sql.Composable:
    """Return SQL for the words of the row that column `r.<name>` refers to; NULL for none."""
    target = target_of(column)
    return sql.SQL("(SELECT {label} FROM {table} AS t WHERE t.id = r.{column})").format(
        label=sql.SQL(target.label),
        table=sql.Identifier(target.table),
        column=sql.Identifier(column.name),
    )


def options_of(conn: connection, ward: Ward, column: Column) -> list[Option]:
    """List what a column may refer to in a ward."""
    target = target_of(column)
    which = sql.SQL("t.ward_id = %s AND {among} ORDER BY {order}, t.id").format(
        among=sql.SQL(target.among), order=sql.SQL(target.order)
    )
    return _read_options(conn, target, target.hint, which, ward.id)


def _read_options(
    conn: connection, target: Target, hint: str, which: sql.Composable, given: object
) -> list[Option]:
    """Read the rows of a target that a condition with one parameter names."""
    query = sql.SQL(
        "SELECT t.id, {label} AS label, {hint} AS hint, {begins} AS first, {ends} - 1 AS last"
        " FROM {table} AS t WHERE {which}"
    ).format(
        label=sql.SQL(target.label),
        hint=sql.SQL(hint),
        begins=sql.SQL(target.begins),
        ends=sql.SQL(target.ends),
        table=sql.Identifier(target.table),
        which=which,
    )
    return [Option(**row) for row in db.rows(conn, query, (given,))]


def find_referred(conn: connection, ward: Ward, column: Column, said: str) -> int | None:
    """Find the row that somebody named by its id, or by its words where those are typed."""
    target = target_of(column)
    condition = f"({target.label}) = %(said)s" if target.typed else "t.id = %(id)s"
    is_id = said.isascii() and said.isdigit() and len(said) < 18
    if not target.typed and not is_id:
        return None
    query = sql.SQL(
        "SELECT t.id FROM {table} AS t WHERE t.ward_id = %(ward)s AND {among} AND {condition}"
    ).format(
        table=sql.Identifier(target.table),
        among=sql.SQL(target.among),
        condition=sql.SQL(condition),
    )
    params = {"ward": ward.id, "said": said, "id": int(said) if is_id else 0}
    found: int | None = db.value(conn, query, params)
    return found


def referred_away(conn: connection, register: Register, row_id: int) -> Column | None:
    """Return a column in which a row names a row of a register that was taken away, if any."""
    for column in register.columns:
        if not column.ref or not is_register(column.ref):
            continue
        query = sql.SQL(
            "SELECT EXISTS (SELECT FROM {} AS r JOIN {} AS t ON t.id = r.{}"
            " WHERE r.id = %s AND t.deleted_at IS NOT NULL)"
        ).format(
            sql.Identifier(register.table),
            sql.Identifier(target_of(column).table),
            sql.Identifier(column.name),
        )
        if db.value(conn, query, (row_id,)):
            return column
    return None


def words_of_ids(conn: connection, column: Column, ids: set[int]) -> dict[int, str]:
    """Return the words of rows by id, also of rows that were deleted.

    Of what is in force for a time they say when that was, where it has ended: two contracts of a
    route have one code, and not all groups of a number are one.
    """
    which = sql.SQL("t.id = ANY(%s)")
    found = _read_options(conn, target_of(column), "''", which, sorted(ids))
    return {each.id: each.words for each in found}


def referring(name: str) -> list[tuple[Register, Column]]:
    """Return the registers, with the column, that refer to a kind or to a register."""
    return [
        (register, column)
        for register in all_registers()
        for column in register.columns
        if column.ref == name
    ]
