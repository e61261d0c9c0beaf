"""`ward bench report`: the ward it measures on, and what a row says. Speed is never a test."""

from layers import db
from layers.queries.wards import get_ward
from layers.reports.editions import make_edition, read_report
from layers.roles import Role
from scripts.bench.report import GOALS, WARD, _row, _timed, busy_ward


def test_ward_has_so_many_incidents_more_in_the_year_and_they_add_up(database_url: str) -> None:
    with busy_ward(database_url, 300) as (own, incidents):
        conn = db.connect(own)
        ward = get_ward(conn, WARD)
        edition = make_edition(conn, ward, "2016", "bench", role=Role.SUPERVISOR)
        figures = read_report(conn, ward, edition).figures
        cells = [each for name, each in figures.items() if name.startswith("by_month.")]
        assert incidents > 300
        assert sum(each.value for each in cells if each.name.endswith(".all")) == incidents
        conn.close()


def test_row_has_the_median_of_what_came_after_the_first_and_all_have_to_meet_the_goal() -> None:
    row = _row("draft page", 5, [9.0, 1.0, 4.0, 2.0], 1500, GOALS["page"])
    assert (row["first_s"], row["median_s"], row["kb"], row["met"]) == (9.0, 2.0, 2, False)
    assert _row("draft page", 5, [2.9, 1.0, 3.0, 2.0], 0, 3.0)["met"] is True
    assert _row("draft page", 5, [1.0, 3.5, 3.5, 3.5], 0, 3.0)["met"] is False
    assert _row("freeze", 5, [2.0], 0)["met"] is None
    assert _timed(lambda: b"abc", 2)[1] == 3
