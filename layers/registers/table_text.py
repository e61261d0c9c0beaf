"""The table of a register as SQL: what a migration holds, and what the tables are held against."""

from layers.registers.contract import Column, Need, NoOverlap, Register
from layers.registers.references import target_of

_TYPES = {
    "text": "text NOT NULL DEFAULT ''",
    "note": "text NOT NULL DEFAULT ''",
    "integer": "integer",
    "number": "numeric(16, 2)",
    "date": "date",
    "month": "date",
    "boolean": "boolean",
    "choice": "text",
    "ref": "bigint",
    "people": "text[] NOT NULL DEFAULT '{}'",
    "figure": "text",
}


def table_text(register: Register) -> str:
    """Return CREATE TABLE and its indexes."""
    width = max(len(each.name) for each in register.columns)
    lines = [
        "LIKE kept_row INCLUDING ALL",
        *(f"{each.name:<{width}}  {_kind(each)}" for each in register.columns),
        *(f"CHECK ({last} >= {first})" for first, last in register.day_order),
        *(_need(register, each) for each in register.needs),
        *(_reference(each) for each in register.columns if each.ref),
        *(_no_overlap(each) for each in register.no_overlap),
        "FOREIGN KEY (ward_id) REFERENCES ward ON DELETE CASCADE",
    ]
    body = ",\n".join(f"  {line}" for line in lines)
    indexes = [_list_index(register), *(_unique_index(register, each) for each in register.unique)]
    return f"CREATE TABLE {register.table} (\n{body}\n);\n" + "".join(indexes)


def _kind(column: Column) -> str:
    made = _TYPES[column.type]
    if column.required and "NOT NULL" not in made:
        made += " NOT NULL"
    checks = _checks(column)
    return made + (f" CHECK ({' AND '.join(checks)})" if checks else "")


def _checks(column: Column) -> list[str]:
    name, kind = column.name, column.type
    found = []
    if kind in ("text", "note") and column.required:
        found.append(f"{name} <> ''")
    if kind == "month":
        found.append(f"extract(day FROM {name}) = 1")
    if kind == "choice":
        found.append(f"{name} IN ({', '.join(map(repr, column.choices))})")
    if kind in ("integer", "number") and column.least is not None:
        found.append(f"{name} >= {column.least:g}")
    if kind in ("integer", "number") and column.most is not None:
        found.append(f"{name} <= {_plain(column.most)}")
    return found


def _plain(number: float) -> str:
    return str(int(number)) if number == int(number) else str(number)


def _reference(column: Column) -> str:
    table = target_of(column).table
    return f"FOREIGN KEY (ward_id, {column.name}) REFERENCES {table} (ward_id, id)"


def _need(register: Register, need: Need) -> str:
    empty = " <> ''" if register.column(need.needed).type in ("text", "note") else " IS NOT NULL"
    return f"CHECK ({need.column} <> '{need.value}' OR {need.needed}{empty})"


def _no_overlap(rule: NoOverlap) -> str:
    same = ", ".join(f"{each} WITH =" for each in ("ward_id", *rule.same))
    days = f"daterange({rule.start}, {rule.end}, '[]') WITH &&"
    return f"EXCLUDE USING gist ({same}, {days}) WHERE (deleted_at IS NULL)"


def _list_index(register: Register) -> str:
    column = register.period.start if register.period else register.sort.lstrip("-")
    return (
        "-- Usage: layers/registers/listing.py, the rows of a ward in a period.\n"
        f"CREATE INDEX {register.table}_list ON {register.table} (ward_id, {column})\n"
        "  WHERE deleted_at IS NULL;\n"
    )


def _unique_index(register: Register, columns: tuple[str, ...]) -> str:
    return (
        f"CREATE UNIQUE INDEX {register.table}_{'_'.join(columns)} ON {register.table}"
        f" (ward_id, {', '.join(columns)})\n  WHERE deleted_at IS NULL;\n"
    )
