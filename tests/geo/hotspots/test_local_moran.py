import numpy as np
import pytest
import shapely

from geo.errors import InputError
from geo.events import Events
from geo.grid import square_grid
from geo.hotspots.local_moran import METHOD
from geo.randomisation import exact_conditional
from geo.result import Units
from geo.significance import two_sided

AREA = shapely.box(590000, 2328000, 592000, 2330000)
GRID = square_grid(AREA, 100)


def events_from(counts, weight=None):
    centre = GRID.centres[np.repeat(np.arange(len(GRID)), counts.astype(int))]
    return Events.from_arrays(*centre.T, weight=weight)


def clustered(seed=0):
    rng = np.random.default_rng(seed)
    apart = np.hypot(*(GRID.centres - [591050, 2329050]).T)
    return rng.poisson(1 + 15 * np.exp(-((apart / 130) ** 2) / 2)).astype(float)


def run(events, raw=None, units=None):
    return METHOD.run(events, AREA, raw or {}, 1, units)


def test_a_cluster_is_high_among_high():
    result = run(events_from(clustered()))
    hot = GRID.centres[result.columns["class_code"] >= 2]
    assert len(hot) >= 9
    assert np.hypot(*(hot - [591050, 2329050]).T).max() < 450
    assert set(result.columns["quadrant"][result.columns["class_code"] > 0]) == {"HH"}
    assert result.summary["moran_i"] > 0.3


def test_p_is_exact_with_the_own_count_held():
    counts, weights = clustered(), GRID.neighbours()
    k = np.diff(weights.indptr).astype(np.int64)
    exact = two_sided(*exact_conditional(counts, k, weights @ counts))
    np.testing.assert_array_equal(run(events_from(counts)).columns["p"], exact)


def test_a_quiet_cell_in_a_busy_place_is_an_outlier():
    counts = clustered()
    middle = int(GRID.index_of(np.array([591050.0]), np.array([2329050.0]))[0])
    counts[middle] = 0
    result = run(events_from(counts))
    assert result.columns["quadrant"][middle] == "LH"
    assert result.columns["outlier_level"][middle] == 3
    assert result.columns["class_code"][middle] == 0
    assert result.summary["significant"]["LH"] >= 1


def test_shuffles_hardly_ever_show_a_cluster():
    rng, counts, false = np.random.default_rng(5), clustered(), 0
    for _ in range(40):
        result = run(events_from(rng.permutation(counts)))
        false += (np.abs(result.columns["class_code"]) >= 2).any()
    assert false / 40 <= 0.1


def test_no_variation_and_parts_of_events():
    result = run(events_from(np.ones(len(GRID))), {"cell_m": 100})
    assert not result.columns["class_code"].any() and result.summary["moran_i"] is None
    counts = clustered()
    drawn = run(events_from(counts, weight=np.full(int(counts.sum()), 0.7)))
    assert drawn.summary["p_from"] == "drawn" and (drawn.columns["class_code"] >= 2).any()


@pytest.mark.parametrize("raw", [{"unit_kind": "hexagon"}, {"neighbours": "rook"}], ids=str)
def test_every_choice_finds_the_cluster(raw):
    assert (run(events_from(clustered()), raw).columns["class_code"] > 0).any()


def test_given_areas_are_compared_and_asked_for():
    units = Units("area", GRID.polygons(), GRID.labels)
    found = run(events_from(clustered()), {"unit_kind": "areas"}, units)
    assert (found.columns["class_code"] > 0).any()
    with pytest.raises(InputError, match="areas"):
        run(events_from(clustered()), {"unit_kind": "areas"})
