"""The ward, its groups and their successors: exact tilings, exact shares."""

import itertools
from collections import defaultdict
from datetime import date

import pytest
import shapely


def _gap_and_overlap_m2(parts, whole, in_metres) -> tuple[float, float]:
    parts = [in_metres(part.geom) for part in parts]
    gap = shapely.symmetric_difference(shapely.union_all(parts), in_metres(whole)).area
    overlap = sum(shapely.intersection(a, b).area for a, b in itertools.combinations(parts, 2))
    return gap, overlap


def test_fourteen_groups_tile_the_ward(old_groups, old_ward, in_metres):
    assert [group.code for group in old_groups] == [f"to-{n:02d}" for n in range(1, 15)]
    assert [group.name for group in old_groups][4] == "Tổ dân phố số 5"
    gap, overlap = _gap_and_overlap_m2(old_groups, old_ward.geom, in_metres)
    assert gap < 1 and overlap < 1


def test_neighbouring_groups_share_their_corners(old_groups, new_groups, new_wards):
    """A valid coverage: where two touch, both have the very same corners, in degrees."""
    for areas in (old_groups, new_groups, new_wards):
        assert shapely.coverage_is_valid([area.geom for area in areas])
    assert shapely.coverage_is_valid([a.geom for a in old_groups], gap_width=1e-5)


def test_areas_are_valid_single_polygons(demo):
    for area in demo.areas:
        assert area.geom.geom_type == "MultiPolygon" and area.geom.is_valid, area.code
        assert len(area.geom.geoms) == 1, area.code


def test_ward_has_the_size_and_place_of_gia_thuy(old_ward, in_metres):
    metric = in_metres(old_ward.geom)
    assert metric.area / 10_000 == pytest.approx(120, abs=8)
    assert metric.contains(shapely.Point(591914.15, 2328628.29))


def test_groups_are_of_like_size_and_round(old_groups, in_metres):
    for group in old_groups:
        metric = in_metres(group.geom)
        assert 5 < metric.area / 10_000 < 14, group.code
        assert 4 * 3.14159 * metric.area / metric.length**2 > 0.2, group.code


def test_group_borders_follow_lanes(demo, old_groups, old_ward, in_metres):
    """Most of what divides two groups is a street or a lane."""
    lanes = shapely.union_all([in_metres(lane.geom) for lane in demo.lanes]).buffer(0.5)
    inner = shapely.union_all([in_metres(group.geom).boundary for group in old_groups])
    inner = inner.difference(in_metres(old_ward.geom).boundary.buffer(0.5))
    assert shapely.intersection(inner, lanes).length / inner.length > 0.6


def test_successors_tile_the_old_ward(new_wards, new_groups, old_ward, in_metres):
    assert [ward.code for ward in new_wards] == ["00118", "00127", "00145"]
    gap, overlap = _gap_and_overlap_m2(new_wards, old_ward.geom, in_metres)
    assert gap < 1 and overlap < 1
    with_people = shapely.union_all([ward.geom for ward in new_wards[:2]])
    gap, overlap = _gap_and_overlap_m2(new_groups, with_people, in_metres)
    assert gap < 1 and overlap < 1


def test_epochs_meet_on_the_day_of_the_reform(demo):
    day = date(2025, 7, 1)
    assert all(day in (area.valid_from, area.valid_to) for area in demo.areas)


def test_shares_of_ground_and_people_sum_to_one(demo):
    ground, people = defaultdict(float), defaultdict(float)
    for row in demo.lineage:
        ground[row.origin] += row.share_area
        people[row.origin] += row.share_people
    assert len(ground) == 15
    assert all(total == pytest.approx(1, abs=1e-6) for total in ground.values())
    assert all(total == pytest.approx(1, abs=1e-6) for total in people.values())


def test_shares_of_ground_are_those_of_the_shapes(demo, in_metres):
    shape = {area.key: in_metres(area.geom) for area in demo.areas}
    for row in demo.lineage:
        common = shapely.intersection(shape[row.origin], shape[row.successor]).area
        assert row.share_area == pytest.approx(common / shape[row.origin].area, abs=1e-5)


def test_long_bien_gets_land_without_people(demo, new_wards):
    assert new_wards[2].people == 0
    rows = [row for row in demo.lineage if row.successor.code == "00145"]
    assert rows and all(row.share_people == 0 and row.kind == "part" for row in rows)


def test_a_group_was_split_and_two_were_merged(demo):
    kinds = {row.kind for row in demo.lineage if row.successor.kind == "group"}
    assert kinds == {"split", "merge", "recode"}


def test_people_add_up(old_groups, old_ward, new_wards):
    assert sum(group.people for group in old_groups) == old_ward.people > 10_000
    assert sum(ward.people for ward in new_wards) == old_ward.people
