"""The watch tells what is new once, with its reason; again only after a pause."""

from datetime import date

import pytest

from layers import db
from layers.errors import NotFound
from layers.queries.watch import mark_seen, unseen
from layers.watch import watch
from tests.factories import add_area, add_incident

SPOT = (105.8853, 21.0453)


@pytest.fixture
def scene(conn, ward):
    """Scattered incidents over a year, and five at one spot within the last week of it."""
    add_area(conn, ward)
    for n in range(80):
        on = f"2016-{n % 12 + 1:02}-{n * 7 % 28 + 1:02}"
        add_incident(conn, ward, 105.881 + n * 37 % 97 / 12000, 21.041 + n * 61 % 89 / 12000, on=on)
    for day in (24, 25, 26, 28, 30):
        add_incident(conn, ward, *SPOT, on=f"2016-12-{day}")
    return ward


def _methods(findings):
    return sorted(each["method"] for each in findings)


def test_new_place_is_told_once_with_its_reason(conn, scene):
    first = watch(conn, scene)
    assert first.as_of == date(2016, 12, 30)
    told = unseen(conn, scene)
    assert first.new == first.found == len(told)
    assert {"repeat_points", "scan"} <= set(_methods(told))
    repeat = next(each for each in told if each["method"] == "repeat_points")
    assert "5 vụ trong 30 ngày" in repeat["reason"]["vi"]
    assert "5 incidents within 30 days" in repeat["reason"]["en"]
    again = watch(conn, scene)
    assert (again.found, again.new) == (first.found, 0)
    assert len(unseen(conn, scene)) == first.new


def test_next_night_it_is_the_same_one(conn, scene):
    watch(conn, scene)
    before = len(unseen(conn, scene))
    add_incident(conn, scene, *SPOT, on="2016-12-31")
    following = watch(conn, scene)
    assert following.as_of == date(2016, 12, 31)
    assert "repeat_points" in _methods(unseen(conn, scene))
    repeats = [each for each in unseen(conn, scene) if each["method"] == "repeat_points"]
    assert len(repeats) == 1 and repeats[0]["last_on"] == "2016-12-31"
    assert before <= len(unseen(conn, scene))


def test_after_a_pause_it_is_told_again(conn, scene):
    watch(conn, scene)
    for day in (1, 2, 3, 5):
        add_incident(conn, scene, *SPOT, on=f"2017-03-{day:02}")
    watch(conn, scene)
    repeats = [each for each in unseen(conn, scene) if each["method"] == "repeat_points"]
    assert len(repeats) == 2


def test_seen_is_off_the_list_and_keeps_who_saw_it(conn, scene):
    watch(conn, scene)
    (first, *others) = unseen(conn, scene)
    mark_seen(conn, scene, first["id"], "chi-huy")
    mark_seen(conn, scene, first["id"], "ai-khac")
    assert [each["id"] for each in unseen(conn, scene)] == [each["id"] for each in others]
    row = db.one(conn, "SELECT seen_by FROM watch_finding WHERE id = %s", (first["id"],))
    assert row == {"seen_by": "chi-huy"}
    with pytest.raises(NotFound, match="0"):
        mark_seen(conn, scene, 0, "chi-huy")


def test_ward_without_incidents_has_nothing_to_watch(conn, ward):
    assert watch(conn, ward) is None
