import numpy as np
import pytest
import shapely

from geo.errors import InputError
from geo.events import NO_DAY, Events
from geo.hotspots.clusters import METHOD
from geo.result import Units

AREA = shapely.box(590000, 2328000, 592000, 2330000)
X, Y = 590500.0, 2328500.0


def run(rows, raw=None, **columns):
    """Run over rows of (metres east, metres north, day)."""
    east, north, day = (np.array(c) for c in zip(*rows, strict=True))
    events = Events.from_arrays(X + east, Y + north, day=day, **columns)
    return METHOD.run(events, AREA, raw or {}, 0)


def codes(result):
    return {note.code for note in result.notes}


HEAP = [(0, 0, 10), (20, 0, 11), (0, 20, 12), (20, 20, 30), (10, 10, 40), (38, 10, 41)]
LONE = [(500, 0, 1), (0, 500, 2)]


def test_a_cluster_has_members_days_and_an_outline():
    (row,) = run(HEAP + LONE).rows()
    assert (row.value, row.rank, row.class_code) == (6.0, 1, 1)
    assert row.members == [0, 1, 2, 3, 4, 5]
    assert row.p is None and row.expected is None
    assert row.properties["span_days"] == 32
    assert (row.properties["first_day"], row.properties["last_day"]) == ("1970-01-11", "1970-02-11")
    assert row.geometry.geom_type == "Polygon"
    assert row.geometry.contains(shapely.Point(X + 38, Y + 10))


def test_the_summary_counts_noise_and_says_the_rule():
    summary = run(HEAP + LONE).summary
    assert (summary["clusters"], summary["noise"], summary["events_in_clusters"]) == (1, 2, 6)
    assert "at least 5 events" in summary["rule"].en and "30 m" in summary["rule"].vi


def test_time_parts_a_cluster_in_two():
    rows = [(0, 0, d) for d in (1, 2, 3, 60, 61, 62, 63)]
    assert len(run(rows, {"min_events": 3})) == 1
    result = run(rows, {"min_events": 3, "in_time": True, "eps_days": 7})
    assert [row.members for row in result.rows()] == [[3, 4, 5, 6], [0, 1, 2]]
    assert "14 days" in run(rows, {"in_time": True}).summary["rule"].en


def test_undated_events_count_unless_time_matters():
    rows = [(0, 0, NO_DAY)] * 5
    (row,) = run(rows).rows()
    assert row.properties["first_day"] is None and row.properties["span_days"] is None
    result = run(rows, {"in_time": True})
    assert len(result) == 0 and "events_without_date" in codes(result)
    undated = Events.from_arrays([X] * 5, [Y] * 5)
    assert len(METHOD.run(undated, AREA, {}, 0)) == 1


@pytest.mark.parametrize(
    ("outline", "kind"), [("concave", "Polygon"), ("convex", "Polygon"), ("points", "MultiPoint")]
)
@pytest.mark.parametrize(
    "rows", [HEAP, [(0, 0, 1)] * 6, [(9 * i, 0, 1) for i in range(6)]], ids=["heap", "spot", "line"]
)
def test_every_outline_of_every_shape(rows, outline, kind):
    (row,) = run(rows, {"outline": outline}).rows()
    assert row.geometry.geom_type == kind and row.geometry.is_valid and not row.geometry.is_empty


def test_class_tells_how_many_times_over():
    rows = [(0, 0, 1)] * 15 + [(300, 0, 1)] * 11 + [(600, 0, 1)] * 9
    result = run(rows)
    assert result.columns["class_code"].tolist() == [3, 2, 1]
    assert result.columns["value"].tolist() == [15, 11, 9]


def test_month_only_dates_pile_ups_and_one_large_cluster_are_said():
    rng = np.random.default_rng(0)
    rows = [(0, 0, 1)] * 60 + [(*rng.uniform(100, 1400, 2), 5) for _ in range(60)]
    result = run(rows, {"in_time": True}, day_precision="month")
    assert codes(result) >= {"coarse_dates", "pile_up", "one_cluster_holds_much"}


def test_hdbscan_finds_clusters_of_different_density():
    rng = np.random.default_rng(1)
    x = np.concatenate([rng.normal(1000, 4, 40), rng.normal(1600, 40, 40)])
    y = np.concatenate([rng.normal(1000, 4, 40), rng.normal(1600, 40, 40)])
    events = Events.from_arrays(x, y, day=np.full(80, 20000))
    result = METHOD.run(events, AREA, {"algorithm": "hdbscan", "in_time": True}, 0, None)
    assert len(result) == 2
    assert result.columns["class_code"].tolist() == [3, 3]
    assert "HDBSCAN" in result.summary["rule"].en
    assert "time_not_used" in {note.code for note in result.notes}


HALVES = Units(
    "area",
    shapely.box([X - 1000, X + 10], [Y - 1000] * 2, [X + 10, X + 2000], [Y + 2000] * 2),
    ("Tổ 1", "Tổ 2"),
)


@pytest.mark.parametrize(
    ("east", "crosses", "split"),
    [
        ([0, 2, 4, 6, 14, 16, 18, 19], True, True),  # four on each side: no five of one's own
        ([0, 1, 2, 3, 4, 5, 14, 16], True, False),  # the first group sees it alone
        ([0, 1, 2, 3, 4, 5, 6, 14], False, False),  # an eighth is no crossing
    ],
)
def test_clusters_across_the_border_of_groups(east, crosses, split):
    events = Events.from_arrays(X + np.array(east, dtype=float), np.full(8, Y))
    result = METHOD.run(events, AREA, {"unit_kind": "areas"}, 0, HALVES)
    assert result.columns["is_cross_border"].tolist() == [crosses]
    assert result.columns["is_split"].tolist() == [split]
    assert result.columns["groups"][0].startswith("Tổ 1: ")
    assert (result.summary["cross_border"], result.summary["split"]) == (crosses, split)


def test_groups_are_asked_for_and_no_cluster_has_no_flag():
    with pytest.raises(InputError, match="resident groups"):
        METHOD.run(Events.from_arrays([X], [Y]), AREA, {"unit_kind": "areas"}, 0, None)
    none = METHOD.run(Events.from_arrays([X], [Y]), AREA, {"unit_kind": "areas"}, 0, HALVES)
    assert len(none.columns["is_split"]) == 0
