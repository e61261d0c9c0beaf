import numpy as np
import pytest
import shapely

from geo.events import Events
from geo.lane_graph import bring, graph_of, lane_graph, lixel_lines, lixel_of, lixels


def lines(*coordinates):
    moved = [np.add(each, [1000.0, 1000.0]) for each in coordinates]
    return np.array([shapely.LineString(each) for each in moved], dtype=object)


def test_crossing_lanes_are_cut_where_they_cross():
    graph = lane_graph(lines([(0, 50), (100, 50)], [(50, 0), (50, 100)]))
    assert (len(graph), graph.nodes) == (4, 5)
    assert sorted(graph.degree) == [1, 1, 1, 1, 4]
    assert graph.length.sum() == pytest.approx(200)


def test_pieces_of_one_lane_are_one_edge():
    whole = lane_graph(lines([(0, 0), (100, 0)]))
    cut = lane_graph(lines([(0, 0), (30, 0)], [(30, 0), (70, 0)], [(100, 0), (70, 0)]))
    assert len(whole) == len(cut) == 1
    assert cut.length[0] == pytest.approx(100)


def test_lanes_on_top_of_each_other_are_one():
    graph = lane_graph(lines([(0, 0), (100, 0)], [(20, 0), (60, 0)], [(100, 0), (0, 0)]))
    assert graph.length.sum() == pytest.approx(100)


def test_loose_ends_within_a_metre_are_joined_and_counted():
    near = lane_graph(lines([(0, 0), (100, 0)], [(50, 0.6), (50, 40)]))
    assert (near.joined, near.parts(), len(near)) == (1, 1, 3)
    far = lane_graph(lines([(0, 0), (100, 0)], [(50, 1.5), (50, 40)]))
    assert (far.joined, far.parts(), len(far)) == (0, 2, 2)


def test_a_loop_has_two_ends_at_its_node():
    graph = graph_of(lines([(0, 0), (30, 0), (30, 30), (0, 0)], [(0, 0), (-50, 0)]))
    assert sorted(graph.degree) == [1, 3]
    assert graph.parts() == 1


def test_a_loop_that_hangs_on_a_junction_stays_connected():
    """The loop begins at 100, not where its westernmost corner is."""
    ring = [(0, 0), (300, 0), (300, 100), (0, 100), (0, 0)]
    one = lane_graph(lines(ring, [(100, 0), (100, -80)]))
    other = lane_graph(lines(ring[::-1], [(100, -80), (100, 0)]))
    assert (len(one), one.parts(), sorted(one.degree)) == (2, 1, [1, 3])
    assert [edge.wkb for edge in one.lines] == [edge.wkb for edge in other.lines]


def test_a_ring_of_its_own_is_one_edge():
    graph = lane_graph(lines([(0, 0), (30, 0), (30, 30), (0, 30), (0, 0)]))
    assert (len(graph), graph.nodes) == (1, 1)


@pytest.mark.parametrize("seed", range(4))
def test_order_of_lines_changes_no_bit(seed):
    rng = np.random.default_rng(seed)
    given = lines(*[rng.uniform(0, 500, (3, 2)) for _ in range(12)])
    first, second = lane_graph(given), lane_graph(given[rng.permutation(12)])
    assert shapely.to_wkb(first.lines).tolist() == shapely.to_wkb(second.lines).tolist()


def test_multi_part_lanes_are_taken_apart():
    both = shapely.multilinestrings([lines([(0, 0), (50, 0)])[0], lines([(0, 90), (50, 90)])[0]])
    assert len(lane_graph(np.array([both], dtype=object))) == 2


def test_lixels_are_equal_pieces_and_their_lines_follow_the_lane():
    graph = lane_graph(lines([(0, 0), (33, 0), (33, 33)], [(200, 0), (204, 0)]))
    pieces = lixels(graph, 10.0)
    found = lixel_lines(graph, pieces)
    np.testing.assert_allclose(shapely.length(found), pieces.length, atol=1e-9)
    assert pieces.length.max() <= 10
    assert sorted(np.bincount(pieces.at.edge)) == [1, 7]
    assert shapely.union_all(found).length == pytest.approx(70)


def test_a_position_lies_on_its_lixel():
    graph = lane_graph(lines([(0, 0), (95, 0)], [(40, 0), (40, 70)]))
    pieces = lixels(graph, 10.0)
    rng = np.random.default_rng(5)
    events = Events.from_arrays(rng.uniform(1000, 1095, 50), rng.uniform(1000, 1070, 50))
    at, off = bring(events, graph, 20.0)
    lixel = lixel_of(pieces, at)
    assert (lixel >= 0).tolist() == (at.edge >= 0).tolist() == np.isfinite(off).tolist()
    on = lixel >= 0
    spot = shapely.line_interpolate_point(graph.lines[at.edge[on]], at.offset[on])
    assert shapely.distance(lixel_lines(graph, pieces)[lixel[on]], spot).max() < 1e-6


def test_no_lines_make_no_graph():
    graph = lane_graph(np.zeros(0, dtype=object))
    assert (len(graph), graph.nodes, graph.joined) == (0, 0, 0)
