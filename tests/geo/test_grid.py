import numpy as np
import pytest
import shapely
import shapely.affinity
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import InputError
from geo.events import Events
from geo.grid import hexagon_grid, square_grid

WARD = shapely.Polygon([(590030, 2328010), (592040, 2328200), (591700, 2330090), (590200, 2329500)])


@pytest.mark.parametrize("make", [square_grid, hexagon_grid])
def test_cells_are_anchored_whatever_the_area(make):
    """The same cells for the ward and for half of it."""
    whole, half = (
        make(WARD, 100),
        make(shapely.intersection(WARD, shapely.box(0, 0, 591000, 9e6)), 100),
    )
    assert len(set(half.labels) - set(whole.labels)) <= len(half) * 0.1
    inner = half.share > 0.999
    assert {half.labels[i] for i in np.flatnonzero(inner)} <= set(whole.labels)


@pytest.mark.parametrize("make", [square_grid, hexagon_grid])
def test_shares_add_up_to_the_area(make):
    grid = make(WARD, 100, min_share=0.0)
    cell = shapely.area(grid.polygons()[0])
    assert grid.share.sum() * cell == pytest.approx(WARD.area, rel=1e-9)


@pytest.mark.parametrize("make", [square_grid, hexagon_grid])
def test_every_point_is_counted_in_the_cell_that_covers_it(make):
    rng = np.random.default_rng(2)
    x, y = rng.uniform(590000, 592000, 2000), rng.uniform(2328000, 2330000, 2000)
    grid = make(WARD, 130)
    cell = grid.index_of(x, y)
    inside = cell >= 0
    assert shapely.covers(grid.polygons()[cell[inside]], shapely.points(x, y)[inside]).all()
    covered = shapely.intersects(shapely.union_all(grid.polygons()), shapely.points(x, y))
    np.testing.assert_array_equal(inside, covered)


def test_count_says_how_many_lie_outside():
    grid = square_grid(shapely.box(590000, 2328000, 590200, 2328200), 100)
    events = Events.from_arrays(
        [590050.0, 590100.0, 1e6], [2328050.0, 2328100.0, 1e6], weight=[2, 3, 9]
    )
    counts, outside = grid.count(events)
    np.testing.assert_array_equal(counts, [2, 0, 0, 3])
    assert outside == 1


def test_square_neighbours_of_a_corner_and_a_centre():
    grid = square_grid(shapely.box(0, 0, 300, 300), 100)
    assert len(grid) == 9
    np.testing.assert_array_equal(np.diff(grid.neighbours().indptr), [3, 5, 3, 5, 8, 5, 3, 5, 3])
    np.testing.assert_array_equal(
        np.diff(grid.neighbours(queen=False).indptr), [2, 3, 2, 3, 4, 3, 2, 3, 2]
    )


@pytest.mark.parametrize("make", [square_grid, hexagon_grid])
def test_neighbours_are_mutual_and_touch(make):
    grid = make(WARD, 200)
    weights = grid.neighbours()
    assert (weights != weights.T).nnz == 0
    assert weights.diagonal().sum() == 0
    i, j = weights.nonzero()
    assert shapely.distance(grid.polygons()[i], grid.polygons()[j]).max() < 1e-6
    assert np.diff(weights.indptr).max() == (8 if make is square_grid else 6)


def test_slivers_are_left_out():
    area = shapely.box(0, 0, 105, 100)  # a twentieth of the second cell
    assert len(square_grid(area, 100)) == 1
    assert len(square_grid(area, 100, min_share=0.01)) == 2


def test_an_area_smaller_than_a_sliver_still_has_a_cell():
    assert len(square_grid(shapely.box(10, 10, 11, 11), 100)) == 1


def test_too_many_cells_names_the_size_that_fits():
    area = shapely.box(590000, 2328000, 600000, 2338000)
    with pytest.raises(InputError, match=r"give (\d+) m") as refused:
        square_grid(area, 1)
    size = float(str(refused.value).rsplit("give ", 1)[1].split(" m")[0])
    assert len(square_grid(area, size)) <= 250_000


@pytest.mark.parametrize("cell_m", [0, -10, float("nan")])
def test_a_cell_without_size_is_refused(cell_m):
    with pytest.raises(InputError, match="cell_m"):
        square_grid(WARD, cell_m)


@pytest.mark.parametrize("area", [shapely.Polygon(), shapely.Point(1, 1)])
def test_an_area_without_surface_is_refused(area):
    with pytest.raises(InputError, match="area"):
        square_grid(area, 100)


@given(st.integers(-50, 50), st.integers(-50, 50))
def test_moving_by_whole_cells_moves_the_grid(right, up):
    moved = square_grid(shapely.affinity.translate(WARD, right * 100, up * 100), 100)
    still = square_grid(WARD, 100)
    np.testing.assert_array_equal(moved.col, still.col + right)
    np.testing.assert_array_equal(moved.row, still.row + up)
