"""The groups of incidents as of a day: derived from point and boundaries, never over as was."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import same
from layers import db
from layers.boundaries.as_of import ready
from layers.boundaries.choice import AS_WAS, Boundaries, parse_boundaries
from layers.filters import Filter, incident_condition
from layers.queries.counts import read_counts
from layers.queries.wards import Ward, create_ward
from layers.roles import Role
from tests.factories import add_area, add_incident

OLD, TURN, NEW = date(2016, 3, 1), date(2025, 7, 1), date(2025, 9, 1)
WEST, EAST = (105.88, 21.04, 105.885, 21.05), (105.885, 21.04, 105.89, 21.05)


@pytest.fixture
def two_epochs(conn: connection, ward: Ward) -> dict[str, int]:
    """Group 5 on the whole ground until July 2025; from then 5 in the west only, 7 in the east."""
    return {
        "old 5": add_area(conn, ward, "5", valid_to=TURN),
        "new 5": add_area(conn, ward, "5", box=WEST, valid_from=TURN),
        "new 7": add_area(conn, ward, "7", box=EAST, valid_from=TURN),
    }


def _offered(conn: connection, ward: Ward, areas: str) -> dict[str, int]:
    chosen = ready(conn, ward.id, Filter.from_query({"areas": areas}))
    facet = read_counts(conn, ward, [], chosen, Role.VIEWER)["facets"]["group"]
    return {row["value"]: row["n"] for row in facet}


def test_as_was_as_now_and_as_of_differ(
    conn: connection, ward: Ward, two_epochs: dict[str, int]
) -> None:
    add_incident(conn, ward, 105.887, on=OLD)
    add_incident(conn, ward, 105.881, on=OLD)
    db.execute(conn, "SELECT derive_incident_links(%s)", (ward.id,))
    assert _offered(conn, ward, "was") == {"5@2010-01-01": 2, "5@2025-07-01": 0, "7": 0}
    assert _offered(conn, ward, "now") == {"5": 1, "7": 1}
    assert _offered(conn, ward, "2025-06-30") == {"5": 2}
    assert _offered(conn, ward, "2009-01-01") == {"-": 2}


def test_now_is_the_last_day_known_where_all_groups_have_ended(
    conn: connection, ward: Ward
) -> None:
    add_area(conn, ward, "5", valid_to=TURN)
    chosen = ready(conn, ward.id, Filter(boundaries=parse_boundaries("now")))
    assert chosen.boundaries.stated_day == TURN - timedelta(days=1)


def test_days_of_one_epoch_share_their_stored_groups(
    conn: connection, ward: Ward, two_epochs: dict[str, int]
) -> None:
    sets = {
        ready(conn, ward.id, Filter(boundaries=Boundaries(day))).boundaries.set_id
        for day in (TURN, NEW, date(2199, 1, 1))
    }
    assert len(sets) == 1


def test_days_before_all_boundaries_share_one_set(
    conn: connection, ward: Ward, two_epochs: dict[str, int]
) -> None:
    """Else anybody could fill the database by asking day after day."""
    for day in (date(1950, 1, 1), date(1999, 12, 31), date(2009, 12, 31)):
        assert _stored(conn, ward, day) == {}
    assert db.value(conn, "SELECT count(*) FROM group_set WHERE ward_id = %s", (ward.id,)) == 1


def _stored(conn: connection, ward: Ward, day: date) -> dict[int, int]:
    set_id = ready(conn, ward.id, Filter(boundaries=Boundaries(day))).boundaries.set_id
    found = db.rows(conn, "SELECT * FROM group_set_member WHERE set_id = %s", (set_id,))
    return {row["incident_id"]: row["area_id"] for row in found}


def test_stored_groups_follow_incidents_that_come_move_and_go(
    conn: connection, ward: Ward, two_epochs: dict[str, int]
) -> None:
    assert _stored(conn, ward, NEW) == {}
    first, second = (add_incident(conn, ward, lon, on=OLD) for lon in (105.881, 105.887))
    assert _stored(conn, ward, NEW) == {
        first: two_epochs["new 5"],
        second: two_epochs["new 7"],
    }
    move = "UPDATE incident SET geom = ST_SetSRID(ST_MakePoint(%s, 21.045), 4326) WHERE id = %s"
    db.execute(conn, move, (105.888, first))
    db.execute(conn, move, (105.95, second))
    assert _stored(conn, ward, NEW) == {first: two_epochs["new 7"]}
    db.execute(conn, "DELETE FROM incident WHERE id = %s", (first,))
    assert _stored(conn, ward, NEW) == {}


def test_stored_groups_are_made_anew_after_a_bulk_load_and_after_new_areas(
    conn: connection, ward: Ward, two_epochs: dict[str, int]
) -> None:
    assert _stored(conn, ward, NEW) == {}
    db.execute(
        conn,
        "INSERT INTO incident (ward_id, source_key, occurred_at, field_code, category_code, geom)"
        " SELECT %s, 'M' || n, '2016-03-01', 'ttdt', 'do_xe_sai',"
        " ST_SetSRID(ST_MakePoint(105.881, 21.045), 4326) FROM generate_series(1, 1001) AS n",
        (ward.id,),
    )
    assert set(_stored(conn, ward, NEW).values()) == {two_epochs["new 5"]}
    assert len(_stored(conn, ward, NEW)) == 1001
    db.execute(
        conn, "UPDATE area SET valid_to = '2025-08-01' WHERE id = %s", (two_epochs["new 5"],)
    )
    assert _stored(conn, ward, NEW) == {}


def test_filter_that_was_never_looked_up_is_refused_rather_than_answered(ward: Ward) -> None:
    with pytest.raises(RuntimeError, match="never looked up"):
        incident_condition(ward.id, Filter(groups=("5",), boundaries=parse_boundaries("now")))


@pytest.mark.parametrize("raw", ["yesterday", "2025-13-01", "0001-01-01", "nów"])
def test_wrong_choice_of_boundaries_names_what_is_allowed(raw: str) -> None:
    with pytest.raises(InputError) as caught:
        Filter.from_query({"areas": raw})
    assert caught.value.field == "areas"
    assert "was, now" in caught.value.text.en
    assert raw in caught.value.text.vi


@pytest.mark.parametrize("raw", ["was", "now", "2025-07-01", ""])
def test_choice_survives_its_permalink(raw: str) -> None:
    chosen = Filter.from_query({"areas": raw})
    assert Filter.from_query(chosen.to_query()) == chosen
    assert chosen.to_query().get("areas", "was") == (raw or "was")
    words = chosen.boundaries.words()
    assert words.vi != words.en
    assert (chosen.boundaries == AS_WAS) is (raw in ("", "was"))


# Cells of a 4 x 2 board, each held by one of three groups or by none, in three epochs.
PATTERN = st.lists(st.sampled_from(("1", "2", "10", None)), min_size=8, max_size=8)
TURNS = (date(2010, 1, 1), date(2015, 6, 1), date(2020, 6, 1), None)
# On corners, edges and insides of the cells, and outside of all.
PLACES = st.tuples(st.integers(-1, 9), st.integers(-1, 5))
DAYS = st.sampled_from(
    [date(2009, 12, 31)]
    + [day + timedelta(days=step) for day in TURNS if day for step in (-1, 0, 1)]
)


def _lay_out(conn: connection, ward: Ward, patterns: list[list[str | None]]) -> None:
    for pattern, since, until in zip(patterns, TURNS, TURNS[1:], strict=False):
        for code in {each for each in pattern if each}:
            db.execute(
                conn,
                """
                INSERT INTO area (ward_id, kind, code, name, valid_from, valid_to, geom)
                SELECT %(ward)s, 'group', %(code)s, %(code)s, %(since)s, %(until)s,
                       ST_Multi(ST_Union(ST_MakeEnvelope(
                         105.88 + (cell %% 4) * 0.002, 21.04 + (cell / 4) * 0.002,
                         105.882 + (cell %% 4) * 0.002, 21.042 + (cell / 4) * 0.002, 4326)))
                  FROM unnest(%(cells)s) AS cell
                """,
                {
                    "ward": ward.id,
                    "code": code,
                    "since": since,
                    "until": until,
                    "cells": [n for n, each in enumerate(pattern) if each == code],
                },
            )


@given(
    patterns=st.lists(PATTERN, min_size=3, max_size=3),
    events=st.lists(st.tuples(PLACES, DAYS), min_size=1, max_size=12),
    asked=DAYS,
)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_each_day_each_point_lies_in_one_group_or_is_listed(
    conn: connection,
    patterns: list[list[str | None]],
    events: list[tuple[tuple[int, int], date]],
    asked: date,
) -> None:
    """Groups and the list of unassigned share out all incidents, on any day, each once."""
    db.execute(conn, "SAVEPOINT example")
    ward = create_ward(conn, "phuong-ngau-nhien", same("Ngẫu nhiên"), 5897)
    _lay_out(conn, ward, patterns)
    for (x, y), day in events:
        add_incident(conn, ward, 105.88 + x * 0.001, 21.04 + y * 0.001, on=day)
    db.execute(conn, "SELECT derive_incident_links(%s)", (ward.id,))
    for areas in ("was", asked.isoformat()):
        _assert_shared_out(conn, ward, areas)
    db.execute(conn, "ROLLBACK TO SAVEPOINT example")


def _assert_shared_out(conn: connection, ward: Ward, areas: str) -> None:
    chosen = ready(conn, ward.id, Filter.from_query({"areas": areas}))
    facet: list[dict[str, Any]] = read_counts(conn, ward, [], chosen, Role.VIEWER)["facets"][
        "group"
    ]
    members: list[int] = []
    for row in facet:
        narrowed = ready(conn, ward.id, Filter.from_query({"areas": areas, "group": row["value"]}))
        condition, params = incident_condition(ward.id, narrowed)
        query = db.sql.SQL("SELECT id FROM incident WHERE {}").format(condition)
        found = [each["id"] for each in db.rows(conn, query, params)]
        assert len(found) == row["n"]
        members += found
    everyone = [
        row["id"] for row in db.rows(conn, "SELECT id FROM incident WHERE ward_id = %s", (ward.id,))
    ]
    has_groups = db.value(conn, "SELECT count(*) FROM area WHERE ward_id = %s", (ward.id,))
    assert sorted(members) == (sorted(everyone) if has_groups else [])


def test_set_that_two_ask_for_while_a_third_writes_misses_nothing(database_url: str) -> None:
    """Whoever makes a set waits for a writer that is not done, and for whoever makes it already."""
    writer, *askers = [db.connect(database_url) for _ in range(3)]
    ward = create_ward(writer, "phuong-dong", same("Đông"), 5897)
    add_area(writer, ward, "5")
    chosen = Filter(boundaries=Boundaries(NEW))
    with ThreadPoolExecutor(2) as pool:
        with db.transaction(writer):
            late = add_incident(writer, ward, on=OLD)
            asked = [pool.submit(ready, conn, ward.id, chosen) for conn in askers]
        sets = {each.result(60).boundaries.set_id for each in asked}
    members = db.rows(writer, "SELECT set_id, incident_id FROM group_set_member")
    assert members == [{"set_id": sets.pop(), "incident_id": late}]
    assert not sets
    for conn in (writer, *askers):
        conn.close()
