import numpy as np
import pytest
import shapely

from geo.events import Events
from geo.lane_pieces import lane_net, pieces_in, touching
from geo.result import Units

AREA = shapely.box(0, 0, 1000, 1000)
LINES = [
    [(100, 500), (900, 500)],
    [(500, 100), (500, 900)],
    [(900, 500), (900, 300), (700, 300)],
    [(100, 100), (200, 100)],
]
LANES = Units(
    "lane",
    np.array([shapely.LineString(line) for line in LINES], dtype=object),
    ("A", "B", "C", "D"),
)


def net_of(events, piece_m=60.0):
    net = lane_net(events, LANES, piece_m, 30.0)
    return net, pieces_in(net, events, AREA, LANES, 30.0, "lane_piece")


def test_neighbours_are_the_pieces_that_meet():
    net, found = net_of(Events.from_arrays([], []))
    ends = [shapely.MultiPoint(line.coords[:1] + line.coords[-1:]) for line in found.units.geometry]
    near = shapely.distance(np.array(ends)[:, None], np.array(ends)[None, :]) < 1e-6
    np.fill_diagonal(near, False)
    np.testing.assert_array_equal(touching(net, found.number).toarray(), near)


def test_cutting_a_lane_elsewhere_changes_no_piece():
    parts = [[(100, 500), (333, 500)], [(333, 500), (900, 500)], *LINES[1:]]
    shapes = np.array([shapely.LineString(line) for line in parts], dtype=object)
    halves = Units("lane", shapes, ("A", "A", "B", "C", "D"))
    none = Events.from_arrays([], [])
    whole = pieces_in(lane_net(none, LANES, 60, 30), none, AREA, LANES, 30, "lane_piece")
    cut = pieces_in(lane_net(none, halves, 60, 30), none, AREA, halves, 30, "lane_piece")
    named = [
        sorted(
            (*np.round(middle.coords[0], 6), round(length, 6), label)
            for middle, length, label in zip(
                found.middles, found.length, found.units.labels, strict=True
            )
        )
        for found in (whole, cut)
    ]
    assert named[0] == named[1]


def test_events_are_on_one_piece_or_none():
    events = Events.from_arrays([110.0, 110.0, 499.0, 20.0], [505.0, 560.0, 640.0, 20.0])
    _, found = net_of(events)
    assert (found.where >= 0).tolist() == [True, False, True, False]
    assert found.counts.sum() == 2
    held = [set(ids) for ids in found.members if len(ids)]
    assert held in ([{0}, {2}], [{2}, {0}])


def test_pieces_far_outside_the_area_are_left_out():
    none = Events.from_arrays([], [])
    net = lane_net(none, LANES, 60.0, 30.0)
    half = pieces_in(net, none, shapely.box(0, 0, 450, 1000), LANES, 30.0, "lane_piece")
    assert half.length.sum() < 600
    assert touching(net, half.number).shape == (len(half.units), len(half.units))
    assert half.length.sum() == pytest.approx(shapely.length(half.units.geometry).sum())
