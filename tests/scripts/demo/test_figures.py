"""The first half of 2016 gives the figures of the report; no row contradicts another."""

import os
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest
import shapely

from scripts.demo.rows import fingerprint
from scripts.demo.truth import HALVES
from scripts.demo.ward import make_demo

FIRST, LAST = date(2016, 1, 1), date(2016, 6, 30)
ROOT = Path(__file__).parents[3]


def _in_half(incident, half) -> bool:
    return half.first <= incident.occurred_at.date() <= half.last


def test_same_bits_each_time(demo):
    assert fingerprint(make_demo()) == fingerprint(demo)


def test_same_bits_whatever_the_order_of_sets(demo):
    code = (
        "from scripts.demo.rows import fingerprint; from scripts.demo.ward import make_demo;"
        "print(fingerprint(make_demo()))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "America/New_York"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=True
    )
    assert done.stdout.decode().strip() == fingerprint(demo)


def test_fifteen_rounds_of_the_front_over_both_fields(demo):
    rounds = [r for r in demo.rounds if r.started_on <= LAST and r.ended_on >= FIRST]
    assert len(rounds) == 15
    assert {r.body for r in rounds} == {"UB MTTQ phường"}
    assert {r.fields for r in rounds} == {("ttdt", "vsmt")}
    assert all(FIRST <= r.started_on <= r.ended_on <= LAST for r in rounds)


def test_205_incidents_of_urban_order_all_found_in_rounds(demo):
    report = [i for i in demo.incidents if _in_half(i, HALVES[1]) and i.field_code == "ttdt"]
    assert len(report) == 205
    assert all(i.round for i in report)


def test_forty_sites_were_watched(demo):
    watched = [
        s for s in demo.sites
        if s.watched_from <= LAST and (s.watched_to is None or s.watched_to >= FIRST)
    ]  # fmt: skip
    assert len(watched) == 40
    assert len({s.stage for s in watched}) >= 3
    assert all("minh hoạ" in s.owner_name for s in demo.sites)


def test_25_lanes_in_phase_2_and_12_done_before(demo):
    by_phase = defaultdict(list)
    for project in demo.lane_projects:
        by_phase[project.phase].append(project)
    assert {phase: len({p.lane for p in rows}) for phase, rows in by_phase.items()} == {
        1: 12,
        2: 25,
    }
    assert {p.state for p in by_phase[2]} == {"planned", "building", "done", "accepted"}
    assert all(p.finished_on.year in (2014, 2015) for p in by_phase[1])


def test_culture_houses_stand_as_the_report_says(demo):
    state = {f.code: f.state for f in demo.facilities if f.kind == "culture_house"}
    assert (state["nvh-08"], state["nvh-10"], state["nvh-09"]) == ("building", "building", "model")
    assert (state["nvh-02"], state["nvh-14"]) == ("planned", "planned")
    assert Counter(f.kind for f in demo.facilities)["school"] == 2
    market = next(f for f in demo.facilities if f.kind == "market")
    assert market.state == "planned" and "vướng mắc" in market.note


def test_culture_houses_and_certificates_lie_in_their_groups(demo, old_groups):
    group = {g.code: g.geom for g in old_groups}
    for house in demo.facilities:
        if house.kind == "culture_house":
            assert group[house.code.replace("nvh", "to")].contains(house.geom), house.name
    dossiers = [f for f in demo.features if f.layer == "certificates"]
    assert {f.properties["group"] for f in dossiers} == {"to-05", "to-07", "to-09"}
    assert all(group[f.properties["group"]].contains(f.geom) for f in dossiers)


def test_half_years_have_their_counts(demo):
    for half in HALVES:
        fields = Counter(i.field_code for i in demo.incidents if _in_half(i, half))
        assert fields == {"ttdt": half.ttdt, "ttxd": half.ttxd, "vsmt": half.vsmt}, half.code
        rounds = [r for r in demo.rounds if half.first <= r.started_on <= half.last]
        assert len(rounds) == half.rounds


def test_incidents_lie_in_the_ward_near_the_house_they_name(demo, old_ward, in_metres):
    doors = {
        f.properties["address"]: in_metres(f.geom) for f in demo.features
        if "address" in f.properties
    }  # fmt: skip
    for incident in demo.incidents:
        assert old_ward.geom.contains(incident.geom), incident.source_key
        assert doors[incident.address].distance(in_metres(incident.geom)) < 6, incident.source_key


def test_incidents_of_a_round_are_on_its_days_and_lanes(demo, in_metres):
    rounds = {r.code: r for r in demo.rounds}
    walked = {r.code: in_metres(r.geom) for r in demo.rounds}
    for incident in demo.incidents:
        if incident.round:
            one = rounds[incident.round]
            assert one.started_on <= incident.occurred_at.date() <= one.ended_on
            assert walked[one.code].distance(in_metres(incident.geom)) < 25, incident.source_key


@pytest.mark.parametrize("year", [2016, 2017])
def test_no_round_in_the_week_of_tet(demo, year):
    tet = {2016: date(2016, 2, 8), 2017: date(2017, 1, 28)}[year]
    assert not any(abs((r.started_on - tet).days) <= 1 for r in demo.rounds)


def test_rounds_are_walks_without_gaps(demo):
    for one in demo.rounds:
        parts = list(one.geom.geoms)
        joined = shapely.union_all([part.buffer(1e-7) for part in parts])
        assert joined.geom_type == "Polygon", one.code


def test_old_cases_are_closed_more_often_than_new_ones(demo):
    closed = {"ket_thuc", "khong_du_can_cu", "huy", "chuyen_co_quan"}

    def share(half) -> float:
        rows = [i for i in demo.incidents if _in_half(i, half)]
        return sum(i.state in closed for i in rows) / len(rows)

    assert share(HALVES[0]) > 0.85 > share(HALVES[3])


def test_what_was_put_right_on_the_spot_waits_for_weeks_only(demo):
    waiting = [i for i in demo.incidents if i.state == "khac_phuc_tai_cho"]
    assert waiting
    assert all((HALVES[-1].last - i.occurred_at.date()).days < 30 for i in waiting)


def test_doors_with_incidents_keep_their_distance(demo, in_metres):
    """Within a half-year, incidents lie at one door or well over the 10 m of the rule apart."""
    for half in HALVES:
        rows = [i for i in demo.incidents if _in_half(i, half)]
        spots = [in_metres(i.geom) for i in rows]
        near = shapely.STRtree(spots).query(spots, predicate="dwithin", distance=10.4)
        for i, j in near.T:
            assert rows[i].address == rows[j].address, (rows[i].source_key, rows[j].source_key)


def test_routes_leave_some_lanes_without_a_holder(demo, in_metres):
    codes = Counter(route.code for route in demo.routes)
    assert len(codes) == 10 and sorted(codes.values())[-1] == 2
    first, second = (r for r in demo.routes if codes[r.code] == 2)
    assert first.valid_to == second.valid_from and first.holder_name != second.holder_name
    held = shapely.union_all([in_metres(r.geom) for r in demo.routes]).buffer(0.5)
    shapes = [in_metres(lane.geom) for lane in demo.lanes]
    free = [shape for shape in shapes if held.intersection(shape).length < shape.length / 2]
    assert 40 < len(free) < 120
