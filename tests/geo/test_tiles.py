import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import InputError
from geo.tiles import Tile, tile_of


@pytest.mark.parametrize(
    ("z", "x", "y", "field"), [(23, 0, 0, "z"), (-1, 0, 0, "z"), (1, 2, 0, "x"), (1, 0, -1, "y")]
)
def test_a_tile_that_does_not_exist_is_refused(z, x, y, field):
    with pytest.raises(InputError) as refused:
        Tile(z, x, y)
    assert refused.value.field == field


def test_the_whole_world_is_tile_zero():
    west, south, east, north = Tile(0, 0, 0).bounds_3857
    assert (west, north) == (-math.pi * 6378137, math.pi * 6378137)
    assert (east, south) == (-west, -north)
    assert Tile(0, 0, 0).parent is None


@given(st.floats(-180, 180), st.floats(-85, 85), st.integers(0, 22))
def test_a_place_lies_in_its_tile(lon, lat, z):
    west, south, east, north = tile_of(lon, lat, z).bounds_4326
    assert west - 1e-9 <= lon <= east + 1e-9
    assert south - 1e-9 <= lat <= north + 1e-9


def test_parent_contains_the_child():
    assert tile_of(105.886281, 21.048956, 14).parent == tile_of(105.886281, 21.048956, 13)


def test_a_place_off_the_globe_is_refused():
    with pytest.raises(InputError):
        tile_of(21.0, 105.9, 14)
