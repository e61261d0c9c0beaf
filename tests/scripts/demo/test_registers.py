"""The registers of the demonstration give the figures of the report of the first half of 2016."""

from datetime import date

import pytest

from layers import db
from layers.queries.wards import get_ward
from layers.registers.figures import read_figure
from layers.registers.matrix import run_check
from layers.registers.reading import all_registers, find_register
from layers.registers.scope import Reader, View, window_of
from layers.roles import Role
from scripts.demo.load import load_demo
from scripts.demo.registers import make_registers

HALF = View(period="2016H1")

# Register, figure, value of the half-year; those of the report say so.
FIGURES = [
    ("broadcasts", "minutes", 390),  # 01 buổi/tuần, 15 phút/buổi
    ("broadcasts", "broadcasts", 26),
    ("recommendations", "points", 16),  # 16 điểm tái phạm đã đề nghị với UBND
    ("cell_reports", "reports", 84),  # các chi bộ hằng tháng đều có báo cáo: 14 × 6
    ("supervisions", "regular", 7),
    ("supervisions", "surprise", 2),
]


@pytest.fixture(scope="module")
def loaded(databases, template):
    conn = db.connect(databases.url(databases.create(template)))
    load_demo(conn)
    yield conn
    conn.close()


@pytest.mark.parametrize(("register", "figure", "value"), FIGURES)
def test_figure_of_the_report(loaded, register: str, figure: str, value: int) -> None:
    reader = Reader(get_ward(loaded, "gia-thuy"), Role.ADMIN, "admin")
    found = find_register(register)
    window = window_of(loaded, found, reader, HALF)
    known = read_figure(loaded, found, reader, HALF, window, figure)
    assert known.value == value


def test_cells_differ_from_the_records_only_where_it_was_planted(loaded) -> None:
    reader = Reader(get_ward(loaded, "gia-thuy"), Role.ADMIN, "admin")
    register = find_register("cell_reports")
    window = window_of(loaded, register, reader, HALF)
    found = run_check(loaded, reader, window, register.checks[0])
    assert {(row["group_name"], row["month"], row["difference"]) for row in found} == {
        ("Tổ dân phố số 7", date(2016, 3, 1), 2),
        ("Tổ dân phố số 12", date(2016, 5, 1), -2),
        ("Tổ dân phố số 5", date(2016, 4, 1), 1),
    }


def test_every_register_has_rows(demo) -> None:
    made = make_registers(demo)
    assert set(made) == {register.name for register in all_registers()}
    assert all(made.values())


def test_same_rows_each_time(demo) -> None:
    assert make_registers(demo) == make_registers(demo)
