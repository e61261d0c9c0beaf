"""`scripts/serve` before anything is started: arguments, ports, keys, exit codes."""

import io
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from psycopg2.extensions import parse_dsn

from layers import db
from scripts.setup import problem
from scripts.setup.job_worker import JobWorker
from scripts.setup.place import Place, check_room, make_var
from scripts.setup.problem import DISK_FULL, PORT_TAKEN, Problem, from_os_error
from scripts.setup.processes import end_all, run_logged, start_ticks
from scripts.setup.progress import Progress
from scripts.setup.secret import secret_key
from scripts.setup.serve import web_environment
from scripts.setup.web_server import WebServer, check_address, end_orphans

ROOT = Path(__file__).parents[2]


def serve(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROOT / "scripts" / "serve", *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path)
    make_var(made)
    return made


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.mark.parametrize("command", ["serve", "test"])
def test_help_lists_every_exit_code(command: str) -> None:
    done = subprocess.run(
        [ROOT / "scripts" / command, "--help"], capture_output=True, text=True, check=True
    )
    codes = [value for name, value in vars(problem).items() if name.isupper() and value != 1]
    assert all(f"  {code} " in done.stdout for code in codes if isinstance(code, int))


def test_taken_port_is_said_before_anything_starts(taken_port: int) -> None:
    done = serve("--port", str(taken_port))
    assert done.returncode == PORT_TAKEN
    assert f"Port {taken_port} is taken" in done.stderr
    assert f"--port {taken_port + 1}" in done.stderr
    assert "[1/" not in done.stdout


def test_address_of_another_machine_is_refused() -> None:
    done = serve("--host", "192.0.2.1", "--port", "8765")
    assert done.returncode == PORT_TAKEN
    assert "not an address of this machine" in done.stderr


@pytest.mark.parametrize("port", ["0", "65536", "http"])
def test_impossible_port_is_wrong_use(port: str) -> None:
    done = serve("--port", port)
    assert done.returncode == problem.WRONG_ARGUMENTS
    assert "allowed are 1 to 65535" in done.stderr


def test_second_server_of_a_clone_at_one_port_is_refused(place: Place) -> None:
    port = _free_port()
    first = WebServer(place, "127.0.0.1", port)
    first.reserve()
    with pytest.raises(Problem, match="served at port"):
        WebServer(place, "127.0.0.1", port).reserve()
    first.free()


def test_orphan_of_a_killed_start_is_ended(place: Place) -> None:
    """A process of this clone's own Python that runs gunicorn at our port; others are spared."""
    python = place.venv / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to("/bin/sh")
    # The shell stands in for gunicorn: what counts is the command line.
    ours = ["-m", "gunicorn", "--bind", "127.0.0.1:8765"]
    orphan = subprocess.Popen(["/bin/sleep", "60"])
    stand_in = subprocess.Popen(
        [str(python), *ours], executable=sys.executable, cwd=_fake_gunicorn(place)
    )
    try:
        while "gunicorn" not in Path(f"/proc/{stand_in.pid}/cmdline").read_text():
            pass
        end_orphans(place, 8765)
        assert stand_in.wait(5) == -signal.SIGTERM
        assert orphan.poll() is None
    finally:
        end_all([orphan.pid, stand_in.pid])
        orphan.wait()
        stand_in.wait()


def test_free_address_passes() -> None:
    check_address("127.0.0.1", _free_port())


def test_secret_key_is_made_once_for_its_owner_only(place: Place) -> None:
    first = secret_key(place)
    assert secret_key(place) == first
    assert len(first) >= 32
    assert (place.var / "secret_key").stat().st_mode & 0o777 == 0o600


def test_too_little_room_is_said(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="MB needed") as caught:
        check_room(tmp_path, 10**9)
    assert caught.value.code == DISK_FULL


def test_full_disk_is_translated() -> None:
    with pytest.raises(OSError, match="space") as full:
        Path("/dev/full").write_text("x")
    translated = from_os_error(full.value)
    assert translated is not None
    assert translated.code == DISK_FULL


def test_full_disk_of_a_tool_is_told_apart(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="disk is full") as caught:
        command = ["sh", "-c", "cat /etc/hostname > /dev/full"]
        run_logged(command, tmp_path / "log", failure="no", code=1)
    assert caught.value.code == DISK_FULL


def test_failed_tool_is_quoted(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"(?s)It failed.*its own words"):
        run_logged(
            ["sh", "-c", "echo its own words; exit 3"],
            tmp_path / "log",
            failure="It failed",
            code=1,
        )


def _fake_gunicorn(place: Place) -> Path:
    folder = place.root / "fake"
    folder.mkdir()
    (folder / "gunicorn.py").write_text("import time\ntime.sleep(60)\n")
    return folder


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_worker_that_dies_is_started_again_and_stopped_in_the_end(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """The shells stand in for web server and worker: what counts is who is alive."""
    program = place.root / "python"
    program.write_text(f"#!/bin/sh\necho $$ >> {place.root}/pids\nexec sleep 60\n")
    program.chmod(0o755)
    server = subprocess.Popen(["/bin/sleep", "60"])
    worker = JobWorker(place, 8765)
    worker.start(program, {})
    pids = place.root / "pids"

    def murder() -> None:
        for number in (1, 2):
            while not pids.exists() or len(pids.read_text().splitlines()) < number:
                pass
            if number == 1:
                os.kill(int(pids.read_text()), signal.SIGKILL)
        server.kill()

    thread = threading.Thread(target=murder)
    thread.start()
    worker.watch(server.pid, program, {})
    thread.join()
    worker.stop()
    server.wait()
    assert "started again" in capsys.readouterr().out
    assert [start_ticks(int(pid)) for pid in pids.read_text().split()] == [None, None]


def test_the_web_server_works_as_a_role_that_owns_nothing(
    database_url: str, web_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the set-up's own environment to the sessions that the server opens."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("DIEMNONG_WEB_DATABASE_URL", web_database_url)
    clone, port = Place(ROOT), _free_port()
    env = os.environ | {"DIEMNONG_SECRET_KEY": "k" * 32}
    python = Path(sys.executable)
    given = web_environment(python, env, clone, Progress(1, io.StringIO()))
    assert database_url not in given.values()
    server = WebServer(clone, "127.0.0.1", port)
    server.start(python, given)
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in") as answer:
            assert answer.status == 200
        conn = db.connect(database_url)
        sessions = db.rows(
            conn,
            "SELECT DISTINCT usename::text FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
        conn.close()
    finally:
        server.stop()
    assert [row["usename"] for row in sessions] == [parse_dsn(web_database_url)["user"]]
