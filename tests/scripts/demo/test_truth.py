"""The analysis finds what was planted, and nothing else of its kind."""

import numpy as np
import pytest
import shapely

from geo.crs import HANOI, to_metric
from geo.events import Events
from geo.hotspots.gi_star import METHOD as GI_STAR
from geo.hotspots.repeat_points import METHOD as REPEAT_POINTS
from scripts.demo.truth import HALVES, planted_clusters, repeat_points


def _events(demo, half, field: str | None = "ttdt") -> Events:
    rows = [
        i for i in demo.incidents
        if half.first <= i.occurred_at.date() <= half.last and field in (None, i.field_code)
    ]  # fmt: skip
    x, y = to_metric([i.geom.x for i in rows], [i.geom.y for i in rows], HANOI)
    return Events.from_arrays(
        x,
        y,
        day=np.array([i.occurred_at.date() for i in rows], dtype="datetime64[D]"),
        key=[i.address for i in rows],
    )


def test_sixteen_repeat_points_in_the_half_year_of_the_report(demo, old_ward, in_metres):
    found = REPEAT_POINTS.run(_events(demo, HALVES[1]), in_metres(old_ward.geom), {}, 1)
    assert len(found) == 16 == repeat_points("2016H1")


@pytest.mark.parametrize("half", HALVES, ids=lambda half: half.code)
@pytest.mark.parametrize("place_by", ["distance", "address"])
@pytest.mark.parametrize("field", ["ttdt", None])
def test_repeat_points_are_those_planted(demo, old_ward, in_metres, half, place_by, field):
    """By distance or by address, with the other fields or without them."""
    events = _events(demo, half, field)
    found = REPEAT_POINTS.run(events, in_metres(old_ward.geom), {"place_by": place_by}, 1)
    assert len(found) == repeat_points(half.code)


def test_clusters_hold_what_was_planted(demo, in_metres):
    for planted in planted_clusters():
        inside = [
            i for i in demo.incidents
            if i.place == planted.code and planted.first <= i.occurred_at.date() <= planted.last
        ]  # fmt: skip
        assert len(inside) == planted.incidents
        centre = shapely.Point(planted.east_m, planted.north_m)
        assert all(in_metres(i.geom).distance(centre) <= planted.radius_m for i in inside)


def test_clusters_lie_where_they_are_said_to(demo, old_groups, in_metres):
    """The market and the school in one group, the strip on the border of two."""
    shapes = {group.code: in_metres(group.geom) for group in old_groups}
    for planted in planted_clusters("2016H1"):
        centre = shapely.Point(planted.east_m, planted.north_m)
        near = [code for code, shape in shapes.items() if shape.distance(centre) < 10]
        assert set(planted.groups) <= set(near), planted.code
    strip = next(p for p in planted_clusters("2016H1") if p.code == "giap-ranh")
    spots = [in_metres(i.geom) for i in demo.incidents if i.place == strip.code]
    for code in strip.groups:
        assert sum(shapes[code].contains(spot) for spot in spots) > 0.2 * len(spots)


def test_gi_star_finds_every_strong_cluster_and_nothing_else(demo, old_ward, in_metres):
    ward = in_metres(old_ward.geom)
    for half in HALVES:
        result = GI_STAR.run(_events(demo, half), ward, {}, 1)
        hot = [row for row in result.rows() if row.class_code > 0]
        planted = planted_clusters(half.code)
        for cluster in planted:
            centre = shapely.Point(cluster.east_m, cluster.north_m)
            is_found = any(row.geometry.distance(centre) < 1 for row in hot)
            assert is_found == (cluster.strength > 3), (half.code, cluster.code)
        for row in hot:
            assert any(
                row.geometry.distance(shapely.Point(c.east_m, c.north_m)) < c.radius_m + 100
                for c in planted
            ), (half.code, row.label)
