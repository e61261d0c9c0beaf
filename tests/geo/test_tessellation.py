import numpy as np
import pytest
import shapely

from geo.errors import InputError
from geo.events import Events
from geo.result import Units
from geo.tessellation import areas, choose_cell_m, group_ids


@pytest.mark.parametrize(
    ("side_m", "cell_m"), [(3000, 100), (1000, 100), (900, 50), (200, 20), (5, 1), (20000, 200)]
)
def test_the_cell_follows_the_size_of_the_area_only(side_m, cell_m):
    size, reason = choose_cell_m(shapely.box(0, 0, side_m, side_m))
    assert size == cell_m
    assert reason.vi and reason.en


def test_a_point_on_a_common_boundary_is_counted_once():
    boxes = shapely.box([0, 1000], [0, 0], [1000, 2000], [1000, 1000])
    units = Units("area", boxes, ("A", "B"))
    cut = areas(
        units, Events.from_arrays([1000.0, 1500.0, 5000.0], [500.0, 500.0, 500.0]), "queen", None
    )
    assert cut.counts.tolist() == [1, 1]
    assert [m.tolist() for m in cut.members] == [[0], [1]]
    assert cut.outside == 1


def test_no_areas_are_refused():
    with pytest.raises(InputError, match="units"):
        areas(
            Units("area", np.array([], dtype=object), ()), Events.from_arrays([], []), "queen", None
        )


def test_ids_are_grouped_ascending():
    groups = group_ids(np.array([1, 0, 1, -1]), np.array([9, 3, 2, 5]), 3)
    assert [g.tolist() for g in groups] == [[3], [2, 9], []]
