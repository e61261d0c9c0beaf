"""From the first line to the exit code: signals become exceptions, problems become messages."""

import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

from scripts.setup.problem import INTERRUPTED, Problem, from_os_error
from scripts.setup.processes import die_with_parent

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_CHILD_SECONDS = 15


class Stopped(BaseException):
    """Somebody asked us to stop. Not an `Exception`, so that no handler takes it for an error."""

    def __init__(self, signum: int) -> None:
        super().__init__(signum)
        self.signum = signum


def run_to_exit_code(action: Callable[[], int]) -> int:
    """Run a command; whatever it holds is given back before the exit code is known."""
    for signum in _SIGNALS:
        signal.signal(signum, _stop)
    try:
        return action()
    except Stopped as stopped:
        return INTERRUPTED if stopped.signum == signal.SIGINT else 0
    except Problem as problem:
        return _tell(problem)
    except OSError as error:
        translated = from_os_error(error)
        if translated is None:
            raise
        return _tell(translated)


def run_child(command: Sequence[str | Path], env: dict[str, str], cwd: Path) -> int:
    """Run a program at our terminal and return its exit code; it never outlives us."""
    child = subprocess.Popen(
        [str(part) for part in command],
        env=env,
        cwd=cwd,
        preexec_fn=die_with_parent,  # noqa: PLW1509 (we have no threads)
    )
    try:
        code = child.wait()
    except Stopped as stopped:
        code = _stop_child(child, stopped.signum)
        raise
    # Killed by a signal: say so the way a shell does.
    return code if code >= 0 else 128 - code


def _stop_child(child: subprocess.Popen[bytes], signum: int) -> int:
    """Let the child end in its own way. At a Ctrl-C the terminal has told it already."""
    if signum != signal.SIGINT or not sys.stdin.isatty():
        child.send_signal(signum)
    try:
        return child.wait(_CHILD_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        return child.wait()


def _stop(signum: int, _frame: FrameType | None) -> None:
    # Only the first counts: while we clean up, further signals must not cut that short.
    for other in _SIGNALS:
        signal.signal(other, signal.SIG_IGN)
    raise Stopped(signum)


def _tell(problem: Problem) -> int:
    print(f"\n{problem}", file=sys.stderr, flush=True)
    return problem.code
