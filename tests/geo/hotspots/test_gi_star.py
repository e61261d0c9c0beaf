import numpy as np
import pytest
import shapely

from geo.errors import InputError
from geo.events import Events
from geo.getis_ord import gi_star
from geo.grid import square_grid
from geo.hotspots.gi_star import METHOD, classes
from geo.randomisation import exact_conditional, exact_total
from geo.result import Units
from geo.significance import benjamini_hochberg, reject, two_sided, z_to_p

AREA = shapely.box(590000, 2328000, 593000, 2331000)
GRID = square_grid(AREA, 100)
WEIGHTS = GRID.neighbours()
K = np.diff(WEIGHTS.indptr).astype(np.int64)
SHUFFLES = 200


def events_from(counts, weight=None):
    """Put so many events at the centre of each cell of the grid."""
    cell = np.repeat(np.arange(len(GRID)), counts.astype(int))
    centre = GRID.centres[cell]
    return Events.from_arrays(*centre.T, weight=weight)


def clustered(seed=0):
    """Sparse background and two clusters: mostly zeros with a long tail, as real counts are."""
    rng = np.random.default_rng(seed)
    counts = rng.poisson(0.3, len(GRID)).astype(float)
    for x, y, height in ((591050, 2329050, 20), (592250, 2330150, 12)):
        apart = np.hypot(*(GRID.centres - [x, y]).T)
        counts += rng.poisson(height * np.exp(-((apart / 120) ** 2) / 2))
    return counts


def share_of_shuffles_with_a_false_hot_cell(counts, p_of):
    rng = np.random.default_rng(42)
    found = 0
    for _ in range(SHUFFLES):
        found += reject(benjamini_hochberg(p_of(rng.permutation(counts))), 0.05).any()
    return found / SHUFFLES


def p_total(x):
    return two_sided(*exact_total(x, K + 1, WEIGHTS @ x + x))


def p_conditional(x):
    return two_sided(*exact_conditional(x, K, WEIGHTS @ x))


@pytest.mark.parametrize("p_of", [p_total, p_conditional])
@pytest.mark.parametrize(
    "counts",
    [clustered(), np.random.default_rng(1).poisson(0.5, len(GRID)).astype(float)],
    ids=["clustered", "poisson"],
)
def test_shuffles_hardly_ever_show_a_hot_cell(counts, p_of):
    assert share_of_shuffles_with_a_false_hot_cell(counts, p_of) <= 0.05


def test_the_normal_curve_would_show_false_hot_cells_in_most_shuffles():
    """Why p is not read off the z score: the reason for the exact count."""
    share = share_of_shuffles_with_a_false_hot_cell(
        clustered(), lambda x: z_to_p(gi_star(x, WEIGHTS))
    )
    assert share > 0.5


def test_random_points_show_no_hot_cells():
    """Complete spatial randomness through the whole method, at 95 % and above."""
    rng = np.random.default_rng(3)
    false = 0
    for seed in range(60):
        x, y = rng.uniform(590000, 593000, 700), rng.uniform(2328000, 2331000, 700)
        result = METHOD.run(Events.from_arrays(x, y), AREA, {"permutations": 0}, seed)
        false += (np.abs(result.columns["class_code"]) >= 2).any()
    assert false / 60 <= 0.05


def test_planted_clusters_are_found_and_little_else():
    result = METHOD.run(events_from(clustered()), AREA, {}, 1)
    hot = GRID.centres[result.columns["class_code"] >= 2]
    for x, y in ((591050, 2329050), (592250, 2330150)):
        assert np.hypot(*(hot - [x, y]).T).min() == 0
    near = [np.hypot(*(hot - c).T) <= 450 for c in ([591050, 2329050], [592250, 2330150])]
    assert (near[0] | near[1]).all()
    assert len(hot) >= 18


def test_p_is_uniform_enough_under_the_null():
    """Over shuffles no more than a share a of one-sided p-values is at or below a."""
    rng, counts = np.random.default_rng(9), clustered()
    p = [
        exact_total(x, K + 1, WEIGHTS @ x + x).greater
        for x in (rng.permutation(counts) for _ in range(50))
    ]
    for a in (0.001, 0.01, 0.05, 0.2, 0.5):
        assert (np.concatenate(p) <= a).mean() <= a * 1.1 + 1e-4


def test_one_crowded_cell_alone_is_no_hot_spot_of_its_neighbours():
    counts = np.zeros(len(GRID))
    counts[435] = 40
    result = METHOD.run(events_from(counts), AREA, {}, 1)
    assert not result.columns["class_code"].any()
    assert result.columns["p_normal"][435] < 1e-9
    assert "lone_cells" in {note.code for note in result.notes}
    scattered = METHOD.run(events_from(counts), AREA, {"null_model": "scatter"}, 1)
    assert scattered.columns["class_code"][435] == 3
    assert scattered.summary["p_from"] == "poisson"


def test_score_and_neighbourhood_are_those_of_the_grid():
    counts = clustered()
    result = METHOD.run(events_from(counts), AREA, {}, 1)
    np.testing.assert_array_equal(result.columns["value"], counts)
    np.testing.assert_allclose(result.columns["score"], gi_star(counts, WEIGHTS))
    np.testing.assert_array_equal(result.columns["neighbourhood"], WEIGHTS @ counts + counts)
    assert [len(m) for m in result.members] == counts.astype(int).tolist()


def test_permutation_p_agrees_with_the_exact_one():
    counts = clustered()
    result = METHOD.run(events_from(counts), AREA, {"permutations": 9999}, 1)
    exact = exact_conditional(counts, K, WEIGHTS @ counts).greater
    np.testing.assert_allclose(result.columns["p_conditional"], exact, atol=0.03)
    assert result.columns["p_conditional"].min() > 0


def test_another_seed_changes_only_the_drawn_column():
    events = events_from(clustered())
    one, two = (METHOD.run(events, AREA, {}, seed) for seed in (1, 2))
    np.testing.assert_array_equal(one.columns["p"], two.columns["p"])
    assert (one.columns["p_conditional"] != two.columns["p_conditional"]).any()


def test_no_variation_is_said_and_nothing_is_hot():
    result = METHOD.run(events_from(np.ones(len(GRID))), AREA, {"cell_m": 100}, 1)
    assert result.summary["no_variation"] is True
    assert "no_variation" in {note.code for note in result.notes}
    assert not result.columns["score"].any()
    assert (result.columns["p"] == 1).all()


def test_weights_that_are_no_whole_numbers_are_drawn():
    counts = clustered()
    events = events_from(counts, weight=np.full(int(counts.sum()), 0.7))
    result = METHOD.run(events, AREA, {}, 1)
    assert result.summary["p_from"] == "drawn"
    np.testing.assert_allclose(result.columns["p"], p_total(counts), atol=0.01)
    assert (result.columns["class_code"] >= 2).sum() >= 15
    normal = METHOD.run(events, AREA, {"permutations": 0}, 1)
    assert normal.summary["p_from"] == "normal"
    np.testing.assert_allclose(normal.columns["p"], normal.columns["p_normal"], atol=1e-12)


@pytest.mark.parametrize(
    "parameters",
    [
        {"unit_kind": "hexagon"},
        {"neighbours": "rook"},
        {"neighbours": "distance"},
        {"star": False},
        {"null_model": "conditional"},
        {"null_model": "scatter"},
        {"tail": "greater"},
        {"correction": "by"},
    ],
    ids=str,
)
def test_every_choice_finds_the_cluster(parameters):
    result = METHOD.run(events_from(clustered()), AREA, parameters, 1)
    best = int(np.argmin(result.columns["rank"]))
    assert result.columns["class_code"][best] > 0
    assert result.units.geometry[best].distance(shapely.Point(591050, 2329050)) < 300


def test_given_areas_are_compared_and_islands_are_left_out():
    boxes = shapely.box(*np.array([[i * 100, 0, i * 100 + 100, 100] for i in range(40)]).T + 1000)
    far = shapely.box(9000, 9000, 9100, 9100)
    units = Units("area", np.array([*boxes, far], dtype=object), tuple(map(str, range(41))))
    where = np.concatenate([np.arange(40), np.repeat([10, 11, 12], 12)])
    events = Events.from_arrays(1050.0 + 100 * where, np.full(len(where), 1050.0))
    result = METHOD.run(
        events,
        AREA,
        {"unit_kind": "areas", "null_model": "conditional", "correction": "none"},
        1,
        units=units,
    )
    assert result.columns["class_code"][11] >= 2
    assert np.isnan(result.columns["p"][40])
    assert result.summary["units_tested"] == 40
    assert "islands" in {note.code for note in result.notes}


def test_areas_are_asked_for_when_missing():
    with pytest.raises(InputError, match="areas"):
        METHOD.run(events_from(clustered()), AREA, {"unit_kind": "areas"}, 1)


def test_each_class_is_its_own_correction():
    p = np.array([0.01, 0.05, 0.1, 0.100001, np.nan, 0.001])
    hot = np.array([True, True, True, True, True, False])
    assert classes(p, hot).tolist() == [3, 2, 1, 0, 0, -3]


def test_the_summary_says_which_p_was_tested():
    words = METHOD.run(events_from(clustered()), AREA, {}, 1).summary["p_in_words"]
    assert "two-sided" in words.en and "exactly" in words.en and "Benjamini" in words.en


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"unit_kind": "hexagon", "neighbours": "distance", "tail": "greater"},
        {"star": False, "neighbours": "rook", "correction": "none"},
    ],
)
def test_the_rule_is_a_sentence_without_codes(parameters):
    rule = METHOD.run(events_from(clustered()), AREA, parameters, 1).summary["rule"]
    for words in (rule.vi, rule.en):
        assert words.endswith(".") and words[0].isupper()
        assert not {"bh", "none", "queen", "rook", "p"} & set(words.replace(",", " ").split())
    assert ("allows for" in rule.en) == (parameters.get("correction") != "none")
