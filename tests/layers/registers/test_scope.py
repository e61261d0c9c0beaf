"""Who sees which rows, and that every figure is the sum of the rows it opens."""

import csv
import io
from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from geo.errors import InputError
from geo.text import Text
from layers.errors import NotFound
from layers.loading import derive_incident_links
from layers.queries.wards import create_ward
from layers.registers.export import make_file
from layers.registers.figures import read_figures
from layers.registers.listing import all_rows, list_rows, read_row
from layers.registers.matrix import read_matrix, run_check
from layers.registers.reading import figure_names, find_register
from layers.registers.scope import Reader, View, read_view, window_of
from layers.roles import Role
from tests.factories import add_area, add_incident, add_user
from tests.layers.registers.conftest import BROADCAST

BROADCASTS, SUPERVISIONS = find_register("broadcasts"), find_register("supervisions")
RECOMMENDATIONS, REPORTS = find_register("recommendations"), find_register("cell_reports")
HALF = View(period="2016H1")


def _rows(conn, register, who, view, window) -> list:
    days = window(register.name, who, period=view.period, as_of=view.as_of)
    return all_rows(conn, register, who, view, days)


@pytest.mark.parametrize(("role", "sees"), [("viewer", False), ("admin", True)])
def test_row_about_a_figure_is_for_who_may_know_of_that_figure(
    conn, add, unit, reader, window, role, sees
) -> None:
    targets, admin = find_register("targets"), reader("admin")
    secret = min(set(figure_names(Role.ADMIN)) - set(figure_names(Role.VIEWER)))
    days = {"item": "Mục bí mật", "since": "2016-01-01", "due_on": "2016-06-30", "goal": "1"}
    plan = {"number": "1/KH", "kind": "ke_hoach", "title": "Kế hoạch", "issued_on": "2016-01-01",
            "issuer_id": unit("UBND")}  # fmt: skip
    said = days | {"plan_id": str(add("plans", plan, admin))}
    row_id = add("targets", said | {"figure": secret}, admin)
    open_to_all = add("targets", said | {"figure": "broadcasts:minutes"}, admin)
    who = reader(role)
    ids = {open_to_all, row_id} if sees else {open_to_all}
    for view in (View(), View(search="bí mật"), View(period="2016H1")):
        assert {row["id"] for row in _rows(conn, targets, who, view, window)} == ids
    assert list_rows(conn, targets, who, View(), window("targets", who)).total == len(ids)
    if not sees:
        with pytest.raises(NotFound):
            read_row(conn, targets, who, row_id, window("targets", who))


@pytest.fixture
def surprise(conn, ward, add, unit, reader) -> int:
    """A surprise supervision by `lan`, `minh` takes part."""
    add_user(conn, "minh", "inspector", ward)
    return add("supervisions", {
        "held_on": "2016-03-01", "kind": "dot_xuat", "body_id": unit("HĐND"), "state": "dang_lam",
        "subject": "Chợ tạm", "members": "minh"}, reader(login="lan"))  # fmt: skip


@pytest.mark.parametrize(
    ("role", "login", "sees"),
    [
        ("inspector", "lan", True), ("inspector", "minh", True), ("inspector", "hoa", False),
        ("supervisor", "hoa", False), ("admin", "hoa", False),
    ],
)  # fmt: skip
def test_surprise_is_seen_only_by_those_taking_part(
    conn, surprise, reader, window, role, login, sees
) -> None:
    who = reader(role, login)
    days = window("supervisions", who)
    figures = {
        each.name: each.value for each in read_figures(conn, SUPERVISIONS, who, View(), days)
    }
    assert len(_rows(conn, SUPERVISIONS, who, View(), window)) == sees
    assert figures["surprise"] == sees
    if not sees:
        with pytest.raises(NotFound):
            read_row(conn, SUPERVISIONS, who, surprise, days)


def test_concluded_surprise_is_seen_by_all(conn, surprise, add, reader, unit, window) -> None:
    add("supervisions", {"held_on": "2016-03-01", "kind": "dot_xuat", "body_id": unit("MTTQ"),
                         "subject": "x", "state": "ket_luan"})  # fmt: skip
    assert len(_rows(conn, SUPERVISIONS, reader("viewer", "hoa"), View(), window)) == 1


def test_rows_of_another_ward_are_not_there(conn, ward, add, reader, window) -> None:
    row_id = add("broadcasts", BROADCAST)
    other = create_ward(conn, "phuong-khac", Text("Phường Khác", "Other"), 5897)
    stranger = Reader(other, Role.ADMIN, "lan")
    assert _rows(conn, BROADCASTS, stranger, View(), window) == []
    with pytest.raises(NotFound):
        read_row(conn, BROADCASTS, stranger, row_id, window("broadcasts", stranger))


def test_figures_are_the_rows_they_open(conn, add, reader, window) -> None:
    for number in range(26):
        state = "da_phat" if number % 5 else "huy"
        said = {"broadcast_on": f"2016-0{1 + number % 7}-10", "minutes": str(10 + number)}
        add("broadcasts", BROADCAST | said | {"state": state})
    who = reader("viewer")
    days = window("broadcasts", who, period="2016H1")
    figures = read_figures(conn, BROADCASTS, who, HALF, days)
    for known in figures:
        opened = all_rows(conn, BROADCASTS, who, known.view, days)
        total = sum(row["minutes"] for row in opened) if known.name == "minutes" else len(opened)
        assert known.value == Decimal(total), known.name
        assert all(row["broadcast_on"].month <= 6 for row in opened)
    assert figures[0].expected == 390 and figures[1].expected == 26


def test_late_is_late_as_of_a_day(conn, add, unit, reader, window) -> None:
    base = {"kind": "kien_nghi", "from_unit_id": unit("A"), "to_unit_id": unit("B"),
            "sent_on": "2016-05-01"}  # fmt: skip
    add(
        "recommendations",
        base | {"subject": "hạn sau kỳ", "due_on": "2016-07-10", "outcome": "cho"},
    )
    add("recommendations", base | {"subject": "quá hạn", "due_on": "2016-06-10", "outcome": "cho"})
    add("recommendations", base | {"subject": "trả lời sau kỳ", "due_on": "2016-06-10",
                                   "answered_on": "2016-08-01", "outcome": "da_xong"})  # fmt: skip
    who, then = reader("viewer"), View(period="2016H1", as_of="2016-06-30")
    found = {
        row["subject"]: row["status_now"] for row in _rows(conn, RECOMMENDATIONS, who, then, window)
    }
    assert found == {"hạn sau kỳ": "open", "quá hạn": "late", "trả lời sau kỳ": "late"}
    later = _rows(conn, RECOMMENDATIONS, who, View(), window)
    assert {row["subject"]: row["status_now"] for row in later}["trả lời sau kỳ"] == "done_late"


def test_search_forgives_marks(conn, add, reader, window) -> None:
    add("broadcasts", BROADCAST | {"topic": "Trật tự phố Gia Thụy"})
    add("broadcasts", BROADCAST)
    found = _rows(conn, BROADCASTS, reader("viewer"), View(search="gia thuy"), window)
    assert [row["topic"] for row in found] == ["Trật tự phố Gia Thụy"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"period": "2016X1"}, "2016H1"), ({"sort": "password"}, "broadcast_on"),
        ({"status": "late"}, "—"), ({"figure": "1; DROP"}, "minutes, broadcasts"),
        ({"state": "xong"}, "Planned"), ({"group_id": "x"}, "1, 2, 3"),
    ],
)  # fmt: skip
def test_address_that_asks_wrongly_is_refused(query, words) -> None:
    with pytest.raises(InputError, match=words):
        read_view(BROADCASTS, Role.VIEWER, query)


def test_pages_hold_every_row_once(conn, add, reader, window) -> None:
    for _ in range(53):
        add("broadcasts", BROADCAST)
    who = reader("viewer")
    pages = [list_rows(conn, BROADCASTS, who, View(), window("broadcasts", who), n) for n in (1, 2)]
    assert [len(each.rows) for each in pages] == [50, 3]
    assert len({row["id"] for each in pages for row in each.rows}) == pages[0].total == 53


def test_files_hold_the_rows_of_the_page(conn, add, reader, window) -> None:
    add("broadcasts", BROADCAST | {"topic": "=HYPERLINK(1)"})
    add("broadcasts", BROADCAST | {"topic": "Vỉa hè", "minutes": "20"})
    who, view = reader("viewer"), View(sort="minutes")
    rows = _rows(conn, BROADCASTS, who, view, window)
    with make_file("csv", BROADCASTS, who, view, rows) as file:
        text = file.read().decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    assert [(each["Số phút"], each["Tình trạng"]) for each in lines] == [
        ("15", "Đã phát"),
        ("20", "Đã phát"),
    ]
    assert lines[0]["Chủ đề"] == "'=HYPERLINK(1)"
    with make_file("xlsx", BROADCASTS, who, view, rows) as file:
        book = CalamineWorkbook.from_object(io.BytesIO(file.read()))
    cells = book.get_sheet_by_name("Dữ liệu").to_python()
    assert cells[0][:3] == ["Ngày phát", "Số phút", "Chủ đề"]
    assert [line[1] for line in cells[1:]] == [15, 20]
    with pytest.raises(InputError, match="csv, xlsx"):
        make_file("pdf", BROADCASTS, who, view, rows)


def test_matrix_has_every_group_and_month(conn, ward, add, reader, window) -> None:
    one, two = (add_area(conn, ward, code=f"to-0{n}", name=f"Tổ {n}") for n in (1, 2))
    report = {"group_id": str(one), "due_on": "2016-03-05", "ttdt": "1", "ttxd": "0", "vsmt": "0"}
    add("cell_reports", report | {"month": "2016-02", "submitted_on": "2016-03-04"})
    add("cell_reports", report | {"month": "2016-03", "submitted_on": "2016-04-07",
                                  "due_on": "2016-04-05"})  # fmt: skip
    who = reader("viewer")
    days = window("cell_reports", who, period="2016H1")
    grid = read_matrix(conn, REPORTS, who, HALF, days, REPORTS.matrices[0])
    assert [each.words.vi for each in grid.lines] == ["Tổ 1", "Tổ 2"]
    assert [each.value for each in grid.columns] == [f"2016-0{n}" for n in range(1, 7)]
    words = {at: cell.words.vi for at, cell in grid.cells.items()}
    assert words == {(str(one), "2016-02"): "Đúng hạn", (str(one), "2016-03"): "Xong muộn"}
    assert grid.good(grid.lines[0]) == 1 and grid.rows_of(grid.lines[0]) == 2
    assert two


def test_reconciliation_names_each_difference(conn, ward, add, reader, window) -> None:
    group = add_area(conn, ward)
    incidents = [add_incident(conn, ward, on=f"2016-03-{day}") for day in (10, 11)]
    assert incidents
    derive_incident_links(conn, ward.id)
    add("cell_reports", {"group_id": str(group), "month": "2016-03", "due_on": "2016-04-05",
                         "ttdt": "5", "ttxd": "0", "vsmt": "0"})  # fmt: skip
    who = reader("viewer")
    found = run_check(conn, who, window("cell_reports", who, period="2016H1"), REPORTS.checks[0])
    assert [(row["reported"], row["recorded"], row["difference"]) for row in found] == [(5, 2, 3)]


def test_scorecard_of_a_unit_counts_the_rows_of_its_link(conn, ward, add, unit, reader) -> None:
    """Cancelled tasks are in neither; the parts add up and say late for what the list says late."""
    office = unit("UBND")
    said = {"span": "thang", "responsibility": "chu_tri", "unit_id": office, "title": "x"}
    days = [("xong", "2016-05-10", "2016-05-09"), ("xong", "2016-05-10", "2016-05-11"),
            ("dang_lam", "2016-05-10", ""), ("dang_lam", "2016-06-30", ""),
            ("xong", "2016-05-10", ""), ("huy", "2016-05-10", "")]  # fmt: skip
    for state, due, done in days:
        add("tasks", said | {"state": state, "due_on": due, "done_on": done})
    who, view = reader("viewer"), View(period="2016H1", as_of="2016-06-30")
    tasks = find_register("tasks")
    window = window_of(conn, tasks, who, view)
    (row,) = run_check(conn, who, window, next(c for c in tasks.checks if c.name == "by_unit"))
    opened = replace(view, figure=row["list_figure"], chosen=((row["list_by"], row["row_id"]),))
    listed = Counter(each["status_now"] for each in all_rows(conn, tasks, who, opened, window))
    parts = [row[each] for each in ("on_time", "done_late", "late", "open", "undated")]
    assert parts == [listed[each] for each in ("done", "done_late", "late", "open", None)]
    assert parts == [1, 1, 1, 1, 1] and row["due"] == sum(parts)


@pytest.mark.parametrize(
    "query",
    [
        {"unit_id": "-"}, {"unit_id": "7", "state": "huy"}, {"sort": "-due_on", "unit_id": "-"},
        {"period": "2016H1", "status": "late", "as_of": "2016-06-30", "q": "x", "plan_id": "-"},
    ],
)  # fmt: skip
def test_address_of_a_view_shows_the_same(query) -> None:
    tasks = find_register("tasks")
    view = read_view(tasks, Role.VIEWER, query)
    assert view.to_query() == query
    assert read_view(tasks, Role.VIEWER, view.to_query()) == view


@pytest.mark.parametrize(
    ("name", "view", "counts"),
    [
        ("patrols", View(), ["2", "4"]),
        ("patrols", View(period="2016H1"), ["2", "4"]),
        ("patrols", View(period="2016-03-10..2016-04-20"), ["1", "3"]),
        ("patrols", View(period="2016H1", search="chợ"), ["1"]),
        ("adoptions", View(), ["6"]),
        ("adoptions", View(period="2016-04"), ["4"]),
    ],
)
def test_cell_opens_as_many_rows_as_it_says(
    conn, ward, add, unit, reader, name, view, counts
) -> None:
    group, guard = str(add_area(conn, ward)), unit("Bảo vệ dân phố")
    for day in ("03-01", "03-31", "04-01", "04-02", "04-20", "04-30"):
        add("patrols", {"patrolled_on": f"2016-{day}", "unit_id": guard, "group_id": group,
                        "members": "3", "hours": "2", "found": "0",
                        "note": "Chợ tạm" if day == "04-20" else ""})  # fmt: skip
        add("adoptions", {"adopted_on": f"2016-{day}", "group_id": group, "model": day,
                          "level": "quan", "state": "nhan_rong"})  # fmt: skip
    who, register = reader("viewer"), find_register(name)
    days = window_of(conn, register, who, view)
    grid = read_matrix(conn, register, who, view, days, register.matrices[0])
    heads = [(line, column) for line in grid.lines for column in grid.columns]
    full = [each for each in heads if (each[0].value, each[1].value) in grid.cells]
    assert [grid.cells[line.value, column.value].words.vi for line, column in full] == counts
    for line, column in full:
        opened = read_view(register, who.role, grid.opens(line, column))
        rows = all_rows(conn, register, who, opened, window_of(conn, register, who, opened))
        cell = grid.cells[line.value, column.value]
        assert {row["id"] for row in rows} == set(cell.row_ids)


@pytest.mark.parametrize("period", ["2016-03-10..2016-03-20", "2016-03-31..2016-04-01", "2016-03"])
def test_reconciliation_compares_whole_months(conn, ward, add, reader, window, period) -> None:
    """A period that cuts a month does not cut its incidents, nor leave out its report."""
    group = str(add_area(conn, ward))
    for day in ("2016-02-29", "2016-03-01", "2016-03-15", "2016-03-31", "2016-05-01"):
        add_incident(conn, ward, on=day)
    derive_incident_links(conn, ward.id)
    add("cell_reports", {"group_id": group, "month": "2016-03", "due_on": "2016-04-05",
                         "ttdt": "4", "ttxd": "0", "vsmt": "0"})  # fmt: skip
    who = reader("viewer")
    found = run_check(conn, who, window("cell_reports", who, period=period), REPORTS.checks[0])
    assert [(row["reported"], row["recorded"]) for row in found] == [(4, 3)]
