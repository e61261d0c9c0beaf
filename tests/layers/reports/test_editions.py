"""Editions of a report: figures open the rows they count, texts are kept, what is frozen stays."""

from datetime import date, timedelta

import psycopg2
import pytest
from psycopg2.extensions import connection

from geo.errors import InputError
from layers import clock, db
from layers.errors import NotAllowed, NotFound, Stale
from layers.jobs.kinds.freeze_report import enqueue_freeze
from layers.loading import derive_incident_links
from layers.queries.wards import Ward
from layers.registers.reading import find_register
from layers.registers.scope import Reader
from layers.registers.writing import add_row
from layers.reports.editions import (
    Edition,
    get_edition,
    list_editions,
    make_edition,
    read_report,
    remove_draft,
)
from layers.reports.freezing import freeze_edition
from layers.reports.model import Paragraph, Report, for_role
from layers.reports.rows import open_figure
from layers.reports.texts import Said, read_texts, save_texts, text_history
from layers.roles import Role
from tests.factories import add_area, add_incident

WRITER = Role.SUPERVISOR


@pytest.fixture
def draft(conn: connection, ward: Ward) -> Edition:
    add_area(conn, ward)
    for on in ("2016-01-20", "2016-03-15", "2016-03-16"):
        add_incident(conn, ward, on=on)
    add_incident(conn, ward, on="2016-02-01", field="vsmt", category="do_phe_thai")
    return make_edition(conn, ward, "2016H1", "lan", role=WRITER)


def add_complaint(conn: connection, ward: Ward, **said: str) -> None:
    row = {"received_on": "2016-03-01", "kind": "phan_anh", "subject": "Tiếp dân", "result": "cho"}
    register = find_register("conduct")
    needed = {each.name for each in register.columns if each.required}
    units = find_register("units")
    who = Reader(ward, Role.ADMIN, "lan")
    if "unit_id" in needed:
        unit = add_row(conn, units, who, {"name": "Văn phòng", "kind": "chuyen_mon"})
        row["unit_id"] = str(unit)
    row |= dict.fromkeys(needed & {"due_on"}, "2016-06-30") | said
    add_row(conn, register, who, row)


def test_each_figure_of_counted_rows_opens_as_many(
    conn: connection, ward: Ward, draft: Edition
) -> None:
    figures = read_report(conn, ward, draft).figures
    assert figures["incidents"].value == 3 and figures["sanitation"].value == 1
    for name in ("incidents", "sanitation", "construction", "rounds", "sites", "aged"):
        opened = open_figure(conn, ward, draft, name, WRITER)
        assert opened.total == opened.figure.value == figures[name].value
        assert len(opened.rows) == opened.total


def test_cells_of_a_table_are_figures_that_add_up(
    conn: connection, ward: Ward, draft: Edition
) -> None:
    figures = read_report(conn, ward, draft).figures
    for table in ("by_month", "by_category", "by_group"):
        cells = [each for name, each in figures.items() if name.startswith(f"{table}.")]
        assert sum(each.value for each in cells if each.name.endswith(".ttdt")) == 3
        assert sum(each.value for each in cells if each.name.endswith(".all")) == 4
        for each in cells:
            assert open_figure(conn, ward, draft, each.name, WRITER).total == each.value


def test_cell_of_a_group_with_a_comma_in_its_code_opens_its_rows(
    conn: connection, ward: Ward
) -> None:
    """Merged groups are called "5,6"; a comma between two codes means either of them."""
    add_area(conn, ward, "5,6")
    add_incident(conn, ward)
    derive_incident_links(conn, ward.id)
    edition = make_edition(conn, ward, "2016H1", "lan", role=WRITER)
    opened = open_figure(conn, ward, edition, "by_group.5,6.ttdt", WRITER)
    assert opened.figure.value == opened.total == 1


def test_what_is_frozen_stays_though_records_move_on(
    conn: connection, ward: Ward, draft: Edition
) -> None:
    before = read_report(conn, ward, draft)
    frozen = freeze_edition(conn, ward, draft.id, "lan", role=WRITER)
    rows = open_figure(conn, ward, frozen, "incidents", Role.VIEWER)
    add_incident(conn, ward, on="2016-04-01")
    db.execute(conn, "UPDATE incident SET address = 'khác' WHERE ward_id = %s", (ward.id,))
    db.execute(conn, "DELETE FROM incident WHERE ward_id = %s AND occurred_on = '2016-03-15'",
               (ward.id,))  # fmt: skip
    assert (frozen.frozen_by, frozen.as_of, frozen.state) == ("lan", date(2016, 6, 30), "frozen")
    assert read_report(conn, ward, frozen) == before
    again = open_figure(conn, ward, frozen, "incidents", Role.VIEWER)
    assert again == rows and again.total == 3


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE report_edition SET frozen_by = 'x'",
        "UPDATE report_edition SET content = '{}'",
        "DELETE FROM report_edition",
        "UPDATE report_figure SET value = value + 1",
        "DELETE FROM report_figure",
        "UPDATE report_row SET shown = '{}'",
        "DELETE FROM report_row",
        "INSERT INTO report_row SELECT edition_id, 'x', row_id, shown FROM report_row LIMIT 1",
        "INSERT INTO report_text SELECT id, 'head/body', 9, '{}', now(), 'x' FROM report_edition",
        "INSERT INTO report_picture SELECT id, 'map', 'x' FROM report_edition",
        "TRUNCATE report_row",
        "TRUNCATE report_edition CASCADE",
    ],
)
def test_no_sql_changes_a_frozen_edition(
    conn: connection, ward: Ward, draft: Edition, statement: str
) -> None:
    freeze_edition(conn, ward, draft.id, "lan", role=WRITER)
    with pytest.raises(psycopg2.errors.InsufficientPrivilege), db.transaction(conn):
        db.execute(conn, statement)


def test_frozen_edition_is_neither_frozen_again_nor_removed(
    conn: connection, ward: Ward, draft: Edition
) -> None:
    freeze_edition(conn, ward, draft.id, "lan", role=WRITER)
    with pytest.raises(NotAllowed, match="đã chốt"):
        freeze_edition(conn, ward, draft.id, "lan", role=WRITER)
    with pytest.raises(NotAllowed, match="frozen"):
        remove_draft(conn, ward, draft.id, "lan", WRITER)


def test_draft_is_for_its_writers_and_one_at_a_time(
    conn: connection, ward: Ward, draft: Edition
) -> None:
    assert list_editions(conn, ward, Role.VIEWER) == []
    with pytest.raises(NotFound):
        get_edition(conn, ward, draft.id, Role.INSPECTOR)
    with pytest.raises(InputError, match="2016H1"):
        make_edition(conn, ward, "2016h1", "minh", role=WRITER)
    with pytest.raises(NotAllowed):
        make_edition(conn, ward, "2016", "minh", role=Role.INSPECTOR)
    remove_draft(conn, ward, draft.id, "lan", WRITER)
    assert make_edition(conn, ward, "2016H1", "minh", role=WRITER).edition == 1


def test_a_period_that_has_not_begun_has_no_report_and_is_not_frozen(
    conn: connection, ward: Ward, draft: Edition
) -> None:
    today = clock.today()
    tomorrow = today + timedelta(days=1)
    for period in ("2099H1", f"{tomorrow}..{tomorrow}"):
        with pytest.raises(InputError, match="has not begun") as refused:
            make_edition(conn, ward, period, "lan", role=WRITER)
        assert refused.value.field == "period" and "chưa bắt đầu" in refused.value.text.vi
    running = make_edition(conn, ward, f"{today}..{tomorrow}", "lan", role=WRITER)
    assert freeze_edition(conn, ward, running.id, "lan", role=WRITER).as_of == today
    # A draft from before this was asked.
    db.execute(
        conn,
        "UPDATE report_edition SET period = '2099H1', first_day = '2099-01-01',"
        " last_day = '2099-06-30' WHERE id = %s",
        (draft.id,),
    )
    for freeze in (freeze_edition, lambda *said, role: enqueue_freeze(*said, role)):
        with pytest.raises(InputError, match="has not begun"):
            freeze(conn, ward, draft.id, "lan", role=WRITER)
    assert get_edition(conn, ward, draft.id, WRITER).state == "draft"
    remove_draft(conn, ward, draft.id, "lan", WRITER)


def test_next_edition_begins_with_the_texts_of_the_one_before(
    conn: connection, ward: Ward, draft: Edition
) -> None:
    report = read_report(conn, ward, draft)
    save_texts(conn, draft.id, report, [Said("order/own", ("Lời thêm.",), False, 0)], "lan")
    freeze_edition(conn, ward, draft.id, "lan", role=WRITER)
    second = make_edition(conn, ward, "2016H1", "minh", role=WRITER)
    assert second.edition == 2
    assert _paragraph(read_report(conn, ward, second), "order", "own").words == ("Lời thêm.",)


def test_texts_change_between_figures_and_figures_stay(
    conn: connection, ward: Ward, draft: Edition
) -> None:
    report = read_report(conn, ward, draft)
    rounds = _paragraph(report, "order", "rounds")
    mine = tuple(f"lời {at} " for at in range(len(rounds.words)))
    saved = save_texts(conn, draft.id, report, [Said("order/rounds", mine, False, 0)], "lan")
    changed = _paragraph(read_report(conn, ward, draft), "order", "rounds")
    assert saved == 1 and changed.words == mine and changed.slots == rounds.slots
    with pytest.raises(InputError, match="figures of this paragraph"):
        save_texts(conn, draft.id, report, [Said("order/rounds", mine[1:], False, 1)], "lan")
    with pytest.raises(InputError, match="no such place"):
        save_texts(conn, draft.id, report, [Said("order/none", ("x",), False, 0)], "lan")


def test_two_writers_of_one_text_lose_nothing(conn: connection, ward: Ward, draft: Edition) -> None:
    report = read_report(conn, ward, draft)
    key = "order/own"
    save_texts(conn, draft.id, report, [Said(key, ("của Lan",), False, 0)], "lan")
    with pytest.raises(Stale) as refused:
        save_texts(conn, draft.id, report, [Said(key, ("của Minh",), False, 0)], "minh")
    assert refused.value.theirs == {key: ("của Lan",)}
    save_texts(conn, draft.id, report, [Said(key, ("cả hai",), False, 1)], "minh")
    kept = [each.words[0] for each in text_history(conn, draft.id, key)]
    assert kept == ["cả hai", "của Lan"] and read_texts(conn, draft.id)[key].version == 2


def test_restricted_register_is_in_no_report_of_a_lower_role(
    conn: connection, ward: Ward, draft: Edition
) -> None:
    add_complaint(conn, ward)
    frozen = freeze_edition(conn, ward, draft.id, "lan", role=WRITER)
    report = read_report(conn, ward, frozen)
    assert report.figures["conduct_complaints"].value == 1
    seen = for_role(report, Role.INSPECTOR)
    assert "conduct_complaints" not in seen.figures
    assert not any(b.name == "conduct" for s in seen.sections for b in s.blocks)
    assert open_figure(conn, ward, frozen, "conduct_complaints", WRITER).total == 1
    with pytest.raises(NotFound):
        open_figure(conn, ward, frozen, "conduct_complaints", Role.INSPECTOR)


def test_shortcomings_draw_themselves(conn: connection, ward: Ward, draft: Edition) -> None:
    report = read_report(conn, ward, draft)
    short = report.figures["short__broadcasts__minutes"]
    assert (short.value, short.expected) == (0, 390)
    assert _paragraph(report, "shortcomings", "short__broadcasts__minutes").slots[0].figure


def test_rows_behind_a_figure_name_no_people(conn: connection, ward: Ward, draft: Edition) -> None:
    opened = open_figure(conn, ward, draft, "tasks", Role.ADMIN)
    assert "person" not in {each.name for each in opened.columns}
    opened = open_figure(conn, ward, draft, "supervisions_regular", Role.ADMIN)
    assert "members" not in {each.name for each in opened.columns}


def _paragraph(report: Report, section: str, name: str) -> Paragraph:
    found = next(
        b for s in report.sections if s.name == section for b in s.blocks if b.name == name
    )
    assert isinstance(found, Paragraph)
    return found
