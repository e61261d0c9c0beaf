"""`ward bench serving`: all servers answer the same wishes. How fast is never a test."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scripts.bench.serving import run
from scripts.bench.serving.addresses import PAGES, TILE_ZOOMS, paths, wishes
from scripts.bench.serving.peers import PEERS, version_of, write_of
from scripts.setup.problem import DOWNLOAD, Problem

RunWard = Callable[..., Any]


def test_our_answers_are_counted_and_a_peer_that_fails_is_told(
    run_ward: RunWard, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_network(*_: Any) -> Any:
        raise Problem("no network", DOWNLOAD)

    monkeypatch.setattr(run, "serving", no_network)
    said = run_ward("bench", "serving", "--quick", "--json")
    assert said.code == 0, said.err
    rows = json.loads(said.out)
    kinds = len(TILE_ZOOMS) + len(PAGES) + 2
    assert len(rows) == kinds * len(PEERS) + len(TILE_ZOOMS)
    for each in rows:
        assert each["ours_per_s"] > 1
        assert each["ours_kb_each"] > 0.1
    for each in rows[: kinds * len(PEERS)]:
        assert (each["peer_per_s"], each["ratio"], each["met"]) == (None, None, None)
        assert each["note"] == "no network"
    assert [each["goal"] for each in rows[:kinds]] == [
        "ratio >= 20", "ratio >= 6", "", "ratio >= 5", "ratio >= 5", "ratio >= 5", "ratio >= 3",
        "",
    ]  # fmt: skip


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
def test_every_server_is_asked_for_the_same(peer) -> None:
    for each in wishes([7, 8]):
        theirs, ours = paths(each, write_of(peer, each.kind)), paths(each, run.OURS[each.kind])
        assert len(theirs) == len(ours) == len(each.asked) > 0
        for number in map(str, each.asked[0]):
            assert number in theirs[0] and number in ours[0]


def test_packages_of_a_peer_are_pinned_and_hashed() -> None:
    for peer in PEERS:
        text = Path(run.__file__).with_name(f"{peer.name}.txt").read_text("utf-8")
        packages = [line for line in text.splitlines() if line[:1].isalnum()]
        assert all("==" in line for line in packages) and text.count("--hash") >= len(packages)
        assert version_of(peer)[0].isdigit()
