"""The registers of the demonstration give the figures of the report of the first half of 2016."""

from datetime import date

import pytest

from layers import db
from layers.filters import Filter
from layers.queries.row_tables import count_rows
from layers.queries.sources import layer_source
from layers.queries.wards import get_ward
from layers.registers.figures import read_figure
from layers.registers.listing import all_rows, list_rows
from layers.registers.matrix import run_check
from layers.registers.reading import all_registers, find_register
from layers.registers.rules import ref_faults, row_faults
from layers.registers.scope import Reader, View, read_view, window_of
from layers.registry import get_layer
from layers.roles import Role
from scripts.demo.load import load_demo
from scripts.demo.registers import make_registers

HALF = View(period="2016H1")
FIRST, LAST = date(2016, 1, 1), date(2016, 6, 30)

# Register, figure, value of the half-year; those of the report say so.
FIGURES = [
    ("broadcasts", "minutes", 390),  # 01 buổi/tuần, 15 phút/buổi
    ("broadcasts", "broadcasts", 26),
    ("recommendations", "points", 16),  # 16 điểm tái phạm đã đề nghị với UBND
    ("cell_reports", "reports", 84),  # các chi bộ hằng tháng đều có báo cáo: 14 × 6
    ("supervisions", "regular", 7),
    ("supervisions", "surprise", 2),
    ("site_visits", "sites", 40),  # giám sát và vận động 40 nhà dân đang xây dựng
    ("site_visits", "persuaded", 40),
    ("lane_supervisions", "lanes", 25),  # giám sát 25 tuyến ngõ giai đoạn 2
    ("projects", "culture_houses", 2),  # Nhà Văn hóa tổ dân phố số 8 và số 10
    ("adoptions", "models", 1),  # mô hình của tổ 9
    ("adoptions", "adopters", 2),  # nhân rộng ở tổ 2, tổ 14
    ("dossiers", "pending", 26),  # tổ 5, 7, 9: 9 + 6 + 11, như lớp bản đồ
    ("parcels", "cleared", 15),
    ("parcels", "parcels", 24),
    ("democracy", "rated", 70),  # 5 quy chế × 14 tổ
    ("plans", "plans", 3),
]


# Register, figure, the day of a row that lies in the period, and the same from the rows as made.
SUMS = [
    ("model_groups", "groups", "decided_on", lambda rows: len({each["group_id"] for each in rows})),
    ("activities", "turnout", "held_on", lambda rows: sum(each["turnout"] for each in rows)),
    ("articles", "articles", "published_on", len),
    ("briefings", "attendees", "held_on", lambda rows: sum(each["attendees"] for each in rows)),
    ("projects", "budget", "started_on", lambda rows: sum(each["budget_million"] for each in rows)),
    ("coordination", "answered", "sent_on",
     lambda rows: sum((each.get("answered_on") or date.max) <= LAST for each in rows)),
]  # fmt: skip


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


@pytest.mark.parametrize(("register", "figure", "day", "adding"), SUMS)
def test_figure_is_the_plain_sum_of_the_rows_made(
    loaded, demo, register: str, figure: str, day: str, adding
) -> None:
    reader, found = (
        Reader(get_ward(loaded, "gia-thuy"), Role.ADMIN, "admin"),
        find_register(register),
    )
    asked = View(period="2016H1", as_of=LAST.isoformat())
    window = window_of(loaded, found, reader, asked)
    rows = [each for each in make_registers(demo)[register] if FIRST <= each[day] <= LAST]
    expected = adding(rows)
    assert expected > 0
    assert read_figure(loaded, found, reader, asked, window, figure).value == expected


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


def test_each_number_of_a_difference_opens_its_rows(loaded) -> None:
    """What the records have beside a cell's report is what the map shows under the link."""
    ward = get_ward(loaded, "gia-thuy")
    reader, register = Reader(ward, Role.ADMIN, "admin"), find_register("cell_reports")
    window = window_of(loaded, register, reader, HALF)
    found = run_check(loaded, reader, window, register.checks[0])
    for row in found:
        for name in ("recorded", "in_rounds"):
            if row[name]:
                chosen = Filter.from_query(row[f"{name}_map"])
                source = layer_source(ward, get_layer("incidents"), chosen)
                assert count_rows(loaded, source) == row[name], row
    assert any(row["in_rounds"] for row in found)


@pytest.mark.parametrize(
    ("register", "number"), [("tasks", 1), ("site_visits", 0)], ids=["by_unit", "compliance"]
)
def test_each_number_of_a_scorecard_opens_its_rows(loaded, register: str, number: int) -> None:
    reader, found = (
        Reader(get_ward(loaded, "gia-thuy"), Role.ADMIN, "admin"),
        find_register(register),
    )
    asked = {"period": "2016H1", "as_of": "2016-06-30"}
    window = window_of(loaded, found, reader, View(**asked))
    opened = 0
    for row in run_check(loaded, reader, window, found.checks[number]):
        for name in (each[: -len("_rows")] for each in row if each.endswith("_rows")):
            query = {key: str(value) for key, value in row[f"{name}_rows"].items()}
            view = read_view(found, reader.role, asked | query)
            assert list_rows(loaded, found, reader, view, window).total == row[name], (row, name)
            opened += 1
    assert opened >= 15


def test_gap_and_clash_that_were_planted_are_found(loaded) -> None:
    reader = Reader(get_ward(loaded, "gia-thuy"), Role.ADMIN, "admin")
    register = find_register("assignments")
    window = window_of(loaded, register, reader, HALF)
    gaps, clashes = (run_check(loaded, reader, window, each) for each in register.checks)
    assert [(row["group_name"], row["field_name_en"]) for row in gaps] == [
        ("Tổ dân phố số 13", "Environmental sanitation")
    ]
    assert [(row["group_name"], row["other"]) for row in clashes] == [
        ("Tổ dân phố số 2", "Cán bộ minh hoạ 09")
    ]


def test_scorecards_of_the_units_add_up(loaded) -> None:
    reader = Reader(get_ward(loaded, "gia-thuy"), Role.ADMIN, "admin")
    register, view = find_register("tasks"), View(period="2016H1", as_of="2016-06-30")
    window = window_of(loaded, register, reader, view)
    gaps, by_unit = (run_check(loaded, reader, window, each) for each in register.checks)
    parts = ("on_time", "done_late", "late", "open", "undated")
    assert by_unit and all(row["due"] == sum(row[part] for part in parts) for row in by_unit)
    tasks = read_figure(loaded, register, reader, view, window, "tasks").value
    without_unit = [row for row in gaps if row["finding_en"] == "No unit"]
    assert sum(row["due"] for row in by_unit) + len(without_unit) == tasks


def test_every_site_of_the_half_year_was_visited(loaded) -> None:
    reader = Reader(get_ward(loaded, "gia-thuy"), Role.ADMIN, "admin")
    register = find_register("site_visits")
    window = window_of(loaded, register, reader, HALF)
    compliance, unvisited, sites = (
        run_check(loaded, reader, window, each) for each in register.checks
    )
    visits = read_figure(loaded, register, reader, HALF, window, "visits").value
    assert unvisited == [] and len(sites) == 40
    assert sum(row["visits"] for row in sites) == visits
    assert {row["met"] + row["not_met"] + row["not_seen"] for row in compliance} == {visits}


def test_every_register_has_rows(demo) -> None:
    made = make_registers(demo)
    # those of a table of the map are filled with the map
    assert set(made) == {each.name for each in all_registers() if not each.is_of_map}
    assert all(made.values())


def test_same_rows_each_time(demo) -> None:
    assert make_registers(demo) == make_registers(demo)


def test_no_row_breaks_a_rule_of_its_register(loaded) -> None:
    conn, view = loaded, View()
    who = Reader(get_ward(conn, "gia-thuy"), Role.ADMIN, "lan")
    broken = [
        (register.name, row["id"], faults)
        for register in all_registers()
        for row in all_rows(conn, register, who, view, window_of(conn, register, who, view))
        if (faults := row_faults(register, row) | ref_faults(conn, register, row))
    ]
    assert broken == []


def test_rows_name_groups_of_their_own_day(loaded) -> None:
    """What the forms and sheets would refuse is in no row of the demonstration."""
    asked = 0
    for register in all_registers():
        groups = [each.name for each in register.columns if each.ref == "group"]
        for name in groups if register.dating else ():
            query = (
                f"SELECT count(*) FROM {register.table} AS r JOIN area AS g ON g.id = r.{name}"
                f" WHERE NOT g.valid @> r.{register.dating}"
            )
            assert loaded and db.value(loaded, query) == 0, (register.name, name)
            asked += 1
    assert asked > 10
