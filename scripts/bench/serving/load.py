"""Requests per second, by wrk: eight connections for so many seconds."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from scripts.setup.place import this_clone
from scripts.setup.problem import NOT_INSTALLED, Problem
from scripts.setup.progress import Progress
from scripts.setup.system_packages import install

CONNECTIONS = 8
SCRIPT = Path(__file__).with_name("load.lua")


class Load(NamedTuple):
    """What a server answered; `bad` counts answers that are none of 2xx or 3xx."""

    per_second: float
    p50_ms: float
    p95_ms: float
    kb_each: float
    bad: int


def ensure_wrk() -> None:
    """Install wrk where it is missing; Problem where that is not possible."""
    if shutil.which("wrk") is None:
        install("wrk", lambda manager: manager.wrk, this_clone(), Progress(1, sys.stderr))
    if shutil.which("wrk") is None:
        raise Problem(
            "wrk was not found. Install it (Debian and Ubuntu: apt-get install wrk).",
            NOT_INSTALLED,
        )


def load(address: str, paths: Sequence[str], seconds: float, cookie: str = "") -> Load:
    """Ask a server for its paths over and over; a first second is not counted."""
    with tempfile.NamedTemporaryFile("w", suffix=".paths") as listing:
        listing.write("\n".join(paths))
        listing.flush()
        if seconds > 1:
            _wrk(address, listing.name, 1.0, cookie)
        told = _wrk(address, listing.name, seconds, cookie)
    answered = max(told["requests"], 1)
    return Load(
        per_second=told["requests"] / told["seconds"],
        p50_ms=told["p50_ms"],
        p95_ms=told["p95_ms"],
        kb_each=told["bytes"] / answered / 1000,
        bad=told["bad"],
    )


def _wrk(address: str, listing: str, seconds: float, cookie: str) -> dict[str, float]:
    headers = ["-H", "Accept-Encoding: gzip", *(["-H", f"Cookie: {cookie}"] if cookie else [])]
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{round(seconds)}s", "--timeout", "60s"]
    done = subprocess.run(
        [*command, *headers, "-s", str(SCRIPT), address],
        env=os.environ | {"PATHS": listing}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout.strip().splitlines()[-1])
