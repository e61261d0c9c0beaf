"""Shares of a change of boundaries: they add up, mirror each other, and name what happened."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from geo.lineage import Outline, position_of, trace
from geo.recast import chain, recast

SIDE = 100.0
CELLS = [(x, y) for x in range(4) for y in range(3)]
OWNERS = st.lists(st.sampled_from("abcd-"), min_size=len(CELLS), max_size=len(CELLS))


def _areas(owners: list[str], prefix: str) -> list[Outline]:
    """Areas made of the cells of a board; a dash owns nothing."""
    found = []
    for owner in sorted(set(owners) - {"-"}):
        own = [
            box(x * SIDE, y * SIDE, (x + 1) * SIDE, (y + 1) * SIDE)
            for (x, y), each in zip(CELLS, owners, strict=True)
            if each == owner
        ]
        found.append(Outline(prefix + owner, owner, shapely.union_all(own)))
    return found


@given(OWNERS, OWNERS)
@settings(max_examples=60, deadline=None)
def test_shares_of_an_area_and_what_is_left_over_add_up_to_one(
    before: list[str], after: list[str]
) -> None:
    old, new = _areas(before, "o"), _areas(after, "n")
    found = trace(old, new)
    for position in range(len(old)):
        shares = [pair.share_area for pair in found.pairs if pair.old == position]
        assert sum(shares) + found.left_over[position] == pytest.approx(1.0)
    for position in range(len(new)):
        shares = [pair.share_of_new for pair in found.pairs if pair.new == position]
        assert sum(shares) + found.from_nowhere[position] == pytest.approx(1.0)
    for pair in found.pairs:
        assert pair.area_m2 == pytest.approx(pair.share_area * old[pair.old].geometry.area)
        assert pair.area_m2 == pytest.approx(pair.share_of_new * new[pair.new].geometry.area)


@given(OWNERS, OWNERS)
@settings(max_examples=40, deadline=None)
def test_the_way_back_mirrors_the_way_there(before: list[str], after: list[str]) -> None:
    old, new = _areas(before, "o"), _areas(after, "n")
    there = {(p.old, p.new): p for p in trace(old, new).pairs}
    back = {(p.new, p.old): p for p in trace(new, old).pairs}
    assert set(there) == set(back)
    for key, pair in there.items():
        other = back[key]
        assert (pair.share_area, pair.is_sliver) == (
            pytest.approx(other.share_of_new),
            other.is_sliver,
        )
        turned = {"split": "merge", "merge": "split"}.get(pair.kind, pair.kind)
        assert other.kind == turned


@given(OWNERS, OWNERS, st.lists(st.tuples(st.floats(-10, 410), st.floats(-10, 310)), max_size=30))
@settings(max_examples=40, deadline=None)
def test_shares_of_incidents_add_up_over_what_has_an_heir(
    before: list[str], after: list[str], places: list[tuple[float, float]]
) -> None:
    old, new = _areas(before, "o"), _areas(after, "n")
    points = np.array(places, dtype=float).reshape(-1, 2)
    found = trace(old, new, points)
    shapes = [np.array([each.geometry for each in areas], dtype=object) for areas in (old, new)]
    was, now = (position_of(each, points) for each in shapes)
    for position in range(len(old)):
        inside = was == position
        shares = [p.share_incidents for p in found.pairs if p.old == position]
        if not inside.any():
            assert set(shares) <= {None}
            continue
        assert all(share is not None for share in shares)
        # A point on the edge of the old area may lie in a new one that shares no ground with it.
        heirs = {p.new for p in found.pairs if p.old == position}
        expected = np.isin(now[inside], list(heirs)).mean() if heirs else 0.0
        assert sum(share or 0.0 for share in shares) == pytest.approx(expected)


def _strip(start: float, end: float, code: str = "5", name: str = "Tổ 5", **more: int) -> Outline:
    return Outline(code, name, box(start, 0, end, 100), **more)


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [
        ([_strip(0, 100)], [_strip(0, 60), _strip(60, 100, "6")], ["split", "split"]),
        ([_strip(0, 60), _strip(60, 100, "6")], [_strip(0, 100)], ["merge", "merge"]),
        ([_strip(0, 100)], [_strip(0, 100, name="Tổ 5 mới")], ["rename"]),
        ([_strip(0, 100)], [_strip(0, 100, "31")], ["recode"]),
        ([_strip(0, 100)], [_strip(0, 90)], ["part"]),
        (
            [_strip(0, 100), _strip(100, 200, "6")],
            [_strip(0, 50, "7"), _strip(50, 200, "8")],
            ["split", "part", "merge"],
        ),
    ],
)
def test_what_happened_has_a_name(old: list[Outline], new: list[Outline], kinds: list[str]) -> None:
    assert [pair.kind for pair in trace(old, new).pairs] == kinds


def test_sliver_is_told_apart_and_does_not_make_a_split() -> None:
    """A metre of a hundred on both sides is the hand that drew the line."""
    old = [_strip(0, 100), _strip(100, 200, "6")]
    new = [_strip(0, 101, "7"), _strip(101, 200, "8")]
    found = {(p.old, p.new): p for p in trace(old, new).pairs}
    assert [key for key, pair in found.items() if pair.is_sliver] == [(1, 0)]
    assert found[0, 0].kind == found[1, 1].kind == "recode"
    # The same strip is no sliver where somebody says so.
    assert not any(p.is_sliver for p in trace(old, new, sliver_share=0.005).pairs)


def test_small_part_of_a_large_area_that_makes_a_small_one_is_no_sliver() -> None:
    found = trace([_strip(0, 1000)], [_strip(0, 990, "7"), _strip(990, 1000, "8")])
    assert [pair.is_sliver for pair in found.pairs] == [False, False]


def test_people_are_known_where_the_ground_leaves_no_doubt() -> None:
    one_heir = trace([_strip(0, 100, people=90)], [_strip(0, 120, "7")]).pairs
    assert [pair.share_people for pair in one_heir] == [1.0]
    split = trace(
        [_strip(0, 100)], [_strip(0, 50, "7", people=300), _strip(50, 100, "8", people=100)]
    ).pairs
    assert [pair.share_people for pair in split] == [0.75, 0.25]
    mixed = trace(
        [_strip(0, 100), _strip(100, 200, "6")],
        [_strip(0, 50, "7", people=300), _strip(50, 200, "8", people=100)],
    ).pairs
    assert [pair.share_people for pair in mixed] == [None, None, 1.0]


def test_totals_are_shared_out_and_what_has_no_heir_is_told() -> None:
    made = recast({1: 100.0, 2: 40.0}, [(1, 11, 0.75), (1, 12, 0.15), (2, 12, 1.0), (9, 12, 1.0)])
    assert made.values == {11: 75.0, 12: pytest.approx(55.0)}
    assert made.lost == {1: pytest.approx(10.0)}
    assert made.parts[12] == ((2, 40.0), (1, pytest.approx(15.0)))


def test_changes_that_follow_each_other_multiply() -> None:
    joined = chain([(1, 11, 0.6), (1, 12, 0.4)], [(11, 21, 0.5), (11, 22, 0.5)])
    assert sorted(joined) == [(1, 12, 0.4), (1, 21, 0.3), (1, 22, 0.3)]


@given(
    st.dictionaries(st.integers(0, 4), st.floats(0, 1e6), max_size=5),
    st.lists(st.tuples(st.integers(0, 4), st.integers(10, 14)), unique=True, max_size=12),
)
def test_recasting_creates_and_loses_nothing(
    values: dict[int, float], links: list[tuple[int, int]]
) -> None:
    heirs = {old: [new for each, new in links if each == old] for old, _ in links}
    shares = [(old, new, 1.0 / len(heirs[old])) for old, new in links]
    made = recast(values, shares)
    total = sum(made.values.values()) + sum(made.lost.values())
    assert total == pytest.approx(sum(values.values()), abs=1e-3)


def test_nothing_on_one_side_is_all_left_over() -> None:
    assert trace([_strip(0, 100)], []).left_over.tolist() == [1.0]
    assert trace([], [_strip(0, 100)]).from_nowhere.tolist() == [1.0]
