"""A row names a resident group, and a contract, of its own day or month, on every way in."""

import io

import pytest
import xlsxwriter

from layers import db
from layers.exporting.workbook import DATA
from layers.registers.reading import all_registers, find_register
from layers.registers.references import options_of
from layers.registers.scope import View, window_of
from layers.registers.sheet import SheetRefused, load_sheet
from layers.registers.values import FormRefused
from layers.registers.writing import change_row
from tests.factories import add_area, add_route

REPORTS = find_register("cell_reports")
PATROLS = find_register("patrols")
PATROL = {"members": "3", "hours": "2", "found": "0"}
NOTHING = {"ttdt": "0", "ttxd": "0", "vsmt": "0"}
UNDATED = {"border_areas", "parcels"}
"""What lies in a group and is of no day: two neighbours, and land."""


@pytest.fixture
def groups(conn, ward) -> tuple[str, str]:
    """Group 5 until 14 January 2020, and group 31, which there is since July 2025."""
    old = add_area(conn, ward, "5", valid_to="2020-01-15")
    return str(old), str(add_area(conn, ward, "31", valid_from="2025-07-01"))


def test_report_of_a_month_before_its_group_is_refused(add, groups) -> None:
    with pytest.raises(FormRefused) as refused:
        add("cell_reports", NOTHING | {"group_id": groups[1], "month": "2016-03"})
    (fault,) = refused.value.faults.values()
    assert list(refused.value.faults) == ["group_id"]
    for part in ("Chi bộ", "'Tổ dân phố 31'", "từ 01/07/2025", "'Tháng báo cáo' 03/2016"):
        assert part in fault.vi
    for part in ("Cell of the group", "from 01 Jul 2025", "not on 'Month' Mar 2016"):
        assert part in fault.en


def test_a_month_that_the_group_saw_a_day_of_is_its_own(conn, add, groups) -> None:
    add("cell_reports", NOTHING | {"group_id": groups[0], "month": "2020-01"})
    add("cell_reports", NOTHING | {"group_id": groups[1], "month": "2025-07"})
    with pytest.raises(FormRefused, match="đến 14/01/2020"):
        add("cell_reports", NOTHING | {"group_id": groups[0], "month": "2020-02"})
    assert db.value(conn, "SELECT count(*) FROM register_cell_report") == 2


def test_a_dossier_goes_by_the_day_it_was_received(add, groups) -> None:
    said = {"code": "HS-1", "stage": "tiep_nhan", "due_on": "2026-01-01"}
    with pytest.raises(FormRefused) as refused:
        add("dossiers", said | {"group_id": groups[0], "received_on": "2020-01-15"})
    assert "từ 01/01/2010 đến 14/01/2020" in refused.value.faults["group_id"].vi
    add("dossiers", said | {"group_id": groups[0], "received_on": "2020-01-14"})


def test_a_change_of_the_day_is_asked_too(conn, add, groups, reader, window) -> None:
    who = reader("supervisor")
    row = add("cell_reports", NOTHING | {"group_id": groups[0], "month": "2016-03"})
    said = NOTHING | {"group_id": groups[0], "month": "2021-03", "due_on": "2021-04-05"}
    with pytest.raises(FormRefused) as refused:
        change_row(conn, REPORTS, who, row, 1, said, window("cell_reports", who))
    assert list(refused.value.faults) == ["group_id"]


def test_a_sheet_names_row_and_group(conn, groups, reader) -> None:
    who = reader("supervisor")
    made = io.BytesIO()
    names = ("group_id", "month", "ttdt", "ttxd", "vsmt", "due_on")
    with xlsxwriter.Workbook(made) as book:
        sheet = book.add_worksheet(DATA)
        sheet.write_row(0, 0, [REPORTS.column(each).title.vi for each in names])
        sheet.write_row(1, 0, ["Tổ dân phố 5", "03/2016", 1, 0, 0])
        sheet.write_row(2, 0, ["Tổ dân phố 31", "03/2016", 1, 0, 0])
    window = window_of(conn, REPORTS, who, View())
    with pytest.raises(SheetRefused) as refused:
        load_sheet(conn, REPORTS, who, window, made.getvalue())
    (fault,) = refused.value.faults
    assert (fault.line, fault.field.en) == (3, "Cell of the group")
    assert "from 01 Jul 2025" in fault.message.en
    assert db.value(conn, "SELECT count(*) FROM register_cell_report") == 0


def test_options_know_their_days(conn, ward, groups) -> None:
    found = {str(e.id): e for e in options_of(conn, ward, REPORTS.column("group_id"))}
    old, new = (found[each] for each in groups)
    assert (old.first.isoformat(), old.last.isoformat()) == ("2010-01-01", "2020-01-14")
    assert (new.first.isoformat(), new.last) == ("2025-07-01", None)
    assert old.is_in_force(old.last, new.first) and not old.is_in_force(new.first, new.first)


def test_every_register_that_names_groups_says_of_which_day_its_rows_are() -> None:
    naming = {r.name: r.dating for r in all_registers() if any(c.ref == "group" for c in r.columns)}
    assert {name for name, dating in naming.items() if not dating} == UNDATED


@pytest.fixture
def patrol(unit, groups) -> dict[str, str]:
    """What a patrol says beside its day and its route."""
    return PATROL | {"unit_id": unit("Tổ tuần tra 1"), "group_id": groups[0]}


@pytest.fixture
def held(conn, ward) -> tuple[str, str]:
    """Route KQ-06 in two hands: until the end of April 2016, and since May."""
    first = add_route(conn, ward, code="KQ-06", valid_from="2015-01-01", valid_to="2016-05-01")
    return str(first), str(add_route(conn, ward, code="KQ-06", valid_from="2016-05-01"))


def test_a_patrol_names_the_contract_of_its_own_day(add, patrol, held) -> None:
    with pytest.raises(FormRefused) as refused:
        add("patrols", patrol | {"route_id": held[0], "patrolled_on": "2016-06-01"})
    (fault,) = refused.value.faults.values()
    assert list(refused.value.faults) == ["route_id"]
    assert "'KQ-06' có từ 01/01/2015 đến 30/04/2016" in fault.vi
    assert fault.en.endswith("choose a route of that time.")
    add("patrols", patrol | {"route_id": held[0], "patrolled_on": "2016-04-30"})
    add("patrols", patrol | {"route_id": held[1], "patrolled_on": "2016-05-01"})


def test_a_sheet_takes_of_two_contracts_the_one_of_the_day(
    conn, ward, patrol, held, reader
) -> None:
    who = reader("supervisor")
    sheet = _patrols(["2016-04-30", "2016-05-01"], "KQ-06")
    load_sheet(conn, PATROLS, who, window_of(conn, PATROLS, who, View()), sheet)
    rows = db.rows(conn, "SELECT route_id FROM register_patrol ORDER BY patrolled_on")
    assert [str(row["route_id"]) for row in rows] == list(held)


def _patrols(days: list[str], route: str) -> bytes:
    """A sheet of patrols of group 5 on these days, each of a route as a cell names it."""
    made = io.BytesIO()
    names = ("patrolled_on", "unit_id", "group_id", "route_id", "members", "hours", "found")
    with xlsxwriter.Workbook(made) as book:
        sheet = book.add_worksheet(DATA)
        sheet.write_row(0, 0, [PATROLS.column(each).title.vi for each in names])
        for line, day in enumerate(days, 1):
            sheet.write_row(line, 0, [day, "Tổ tuần tra 1", "Tổ dân phố 5", route, 3, 2, 0])
    return made.getvalue()


def test_a_code_of_no_contract_on_the_day_is_refused_with_the_days_of_the_newest(
    conn, patrol, held, reader
) -> None:
    who = reader("supervisor")
    with pytest.raises(SheetRefused) as refused:
        sheet = _patrols(["2014-12-31"], "KQ-06")
        load_sheet(conn, PATROLS, who, window_of(conn, PATROLS, who, View()), sheet)
    (fault,) = refused.value.faults
    assert (fault.line, fault.field.en, fault.value) == (2, "Route", "KQ-06")
    assert "'KQ-06' is in force from 01 May 2016, not on 'Day' 31 Dec 2014" in fault.message.en


def test_words_of_a_choice_hold_before_and_after_a_handover(conn, ward, patrol, reader) -> None:
    """A template that was made while there was one contract is filled in once there are two."""
    who = reader("supervisor")
    only = add_route(conn, ward, "Tuyến chợ", code="KQ-07", valid_from="2015-01-01")
    column = PATROLS.column("route_id")
    (words,) = [each.words for each in options_of(conn, ward, column)]
    assert words == "KQ-07 · Tuyến chợ"
    db.execute(conn, "UPDATE route SET valid_to = '2016-05-01' WHERE id = %s", (only,))
    new = add_route(conn, ward, "Tuyến chợ", code="KQ-07", valid_from="2016-05-01")
    found = [each.words for each in options_of(conn, ward, column)]
    assert found == ["KQ-07 · Tuyến chợ", "KQ-07 · Tuyến chợ · 01/01/2015 – 30/04/2016"]
    window = window_of(conn, PATROLS, who, View())
    load_sheet(conn, PATROLS, who, window, _patrols(["2016-04-30", "2016-05-01"], words))
    rows = db.rows(conn, "SELECT route_id FROM register_patrol ORDER BY patrolled_on")
    assert [row["route_id"] for row in rows] == [only, new]
