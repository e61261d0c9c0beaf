"""`ward bench hotspots`: the shape of its answer. How fast we are is never a test."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geo.hotspots import METHODS
from geo.text import Text
from scripts.bench import works
from scripts.bench.import_run import Curve
from scripts.bench.measure import main as measure
from scripts.bench.runner import ask, is_met, row
from scripts.bench.table import page
from scripts.bench.work import Against, Case, Goal, Peer, Work
from scripts.setup.ward import needs_database

RunWard = Callable[..., Any]
KEYS = {
    *("work", "size", "ours_s", "ours_mb", "peer", "peer_version", "peer_s", "ratio", "goal"),
    *("met", "ours_first_s", "peer_first_s", "peer_mb", "note"),
}
OURS = {"warm_s": 0.01, "first_s": 0.02, "mb": 100.0, "error": 1e-15}


def test_quick_prints_a_list_of_objects_and_makes_a_page(run_ward: RunWard, tmp_path: Path) -> None:
    file = tmp_path / "benchmarks.md"
    said = run_ward(
        *("bench", "hotspots", "--json", "--quick", "--work", "density", "--work", "scan"),
        *("--markdown", str(file)),
    )
    assert said.code == 0, said.err
    rows = json.loads(said.out)
    assert [each["work"] for each in rows] == ["density", "density", "scan"]
    for each in rows:
        assert set(each) == KEYS
        assert each["ours_s"] > 0 and each["ours_mb"] > 10
        assert each["goal"] is None and each["met"] is None
    scipy = rows[0]
    assert scipy["peer_version"] and scipy["peer_s"] > 0 and scipy["ratio"] > 0
    text = file.read_text("utf-8")
    assert "## `density`" in text and "SaTScan" in text


def test_a_peer_that_is_not_run_has_no_figures_and_a_reason(run_ward: RunWard) -> None:
    said = run_ward("bench", "hotspots", "--json", "--quick", "--work", "scan")
    (found,) = json.loads(said.out)
    assert found["peer"] == "SaTScan"
    assert (found["peer_s"], found["ratio"], found["met"]) == (None, None, None)
    assert "not run" in found["note"]


def test_missing_and_failing_peers_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: Any) -> Any:
        raise ModuleNotFoundError("No module named 'rapid'")

    def broken(_: Any) -> Any:
        raise ValueError("wrong shape")

    peers = (Peer("rapid", "rapid", missing), Peer("broken", "numpy", broken))
    tiny = Case("1", {})
    work = Work("tiny", "", lambda _: None, lambda _: lambda: None, tiny, (), peers)
    monkeypatch.setattr("scripts.bench.measure.get_work", lambda _: work)
    request = {"work": "tiny", "size": "1"}
    assert "rapid" in measure({**request, "side": "rapid"})["reason"]
    assert measure({**request, "side": "broken"})["reason"] == "ValueError: wrong shape"
    answer = measure({**request, "side": "rapid"})
    found = row(work, tiny, OURS, Against("rapid", Goal(faster=3)), answer, Goal(faster=3))
    assert (found["peer_s"], found["met"]) == (None, None)
    assert "not installed" in found["note"]


def test_a_measurement_that_dies_is_told() -> None:
    assert "ended with" in ask("density", "no such size", "ours")["reason"]


@pytest.mark.parametrize(
    ("goal", "found", "met"),
    [
        (Goal(), {}, None),
        (Goal(seconds=0.02), {}, True),
        (Goal(seconds=0.01), {}, False),
        (Goal(faster=30), {"ratio": 30.0}, True),
        (Goal(faster=30), {"ratio": 29.9}, False),
        (Goal(seconds=0.02, faster=30), {"ratio": None}, None),
        (Goal(leaner=10), {"peer_mb": 1000.0}, True),
        (Goal(leaner=10), {"peer_mb": 999.0}, False),
        (Goal(leaner=10), {"peer_mb": None}, None),
        (Goal(seconds=0.02), {"ours_s": None}, None),
    ],
)
def test_goal_is_reached_missed_or_open(
    goal: Goal, found: dict[str, Any], met: bool | None
) -> None:
    known = {"ours_s": 0.01, "ours_mb": 100.0, "ratio": None, "peer_mb": None}
    assert is_met(goal, known | found) is met


def test_goals_are_said_in_words() -> None:
    assert Goal().words() is None
    assert Goal(0.2, 3, 10).words() == "ours_s < 0.2 and ratio >= 3 and ours_mb <= peer_mb / 10"


def test_works_speak_about_methods_there_are_and_peers_they_declare() -> None:
    assert works.names()
    known = {method.name for method in METHODS}
    for entry in works.ENTRIES:
        if entry.method not in known:
            continue
        work = works.get_work(entry.module)
        assert work.name == entry.module
        sizes = [case.size for case in work.all_cases()]
        assert len(sizes) == len(set(sizes))
        for case in work.all_cases():
            assert all(work.peer(each.peer).package is not None for each in case.against)


def test_page_needs_no_figures() -> None:
    work = works.get_work("scan")
    found = row(work, work.quick, {"reason": "stopped"}, None, {}, Goal(seconds=1))
    assert found["ours_s"] is None and found["met"] is None
    assert "stopped" in page([found], "ward bench")


def test_import_is_measured_beside_ogr2ogr_or_says_that_there_is_none(
    run_ward: RunWard, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    said = run_ward("bench", "import", "--json", "--quick")
    assert said.code == 0, said.err
    (found,) = json.loads(said.out)
    assert KEYS - {"ours_first_s", "peer_first_s"} <= set(found)
    assert found["ours_s"] > 0 and found["ours_mb"] > 10 and found["reader_mb"] > 10
    if shutil.which("ogr2ogr"):
        assert found["peer_s"] > 0 and found["ratio"] > 0 and found["peer_version"]
    else:
        assert found["met"] is None and "gdal-bin" in found["note"]


def test_memory_is_noted_at_each_hundred_thousand_rows_checked_and_written() -> None:
    curve = Curve(250_000)
    for fraction in (0.0, 0.1, 0.15, 0.2001, 0.3, 0.4, 0.65, 0.9):
        curve(Text("a", "b"), fraction)
    noted = [(each["what"], each["rows"]) for each in curve.points]
    assert noted == [
        ("checked", 100_000), ("checked", 200_000), ("written", 100_000), ("written", 200_000)
    ]  # fmt: skip


def test_figures_need_no_database() -> None:
    assert not needs_database(["bench", "hotspots", "--json"])
    assert needs_database(["bench", "import", "--json"])
