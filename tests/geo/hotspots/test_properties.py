"""What every method must keep however the ground is turned, moved, doubled, emptied or cut."""

import json
import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import InputError
from geo.events import NO_DAY, Events
from geo.hotspots import METHODS, get_method
from geo.result import Units, plain

WEST, SOUTH, SIDE = 590000.0, 2328000.0, 1000.0
CORNER = np.array([WEST, SOUTH])
MIDDLE = CORNER + SIDE / 2
AREA = shapely.box(WEST, SOUTH, WEST + SIDE, SOUTH + SIDE)
STATED = {
    "scan": {"permutations": 99},
    "near_repeat": {"permutations": 99},
    "effect": {"treated_on": "2025-03-01", "unit_kind": "areas"},
    "forecast": {"folds": 4},
    "density": {"cell_m": 50},
}
TURNS = {1: (0.0, 1.0), 2: (-1.0, 0.0), 3: (0.0, -1.0)}
WITHOUT_CELLS = ("clusters", "near_repeat", "repeat_points", "rates", "lane_density")

every_method = pytest.mark.parametrize("method", METHODS, ids=lambda m: m.name)


def named(shapes, kind):
    names = tuple(str(n) for n in range(len(shapes)))
    return Units(kind, np.asarray(shapes, dtype=object), names, names)


def points():
    """Scattered points off all round numbers, and a spell of thirty on one spot."""
    rng = np.random.default_rng(0)
    spread = np.floor(rng.uniform(0, SIDE, (90, 2)) * 64) / 64 + 1 / 256
    spell = np.floor(rng.uniform(300, 340, (30, 2)) * 64) / 64 + 1 / 256
    day = np.concatenate([rng.integers(20000, 20200, 90), rng.integers(20140, 20160, 30)])
    return np.concatenate([spread, spell]) + CORNER, day


def groups():
    step = SIDE / 4
    corners = [(WEST + step * i, SOUTH + step * j) for j in range(4) for i in range(4)]
    return named([shapely.box(x, y, x + step, y + step) for x, y in corners], "area")


def lanes():
    at = np.arange(37.5, SIDE, 125.0)
    lines = [[(0, y), (SIDE, y)] for y in at] + [[(x, 0), (x, SIDE)] for x in at]
    return named(shapely.linestrings(np.array(lines) + CORNER), "lane")


def analyse(method, where, day, move=None, units=None, area=AREA):
    """Run a method over points, all shapes moved alike."""
    said = STATED.get(method.name, {})
    needed = method.units_needed(method.check(said))
    given_units = (units or {"groups": groups(), "lanes": lanes()}).get(needed)
    if move is not None:
        where, area = move(where), shapely.transform(area, move)
        if given_units is not None:
            shapes = shapely.transform(given_units.geometry, move)
            given_units = Units(given_units.kind, shapes, given_units.labels, given_units.keys)
    x, y = np.asarray(where, dtype=float).reshape(-1, 2).T
    return method.run(Events.from_arrays(x, y, day=day), area, said, 1, given_units)


def told(result):
    """The numbers of a result that do not speak of where it is, in an order of their own."""
    names = ("value", "expected", "score", "p", "class_code")
    rows = np.column_stack([result.columns[name].astype(float) for name in names])
    rows = np.round(np.nan_to_num(rows, nan=-9.0, posinf=1e9), 5)
    return rows[np.lexsort(rows.T)]


def sound(result):
    """What holds of any result whatever it was made of."""
    p, adjusted = (result.columns[name].astype(float) for name in ("p", "p_adjusted"))
    assert np.all((p > 0) & (p <= 1) | np.isnan(p))
    assert (np.isnan(p) == np.isnan(adjusted)).all()
    assert (adjusted[np.isfinite(p)] >= p[np.isfinite(p)] - 1e-12).all()
    assert np.isin(result.columns["class_code"], range(-3, 4)).all()
    assert sorted(result.columns["rank"]) == list(range(1, len(result) + 1))
    members = np.concatenate(result.members) if len(result) else np.zeros(0, dtype=int)
    assert len(np.unique(members)) == len(members)
    assert not shapely.is_empty(result.units.geometry).any()
    json.dumps([plain(result.summary), plain(result.parameters)], allow_nan=False)
    return result


def turned(c, s):
    return lambda xy: (xy - MIDDLE) @ np.array([[c, s], [-s, c]]) + MIDDLE


@every_method
@settings(max_examples=2)
@given(east=st.integers(-3, 3), north=st.integers(1, 3))
def test_translation_does_not_matter(method, east, north):
    """By whole kilometres: cells lie on round numbers."""
    where, day = points()
    moved = sound(analyse(method, where, day, lambda xy: xy + 1000.0 * np.array([east, north])))
    np.testing.assert_allclose(told(moved), told(analyse(method, where, day)), rtol=1e-4, atol=1e-4)


@every_method
@settings(max_examples=2)
@given(quarter=st.sampled_from(sorted(TURNS)))
def test_rotation_does_not_matter(method, quarter):
    """By quarter turns: cells lie along the axes. Methods without cells by any turn, below."""
    where, day = points()
    found = sound(analyse(method, where, day, turned(*TURNS[quarter])))
    np.testing.assert_allclose(told(found), told(analyse(method, where, day)), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("name", WITHOUT_CELLS)
@settings(max_examples=2)
@given(degrees=st.integers(1, 89))
def test_any_turn_does_not_matter_without_cells(name, degrees):
    where, day = points()
    turn = turned(math.cos(math.radians(degrees)), math.sin(math.radians(degrees)))
    before, after = (told(analyse(get_method(name), where, day, m)) for m in (None, turn))
    assert before.shape == after.shape
    np.testing.assert_allclose(after, before, rtol=5e-3, atol=5e-3)


@every_method
def test_every_event_twice(method):
    where, day = points()
    twice = np.concatenate([where, where])
    once, doubled = analyse(method, where, day), analyse(method, twice, np.tile(day, 2))
    sound(doubled)
    if method.name in ("gi_star", "local_moran", "lane_density", "rates", "effect"):
        assert (once.units.geometry == doubled.units.geometry).all()
        np.testing.assert_allclose(doubled.columns["value"], 2 * once.columns["value"], rtol=1e-6)


@every_method
def test_a_constant_field_has_no_hot_spot(method):
    """One event in the middle of every cell of 100 m, on days that repeat alike."""
    at = np.arange(50.0, SIDE, 100.0)
    where = np.array([(x, y) for x in at for y in at]) + CORNER
    result = sound(analyse(method, where, 20000 + 2 * (np.arange(100) * 37 % 100)))
    if method.name in ("gi_star", "local_moran", "emerging", "scan", "near_repeat"):
        assert not result.columns["class_code"].any()


@every_method
@pytest.mark.parametrize("n", [0, 1, 2, 40])
def test_all_events_on_one_spot(method, n):
    result = sound(analyse(method, np.tile(MIDDLE, (n, 1)), np.full(n, 20000)))
    assert n == 40 or result.notes


@every_method
def test_one_unit(method):
    """One cell, one group or one lane: there is nothing to compare with, and nothing breaks."""
    where, day = points()
    tiny = shapely.box(WEST + 300, SOUTH + 300, WEST + 301, SOUTH + 301)
    line = shapely.linestrings([[(WEST, SOUTH + 320), (WEST + SIDE, SOUTH + 320)]])
    units = {"groups": named([AREA], "area"), "lanes": named(line, "lane")}
    result = sound(analyse(method, where, day, units=units, area=tiny))
    if method.name in ("local_moran", "rates", "effect"):
        assert not result.columns["class_code"].any()


@every_method
def test_islands(method):
    """Groups and lanes that touch no other, and an area in two parts."""
    where, day = points()
    parts = [shapely.box(WEST + x, SOUTH, WEST + x + 450, SOUTH + SIDE) for x in (0, 550)]
    at = [(x, y) for x in range(20, 1000, 200) for y in range(20, 1000, 100)]
    lone = shapely.linestrings(np.array([[(x, y), (x + 60, y)] for x, y in at]) + CORNER)
    units = {
        "groups": named(shapely.buffer(groups().geometry, -40.0), "area"),
        "lanes": named(lone, "lane"),
    }
    sound(analyse(method, where, day, units=units, area=shapely.union_all(parts)))


@every_method
def test_events_without_a_date(method):
    where, day = points()
    day[::3] = NO_DAY
    sound(analyse(method, where, day))
    sound(analyse(method, where, np.full(len(day), NO_DAY)))


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_what_is_no_number_is_refused(bad):
    with pytest.raises(InputError, match="finite"):
        Events.from_arrays([590000.0, bad], [2328000.0, 2328001.0])
    with pytest.raises(InputError, match="weight"):
        Events.from_arrays([590000.0], [2328000.0], weight=[bad])
