"""Whatever rows a register has: figure = rows it opens = CSV = XLSX, for every register."""

import csv
import io
import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from layers import db
from layers.registers.contract import Column, Register
from layers.registers.export import make_file
from layers.registers.figures import read_figures
from layers.registers.listing import all_rows, list_rows
from layers.registers.load import fill_registers
from layers.registers.reading import all_registers
from layers.registers.references import options_of
from layers.registers.scope import Reader, View, window_of
from layers.roles import Role
from tests.factories import (
    add_area,
    add_facility,
    add_lane,
    add_lane_project,
    add_place,
    add_route,
    add_site,
)

REGISTERS = all_registers()
SETS, ROWS = 6, 12
FIRST = date(2015, 12, 1)


@pytest.fixture
def town(conn, ward) -> None:
    """One of everything that a register can refer to."""
    lane = add_lane(conn, ward)
    add_lane_project(conn, ward, lane)
    for add in (add_area, add_facility, add_place, add_route, add_site):
        add(conn, ward)
    fill_registers(conn, ward.id, {
        "units": [{"key": "u", "name": "UBND", "kind": "ubnd"}],
        "plans": [{"key": "p", "number": "1", "title": "Kế hoạch", "kind": "ke_hoach",
                   "issuer_id": "u", "issued_on": FIRST}],
        "projects": [{"key": "d", "name": "Chợ", "kind": "cho", "state": "chuan_bi"}],
    }, "lan")  # fmt: skip


def _value(conn, ward, column: Column, dice: random.Random, number: int) -> object:
    if not column.required and dice.random() < 0.3:
        return {"text": "", "note": "", "people": []}.get(column.type)
    if column.ref:
        options = options_of(conn, ward, column)
        return dice.choice(options).id if options else None
    day = FIRST + timedelta(dice.randrange(260))
    least, most = int(column.least or 0), int(min(column.most or 99, 99999))
    return {
        "choice": lambda: dice.choice(list(column.choices)),
        "boolean": lambda: dice.random() < 0.5,
        "date": lambda: day, "month": lambda: day.replace(day=1), "people": lambda: ["lan"],
        "integer": lambda: dice.randint(least, max(least, most)),
        "number": lambda: Decimal(dice.randint(0, min(99, most) * 100)) / 100,
    }.get(column.type, lambda: f"{dice.choice(['=1', 'Ngõ', '-', 'tổ 5'])} {number}")()  # fmt: skip


def _fill(conn, ward, register: Register, dice: random.Random) -> None:
    """Replace the rows of a register by others; what breaks a rule of the table is left out."""
    db.execute(conn, f"UPDATE {register.table} SET deleted_at = now() WHERE created_by = 'dice'")
    for number in range(ROWS):
        row = {c.name: _value(conn, ward, c, dice, number) for c in register.columns}
        for first, last in register.day_order:
            if row[first] and row[last] and row[last] < row[first]:
                row[last] = row[first]
        names = ", ".join(row)
        marks = ", ".join(f"%({name})s" for name in row)
        db.execute(
            conn,
            f"INSERT INTO {register.table} (ward_id, created_by, updated_by, {names})"
            f" VALUES (%(ward)s, 'dice', 'dice', {marks}) ON CONFLICT DO NOTHING",
            row | {"ward": ward.id},
        )


@pytest.mark.parametrize("register", REGISTERS, ids=lambda each: each.name)
def test_figure_is_its_rows_is_its_files(conn, ward, town, register: Register) -> None:
    reader = Reader(ward, Role.ADMIN, "dice")
    dice = random.Random(register.name)
    for _ in range(SETS):
        _fill(conn, ward, register, dice)
        for period in ("", "2016H1"):
            view = View(period=period if register.period else "", as_of="2016-06-30")
            window = window_of(conn, register, reader, view)
            for known in read_figures(conn, register, reader, view, window):
                rows = all_rows(conn, register, reader, known.view, window)
                assert list_rows(conn, register, reader, known.view, window).total == len(rows)
                assert known.value <= 10**9 and (known.value == 0 or rows)
                definition = next((f for f in register.figures if f.name == known.name), None)
                if definition is None or definition.value == "count(*)":
                    assert known.value == len(rows), known.name
        rows = all_rows(conn, register, reader, view, window)
        text = make_file("csv", register, reader, view, rows).decode("utf-8-sig")
        made = make_file("xlsx", register, reader, view, rows)
        sheet = CalamineWorkbook.from_object(io.BytesIO(made)).get_sheet_by_name("Dữ liệu")
        assert len(list(csv.reader(io.StringIO(text)))) == len(rows) + 1
        assert len(sheet.to_python()) == len(rows) + 1
