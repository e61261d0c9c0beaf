"""Rows of benchmarks as a page of the documentation."""

import os
import platform
from collections import Counter
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any

from layers import clock
from scripts.bench.works import get_work

HEADER = (
    *("size", "ours", "first call", "MB"),
    *("peer", "theirs", "first call", "MB"),
    *("ratio", "goal", "met"),
)
MET = {True: "yes", False: "**no**", None: ""}


def page(rows: Iterable[Mapping[str, Any]], command: str) -> str:
    """Return the page, one table a work."""
    libraries = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy"))
    lines = [
        "# Benchmarks",
        "",
        f"Made by `{command}` on {clock.today().isoformat()}, on {os.cpu_count()} cores, with",
        f"Python {platform.python_version()}, {libraries}. All figures are of one run.",
        "",
        "Each is measured in a process of its own: the first call (with the compile time of peers",
        "that have any), then the median of up to seven warm calls; `ratio` is their warm time",
        "over ours. Memory is the most the whole process ever held: interpreter, libraries and",
        "data included. The data is made up, and the same on every machine. A missed goal says",
        "**no**; where a figure is missing the goal stays open. Speed is stated and never tested.",
    ]
    of_work: dict[str, list[Mapping[str, Any]]] = {}
    for each in rows:
        of_work.setdefault(each["work"], []).append(each)
    for name, found in of_work.items():
        lines += ["", f"## `{name}`: {get_work(name).title}", "", _line(HEADER)]
        lines.append(_line(["---"] * len(HEADER)))
        lines += [_line(_cells(each)) for each in found]
        notes = _notes(found)
        lines += ["", *notes] if notes else []
    return "\n".join(lines) + "\n"


def _notes(found: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return each note once, with the sizes it was made for where a peer has several."""
    sizes: dict[tuple[str, str], list[str]] = {}
    for each in found:
        if each["note"]:
            sizes.setdefault((each["peer"] or "ours", each["note"]), []).append(each["size"])
    several = Counter(peer for peer, _ in sizes)
    named = {
        (peer, note): f" ({'; '.join(which)})" if several[peer] > 1 else ""
        for (peer, note), which in sizes.items()
    }
    return [f"- {peer}{where}: {note}." for (peer, note), where in named.items()]


def _cells(found: Mapping[str, Any]) -> list[str]:
    peer = found["peer"] or ""
    if found["peer_version"]:
        peer += f" {found['peer_version']}"
    return [
        found["size"],
        seconds(found["ours_s"]),
        seconds(found["ours_first_s"]),
        _mb(found["ours_mb"]),
        peer,
        seconds(found["peer_s"]),
        seconds(found["peer_first_s"]),
        _mb(found["peer_mb"]),
        "" if found["ratio"] is None else f"{found['ratio']:,.3g} ×",
        _goal(found["goal"]),
        MET[found["met"]],
    ]


def seconds(number: float | None) -> str:
    """Return a time as people read it."""
    if number is None:
        return "–"
    return f"{number * 1000:.3g} ms" if number < 1 else f"{number:,.3g} s"


def _mb(number: float | None) -> str:
    return "" if number is None else f"{number:,.0f}"


def _goal(words: str | None) -> str:
    """Return a goal in words, with the signs people read."""
    return (words or "").replace(">=", "≥").replace("<=", "≤")


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
