"""Lanes as one connected, noded network with the names of the neighbourhood; houses beside them."""

import re

import numpy as np
import shapely

from geo.names import fold


def _points(lane) -> list[tuple[float, float]]:
    return [tuple(point) for point in shapely.get_coordinates(lane.geom)]


def test_about_150_lanes_of_every_kind(demo):
    kinds = [lane.kind for lane in demo.lanes]
    assert 140 <= len(kinds) <= 180
    assert kinds.count("duong") == 1 and kinds.count("pho") == 6
    assert kinds.count("ngo") > kinds.count("ngach") > kinds.count("hem") >= 8


def test_codes_and_names_are_unique(demo):
    assert len({lane.code for lane in demo.lanes}) == len(demo.lanes)
    assert len({lane.name for lane in demo.lanes}) == len(demo.lanes)


def test_names_follow_the_custom(demo):
    patterns = {
        "duong": r"Đường \D+",
        "pho": r"Phố \D+",
        "ngo": r"Ngõ \d+ \D+",
        "ngach": r"Ngách \d+/\d+ \D+",
        "hem": r"Hẻm \d+/\d+/\d+ \D+",
    }
    for lane in demo.lanes:
        assert re.fullmatch(patterns[lane.kind], lane.name), lane.name
    assert "ngo 12 nguyen van cu" in {fold(lane.name) for lane in demo.lanes}


def test_network_is_connected_at_shared_corners(demo):
    at: dict[tuple[float, float], list[int]] = {}
    for i, lane in enumerate(demo.lanes):
        for point in _points(lane):
            at.setdefault(point, []).append(i)
    seen, todo = set(), [0]
    while todo:
        i = todo.pop()
        if i not in seen:
            seen.add(i)
            todo += [j for point in _points(demo.lanes[i]) for j in at[point]]
    assert len(seen) == len(demo.lanes)


def test_lanes_meet_only_in_corners_of_both(demo, in_metres):
    """Noded: no two lanes cross or touch but where each of them has a corner."""
    lines = [in_metres(lane.geom) for lane in demo.lanes]
    corners = [{(round(x, 1), round(y, 1)) for x, y in shapely.get_coordinates(g)} for g in lines]
    tree = shapely.STRtree(lines)
    for i, j in zip(*tree.query(lines, predicate="intersects"), strict=True):
        if i < j:
            common = shapely.intersection(lines[i], lines[j])
            for x, y in shapely.get_coordinates(common):
                spot = (round(float(x), 1), round(float(y), 1))
                assert any(
                    abs(spot[0] - cx) < 0.2 and abs(spot[1] - cy) < 0.2
                    for cx, cy in corners[i] & corners[j]
                ), (demo.lanes[i].name, demo.lanes[j].name)


def test_lengths_and_widths_are_plausible(demo, in_metres):
    for lane in demo.lanes:
        length_m = in_metres(lane.geom).length
        assert 14 < length_m < 1600, lane.name
        low, high = {"hem": (1, 2.5), "ngach": (1.9, 3.6), "ngo": (2.9, 6.1)}.get(
            lane.kind, (8, 40)
        )
        assert low < lane.width_m < high, lane.name


def test_lanes_bend_and_run_in_every_direction(demo, in_metres):
    """A grown neighbourhood, not a lattice."""
    steps = [np.diff(shapely.get_coordinates(in_metres(lane.geom)), axis=0) for lane in demo.lanes]
    dx, dy = np.concatenate(steps).T
    bearings = np.degrees(np.arctan2(dy, dx)) % 180 // 10
    assert len(np.unique(bearings)) == 18


def test_lanes_lie_in_the_ward(demo, old_ward, in_metres):
    ward = in_metres(old_ward.geom).buffer(0.1)
    assert all(ward.covers(in_metres(lane.geom)) for lane in demo.lanes)


def test_houses_do_not_overlap_each_other_or_a_lane(demo, in_metres):
    houses = [in_metres(row.geom) for row in demo.features if row.layer == "buildings"]
    assert 2000 <= len(houses) <= 3000
    tree = shapely.STRtree(houses)
    pairs = [(i, j) for i, j in zip(*tree.query(houses, predicate="overlaps"), strict=True)]
    assert all(shapely.intersection(houses[i], houses[j]).area < 0.05 for i, j in pairs)
    lanes = shapely.union_all([in_metres(lane.geom) for lane in demo.lanes])
    assert not any(shapely.intersects(house, lanes) for house in houses)


def test_addresses_are_unique(demo):
    addresses = [row.properties["address"] for row in demo.features if "address" in row.properties]
    assert len(addresses) == len(set(addresses))
    assert any(re.fullmatch(r"Số \d+ Ngõ 12 Nguyễn Văn Cừ", address) for address in addresses)
