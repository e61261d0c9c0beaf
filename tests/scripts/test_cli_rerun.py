"""`ward rerun`: the same bits, or what differs."""

from psycopg2.extensions import connection

from geo.text import Text
from layers.analysis import run_hotspots
from layers.filters import Filter
from layers.queries.wards import create_ward
from tests.factories import add_area, add_incident, add_incidents
from tests.scripts.conftest import RunWard


def test_rerun_is_the_same_until_the_rows_change(own: connection, run_ward: RunWard) -> None:
    ward = create_ward(own, "thu", Text("Thử", "Test"), 5897)
    add_area(own, ward)
    add_incidents(own, ward, 4)
    run = run_hotspots(own, ward, "repeat_points", {}, Filter())
    done = run_ward("rerun", str(run.id))
    assert done.code == 0
    assert done.out.count("the same") == 3
    add_incident(own, ward)
    done = run_ward("rerun", str(run.id))
    assert done.code == 6
    assert "input: khác · differs" in done.out and "code: như cũ · the same" in done.out
    assert "result: khác · differs" in done.out


def test_unknown_run_is_named(own: connection, run_ward: RunWard) -> None:
    create_ward(own, "thu", Text("Thử", "Test"), 5897)
    done = run_ward("rerun", "77")
    assert done.code == 2 and "77" in done.err
