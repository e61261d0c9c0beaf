"""What every hotspot method must keep, written once."""

import json
import re

import numpy as np
import pytest
import shapely

from geo.events import Events
from geo.hotspots import METHODS
from geo.hotspots.column_words import COLUMN_WORDS
from geo.hotspots.schema import method_json, parameters_schema
from geo.result import FIXED_COLUMNS, Units, plain

AREA = shapely.box(590000, 2328000, 592000, 2330000)
STATED = {
    "forecast": {"as_of": "2025-02-11"},
    "effect": {"treated_on": "2025-01-12", "unit_kind": "areas"},
}
"""What a person would say of this scene: its cluster is a spell between these days."""


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


def groups():
    """Sixteen areas that share the scene among them."""
    corners = [(590000 + 500 * i, 2328000 + 500 * j) for j in range(4) for i in range(4)]
    shapes = np.array([shapely.box(x, y, x + 500, y + 500) for x, y in corners], dtype=object)
    names = tuple(f"{i}" for i in range(1, 17))
    return Units("area", shapes, names, names)


def lanes():
    """Streets 100 m apart both ways, each cut into lanes of 400 m."""
    steps = [(30 + 100 * i, start) for i in range(20) for start in range(0, 2000, 400)]
    lines = [[(at, start), (at, start + 400)] for at, start in steps]
    lines += [[(start, at), (start + 400, at)] for at, start in steps]
    shapes = shapely.linestrings(np.add(lines, [590000.0, 2328000.0]))
    names = tuple(f"{i}" for i in range(1, len(shapes) + 1))
    return Units("lane", shapes, names, names)


def analyse(method, events, parameters=None, seed=1):
    said = STATED.get(method.name, {}) | dict(parameters or {})
    needed = method.units_needed(method.check(said))
    units = {"none": lambda: None, "groups": groups, "lanes": lanes}[needed]()
    return method.run(events, AREA, said, seed, units)


def test_vietnamese_words_have_vietnamese_numbers_and_days(method):
    """1.234 is a thousand, 0.5 and 2025-01-12 are no Vietnamese; the English have their own."""
    result = analyse(method, scene())
    findings = result.summary.get("findings", [])
    said = [result.summary["rule"], *findings, *(note.text for note in result.notes)]
    vietnamese, english = (" ".join(each) for each in zip(*said, strict=True))
    assert re.findall(r"\d+\.\d{1,2}(?!\d)|\d{4}-\d\d", vietnamese) == []
    assert re.findall(r"\d,\d{1,2}(?!\d)|\d{4}-\d\d", english) == []


def stored(result):
    rows = [(row.geometry.wkb_hex, *row[1:]) for row in result.rows()]
    return json.dumps([rows, plain(result.summary), plain(result.parameters)], sort_keys=True)


def test_the_planted_cluster_ranks_first(method):
    result = analyse(method, scene())
    first = next(row for row in result.rows() if row.rank == 1)
    assert first.class_code > 0
    assert first.geometry.distance(shapely.Point(591230, 2329430)) < 200


def test_shuffled_input_gives_the_same_answer(method):
    order = np.random.default_rng(0).permutation(360)
    assert stored(analyse(method, scene(order))) == stored(analyse(method, scene()))


def test_every_column_has_words(method):
    variants = [{}] + [
        {"unit_kind": kind}
        for each in method.parameters
        if each.name == "unit_kind"
        for kind, _ in each.choices
        if kind != "place"
    ]
    for parameters in variants:
        names = analyse(method, scene(), parameters).columns
        assert [name for name in names if name not in COLUMN_WORDS] == []


def test_the_schema_holds_what_the_check_accepts(method):
    schema = parameters_schema(method)
    defaults = method.check({})
    assert set(schema["properties"]) == set(defaults)
    for name, value in defaults.items():
        allowed = schema["properties"][name]
        assert allowed["default"] == value
        assert value in allowed.get("enum", [value])
    assert json.loads(json.dumps(method_json(method)))["schema"] == schema


def test_the_same_seed_gives_the_same_answer(method):
    assert stored(analyse(method, scene(), seed=7)) == stored(analyse(method, scene(), seed=7))


@pytest.mark.parametrize("n", [0, 1, 5])
def test_few_events_say_so(method, n):
    events = scene().take(np.arange(n))
    result = analyse(method, events)
    assert {note.code for note in result.notes} & {"no_events", "few_events"}
    stored(result)


def test_fixed_columns_ranks_and_members_are_there(method):
    result = analyse(method, scene())
    assert set(FIXED_COLUMNS) <= set(result.columns)
    assert sorted(result.columns["rank"]) == list(range(1, len(result) + 1))
    members = np.concatenate(result.members)
    assert len(np.unique(members)) == len(members)
    assert set(members) <= set(range(360))
    assert all(note.text.vi and note.text.en for note in result.notes)


def test_the_parameters_used_are_those_of_the_result(method):
    result = analyse(method, scene())
    assert set(result.parameters) == {parameter.name for parameter in method.parameters}
    assert stored(analyse(method, scene(), result.parameters)) == stored(result) or (
        method.name == "gi_star"  # says "as given" once the automatic choice is written down
    )
