"""The process that opens files: it forks a bound child for each, and tells how the child ended.

Started once a process of ours, with an environment of its own that knows no password. It reads
one request a line from its input and answers with one line; when its input ends, so does it.
"""

import json
import os
import select
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from layers.importing.issues import FileRefused, Issues
from layers.importing.options import ImportOptions
from layers.importing.readers import read_file
from layers.importing.room import wire
from layers.importing.room.confinement import confine
from layers.importing.room.limits import Limits, apply

TIMEOUT = "timeout"


def main() -> None:
    for line in sys.stdin.buffer:
        answer = _serve(json.loads(line))
        sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
        sys.stdout.buffer.flush()


def _serve(request: dict[str, Any]) -> dict[str, Any]:
    limits = Limits(**request["limits"])
    child = os.fork()
    if child == 0:
        _read(request, limits)
    return _wait(child, time.monotonic() + limits.wall_seconds)


def _wait(child: int, deadline: float) -> dict[str, Any]:
    """Wait for the child to end; end it where time is over or nobody waits for us any more."""
    ended = os.pidfd_open(child)
    try:
        ready, _, _ = select.select(
            [ended, sys.stdin.fileno()], [], [], deadline - time.monotonic()
        )
    finally:
        os.close(ended)
    if not ready or ended not in ready:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if not ready:
        return {"ended": TIMEOUT}
    return {"ended": os.waitstatus_to_exitcode(status)}


def _read(request: dict[str, Any], limits: Limits) -> None:
    """Read one file in the child; leaves the process, whatever happens."""
    folder = Path(request["folder"])
    try:
        _close_pipes()
        path = Path(request["path"])
        apply(limits)
        tempfile.tempdir = request["folder"]
        confine(path, folder)
        issues = Issues()
        part_rows = request["part_rows"]
        blocks = read_file(path, ImportOptions(**request["options"]), issues, part_rows)
        wire.write_source(blocks, issues, folder, part_rows)
    except FileRefused as refusal:
        wire.write_refusal(refusal, folder)
    except BaseException as error:
        wire.write_failure(error, folder)
    finally:
        os._exit(0)


def _close_pipes() -> None:
    """Let go of the keeper's own input and output: they are not the child's to speak on."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)


if __name__ == "__main__":
    main()
