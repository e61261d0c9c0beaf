import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial import cKDTree

from geo import dbscan_pairs
from geo.dbscan import dbscan
from geo.dbscan_pairs import list_pairs, most_pairs

PLACES = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(0, 6)), min_size=1, max_size=80
)


@given(PLACES, st.sampled_from([1.0, 3.0, 5.0, 10.0]), st.integers(1, 6), st.integers(0, 2))
def test_pairs_and_cells_give_the_same_clusters(places, eps, least, eps_days):
    rows = np.array(places, dtype=float)
    given_days = {"day": rows[:, 2].astype(np.int64), "eps_days": eps_days}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dbscan_pairs, "PAIRS_A_POINT", np.inf)
        by_pairs = dbscan(rows[:, :2], eps, least, **given_days)
        patch.setattr(dbscan_pairs, "PAIRS_A_POINT", -1)
        by_cells = dbscan(rows[:, :2], eps, least, **given_days)
    assert by_pairs.label.tolist() == by_cells.label.tolist()
    assert by_pairs.core.tolist() == by_cells.core.tolist()


@given(PLACES, st.sampled_from([0.5, 3.0, 10.0]))
def test_no_more_pairs_than_the_bound(places, eps):
    rows = np.array(places, dtype=float)[:, :2]
    assert len(cKDTree(rows).query_pairs(eps)) <= most_pairs(rows, eps)


def test_a_heap_is_not_listed_pair_by_pair():
    days = np.zeros(500, dtype=np.int64)
    assert list_pairs(np.zeros((500, 2)), days, 30.0, 0) is None
    apart = np.arange(1000.0).reshape(500, 2) * 100
    pairs = list_pairs(apart, days, 30.0, 0)
    assert pairs is not None and len(pairs.first) == 0
