from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from geo.crs import HANOI, operation_accuracy_m, require_metric, to_metric, to_wgs84
from geo.errors import InputError

EAST, NORTH = 591914.15, 2328628.29


def test_golden_point_is_met_within_a_centimetre():
    x, y = to_metric(105.886281, 21.048956, HANOI)
    assert abs(x - EAST) < 0.01
    assert abs(y - NORTH) < 0.01


def test_there_and_back_again():
    lon, lat = np.array([105.85, 105.9]), np.array([21.0, 21.06])
    back = to_wgs84(*to_metric(lon, lat, HANOI), HANOI)
    np.testing.assert_allclose(back, (lon, lat), atol=1e-9)


def test_accuracy_is_one_metre():
    assert operation_accuracy_m(HANOI) == 1.0


@pytest.mark.parametrize(
    ("srid", "reason"), [(4326, "degrees"), (3857, "drawing"), (2263, "foot"), (999999, "EPSG")]
)
def test_systems_that_do_not_measure_metres_are_refused(srid, reason):
    with pytest.raises(InputError, match=reason) as refused:
        require_metric(srid)
    assert refused.value.field == "srid"


def test_swapped_or_metric_input_is_refused():
    with pytest.raises(InputError, match="longitude"):
        to_metric([21.0], [105.9], HANOI)
    with pytest.raises(InputError, match="longitude"):
        to_metric([np.nan], [21.0], HANOI)


def test_threads_agree():
    with ThreadPoolExecutor(4) as pool:
        found = list(
            pool.map(lambda _: float(to_metric(105.886281, 21.048956, HANOI)[0]), range(40))
        )
    assert len(set(found)) == 1
