"""Tiles, pages and records of one ward with a million incidents: ours, then each peer's."""

import subprocess
from collections.abc import Iterator, Mapping
from typing import Any

from scripts.bench.import_run import WARD
from scripts.bench.served_ward import big_ward, served
from scripts.bench.serving.addresses import Wish, paths, wishes
from scripts.bench.serving.load import Load, ensure_wrk, load
from scripts.bench.serving.peers import (
    PEERS,
    Peer,
    end_sessions,
    fill_table,
    serving,
    version_of,
    write_of,
)
from scripts.setup.problem import Problem

ROWS, QUICK_ROWS = 1_000_000, 2_000
SECONDS, QUICK_SECONDS = 8.0, 1.0

Row = dict[str, Any]
Loads = dict[str, Load]
NO_CACHE = {"DIEMNONG_TILE_CACHE_MB": "0"}
OURS = {
    "tile": lambda z, x, y: f"/tiles/{WARD}/incidents/{z}/{x}/{y}.mvt",
    "page": lambda size, *box: (
        f"/api/{WARD}/layers/incidents/features?limit={size}&bbox={','.join(map(str, box))}"
    ),
    "record": lambda number: f"/api/{WARD}/layers/incidents/features/{number}",
    "feature": lambda number: f"/api/{WARD}/layers/incidents/features/{number}?f=geojson",
}


def rows_of(url: str, *, quick: bool = False) -> Iterator[Row]:
    """Yield one row a kind of request and peer, all of one run on one database.

    Our tiles are made anew each time (the cache is off), and once more as they are served.
    """
    ensure_wrk()
    seconds = QUICK_SECONDS if quick else SECONDS
    rows = QUICK_ROWS if quick else ROWS
    with big_ward(url, rows) as database:
        asked = wishes(fill_table(database))
        ours = _ours(database, asked, seconds, NO_CACHE)
        kept = _ours(database, [each for each in asked if each.kind == "tile"], seconds, {})
        for peer in PEERS:
            theirs, reason = _theirs(peer, database, asked, seconds)
            for each in asked:
                yield _row(each, rows, ours[each.name], peer, theirs.get(each.name), reason)
        for name, found in kept.items():
            yield _told(f"{name}, from the cache", rows, found)


def _ours(database: str, asked: list[Wish], seconds: float, settings: Mapping[str, str]) -> Loads:
    with served(database, WARD, **settings) as here:
        return {
            each.name: load(here.address, paths(each, OURS[each.kind]), seconds, here.cookie)
            for each in asked
        }


def _theirs(
    peer: Peer, database: str, asked: list[Wish], seconds: float
) -> tuple[Loads, str | None]:
    """Measure a peer; with the reason where it cannot be installed or does not start.

    One that answers nothing still works on what it was asked: it is started anew for what is next.
    """
    found: Loads = {}
    try:
        while len(found) < len(asked):
            with serving(peer, database) as address:
                for each in asked[len(found) :]:
                    ways = paths(each, write_of(peer, each.kind))
                    found[each.name] = load(address, ways, seconds)
                    if not found[each.name].per_second:
                        break
            end_sessions(database)
        return found, None
    except (Problem, RuntimeError, OSError, subprocess.CalledProcessError) as error:
        return found, str(error).splitlines()[0]


def _row(
    wish: Wish, rows: int, ours: Load, peer: Peer, theirs: Load | None, reason: str | None
) -> Row:
    told = _told(wish.name, rows, ours)
    least = wish.goal.get(peer.name)
    is_whole = theirs is not None and not theirs.bad and not ours.bad
    ratio = ours.per_second / theirs.per_second if theirs and theirs.per_second else None
    bad = f"{theirs.bad} answers of the peer were faults" if theirs and theirs.bad else None
    if theirs and not theirs.per_second:
        bad = "the peer answered nothing in the time, asked by eight connections"
    return told | {
        "peer": peer.name,
        "peer_version": version_of(peer),
        "peer_per_s": round(theirs.per_second, 1) if theirs else None,
        "peer_p50_ms": round(theirs.p50_ms, 2) if theirs else None,
        "peer_p95_ms": round(theirs.p95_ms, 2) if theirs else None,
        "peer_kb_each": round(theirs.kb_each, 2) if theirs else None,
        "ratio": round(ratio, 2) if ratio and is_whole else None,
        "goal": f"ratio >= {least:g}" if least else "",
        "met": ratio >= least if least and ratio and is_whole else None,
        "note": reason or bad or told["note"] or peer.note,
    }


def _told(name: str, rows: int, ours: Load) -> Row:
    return {
        "work": name,
        "size": f"{rows:,} incidents",
        "ours_per_s": round(ours.per_second, 1),
        "ours_p50_ms": round(ours.p50_ms, 2),
        "ours_p95_ms": round(ours.p95_ms, 2),
        "ours_kb_each": round(ours.kb_each, 2),
        "peer": "",
        "note": f"{ours.bad} of our answers were faults" if ours.bad else None,
    }
