import numpy as np
import pytest
import shapely

from geo.errors import InputError
from geo.events import Events
from geo.hotspots.density import METHOD
from geo.kernel_density import density_at

AREA = shapely.box(590000, 2328000, 592000, 2330000)


def spread(n=400, seed=0, **columns):
    rng = np.random.default_rng(seed)
    return Events.from_arrays(
        rng.uniform(590000, 592000, n), rng.uniform(2328000, 2330000, n), **columns
    )


def run(events, raw=None, area=AREA):
    return METHOD.run(events, area, raw or {}, 0)


def codes(result):
    return {note.code for note in result.notes}


def test_value_is_events_per_hectare_at_the_centre_of_the_cell():
    events = spread(weight=np.random.default_rng(1).uniform(0, 2, 400))
    result = run(events, {"bandwidth_m": 210, "cell_m": 40})
    centres = shapely.get_coordinates(shapely.centroid(result.units.geometry)).T
    brute = density_at(*centres, events.x, events.y, 210, events.weights) * 1e4
    np.testing.assert_allclose(result.columns["value"], brute, atol=1e-12 * brute.max())


def test_expected_is_the_mean_of_the_area_and_score_how_many_times():
    result = run(spread())
    assert result.columns["expected"][0] == pytest.approx(1.0)  # 400 events on 400 ha
    np.testing.assert_allclose(result.columns["score"], result.columns["value"])
    assert np.isnan(result.columns["p"]).all()


def test_classes_are_twice_three_and_five_times_the_mean():
    result = run(Events.from_arrays([591000.0] * 40, [2329000.0] * 40), {"bandwidth_m": 300})
    times, code = result.columns["score"], result.columns["class_code"]
    for level, low, high in ((0, 0, 2), (1, 2, 3), (2, 3, 5), (3, 5, np.inf)):
        assert ((code == level) == ((times >= low) & (times < high))).all()
    assert times[np.argmin(result.columns["rank"])] == pytest.approx(times.max())


def test_the_bandwidth_chosen_is_said_with_its_reason():
    result = run(spread())
    assert 200 < result.parameters["bandwidth_m"] < 300
    (note,) = (note for note in result.notes if note.code == "bandwidth")
    assert "0.9" in note.text.en and "0,9" in note.text.vi
    given = run(spread(), {"bandwidth_m": 100})
    assert "as given" in next(n.text.en for n in given.notes if n.code == "bandwidth")


@pytest.mark.parametrize(
    ("scale", "bandwidth", "reason"),
    [(0.001, 50, "narrowest"), (20, 1000, "widest"), (0, 200, "too few")],
)
def test_the_bandwidth_stays_within_bounds(scale, bandwidth, reason):
    rng = np.random.default_rng(4)
    x, y = 591000 + scale * rng.normal(0, 500, (2, 50)) + [[0], [1738000]]
    result = run(Events.from_arrays(x, y))
    assert result.parameters["bandwidth_m"] == bandwidth
    assert reason in next(n.text.en for n in result.notes if n.code == "bandwidth")


def test_cells_too_coarse_for_the_bandwidth_are_refused():
    with pytest.raises(InputError, match="50 m") as refused:
        run(spread(), {"bandwidth_m": 100, "cell_m": 60})
    assert refused.value.field == "cell_m"
    assert run(spread(), {"bandwidth_m": 20}).parameters["cell_m"] == 10
    assert run(spread(), {"cell_m": 400}).parameters["bandwidth_m"] == 800


def test_a_large_area_gets_larger_cells():
    assert len(run(spread(), area=shapely.box(580000, 2320000, 600000, 2340000))) <= 20_000


def test_correction_lifts_the_border_and_leaves_the_middle():
    plain = run(spread(4000), {"bandwidth_m": 200})
    lifted = run(spread(4000), {"bandwidth_m": 200, "edge_correction": True})
    centres = shapely.get_coordinates(shapely.centroid(plain.units.geometry))
    middle = np.abs(centres - [591000, 2329000]).max(axis=1) < 700
    np.testing.assert_allclose(
        plain.columns["value"][middle], lifted.columns["value"][middle], rtol=1e-9
    )
    border = np.abs(centres - [591000, 2329000]).max(axis=1) > 950
    assert plain.columns["value"][border].mean() < 7
    assert lifted.columns["value"][border].mean() == pytest.approx(10, rel=0.1)
    assert "no_edge_correction" in codes(plain) - codes(lifted)


def test_events_outside_the_area_are_counted_and_still_radiate_in():
    result = run(Events.from_arrays([589990.0, 591000.0], [2329000.0, 2329000.0]))
    assert result.summary["events_outside"] == 1
    west = shapely.get_coordinates(shapely.centroid(result.units.geometry))[:, 0] < 590100
    assert result.columns["value"][west].max() > 0
    assert sum(len(m) for m in result.members) == 1


def test_a_pile_up_is_said():
    pile = Events.from_arrays(
        np.r_[np.full(60, 590500.0), np.linspace(590100, 591900, 60)],
        np.r_[np.full(60, 2328500.0), np.linspace(2328100, 2329900, 60)],
    )
    assert "pile_up" in codes(run(pile))
