"""The private cluster with real servers: sharing, kill -9, stale files, other people's data."""

import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg2
import pytest
from psycopg2.extensions import parse_dsn

from layers.web_login import web_login
from scripts.setup.cluster import Cluster
from scripts.setup.cluster_data import Record, read_record, superuser_url, write_record
from scripts.setup.place import Place, make_var
from scripts.setup.postmaster import running_pid
from scripts.setup.problem import CLUSTER, Problem
from scripts.setup.processes import start_ticks, wait_gone
from scripts.setup.progress import Progress

ROOT = Path(__file__).parents[2]

# A second user of the cluster in a process of its own: says READY, then waits to be ended.
USER = """
import io, sys, time
from pathlib import Path
from scripts.setup.cluster import Cluster
from scripts.setup.place import Place
from scripts.setup.progress import Progress
Cluster(Place(Path(sys.argv[1]))).acquire(Progress(1, io.StringIO()))
print("READY", flush=True)
time.sleep(60)
"""


def quiet() -> Progress:
    return Progress(1, io.StringIO())


def record_of(place: Place) -> Record:
    record = read_record(place)
    assert record is not None
    return record


def pid_of(place: Place) -> int | None:
    return running_pid(record_of(place))


def start_user(place: Place) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", USER, str(place.root)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )


def wait_for(user: subprocess.Popen[str]) -> None:
    assert user.stdout is not None
    assert user.stdout.readline() == "READY\n"


def kill(user: subprocess.Popen[str]) -> None:
    user.kill()
    user.wait()
    assert user.stdout is not None
    user.stdout.close()


def new_place() -> Place:
    """A stand-in for a clone, where every user of the machine may enter."""
    folder = Path(tempfile.mkdtemp(prefix="diemnong-test-"))
    folder.chmod(0o755)
    place = Place(folder)
    make_var(place)
    return place


def remove(place: Place) -> None:
    Cluster(place).stop_kept()
    shutil.rmtree(place.root)


@pytest.fixture(scope="module")
def shared_place() -> Iterator[Place]:
    place = new_place()
    with Cluster(place).used(quiet()):
        pass
    yield place
    remove(place)


@pytest.fixture
def place(shared_place: Place) -> Place:
    """A clone whose cluster is made, and stopped."""
    Cluster(shared_place).stop_kept()
    return shared_place


def test_last_user_stops_the_server(place: Place) -> None:
    first, second = Cluster(place), Cluster(place)
    assert first.acquire(quiet()) == second.acquire(quiet())
    first.release()
    assert pid_of(place) is not None
    second.release()
    assert pid_of(place) is None


def test_killed_user_blocks_nobody(place: Place) -> None:
    """After a kill -9 the server runs on; the next user takes it over and stops it."""
    user = start_user(place)
    wait_for(user)
    server = pid_of(place)
    kill(user)
    with Cluster(place).used(quiet()):
        assert pid_of(place) == server
    assert pid_of(place) is None


def test_killed_server_recovers_with_its_data(place: Place) -> None:
    with Cluster(place).used(quiet()) as url:
        run(url, "CREATE TABLE kept AS SELECT 1 AS n")
        os.kill(pid_of(place) or 0, signal.SIGKILL)
    with Cluster(place).used(quiet()) as url:
        assert run(url, "SELECT n FROM kept") == (1,)


def test_stale_pid_file_of_a_foreign_process_is_no_obstacle(place: Place) -> None:
    """After a crash the number in the pid file may be anyone's: that process is left alone."""
    with subprocess.Popen(["sleep", "60"]) as stranger:
        data = record_of(place).data
        (data / "postmaster.pid").write_text(f"{stranger.pid}\n{data}\n1\n5432\n\n127.0.0.1\n")
        with Cluster(place).used(quiet()) as url:
            assert run(url, "SELECT 1") == (1,)
        assert stranger.poll() is None
        stranger.kill()


def test_taken_port_makes_it_choose_another(place: Place) -> None:
    before = record_of(place).port
    with socket.socket() as other:
        # A connection that was closed a moment ago holds no port against a new listener.
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", before))
        other.listen()
        with Cluster(place).used(quiet()) as url:
            assert f":{before}/" not in url


def test_kept_server_outlives_its_users(place: Place) -> None:
    Cluster(place).keep_running(quiet())
    with Cluster(place).used(quiet()):
        pass
    assert pid_of(place) is not None
    assert Cluster(place).stop_kept()
    assert pid_of(place) is None


def test_kept_server_is_not_stopped_under_its_users(place: Place) -> None:
    with Cluster(place).used(quiet()):
        assert not Cluster(place).stop_kept()
        assert pid_of(place) is not None


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("fsync", "on"),
        ("full_page_writes", "on"),
        ("data_checksums", "on"),
        ("listen_addresses", "127.0.0.1"),
        ("server_encoding", "UTF8"),
        ("password_encryption", "scram-sha-256"),
        ("is_superuser", "off"),
    ],
)
def test_server_is_durable_and_closed(kept_url: str, setting: str, value: str) -> None:
    assert run(kept_url, "SELECT current_setting(%s)", setting) == (value,)


@pytest.fixture(scope="module")
def kept_url(shared_place: Place) -> str:
    return Cluster(shared_place).keep_running(quiet())


def test_wrong_password_is_refused(kept_url: str) -> None:
    wrong = kept_url.replace("://diemnong:", "://diemnong:x")
    with pytest.raises(psycopg2.OperationalError, match="password"):
        psycopg2.connect(wrong)


def test_record_with_the_password_is_for_its_owner_only(place: Place) -> None:
    assert (place.var / "cluster.json").stat().st_mode & 0o077 == 0


def test_foreign_data_are_refused_and_left_alone(place: Place) -> None:
    marker = record_of(place).data / "diemnong-cluster-id"
    ours = marker.read_text()
    marker.write_text("of another clone")
    before = sorted(marker.parent.iterdir())
    try:
        with pytest.raises(Problem, match="Nothing was touched") as caught:
            Cluster(place).acquire(quiet())
        assert caught.value.code == CLUSTER
        assert sorted(marker.parent.iterdir()) == before
    finally:
        marker.write_text(ours)


def test_data_without_a_record_are_refused() -> None:
    place = new_place()
    (place.var / "pg" / "data").mkdir(parents=True)
    try:
        with pytest.raises(Problem, match="Nothing was touched"):
            Cluster(place).acquire(quiet())
    finally:
        remove(place)


def test_moved_clone_keeps_its_data(place: Place) -> None:
    with Cluster(place).used(quiet()) as url:
        run(url, "CREATE TABLE IF NOT EXISTS moved AS SELECT 2 AS n")
    other = Place(place.root.with_name(place.root.name + "-moved"))
    place.root.rename(other.root)
    try:
        with Cluster(other).used(quiet()) as url:
            assert run(url, "SELECT n FROM moved") == (2,)
    finally:
        other.root.rename(place.root)


def test_copied_clone_has_a_server_of_its_own(place: Place) -> None:
    """The copy carries the same id; neither stops the other's server."""
    copy = Place(place.root.with_name(place.root.name + "-copy"))
    subprocess.run(["cp", "-a", place.root, copy.root], check=True)
    try:
        with Cluster(place).used(quiet()):
            with Cluster(copy).used(quiet()):
                assert pid_of(copy) != pid_of(place)
            assert pid_of(copy) is None
            assert pid_of(place) is not None
    finally:
        remove(copy)


def test_copy_of_a_clone_whose_data_lie_elsewhere_is_refused(place: Place) -> None:
    copy = new_place()
    record = record_of(place)
    write_record(place, record._replace(home=Path("/var/lib/diemnong-elsewhere")))
    try:
        shutil.copy(place.var / "cluster.json", copy.var)
        with pytest.raises(Problem, match="is a copy of"):
            read_record(copy)
    finally:
        write_record(place, record)
        shutil.rmtree(copy.root)


def test_two_first_starts_make_one_cluster() -> None:
    place = new_place()
    users = [start_user(place), start_user(place)]
    try:
        for user in users:
            wait_for(user)
        assert pid_of(place) is not None
        assert [entry.name for entry in record_of(place).home.glob("data*")] == ["data"]
    finally:
        for user in users:
            kill(user)
        remove(place)


def test_killed_first_start_is_begun_anew() -> None:
    """A kill -9 in the middle of initdb leaves nothing that the next start trips over."""
    place = new_place()
    user = start_user(place)
    deadline = time.monotonic() + 20
    while not list(place.var.glob("pg/data.unfinished*")) and time.monotonic() < deadline:
        time.sleep(0.005)
    kill(user)
    try:
        with Cluster(place).used(quiet()) as url:
            assert run(url, "SELECT 1") == (1,)
    finally:
        remove(place)


def test_first_start_killed_at_its_last_step_is_finished(place: Place) -> None:
    record = record_of(place)
    record.data.rename(record.home / f"data.unfinished-{record.id}")
    with Cluster(place).used(quiet()) as url:
        assert run(url, "SELECT 1") == (1,)


def test_a_cluster_without_a_role_for_the_web_server_gets_one_once(place: Place) -> None:
    """Also one made before there was such a role, and by many at once; a new key holds."""
    with Cluster(place).used(quiet()) as url:
        above = superuser_url(record_of(place))

        def login(key: str) -> str:
            return web_login(url, "", key, above).url

        with ThreadPoolExecutor(6) as starts:
            (found,) = set(starts.map(login, ["the first key"] * 6))
            changed = set(starts.map(login, ["the second key"] * 6))
        assert parse_dsn(found)["user"] == "diemnong_web"
        with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
            run(found, "SELECT 1")
        query = (
            "SELECT rolsuper, rolcreatedb, rolcreaterole, rolcanlogin FROM pg_roles"
            " WHERE rolname = user"
        )
        assert [run(each, query) for each in changed] == [(False, False, False, True)]


def test_stop_leaves_no_process(place: Place) -> None:
    with Cluster(place).used(quiet()):
        pid = pid_of(place)
    assert pid is not None
    assert wait_gone(pid, 1)
    assert start_ticks(pid) is None


def run(url: str, query: str, *values: str) -> tuple[object, ...] | None:
    conn = psycopg2.connect(url)
    conn.autocommit = True
    try:
        with conn.cursor() as cursor:
            cursor.execute(query, values or None)
            return cursor.fetchone() if cursor.description else None
    finally:
        conn.close()
