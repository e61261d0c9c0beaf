"""The methods that compare units take pieces of lane as well, and find what is planted there."""

import numpy as np
import pytest
import shapely

from geo.cutting import cut_up
from geo.errors import InputError
from geo.events import Events
from geo.hotspots import get_method
from geo.result import Units

AREA = shapely.box(590000, 2328000, 592000, 2330000)
AT = range(50, 2000, 150)
LINES = [[(0, at), (2000, at)] for at in AT] + [[(at, 0), (at, 2000)] for at in AT]
LANES = Units(
    "lane",
    shapely.linestrings(np.array(LINES, dtype=float) + np.array([590000.0, 2328000.0])),
    tuple(f"Ngõ {n}" for n in range(len(LINES))),
)


def scene():
    """Events along all lanes, and many within 250 m on one of them, through the year."""
    rng = np.random.default_rng(2)
    along, lane = rng.uniform(0, 2000, 300), rng.choice(list(AT), 300)
    x = np.concatenate([along, rng.uniform(900, 1150, 150)])
    y = np.concatenate([lane + rng.uniform(-5, 5, 300), 950 + rng.uniform(-5, 5, 150)])
    day = rng.integers(20000, 20365, 450)
    return Events.from_arrays(590000 + x, 2328000 + y, day=day)


@pytest.mark.parametrize("method", ["gi_star", "local_moran", "emerging"])
@pytest.mark.parametrize("neighbours", ["queen", "distance"])
def test_the_crowded_stretch_of_a_lane_is_found(method, neighbours):
    how, said = get_method(method), {"unit_kind": "lanes", "neighbours": neighbours}
    assert how.units_needed(how.check(said)) == "lanes"
    result = how.run(scene(), AREA, said, 0, LANES)
    first = next(row for row in result.rows() if row.rank == 1)
    assert first.class_code > 0
    assert first.geometry.geom_type == "LineString"
    assert first.geometry.distance(shapely.Point(591025, 2328950)) < 160
    assert result.parameters["cell_m"] == 100


def test_events_off_the_lanes_are_counted_as_outside():
    used = get_method("gi_star").check({"unit_kind": "lanes", "snap_m": 1})
    cut, reason = cut_up(scene(), AREA, used, LANES)
    assert 0 < cut.outside < 450
    assert cut.room.sum() == pytest.approx(2000 * len(LINES), rel=1e-6)
    assert "100 m" in reason.en


@pytest.mark.parametrize(("kind", "said"), [("lanes", "needs lanes"), ("areas", "needs areas")])
def test_missing_units_are_asked_for(kind, said):
    with pytest.raises(InputError, match=said):
        cut_up(scene(), AREA, get_method("gi_star").check({"unit_kind": kind}), None)
