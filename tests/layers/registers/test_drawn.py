"""Shortcomings drawn from the records: late, short of the target, worse; each opens its rows."""

import pytest

from layers.filters import Filter
from layers.periods import parse_period
from layers.queries.row_tables import count_rows
from layers.queries.sources import layer_source
from layers.registers.drawn import draw_shortcomings
from layers.registers.listing import list_rows
from layers.registers.reading import find_register
from layers.registers.scope import read_view, window_of
from layers.registry import get_layer
from tests.factories import add_incidents
from tests.layers.registers.conftest import BROADCAST

HALF = parse_period("2016H1")


def _found(conn, reader, period=HALF):
    found = draw_shortcomings(conn, reader, period)
    return {(each.kind, each.register, each.subject.en): each for each in found}


@pytest.fixture
def year(conn, ward, add, unit) -> None:
    """20 broadcasts in the second half of 2015, one in 2016; a late row; more incidents."""
    for day in range(1, 21):
        add("broadcasts", BROADCAST | {"broadcast_on": f"2015-08-{day:02d}"})
    add("broadcasts", BROADCAST)
    add("recommendations", {
        "kind": "kien_nghi", "from_unit_id": unit("MTTQ"), "to_unit_id": unit("UBND"),
        "outcome": "cho", "sent_on": "2016-05-01", "subject": "Một", "due_on": "2016-05-20",
    })  # fmt: skip
    add_incidents(conn, ward, 4, on="2015-10-10")
    add_incidents(conn, ward, 40, on="2016-02-10")
    add_incidents(conn, ward, 4, on="2015-10-10", field="vsmt", category="vut_rac")
    add_incidents(conn, ward, 6, on="2016-02-10", field="vsmt", category="vut_rac")


def test_late_short_and_worse_are_told_apart(conn, year, reader) -> None:
    found = _found(conn, reader())
    late = found["late", "recommendations", "Recommendations, instructions, reminders"]
    assert (late.value, late.compared) == (1, None)
    short = found["short", "broadcasts", "Broadcast"]
    assert (short.value, short.compared) == (15, 390)
    worse = found["worse", "broadcasts", "Broadcast"]
    assert (worse.value, worse.compared) == (15, 300)
    assert [kind for kind, *_ in found] == sorted(k for k, *_ in found)


def test_incidents_are_worse_only_beyond_chance(conn, year, reader) -> None:
    """4 to 40 is a rise; 4 to 6 may be chance."""
    names = {subject for kind, register, subject in _found(conn, reader()) if register == ""}
    assert names == {"Incidents: Urban order"}


def test_each_number_is_the_rows_that_it_opens(conn, ward, year, reader) -> None:
    found = draw_shortcomings(conn, reader(), HALF)
    assert len(found) >= 5
    for each in found:
        if not each.register:
            chosen = Filter.from_query(each.query)
            assert count_rows(conn, layer_source(ward, get_layer("incidents"), chosen)) == 40
            continue
        register = find_register(each.register)
        view = read_view(register, reader().role, each.query)
        window = window_of(conn, register, reader(), view)
        total = list_rows(conn, register, reader(), view, window).total
        assert total == (each.value / 15 if each.subject.en == "Broadcast" else each.value)


def test_nothing_is_worse_than_what_was_not_kept(conn, year, reader) -> None:
    """In the half-year before the first row there is nothing to compare with."""
    kinds = {kind for kind, register, _ in _found(conn, reader(), parse_period("2015H2"))}
    assert "worse" not in kinds


def test_restricted_register_draws_nothing_for_those_who_may_not_know(
    conn, add, unit, reader
) -> None:
    add("conduct", {"received_on": "2016-04-01", "kind": "phan_anh", "subject": "Bốn",
                    "unit_id": unit("UBND"), "due_on": "2016-05-01", "result": "cho"})  # fmt: skip
    assert [each.register for each in draw_shortcomings(conn, reader("supervisor"), HALF)].count(
        "conduct"
    ) == 1
    assert "conduct" not in {e.register for e in draw_shortcomings(conn, reader("viewer"), HALF)}
