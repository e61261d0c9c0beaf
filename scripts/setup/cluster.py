"""The private PostgreSQL: started when first needed, shared, stopped by the last who leaves.

Every user holds a shared lock on var/cluster.lock while working; who leaves tries to take it
exclusively and, if alone, stops the server. Starting and stopping happen under a second lock.
"""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.setup import cluster_data
from scripts.setup.cluster_data import Record
from scripts.setup.locks import FileLock, only_one
from scripts.setup.pg_programs import Programs, ensure_programs
from scripts.setup.place import Place
from scripts.setup.privileges import Account, server_account
from scripts.setup.problem import CLUSTER, Problem
from scripts.setup.processes import (
    command_line,
    failed_tool,
    find_processes,
    start_ticks,
    wait_gone,
)
from scripts.setup.progress import Progress

_START_SECONDS = 60  # recovery after a crash may take a while
_STOP_SECONDS = 30
_PORT_TRIES = 5


class Cluster:
    """The private cluster of one clone."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._record_path = place.var / "cluster.json"
        self._keep = place.var / "cluster.keep"
        self._starting = place.var / "cluster.start.lock"
        self._users: FileLock | None = None

    @contextmanager
    def used(self, progress: Progress) -> Iterator[str]:
        """Give the address of the running database; on leaving, stop it if nobody else is in."""
        url = self.acquire(progress)
        try:
            yield url
        finally:
            self.release()

    def acquire(self, progress: Progress) -> str:
        self._users = FileLock(self._place.var / "cluster.lock")
        try:
            with only_one(self._starting):
                self._users.shared()
                return self._ensure_running(progress).url()
        except BaseException:
            self.release()
            raise

    def release(self) -> None:
        """Leave; stop the server if we were the last and nobody asked to keep it."""
        if self._users is None:
            return
        with only_one(self._starting):
            record = cluster_data.read_record(self._record_path)
            if self._users.try_exclusive() and record and not self._is_kept(record):
                stop(record)
        self._users.close()
        self._users = None

    def keep_running(self, progress: Progress) -> str:
        """Start it for a developer: it runs on, without a lock, until `stop_kept`."""
        with only_one(self._starting):
            record = self._ensure_running(progress)
            self._keep.write_text(str(running_pid(record)))
            return record.url()

    def stop_kept(self) -> bool:
        """Withdraw `keep_running`. False if others still use the server, which goes on then."""
        with only_one(self._starting):
            self._keep.unlink(missing_ok=True)
            record = cluster_data.read_record(self._record_path)
            users = FileLock(self._place.var / "cluster.lock")
            is_alone = users.try_exclusive()
            if is_alone and record:
                stop(record)
            users.close()
            return is_alone

    def _is_kept(self, record: Record) -> bool:
        return self._keep.is_file() and self._keep.read_text() == str(running_pid(record))

    def _ensure_running(self, progress: Progress) -> Record:
        record = cluster_data.read_record(self._record_path)
        account = server_account(record.user if record else None)
        if record is None:
            programs = ensure_programs(self._place, progress)
            # PostgreSQL may just have been installed, and with it a better user than before.
            account = server_account()
            home, remark = cluster_data.choose_home(self._place, account)
            progress.note("making the private database")
            if remark:
                progress.say(remark)
            log = self._place.logs / "initdb.log"
            record = cluster_data.make_cluster(programs, home, account, log)
            cluster_data.write_record(self._record_path, record)
        _check_owner(record, account)
        if running_pid(record) and _answers(port := int(_pid_file(record)[3])):
            return self._remember(record, port)
        programs = ensure_programs(self._place, progress, cluster_data.major_version(record))
        return self._remember(record, start(programs, record, account))

    def _remember(self, record: Record, port: int) -> Record:
        if port == record.port:
            return record
        record = record._replace(port=port)
        cluster_data.write_record(self._record_path, record)
        return record


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
    return Path(command[0]).name == "postgres" and str(record.data) in command if command else False


def _is_server_process(record: Record, command: list[str]) -> bool:
    """The server itself, or one of its workers, whose title begins with the cluster's name."""
    is_worker = bool(command) and command[0].startswith(f"postgres: diemnong-{record.id}: ")
    return is_worker or _is_postmaster(record, command)


def _check_owner(record: Record, account: Account) -> None:
    """Refuse data that are not ours: never touch another program's cluster."""
    if not record.data.is_dir():
        raise Problem(
            f"The database of this clone should lie in {record.data}, but it is not there.\n"
            "Bring it back, or delete var/cluster.json to begin with an empty one.",
            CLUSTER,
        )
    if not cluster_data.is_ours(record):
        raise Problem(
            f"{record.data} is not the database that this clone made. Nothing was touched.\n"
            "Bring the right folder back, or delete var/cluster.json to begin with an empty one.",
            CLUSTER,
        )
    if record.user != account.name:
        raise Problem(
            f"The database of this clone belongs to the user {record.user}, you are "
            f"{account.name}.\nStart as that user, or use a clone of your own.",
            CLUSTER,
        )


def _clear_remains(record: Record) -> None:
    """After a kill -9: end what is left of our server, then drop a stale pid file."""
    left = find_processes(lambda command: _is_server_process(record, command))
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


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except OSError:
        return False
    return True


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
