"""What every hotspot method must keep, written once."""

import json

import numpy as np
import pytest
import shapely

from geo.events import Events
from geo.hotspots import METHODS
from geo.result import FIXED_COLUMNS, plain

AREA = shapely.box(590000, 2328000, 592000, 2330000)


@pytest.fixture(params=METHODS, ids=lambda m: m.name)
def method(request):
    return request.param


def scene(order=None):
    """300 scattered events, and 60 on two streets that meet, within a month."""
    rng = np.random.default_rng(11)
    x = np.concatenate(
        [
            rng.uniform(590000, 592000, 300),
            591230 + np.repeat([-90, 0, 90], 20) + rng.uniform(-3, 3, 60),
        ]
    )
    y = np.concatenate(
        [
            rng.uniform(2328000, 2330000, 300),
            2329430 + np.tile([-90, 0, 90, 0], 15) + rng.uniform(-3, 3, 60),
        ]
    )
    day = np.concatenate([rng.integers(20000, 20365, 300), rng.integers(20100, 20130, 60)])
    ids = np.arange(len(x))
    order = ids if order is None else order
    return Events.from_arrays(x[order], y[order], day=day[order], ids=ids[order])


def stored(result):
    rows = [(row.geometry.wkb_hex, *row[1:]) for row in result.rows()]
    return json.dumps([rows, plain(result.summary), plain(result.parameters)], sort_keys=True)


def test_the_planted_cluster_ranks_first(method):
    result = method.run(scene(), AREA, {}, 1)
    first = next(row for row in result.rows() if row.rank == 1)
    assert first.class_code > 0
    assert first.geometry.distance(shapely.Point(591230, 2329430)) < 200


def test_shuffled_input_gives_the_same_answer(method):
    order = np.random.default_rng(0).permutation(360)
    assert stored(method.run(scene(order), AREA, {}, 1)) == stored(method.run(scene(), AREA, {}, 1))


def test_the_same_seed_gives_the_same_answer(method):
    assert stored(method.run(scene(), AREA, {}, 7)) == stored(method.run(scene(), AREA, {}, 7))


@pytest.mark.parametrize("n", [0, 1, 5])
def test_few_events_say_so(method, n):
    events = scene().take(np.arange(n))
    result = method.run(events, AREA, {}, 1)
    assert {note.code for note in result.notes} & {"no_events", "few_events"}
    stored(result)


def test_fixed_columns_ranks_and_members_are_there(method):
    result = method.run(scene(), AREA, {}, 1)
    assert set(FIXED_COLUMNS) <= set(result.columns)
    assert sorted(result.columns["rank"]) == list(range(1, len(result) + 1))
    members = np.concatenate(result.members)
    assert len(np.unique(members)) == len(members)
    assert set(members) <= set(range(360))
    assert all(note.text.vi and note.text.en for note in result.notes)


def test_the_parameters_used_are_those_of_the_result(method):
    result = method.run(scene(), AREA, {}, 1)
    assert set(result.parameters) == {parameter.name for parameter in method.parameters}
    assert stored(method.run(scene(), AREA, result.parameters, 1)) == stored(result) or (
        method.name == "gi_star"  # says "as given" once the automatic choice is written down
    )
