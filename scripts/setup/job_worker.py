"""The worker of jobs beside the web server: start it, start it again where it died, end it."""

import os
import select
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from scripts.setup.place import Place
from scripts.setup.processes import die_with_parent, end_all, end_group, find_processes

_STOP_SECONDS = 10
_SETTLED_SECONDS = 30
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0


class JobWorker:
    """One `ward work`, named after the port it belongs to."""

    def __init__(self, place: Place, port: int) -> None:
        self._place = place
        self._name = f"serve-{port}"
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._pause = _FIRST_PAUSE

    def start(self, python: Path, env: dict[str, str]) -> None:
        """Start it in a process group of its own; what a killed start left is ended first."""
        self._end_orphans(python)
        self._begin(python, env)

    def watch(self, web_server: int, python: Path, env: dict[str, str]) -> None:
        """Start the worker again whenever it ends; come back when the web server has ended."""
        server = os.pidfd_open(web_server)
        try:
            while not self._wait_for_end(server):
                self._rest(server)
                self._begin(python, env)
        finally:
            os.close(server)

    def stop(self) -> None:
        """End it; what it has at work waits for the next start."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_STOP_SECONDS)
        end_group(self._process.pid)
        self._process.wait()
        self._process = None

    def _begin(self, python: Path, env: dict[str, str]) -> None:
        command = [str(python), "-m", "scripts.cli", "work", "--name", self._name]
        self._started_at = time.monotonic()
        self._process = subprocess.Popen(
            command,
            env=env,
            cwd=self._place.root,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,  # a Ctrl-C at the terminal is for us: we end it in order
            preexec_fn=die_with_parent,  # noqa: PLW1509 (we have no threads)
        )

    def _wait_for_end(self, server: int) -> bool:
        """Wait until one of the two ends; say whether it was the web server."""
        assert self._process is not None
        worker = os.pidfd_open(self._process.pid)
        try:
            ended, _, _ = select.select([server, worker], [], [])
        finally:
            os.close(worker)
        if server in ended:
            return True
        print(f"The worker of jobs ended ({self._process.wait()}); it is started again.")
        end_group(self._process.pid)
        return False

    def _rest(self, server: int) -> None:
        """Wait longer before each start where it keeps dying at once."""
        has_settled = time.monotonic() - self._started_at > _SETTLED_SECONDS
        self._pause = _FIRST_PAUSE if has_settled else min(2 * self._pause, _LONGEST_PAUSE)
        select.select([server], [], [], self._pause)

    def _end_orphans(self, python: Path) -> None:
        ours = [str(python), "-m", "scripts.cli", "work", "--name", self._name]
        end_all(find_processes(lambda command: command == ours))
