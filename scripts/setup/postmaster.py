"""The server process of the private cluster: start it, find it, end it, clear what a crash left."""

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

from scripts.setup import cluster_data
from scripts.setup.cluster_data import Record
from scripts.setup.pg_programs import Programs
from scripts.setup.privileges import Account
from scripts.setup.problem import CLUSTER
from scripts.setup.processes import (
    command_line,
    failed_tool,
    find_processes,
    parent,
    start_ticks,
    wait_gone,
)

_START_SECONDS = 60  # recovery after a crash may take a while
_STOP_SECONDS = 30
_PORT_TRIES = 5


def start(programs: Programs, record: Record, account: Account) -> int:
    """Start the server on a free loopback port, if possible the one it had; return the port."""
    _clear_remains(record)
    for attempt in range(_PORT_TRIES):
        port = record.port if attempt == 0 and _is_free(record.port) else _free_port()
        if _try_start(programs, record, account, port):
            return port
    raise failed_tool(record.log, "The private database server does not start.", CLUSTER)


def stop(record: Record) -> None:
    """Stop the server in good order; by force only if that takes too long."""
    if not cluster_data.is_ours(record):
        return
    pid = running_pid(record) or next(iter(_starting_pids(record)), None)
    if pid is None:
        return
    for signum in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        _send(pid, signum)
        if wait_gone(pid, _STOP_SECONDS):
            return


def running_pid(record: Record) -> int | None:
    """The process of our server; None if it does not run.

    A number in the pid file is believed only if that process was started on our data folder:
    after a crash it may be anyone's by now.
    """
    fields = _pid_file(record)
    if not fields or not fields[0].isdigit():
        return None
    pid = int(fields[0])
    is_ours = start_ticks(pid) is not None and _is_postmaster(record, command_line(pid))
    return pid if is_ours else None


def _starting_pids(record: Record) -> list[int]:
    """Servers on our data folder that have not written their pid file yet."""
    return find_processes(lambda command: _is_postmaster(record, command))


def _is_postmaster(record: Record, command: list[str]) -> bool:
    return _is_postgres(command) and str(record.data) in command


def _orphaned_workers(record: Record) -> list[int]:
    """Workers whose server was killed: their title begins with the cluster's name.

    A copy of this clone has the same name on its own data, but its workers have a living server.
    """
    title = f"postgres: diemnong-{record.id}: "
    workers = find_processes(lambda command: bool(command) and command[0].startswith(title))
    return [pid for pid in workers if not _is_postgres(command_line(parent(pid)))]


def _is_postgres(command: list[str]) -> bool:
    return bool(command) and Path(command[0]).name == "postgres"


def _clear_remains(record: Record) -> None:
    """After a kill -9: end what is left of our server, then drop a stale pid file."""
    left = _starting_pids(record) + _orphaned_workers(record)
    for pid in left:
        _send(pid, signal.SIGQUIT)
    for pid in left:
        if not wait_gone(pid, 5):
            _send(pid, signal.SIGKILL)
            wait_gone(pid, 5)
    (record.data / "postmaster.pid").unlink(missing_ok=True)


def _try_start(programs: Programs, record: Record, account: Account, port: int) -> bool:
    """Start once. True when it is ready; False when it ended (its log says why)."""
    if record.log.exists() and record.log.stat().st_size > 10_000_000:
        record.log.replace(record.log.with_suffix(".log.1"))
    pid = _launch(programs, record, account, port)
    try:
        return _wait_ready(pid, record)
    except BaseException:
        _end(pid)
        raise


def _launch(programs: Programs, record: Record, account: Account, port: int) -> int:
    """Start the server and return its process, which belongs to init and not to us.

    So it outlives us without becoming a zombie when we stop it. In a session of its own: a Ctrl-C
    at the terminal is for us, not for the server.
    """
    with record.log.open("ab") as log:
        account.give(record.log)
        server = (programs.program("postgres"), "-D", record.data, "-p", str(port))
        done = subprocess.run(
            ["/bin/sh", "-c", '"$@" >&2 & echo $!', "sh", *server],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            cwd=record.home,
            env={"PATH": os.defpath, "LC_ALL": "C"},
            start_new_session=True,
            check=True,
            **account.as_user(),
        )
    return int(done.stdout)


def _wait_ready(pid: int, record: Record) -> bool:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if start_ticks(pid) is None:
            return False
        fields = _pid_file(record)
        if len(fields) > 7 and fields[7] == "ready" and fields[0] == str(pid):
            return True
        time.sleep(0.02)
    _end(pid)
    return False


def _end(pid: int) -> None:
    _send(pid, signal.SIGQUIT)
    wait_gone(pid, _STOP_SECONDS)


def _pid_file(record: Record) -> list[str]:
    """The lines of postmaster.pid, stripped; empty if there is none."""
    try:
        text = (record.data / "postmaster.pid").read_text()
    except FileNotFoundError:
        return []
    return [line.strip() for line in text.splitlines()]


def _send(pid: int, signum: int) -> None:
    try:
        os.kill(pid, signum)
    except ProcessLookupError:
        return


def listening_port(record: Record) -> int | None:
    """The port of our running server; None if it does not run, or does not answer."""
    if running_pid(record) is None:
        return None
    port = int(_pid_file(record)[3])
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except OSError:
        return None
    return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return port > 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
