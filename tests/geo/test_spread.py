"""Portions: who does them, how many do and in which order makes no difference to a single bit."""

import pickle
import random

import numpy as np
import pytest
import shapely

from geo.events import Events
from geo.hotspots import METHODS
from geo.result import plain
from geo.spread import in_turn, portions

AREA = shapely.box(590000, 2328000, 592000, 2330000)
SPREADING = [method for method in METHODS if method.in_portions is not None]
SETTINGS = {
    "scan": [{"permutations": 249}, {"permutations": 249, "model": "poisson"}],
    "near_repeat": [{"permutations": 499}],
}
CASES = [(method, raw) for method in SPREADING for raw in SETTINGS[method.name]]


def events():
    rng = np.random.default_rng(4)
    x = np.r_[rng.uniform(590000, 592000, 120), 590800 + rng.uniform(-50, 50, 15)]
    y = np.r_[rng.uniform(2328000, 2330000, 120), 2329200 + rng.uniform(-50, 50, 15)]
    return Events.from_arrays(x, y, day=np.r_[rng.integers(17000, 17100, 120), [17050] * 15])


def backwards_and_elsewhere(work, parts):
    """Each portion goes through a pickle, and they are done in an order of their own."""
    order = list(range(len(parts)))
    random.Random(1).shuffle(order)
    done = {
        n: pickle.loads(pickle.dumps(work))(pickle.loads(pickle.dumps(parts[n]))) for n in order
    }
    return iter([done[n] for n in range(len(parts))])


def bits(result):
    columns = {name: column.tobytes() for name, column in result.columns.items()}
    return columns, plain(result.summary), [list(each) for each in result.members]


@pytest.mark.parametrize(("method", "raw"), CASES, ids=lambda each: getattr(each, "name", ""))
def test_whoever_does_the_portions_the_bits_are_the_same(method, raw):
    here = method.run(events(), AREA, raw, 7)
    elsewhere = method.compute(events(), AREA, raw, 7, spread=backwards_and_elsewhere)
    assert bits(elsewhere) == bits(here)
    assert len(here) > 0 and bits(method.run(events(), AREA, raw, 8)) != bits(here)


def test_nothing_more_is_asked_for_once_chance_is_plain():
    asked = []

    def listening(work, parts):
        for number, part in enumerate(parts):
            asked.append(number)
            yield work(part)

    rng = np.random.default_rng(0)
    x, y = rng.uniform(590000, 592000, 80), rng.uniform(2328000, 2330000, 80)
    scan = next(method for method in SPREADING if method.name == "scan")
    scattered = Events.from_arrays(x, y, day=rng.integers(17000, 17100, 80))
    result = scan.compute(scattered, AREA, {"permutations": 9999}, 1, spread=listening)
    assert result.summary["replicates"] < 9999
    assert len(asked) < 20


def test_portions_add_up_and_have_streams_of_their_own():
    parts = portions(250, 100, np.random.default_rng(3))
    assert [part.size for part in parts] == [100, 100, 50]
    drawn = [part.rng.random() for part in parts]
    assert len(set(drawn)) == 3
    again = [part.rng.random() for part in portions(250, 100, np.random.default_rng(3))]
    assert again == drawn
    assert list(in_turn(lambda part: part.size, parts)) == [100, 100, 50]
    assert portions(0, 100, np.random.default_rng(3)) == []
