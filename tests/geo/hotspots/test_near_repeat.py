import numpy as np
import pytest
import shapely

from geo.events import NO_DAY, Events
from geo.hotspots.near_repeat import METHOD, Pattern, find_pattern
from geo.knox import KnoxTable

AREA = shapely.box(590000, 2328000, 592000, 2330000)


def followed(n=120, seed=0, **columns):
    """Scattered events, a third of them followed within 60 m and 5 days."""
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(590000, 592000, n), rng.uniform(2328000, 2330000, n)
    day = rng.integers(17000, 17180, n)
    some = slice(0, n // 3)
    x = np.concatenate([x, x[some] + rng.uniform(-40, 40, n // 3)])
    y = np.concatenate([y, y[some] + rng.uniform(-40, 40, n // 3)])
    day = np.concatenate([day, day[some] + rng.integers(0, 6, n // 3)])
    return Events.from_arrays(x, y, day=day, **columns)


def run(events, raw=None):
    return METHOD.run(events, AREA, raw or {}, 1)


def codes(result):
    return {note.code for note in result.notes}


def test_places_that_were_followed_are_shown_with_lines():
    result = run(followed())
    assert "less than 100 m" in result.summary["rule"].en
    assert "less than 7 days" in result.summary["rule"].en
    assert result.columns["value"].sum() >= 60  # forty pairs, most of them between two places
    assert (result.columns["score"] > 1).any()
    kinds = {shape.geom_type for shape in result.units.geometry}
    assert kinds <= {"Point", "MultiLineString"} and "MultiLineString" in kinds
    assert (result.columns["p"] > 0).all() and (result.columns["p"] <= 1).all()


def test_lines_lead_from_the_earlier_event_to_the_place():
    result = run(followed())
    rows = {row.members[0]: row for row in result.rows() if len(row.members) == 1}
    line = next(r.geometry for i, r in rows.items() if i >= 120 and r.geometry.geom_type[0] == "M")
    ends = [shapely.Point(part.coords[-1]) for part in line.geoms]
    assert all(end.equals(ends[0]) for end in ends)


def test_without_contagion_nothing_is_shown_and_it_is_said():
    rng = np.random.default_rng(3)
    events = Events.from_arrays(
        rng.uniform(590000, 592000, 150),
        rng.uniform(2328000, 2330000, 150),
        day=rng.integers(17000, 17180, 150),
    )
    result = run(events)
    assert len(result) == 0 and "no_near_repeats" in codes(result)
    assert result.summary["pattern"] is None and "No band" in result.summary["rule"].en


def test_the_summary_holds_the_table_of_bands():
    bands = run(followed()).summary["bands"]
    assert len(bands) == 16
    near = next(b for b in bands if b["to_m"] == 100 and b["from_days"] == 0)
    assert near["observed"] > 3 * near["expected"] and near["p"] == 0.001
    assert (bands[0]["from_m"], bands[0]["to_m"], bands[0]["to_days"]) == (0, 10, 7)


def table(ratios, p):
    expected = np.full(np.shape(ratios), 10.0)
    observed = np.rint(10 * np.array(ratios)).astype(np.int64)
    blank = np.full(np.shape(ratios), np.nan)
    return KnoxTable(observed, expected, blank, np.array(p, dtype=float), blank)


@pytest.mark.parametrize(
    ("ratios", "p", "pattern"),
    [
        ([[2, 1], [1, 1]], [[0.01, 0.5], [0.5, 0.5]], Pattern(0, 0, 0)),
        ([[2, 2], [2, 1]], [[0.01, 0.01], [0.01, 0.5]], Pattern(0, 0, 1)),
        ([[2, 2], [3, 1]], [[0.01, 0.01], [0.01, 0.5]], Pattern(0, 1, 0)),
        ([[0, 0], [3, 2]], [[1, 1], [0.01, 0.01]], Pattern(1, 1, 1)),
        ([[1, 9], [1, 9]], [[0.5, 0.01], [0.5, 0.01]], None),
        ([[1.1, 1], [1.1, 1]], [[0.01, 0.01], [0.01, 0.01]], None),
        ([[1, 1], [1, 1], [9, 9]], [[1, 1], [1, 1], [0.01, 0.01]], None),
    ],
)
def test_the_pattern_is_unbroken_from_the_nearest_and_soonest(ratios, p, pattern):
    assert find_pattern(table(ratios, p), 1.2) == pattern


def test_global_tests_are_made_when_asked():
    summary = run(followed(), {"global_tests": True, "permutations": 99}).summary
    assert summary["mantel"]["p"] <= 0.05 and summary["jacquez"]["p"] <= 0.05
    assert "mantel" not in run(followed(), {"permutations": 99}).summary


def test_undated_and_month_only_events_are_said():
    events = followed(day_precision="month")
    undated = Events.from_arrays(
        np.append(events.x, 591000.0), np.append(events.y, 2329000.0), day=np.append(events.day, 1)
    )
    days = undated.day.copy()
    days[-1] = NO_DAY
    some = Events.from_arrays(undated.x, undated.y, day=days)
    assert "events_without_date" in codes(run(some))
    assert "coarse_dates" in codes(run(events))
    assert len(run(Events.from_arrays(undated.x, undated.y))) == 0


def test_too_many_pairs_make_fewer_shuffles(monkeypatch):
    monkeypatch.setattr("geo.hotspots.near_repeat.MOST_WORK", 1000)
    result = run(followed())
    assert result.summary["permutations_made"] == 99
    assert "fewer_permutations" in codes(result)
