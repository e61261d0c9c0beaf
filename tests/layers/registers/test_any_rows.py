"""Whatever rows a register has: figure = rows it opens = sum of its parts = CSV = XLSX.

Each register is filled at random several times; DIEMNONG_DATA_SETS says how often.
"""

import random

import pytest

from layers import db
from layers.registers.contract import Register
from layers.registers.load import fill_registers
from layers.registers.reading import all_registers
from layers.registers.scope import Reader, View
from layers.roles import Role
from tests.datasets import how_many
from tests.factories import (
    add_area,
    add_facility,
    add_incident,
    add_lane,
    add_lane_project,
    add_place,
    add_route,
    add_site,
)
from tests.layers.agreement.of_registers import hold_together
from tests.layers.registers.made_up import FIRST, add_rows

REGISTERS = all_registers()
SETS, ROWS = how_many(6), 12


@pytest.fixture
def town(conn, ward) -> None:
    """One of everything that a register can refer to."""
    lane = add_lane(conn, ward)
    add_lane_project(conn, ward, lane)
    for add in (add_area, add_facility, add_place, add_route, add_site, add_incident):
        add(conn, ward)
    fill_registers(conn, ward.id, {
        "units": [{"key": "u", "name": "UBND", "kind": "ubnd"}],
        "plans": [{"key": "p", "number": "1", "title": "Kế hoạch", "kind": "ke_hoach",
                   "issuer_id": "u", "issued_on": FIRST}],
        "projects": [{"key": "d", "name": "Chợ", "kind": "cho", "state": "chuan_bi"}],
        "border_areas": [{"key": "b", "name": "Giáp tổ 6", "first_id": "5", "width_m": 20,
                          "first_unit": "Tổ 5", "second_unit": "Tổ 6", "acts_first": "cung",
                          "state": "moi"}],
        "patrols": [{"key": "t", "patrolled_on": FIRST, "unit_id": "u", "group_id": "5",
                     "members": 2, "hours": 2, "found": 1}],
    }, "lan")  # fmt: skip


@pytest.mark.parametrize("register", REGISTERS, ids=lambda each: each.name)
def test_figure_is_its_rows_is_its_files(conn, ward, town, register: Register) -> None:
    reader = Reader(ward, Role.ADMIN, "dice")
    dice = random.Random(register.name)
    clear = f"UPDATE {register.table} SET deleted_at = now() WHERE created_by = 'dice'"
    for _ in range(SETS):
        db.execute(conn, clear)
        add_rows(conn, ward, register.name, [dice.random() for _ in range(ROWS)])
        for period in ("", "2016H1") if register.period else ("",):
            hold_together(conn, register, reader, View(period=period, as_of="2016-06-30"))
