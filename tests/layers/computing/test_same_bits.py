"""The same analysis here, over a pool and on a cluster: the same bits, also when somebody dies."""

import sys
from multiprocessing import active_children

import numpy as np
import pytest
import shapely

from geo.events import Events
from geo.hotspots import get_method
from layers.analysis import result_sha256
from layers.computing import dask
from layers.computing.base import compute_here
from layers.computing.choice import computing
from layers.errors import Unavailable
from layers.settings import ComputeSettings

AREA = shapely.box(590000, 2328000, 592000, 2330000)
SCAN = get_method("scan"), {"permutations": 499, "max_days": 7}
MORAN = get_method("local_moran"), {"cell_m": 200}


@pytest.fixture(scope="module")
def events():
    rng = np.random.default_rng(4)
    x = np.r_[rng.uniform(590000, 592000, 75), 590800 + rng.uniform(-50, 50, 15)]
    y = np.r_[rng.uniform(2328000, 2330000, 75), 2329200 + rng.uniform(-50, 50, 15)]
    return Events.from_arrays(x, y, day=np.r_[rng.integers(17000, 17100, 75), [17050] * 15])


def bits(compute, events, analysis):
    method, raw = analysis
    result = compute(method, events, AREA, method.check(raw), 7, None)
    return result_sha256(result), result.summary


@pytest.fixture(scope="module")
def here(events):
    return {method.name: bits(compute_here, events, (method, raw)) for method, raw in (SCAN, MORAN)}


def at_once(dask_address=""):
    """Settings that send portions out as soon as one has been done here."""
    return ComputeSettings(dask_address, processes=2, send_after_s=0.0)


def test_pool_and_cluster_give_the_bits_of_this_process(events, here, cluster):
    told = {"pool": [], "dask": []}
    with computing(at_once(), lambda _, fraction: told["pool"].append(fraction)) as pool:
        assert bits(pool, events, SCAN) == here["scan"]
    settings = at_once(cluster.address)
    with computing(settings, lambda _, fraction: told["dask"].append(fraction)) as on_cluster:
        assert bits(on_cluster, events, SCAN) == here["scan"]
        assert bits(on_cluster, events, MORAN) == here["local_moran"]
    for fractions in told.values():
        assert len(set(fractions)) > 8 and max(fractions) == pytest.approx(0.9)


def test_worker_killed_in_the_middle_changes_no_bit(events, here, cluster):
    def kill_one(_stage, fraction):
        if fraction > 0.3 and cluster.workers[0].poll() is None:
            cluster.workers[0].kill()

    with computing(at_once(cluster.address), kill_one) as on_cluster:
        assert bits(on_cluster, events, SCAN) == here["scan"]
    assert cluster.workers[0].wait() == -9


def test_cluster_that_dies_as_a_whole_is_done_without(events, here, cluster, monkeypatch, caplog):
    monkeypatch.setattr(dask, "EMPTY_S", 0.5)

    def kill_both(_stage, fraction):
        if fraction > 0.3:
            for worker in cluster.workers:
                worker.kill()

    with computing(at_once(cluster.address), kill_both) as on_cluster:
        assert bits(on_cluster, events, SCAN) == here["scan"]
        assert "done in this process" in caplog.text
        with pytest.raises(Unavailable, match=r"no worker for .* No result was stored"):
            bits(on_cluster, events, MORAN)


def test_processes_of_the_pool_killed_in_the_middle_change_no_bit(events, here, caplog):
    def kill_all(_stage, fraction):
        if fraction > 0.3:
            for process in active_children():
                process.kill()

    with computing(at_once(), kill_all) as pool:
        assert bits(pool, events, SCAN) == here["scan"]
    assert "done in this process" in caplog.text


def test_cluster_that_does_not_answer_is_named(events, monkeypatch):
    monkeypatch.setattr(dask, "CONNECT_S", 0.3)
    with (
        pytest.raises(Unavailable, match="DIEMNONG_DASK"),
        computing(at_once("tcp://127.0.0.1:9"), lambda *_: None),
    ):
        pass


def test_missing_package_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(Unavailable, match="pip install distributed"),
        computing(at_once("tcp://127.0.0.1:9"), lambda *_: None),
    ):
        pass


def test_other_code_on_a_machine_of_the_cluster_is_refused(events, cluster, monkeypatch):
    monkeypatch.setattr(dask, "code_version", lambda: "geo-of-yesterday")
    with (
        computing(at_once(cluster.address), lambda *_: None) as on_cluster,
        pytest.raises(Unavailable, match="geo-of-yesterday"),
    ):
        bits(on_cluster, events, MORAN)
