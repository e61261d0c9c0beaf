"""A filled-in sheet is entered whole or not at all; refusals name row, field, value, allowed."""

import io
from datetime import date

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from geo.names import match_key
from layers import db
from layers.errors import NotAllowed
from layers.exporting.workbook import DATA
from layers.registers.export import STATUS_TITLE, make_file
from layers.registers.listing import each_row
from layers.registers.reading import all_registers, figure_names, find_register
from layers.registers.scope import View, window_of
from layers.registers.sheet import Loaded, SheetRefused, load_sheet
from layers.registers.template import make_template
from tests.factories import add_area
from tests.layers.importing.files.making import far_cell

REPORTS = find_register("cell_reports")


@pytest.fixture
def groups(conn, ward) -> list[int]:
    """Group 5 until 2020 and the group 5 after it, of the same name; group 7."""
    return [
        add_area(conn, ward, "5", valid_to="2020-01-01"),
        add_area(conn, ward, "5", valid_from="2020-01-01"),
        add_area(conn, ward, "7", box=(105.89, 21.04, 105.90, 21.05)),
    ]


def _template(conn, who, register=REPORTS, period: str = "2016-03") -> list[list]:
    """Return the rows of the first sheet of a template."""
    view = View(period=period)
    made = make_template(conn, register, who, view, window_of(conn, register, who, view))
    return CalamineWorkbook.from_object(io.BytesIO(made)).get_sheet_by_name(DATA).to_python()


def _filled(rows: list[list], name: str = DATA, **cells: object) -> bytes:
    """Put values into cells such as E2 and save, as another program would."""
    cells = {(int(at[1:]) - 1, ord(at[0]) - 65): value for at, value in cells.items()}
    cells = {(r, c): v for r, row in enumerate(rows) for c, v in enumerate(row)} | cells
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        sheet = book.add_worksheet(name)
        for at, value in cells.items():
            sheet.write(*at, value)
        book.add_worksheet("Giải thích").write(0, 0, "x")
    return made.getvalue()


def _load(conn, who, content: bytes, register=REPORTS, **how) -> Loaded:
    return load_sheet(conn, register, who, window_of(conn, register, who, View()), content, **how)


def _counts(conn) -> list[tuple]:
    return [
        (row["group_id"], row["month"].isoformat(), row["due_on"].isoformat(), row["ttdt"])
        for row in db.rows(conn, "SELECT * FROM register_cell_report ORDER BY group_id")
    ]


NUMBERS = {"E2": 3, "F2": 0, "G2": 1, "E3": 4, "F3": 1, "G3": 0}


def test_template_has_a_row_for_each_report_that_is_missing(conn, groups, reader) -> None:
    rows = _template(conn, reader())
    assert [row[:2] for row in rows[1:]] == [
        ["Tổ dân phố 5", "2016-03"], ["Tổ dân phố 7", "2016-03"],
    ]  # fmt: skip


def test_filled_in_template_is_entered_and_a_second_time_nothing_new(conn, groups, reader) -> None:
    content = _filled(_template(conn, reader()), **NUMBERS)
    assert _load(conn, reader(), content) == Loaded(2, 0, 0)
    # Of two groups of one name the one of the month; the day it is due comes by itself.
    assert _counts(conn) == [
        (groups[0], "2016-03-01", "2016-04-05", 3), (groups[2], "2016-03-01", "2016-04-05", 4),
    ]  # fmt: skip
    assert _load(conn, reader(), content) == Loaded(0, 0, 2)
    assert len(_template(conn, reader())) == 1


def test_every_fault_is_named_and_nothing_is_entered(conn, groups, reader) -> None:
    wrong = NUMBERS | {"E2": "ba", "A3": "Tổ 99", "G3": -1, "A4": "Tổ dân phố 5", "B4": "2016-05"}
    with pytest.raises(SheetRefused) as refused:
        _load(conn, reader(), _filled(_template(conn, reader()), **wrong))
    found = [(each.line, each.field.en, each.value) for each in refused.value.faults]
    assert found == [
        (2, "Urban order", "ba"), (3, "Cell of the group", "«Tổ 99»"), (3, "Sanitation", "-1"),
        (4, "Urban order", ""), (4, "Construction order", ""), (4, "Sanitation", ""),
    ]  # fmt: skip
    said = refused.value.faults[0].message
    assert said.vi == "Vụ TTĐT: 'ba' không dùng được; cần số nguyên từ 0 đến 9999."
    assert said.en == "Urban order: 'ba' cannot be used; needs a whole number from 0 to 9999."
    assert _counts(conn) == []


def test_number_in_a_cell_is_no_id(conn, groups, reader) -> None:
    with pytest.raises(SheetRefused) as refused:
        _load(conn, reader(), _filled(_template(conn, reader()), **NUMBERS, A2=groups[2]))
    assert refused.value.faults[0].value == f"«{groups[2]}»"


def test_other_values_of_a_known_row_need_a_word(conn, groups, reader) -> None:
    _load(conn, reader(), _filled(_template(conn, reader()), **NUMBERS))
    again = {"A2": "Tổ dân phố 7", "B2": "2016-03", "E2": 9, "F2": 1, "G2": 0}
    content = _filled(_template(conn, reader()), **again)
    with pytest.raises(SheetRefused) as refused:
        _load(conn, reader(), content)
    assert "sổ đã có dòng" in refused.value.faults[0].message.vi and _counts(conn)[1][3] == 4
    assert _load(conn, reader(), content, replace=True) == Loaded(0, 1, 0)
    assert _counts(conn)[1][3] == 9


def test_column_that_a_sheet_lacks_stays_as_it_is(conn, groups, reader) -> None:
    content = _filled(_template(conn, reader()), **NUMBERS, H2="Nhiều hàng rong", D2="2016-04-04")
    _load(conn, reader(), content)
    head = ["Chi bộ tổ dân phố", "Tháng báo cáo", "Vụ TTĐT", "Vụ TTXD", "Vụ VSMT", "Hạn nộp"]
    row = ["Tổ dân phố 5", "2016-03", 8, 0, 1, "2016-04-05"]
    assert _load(conn, reader(), _filled([head, row]), replace=True) == Loaded(0, 1, 0)
    found = db.one(
        conn,
        "SELECT ttdt, narrative, submitted_on::text FROM register_cell_report WHERE group_id = %s",
        (groups[0],),
    )
    assert found == {"ttdt": 8, "narrative": "Nhiều hàng rong", "submitted_on": "2016-04-04"}


def test_one_key_twice_in_a_sheet_names_both_rows(conn, groups, reader) -> None:
    twice = NUMBERS | {"A3": "Tổ dân phố 5"}
    with pytest.raises(SheetRefused) as refused:
        _load(conn, reader(), _filled(_template(conn, reader()), **twice))
    assert refused.value.faults[0].line == 3
    assert "the same as line 2 of the file" in refused.value.faults[0].message.en
    assert _counts(conn) == []


def test_unknown_title_missing_column_and_other_files_are_refused(conn, groups, reader) -> None:
    with pytest.raises(SheetRefused) as refused:
        _load(conn, reader(), _filled(_template(conn, reader()), **NUMBERS, E1="Số vụ"))
    assert [each.value for each in refused.value.faults] == ["Số vụ", ""]
    assert "Thiếu cột 'Vụ TTĐT'" in refused.value.faults[1].message.vi
    for content in (b"", b"PK\x03\x04 no", b"a;b\n1;2\n"):
        with pytest.raises(SheetRefused):
            _load(conn, reader(), content)
    with pytest.raises(SheetRefused) as refused:
        _load(conn, reader(), _filled([["Tháng"], ["2016-01"]], "Khác"))
    assert "không có trang 'Dữ liệu'" in refused.value.faults[0].message.vi


def test_cell_at_the_far_corner_is_refused_and_the_service_lives(conn, groups, reader) -> None:
    """A file of 1 kB whose grid is 400 GB: only the process that reads it may fall over."""
    with pytest.raises(SheetRefused) as refused:
        _load(conn, reader(), far_cell())
    assert "bộ nhớ" in refused.value.faults[0].message.vi
    assert _counts(conn) == []


def test_viewer_enters_nothing(conn, groups, reader) -> None:
    with pytest.raises(NotAllowed):
        _load(conn, reader("viewer"), _filled(_template(conn, reader()), **NUMBERS))


@pytest.mark.parametrize("register", all_registers(), ids=lambda each: each.name)
def test_every_register_has_a_template_that_it_reads(conn, groups, reader, register) -> None:
    """An empty sheet of each register is known again: its titles are those of its columns."""
    who = reader("admin")
    content = _filled(_template(conn, who, register, ""))
    assert _load(conn, who, content, register) == Loaded(0, 0, 0)


BROADCASTS = find_register("broadcasts")
SPOKEN = [
    ["2016-03-07", 15, "Đổ rác đúng giờ", "Đã phát"],
    ["2016-03-07", 15, "Đổ rác đúng giờ", "Đã phát"],
    ["2016-03-14", 15, "Không họp chợ", "Đã phát"],
]


def test_a_sheet_without_a_key_is_not_taken_twice(conn, ward, reader) -> None:
    titles = {each.name: each.title.vi for each in BROADCASTS.columns}
    named = ("broadcast_on", "minutes", "topic", "state")
    rows = [[titles[each] for each in named], *SPOKEN]
    assert _load(conn, reader(), _filled(rows), BROADCASTS) == Loaded(3, 0, 0)
    assert _load(conn, reader(), _filled(rows), BROADCASTS) == Loaded(0, 0, 3)
    rows.append(["2016-03-07", 15, "Đổ rác đúng giờ", "Đã phát"])
    rows.append(["2016-03-07", 20, "Đổ rác đúng giờ", "Đã phát"])
    assert _load(conn, reader(), _filled(rows), BROADCASTS) == Loaded(2, 0, 3)
    assert _load(conn, reader(), _filled(rows[:2]), BROADCASTS, again=True) == Loaded(1, 0, 0)
    db.execute(conn, "UPDATE register_broadcast SET deleted_at = now() WHERE minutes = 20")
    assert _load(conn, reader(), _filled([rows[0], rows[-1]]), BROADCASTS) == Loaded(1, 0, 0)


def test_targets_come_back_as_they_went_out(conn, reader, add, unit) -> None:
    """A figure leaves as words and is read by them, in both languages, or by its code."""
    targets, who = find_register("targets"), reader("supervisor")
    plan = {"number": "30-KH", "title": "Kế hoạch", "kind": "ke_hoach", "issued_on": "2016-01-05"}
    plan_id = str(add("plans", plan | {"issuer_id": unit("UBND"), "term_from": "2016-01-01"}))
    target = {"plan_id": plan_id, "item": "Nộp báo cáo", "figure": "cell_reports:on_time",
              "since": "2016-01-01", "due_on": "2016-06-30", "goal": "84"}  # fmt: skip
    add("targets", target)
    view = View()
    rows = each_row(conn, targets, who, view, window_of(conn, targets, who, view))
    with make_file("xlsx", targets, who, view, rows) as file:
        exported = file.read()
    assert _load(conn, who, exported, targets) == Loaded(0, 0, 1)
    book = CalamineWorkbook.from_object(io.BytesIO(exported))
    head, row = book.get_sheet_by_name(DATA).to_python()[:2]
    at = head.index("Số liệu")
    assert ":" in row[at] and "cell_reports" not in row[at]
    names = figure_names(who.role)["cell_reports:on_time"]
    for said in (names.en, "cell_reports:on_time"):
        cells = [cell.isoformat() if isinstance(cell, date) else cell for cell in row]
        cells[at] = said
        assert _load(conn, who, _filled([head, cells]), targets) == Loaded(0, 0, 1)
    cells[at] = "Số lạ"
    with pytest.raises(SheetRefused) as refused:
        _load(conn, who, _filled([head, cells]), targets)
    assert "'Số lạ' không phải số liệu của sổ nào" in refused.value.faults[0].message.vi


def test_the_template_of_targets_lists_the_figures(conn, reader) -> None:
    targets, who = find_register("targets"), reader("supervisor")
    made = make_template(conn, targets, who, View(), window_of(conn, targets, who, View()))
    book = CalamineWorkbook.from_object(io.BytesIO(made))
    pages = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    cells = {cell for page in pages for row in page for cell in row}
    names = figure_names(who.role)
    assert {each.vi for each in names.values()} <= cells
    for lang in ("vi", "en"):  # words name one figure
        words = [match_key(getattr(each, lang)) for each in names.values()]
        assert len(set(words)) == len(words)


@pytest.mark.parametrize("content", [b"a;b\n1;2\n", b"PK\x03\x04 no"])
def test_a_wrong_file_is_called_by_its_own_name(conn, reader, content) -> None:
    with pytest.raises(SheetRefused) as refused:
        _load(conn, reader(), content, file_name="báo cáo.csv")
    message = refused.value.faults[0].message
    assert "'báo cáo.csv'" in message.vi and "'báo cáo.csv'" in message.en
    assert "sheet.xlsx" not in message.vi + message.en + refused.value.faults[0].value


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_file_comes_back_in_the_language_it_went_out_in(conn, reader, add, unit, lang) -> None:
    tasks, who = find_register("tasks"), reader("supervisor")
    said = {"title": "Rà soát vỉa hè", "span": "quy", "responsibility": "chu_tri",
            "due_on": "2016-06-30", "state": "dang_lam", "unit_id": unit("UBND")}  # fmt: skip
    add("tasks", said)
    view = View()
    rows = each_row(conn, tasks, who, view, window_of(conn, tasks, who, view))
    with make_file("xlsx", tasks, who, view, rows, lang=lang) as file:
        exported = file.read()
    head = CalamineWorkbook.from_object(io.BytesIO(exported)).get_sheet_by_name(DATA).to_python()[0]
    assert [each.title.in_language(lang) for each in tasks.columns_for(who.role)] == head[:-1]
    assert head[-1] == STATUS_TITLE.in_language(lang)
    assert _load(conn, who, exported, tasks) == Loaded(0, 0, 1)


@pytest.mark.parametrize("register", all_registers(), ids=lambda each: each.name)
def test_a_title_in_either_language_means_one_column(register) -> None:
    for lang in ("vi", "en"):
        titles = [match_key(each.title.in_language(lang)) for each in register.columns]
        assert len(set(titles)) == len(titles)
    meant: dict[str, str] = {}
    for column in register.columns:
        for said in (column.title.vi, column.title.en, column.name):
            assert meant.setdefault(match_key(said), column.name) == column.name, said
