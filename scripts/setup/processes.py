"""Processes: run a tool with a log, start children that die with us, look at /proc."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from scripts.setup.problem import DISK_FULL, Problem

_PR_SET_PDEATHSIG = 1
_NO_SPACE = ("No space left on device", "ENOSPC", "Disk quota exceeded")


def run_logged(
    command: Sequence[str | Path],
    log: Path,
    *,
    failure: str,
    code: int,
    env: dict[str, str] | None = None,
    cwd: Path | None = None,
    must_finish: bool = False,
) -> None:
    """Run a tool, its output in `log`; on failure raise `failure` with the last lines.

    The tool ends with us, unless it `must_finish`: a package manager that is cut short leaves
    the machine in disorder, so a Ctrl-C waits for it.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as out:
        tool = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=env,
            cwd=cwd,
            start_new_session=must_finish,
            preexec_fn=None if must_finish else die_with_parent,  # noqa: PLW1509 (no threads)
        )
        try:
            tool.wait()
        except BaseException:
            if not must_finish:
                tool.kill()
            tool.wait()
            raise
    if tool.returncode:
        raise failed_tool(log, failure, code)


def failed_tool(log: Path, failure: str, code: int) -> Problem:
    """The problem of a tool that failed: a full disk is told apart from everything else."""
    last = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-8:]
    if any(sign in line for sign in _NO_SPACE for line in last):
        return Problem(f"The disk is full. Free some room and start again. (log: {log})", DISK_FULL)
    words = "\n".join(f"    {line}" for line in last)
    return Problem(f"{failure}\nIts last words (all of them: {log}):\n{words}", code)


def die_with_parent(signum: int = signal.SIGTERM) -> None:
    """For `preexec_fn`: have the kernel send `signum` when the parent is gone (Linux)."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signum)


def start_ticks(pid: int) -> int | None:
    """When the process began, in kernel ticks; None if there is no such process (or a zombie)."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    fields = text[text.rindex(")") + 2 :].split()
    return None if fields[0] == "Z" else int(fields[19])


def command_line(pid: int) -> list[str]:
    """The arguments a process was started with (or its title); empty if it is gone.

    Unlike most of /proc this may be read by everyone, in containers too.
    """
    try:
        text = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return []
    return text.rstrip("\0").split("\0")


def parent(pid: int) -> int:
    """The process that started this one; 0 if it is gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return int(text[text.rindex(")") + 2 :].split()[1])


def find_processes(is_wanted: Callable[[list[str]], bool]) -> list[int]:
    """All processes whose command line `is_wanted` accepts."""
    pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [pid for pid in pids if is_wanted(command_line(pid))]


def wait_gone(pid: int, seconds: float) -> bool:
    """Wait until the process has ended; False if it has not within `seconds`."""
    deadline = time.monotonic() + seconds
    while start_ticks(pid) is not None:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def end_all(pids: Sequence[int]) -> None:
    """End processes that are no children of ours: politely first, after some seconds by force."""
    for signum in (signal.SIGTERM, signal.SIGKILL):
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signum)
        if all(wait_gone(pid, 5) for pid in pids):
            return


def end_group(leader: int) -> None:
    """Kill what is left of the process group of a child that has ended, or should have."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)
