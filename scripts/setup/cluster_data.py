"""The data folder of the private cluster: where it lies, how it is made, whose it is."""

import hashlib
import json
import os
import re
import secrets
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

from scripts.setup.pg_programs import Programs
from scripts.setup.place import Place, check_room
from scripts.setup.privileges import Account
from scripts.setup.problem import CLUSTER, Problem
from scripts.setup.processes import failed_tool

DATABASE = ROLE = "diemnong"
_MARKER = "diemnong-cluster-id"
_OTHER_PLACES = Path("/var/lib")
_RECORD = "cluster.json"
_UNFINISHED = "data.unfinished"
_PASSWORD = "superuser-password"
_NEW_CLUSTER_MB = 300

_SETTINGS = """
# --- Diem Nong: the rest of this file is as initdb made it ---
listen_addresses = '127.0.0.1'
unix_socket_directories = ''    # loopback only, so that a long path never matters
cluster_name = 'diemnong-{id}'
max_connections = 60
shared_buffers = 128MB
work_mem = 16MB
maintenance_work_mem = 128MB
fsync = on
full_page_writes = on
synchronous_commit = on
jit = off                       # short queries: compiling them costs more than it saves
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
"""

# Run in single-user mode, one command a line. The service's role is no superuser: it owns its
# database and may make more (tests do); PostGIS, which only a superuser may add, is in template1.
_SQL_TEMPLATE = "CREATE EXTENSION postgis SCHEMA public;\n"
_SQL_DATABASE = (
    f"CREATE ROLE {ROLE} LOGIN CREATEDB PASSWORD '{{password}}';\n"
    f"CREATE DATABASE {DATABASE} OWNER {ROLE} TEMPLATE template1;\n"
)


class Record(NamedTuple):
    """What var/cluster.json remembers. `home` holds the data folder and the server's log.

    There `home` is relative to var/ if it lies in it, so that a moved or copied clone keeps its
    own data; `root` is the clone that made the cluster.
    """

    id: str
    root: str
    home: Path
    user: str
    password: str
    port: int = 0

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    def url(self) -> str:
        return f"postgresql://{ROLE}:{self.password}@127.0.0.1:{self.port}/{DATABASE}"


def superuser_url(record: Record) -> str:
    """The address of who may make roles; empty where its password was taken away."""
    try:
        password = (record.home / _PASSWORD).read_text().strip()
    except FileNotFoundError:
        return ""
    return f"postgresql://postgres:{password}@127.0.0.1:{record.port}/{DATABASE}"


def read_record(place: Place) -> Record | None:
    """What is remembered of an earlier start; None if nothing is."""
    try:
        fields = json.loads((place.var / _RECORD).read_text())
    except FileNotFoundError:
        return None
    home = place.var / fields["home"]
    if not home.is_relative_to(place.var):
        _check_not_a_copy(Path(fields["root"]), home, place)
    return Record(**(fields | {"home": home, "root": str(place.root)}))


def write_record(place: Place, record: Record) -> None:
    """Remember, for the owner's eyes only: the record holds the password."""
    is_inside = record.home.is_relative_to(place.var)
    home = record.home.relative_to(place.var) if is_inside else record.home
    fresh = place.var / f"{_RECORD}.new"
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(record._asdict() | {"home": str(home)}, file)
    fresh.replace(place.var / _RECORD)


def _check_not_a_copy(root: Path, home: Path, place: Place) -> None:
    """Two clones on one database would stop it under each other."""
    if root != place.root and (root / "var" / _RECORD).exists():
        raise Problem(
            f"This clone is a copy of {root}, whose database lies in {home}.\n"
            "Delete var/cluster.json to begin with an empty one here.",
            CLUSTER,
        )


def is_ours(record: Record) -> bool:
    """Whether the data folder carries the id that we remember."""
    try:
        return (record.data / _MARKER).read_text().strip() == record.id
    except (FileNotFoundError, NotADirectoryError):
        return False


def major_version(record: Record) -> int:
    return int((record.data / "PG_VERSION").read_text())


def choose_home(place: Place, account: Account) -> tuple[Path, str]:
    """A folder for a new cluster, with a remark for the user if it is not under var/."""
    if not account.is_other or account.can_enter(place.var):
        home = place.var / "pg"
        if not _is_free(home):
            raise Problem(
                f"{home} holds files, but var/cluster.json, which would tell whose they are, is\n"
                "gone. Nothing was touched. Move the folder away (or delete it, if its data are\n"
                "not needed) and start again.",
                CLUSTER,
            )
        return home, ""
    home = _free_home(_OTHER_PLACES / f"diemnong-{_short_hash(place.root)}")
    return home, (f"the user {account.name} cannot enter {place.root}: the database lies in {home}")


def make_cluster(programs: Programs, place: Place, home: Path, account: Account) -> Record:
    """Make a whole cluster in `home`. `finish` gives it its name once the record is written."""
    home.mkdir(parents=True, exist_ok=True)
    check_room(home, _NEW_CLUSTER_MB)
    home.chmod(0o700)
    account.give(home)
    log = place.logs / "initdb.log"
    record = Record(
        secrets.token_hex(8), str(place.root), home, account.name, secrets.token_urlsafe(24)
    )
    for left in home.glob(f"{_UNFINISHED}-*"):
        shutil.rmtree(left, ignore_errors=True)
    unfinished = _unfinished(record)
    _init(programs, unfinished, account, log)
    with (unfinished / "postgresql.conf").open("a") as conf:
        conf.write(_SETTINGS.format(id=record.id))
    _single_user(programs, unfinished, "template1", _SQL_TEMPLATE, account, log)
    commands = _SQL_DATABASE.format(password=record.password)
    _single_user(programs, unfinished, "postgres", commands, account, log)
    (unfinished / _MARKER).write_text(record.id)
    return record


def finish(record: Record) -> None:
    """Give a new cluster its name; a kill -9 just before this is made good by the next start."""
    if _unfinished(record).is_dir() and not record.data.exists():
        _unfinished(record).rename(record.data)


def _unfinished(record: Record) -> Path:
    """A name of its own: what a killed start left may still be written to by its initdb."""
    return record.home / f"{_UNFINISHED}-{record.id}"


def _init(programs: Programs, data: Path, account: Account, log: Path) -> None:
    """initdb, with the first way to sort and fold UTF-8 text that this machine knows."""
    password = data.parent / _PASSWORD
    password.write_text(secrets.token_urlsafe(24))
    password.chmod(0o600)
    account.give(password)
    locales = (
        ["--locale=C.UTF-8"],
        ["--locale-provider=icu", "--icu-locale=und", "--locale=C"],
        ["--locale=C"],
    )
    for locale in locales:
        command: list[str | Path] = [
            programs.program("initdb"), "--pgdata", data, "--username=postgres",
            "--auth=scram-sha-256", f"--pwfile={password}", "--encoding=UTF8",
            "--data-checksums", *locale,
        ]  # fmt: skip
        if _as_account(command, account, log, "", data.parent) == 0:
            break
        shutil.rmtree(data, ignore_errors=True)
    else:
        raise failed_tool(log, "The private database could not be made.", CLUSTER)


def _single_user(
    programs: Programs, data: Path, database: str, commands: str, account: Account, log: Path
) -> None:
    """Run commands before the server ever listens. Single-user mode only logs an error."""
    command: list[str | Path] = [
        programs.program("postgres"), "--single", "-D", data,
        "-c", "log_min_messages=error", database,
    ]  # fmt: skip
    code = _as_account(command, account, log, commands, data.parent)
    if code != 0 or re.search(r"\b(ERROR|FATAL|PANIC):", log.read_text(errors="replace")):
        raise failed_tool(log, "The private database could not be prepared.", CLUSTER)


def _as_account(
    command: list[str | Path], account: Account, log: Path, text: str, folder: Path
) -> int:
    with log.open("wb") as out:
        done = subprocess.run(
            command,
            input=text.encode(),
            stdout=out,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env={"PATH": os.defpath, "LC_ALL": "C"},
            check=False,
            **account.as_user(),
        )
    return done.returncode


def _short_hash(root: Path) -> str:
    return hashlib.sha256(str(root).encode()).hexdigest()[:10]


def _free_home(first: Path) -> Path:
    """`first`, or the next free name after it: data of an earlier clone are left alone."""
    home, number = first, 2
    while not _is_free(home):
        home = first.with_name(f"{first.name}-{number}")
        number += 1
    return home


def _is_free(home: Path) -> bool:
    """Not there, empty, or only what an interrupted first start left."""
    return not home.exists() or all(
        entry.name == _PASSWORD or entry.name.startswith(_UNFINISHED) for entry in home.iterdir()
    )
