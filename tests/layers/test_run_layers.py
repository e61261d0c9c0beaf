"""A stored run as a layer: its limits stay, a second run is drawn by them, strangers see none."""

from datetime import date, datetime

import pytest
from psycopg2.extensions import connection

from geo.drawing import UNDRAWN
from geo.hotspots import METHODS
from geo.text import Text
from layers import db
from layers.analysis import run_hotspots
from layers.custom.palettes import RAMPS
from layers.errors import LayerNotFound, RunNotFound
from layers.filters import Filter
from layers.queries.counts import class_counts
from layers.queries.runs import Run
from layers.queries.wards import Ward, create_ward
from layers.registry import layer_of
from layers.roles import Role
from layers.run_layers import layer_name, shown_layers
from tests.factories import add_area, add_incident

H1 = Filter(first=date(2016, 1, 1), last=date(2016, 6, 30))
H2 = Filter(first=date(2016, 7, 1), last=date(2016, 12, 31))


@pytest.fixture
def busy(conn: connection, ward: Ward) -> Ward:
    """A ward with a busy place in the first half-year and half of it in the second."""
    add_area(conn, ward, kind="ward", code="1")
    for day in range(1, 13):
        add_incident(conn, ward, on=datetime(2016, 3, day, 9))
    for day in range(1, 7):
        add_incident(conn, ward, on=datetime(2016, 9, day, 9))
    return ward


def density(conn: connection, ward: Ward, chosen: Filter) -> Run:
    return run_hotspots(conn, ward, "density", {"bandwidth_m": 80, "cell_m": 20}, chosen)


def test_every_unit_is_in_one_class_and_limits_stay(conn: connection, busy: Ward) -> None:
    run = density(conn, busy, H1)
    first = layer_of(conn, busy, layer_name(run.id), Role.VIEWER)
    counts = class_counts(conn, busy, first, H1)
    assert sum(counts) == run.summary["units"]
    assert all(n for n, each in zip(counts, first.style.classes, strict=True) if each.when)
    db.execute(conn, "UPDATE run_cell SET value = value * 10 WHERE run_id = %s", (run.id,))
    assert layer_of(conn, busy, layer_name(run.id)).style == first.style


def test_two_runs_are_drawn_by_the_limits_of_the_first(conn: connection, busy: Ward) -> None:
    one, other = density(conn, busy, H1), density(conn, busy, H2)
    drawn = shown_layers(conn, busy, one.id, other.id)
    assert [each.name for each in drawn] == [f"run_{one.id}", f"run_{other.id}_as_{one.id}"]
    assert drawn[0].style == drawn[1].style
    assert drawn[1].style != layer_of(conn, busy, layer_name(other.id)).style
    highest = [class_counts(conn, busy, each, H1)[0] for each in drawn]
    assert highest[0] > 0 == highest[1]


def test_runs_of_two_methods_are_not_compared(conn: connection, busy: Ward) -> None:
    one = density(conn, busy, H1)
    other = run_hotspots(conn, busy, "repeat_points", {}, H1)
    with pytest.raises(RunNotFound):
        shown_layers(conn, busy, one.id, other.id)


def test_layer_of_a_run_is_not_for_the_public_nor_another_ward(
    conn: connection, busy: Ward
) -> None:
    name = layer_name(density(conn, busy, H1).id)
    other_ward = create_ward(conn, "khac", Text("Khác", "Other"), 5897)
    with pytest.raises(LayerNotFound):
        layer_of(conn, busy, name, Role.PUBLIC)
    with pytest.raises(LayerNotFound):
        layer_of(conn, other_ward, name, Role.ADMIN)


@pytest.mark.parametrize("method", METHODS, ids=lambda each: each.name)
def test_a_drawing_names_its_classes_once_and_says_what_it_leaves_off(method) -> None:
    drawing = method.drawing
    named = [*drawing.classes, *([drawing.rest] if drawing.rest else [])]
    assert len({each.name for each in named}) == len(named)
    assert len({each.title for each in named}) == len(named)
    assert drawing.steps is None or drawing.steps.ramp in RAMPS
    assert [each.name for each in drawing.classes if each.tone == UNDRAWN] == []
    looks = {(each.tone, each.form, each.dash, each.size) for each in drawing.classes}
    assert len(looks) == len(drawing.classes) or method.name == "effect"
