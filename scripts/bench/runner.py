"""Run benchmarks and put the answers of their processes together as rows."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scripts.bench.measure import OURS
from scripts.bench.work import Against, Case, Goal, Work

ROOT = Path(__file__).resolve().parents[2]
GIVE_UP_S = 1800.0

Row = dict[str, Any]
Answer = dict[str, Any]


def rows_of(work: Work, *, quick: bool = False) -> Iterator[Row]:
    """Yield one row a case and peer, and one for a goal that needs no peer."""
    for case in (work.quick,) if quick else work.cases:
        ours = ask(work.name, case.size, OURS)
        if case.goal.words() or not case.against:
            yield row(work, case, ours, None, {}, case.goal)
        for each in case.against:
            answer = ask(work.name, case.size, each.peer)
            yield row(work, case, ours, each, answer, each.goal)


def ask(work: str, size: str, side: str) -> Answer:
    """Measure in a new process, whose compiled code is not that of an earlier one."""
    request = json.dumps({"work": work, "size": size, "side": side})
    with tempfile.TemporaryDirectory(prefix="diemnong-bench-") as folder:
        try:
            done = subprocess.run(
                [sys.executable, "-m", "scripts.bench.measure"],
                input=request,
                capture_output=True,
                text=True,
                cwd=ROOT,
                env=os.environ | {"NUMBA_CACHE_DIR": folder},
                timeout=GIVE_UP_S,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return {"reason": f"given up after {GIVE_UP_S:g} s"}
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [""])[-1]
        return {"reason": f"ended with {done.returncode} {last}".strip()[:200]}
    answer: Answer = json.loads(done.stdout.splitlines()[-1])
    return answer


def row(
    work: Work, case: Case, ours: Answer, against: Against | None, theirs: Answer, goal: Goal
) -> Row:
    """Return one row; what could not be measured is None, and the note says why."""
    ours_s, peer_s = _rounded(ours.get("warm_s")), _rounded(theirs.get("warm_s"))
    ratio = None if not ours_s or peer_s is None else _rounded(peer_s / ours_s)
    found = {
        "work": work.name,
        "size": case.size,
        "ours_s": ours_s,
        "ours_mb": ours.get("mb"),
        "peer": None if against is None else against.peer,
        "peer_version": theirs.get("version"),
        "peer_s": peer_s,
        "ratio": ratio,
        "goal": goal.words(),
        "ours_first_s": _rounded(ours.get("first_s")),
        "peer_first_s": _rounded(theirs.get("first_s")),
        "peer_mb": theirs.get("mb"),
        "note": _note(work, ours, against, theirs),
    }
    return {**found, "met": is_met(goal, found)}


def is_met(goal: Goal, found: Row) -> bool | None:
    """Say whether a goal is reached; None without a goal, or where a figure is missing."""
    held: list[bool | None] = []
    if goal.seconds is not None:
        held.append(None if found["ours_s"] is None else found["ours_s"] < goal.seconds)
    if goal.faster is not None:
        held.append(None if found["ratio"] is None else found["ratio"] >= goal.faster)
    if goal.leaner is not None:
        known = found["ours_mb"] is not None and found["peer_mb"] is not None
        held.append(found["ours_mb"] * goal.leaner <= found["peer_mb"] if known else None)
    if not held or None in held:
        return None
    return all(held)


def _note(work: Work, ours: Answer, against: Against | None, theirs: Answer) -> str | None:
    parts = [] if "reason" not in ours else [f"ours: {ours['reason']}"]
    if against is not None:
        note = work.peer(against.peer).note
        parts += [theirs["reason"]] if "reason" in theirs else [note] if note else []
    errors = [
        f"{name} {answer['error']:.0e}"
        for name, answer in (("ours", ours), ("peer", theirs))
        if answer.get("error") is not None
    ]
    if errors:
        parts.append(f"largest error, as a share of the highest value: {', '.join(errors)}")
    return "; ".join(parts) or None


def _rounded(number: float | None) -> float | None:
    return None if number is None else float(f"{number:.3g}")
