"""A database named by DATABASE_URL: each way it can be unusable is said plainly."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest

from layers import readiness
from layers.errors import Unavailable
from scripts.setup.problem import DATABASE

ROOT = Path(__file__).parents[2]
URL = os.environ.get("DATABASE_URL", "")


def changed(**parts: str) -> str:
    """The address of the test server with another password, port or database."""
    split = urlsplit(URL)
    user = parts.get("user", split.username or "")
    password = parts.get("password", split.password or "")
    port = parts.get("port", str(split.port or 5432))
    netloc = f"{user}:{password}@{split.hostname}:{port}"
    path = parts.get("database", split.path.lstrip("/"))
    return urlunsplit((split.scheme, netloc, path, split.query, ""))


def reason(url: str) -> str:
    with pytest.raises(Unavailable) as caught:
        readiness.check(url)
    return caught.value.text.en


def test_good_database_is_described() -> None:
    assert "PostGIS 3." in readiness.check(URL)


def test_nobody_at_the_port_is_said() -> None:
    assert "no server answers" in reason(changed(port="1"))


def test_wrong_password_is_said() -> None:
    assert "wrong user or password" in reason(changed(password="wrong"))


def test_unknown_database_is_said() -> None:
    assert "no such database" in reason(changed(database="diemnong_test_nowhere"))


def test_unknown_host_is_said() -> None:
    assert "no such host" in reason("postgresql://u:p@nowhere.invalid/db")


def test_unreadable_address_shows_the_form() -> None:
    assert "postgresql://user:password@host" in reason("not an address")


@pytest.mark.parametrize("url", [changed(password="s3cret-word", port="1")])
def test_password_is_never_shown(url: str) -> None:
    assert "s3cret-word" not in reason(url)


class OldServer:
    """A connection to a server of 2020."""

    server_version = 130004


def test_too_old_server_is_said() -> None:
    with pytest.raises(Unavailable, match="13 is too old: 14"):
        readiness._check_version(OldServer())  # type: ignore[arg-type]


def test_too_old_postgis_is_said() -> None:
    with pytest.raises(Unavailable, match=r"3\.2\.1 is too old: 3\.3"):
        readiness._check_postgis("3.2.1")


def test_missing_extension_names_its_package() -> None:
    with pytest.raises(Unavailable, match="does not have the extension postgis"):
        readiness._check_extension("postgis", None, None, True)


def test_extension_that_may_not_be_made_names_the_command() -> None:
    with pytest.raises(Unavailable, match="CREATE EXTENSION postgis"):
        readiness._check_extension("postgis", None, "3.3.2", False)


def test_server_without_the_order_of_names_is_said() -> None:
    conn = psycopg2.connect(URL)
    readiness.check_collations(conn)
    with pytest.raises(Unavailable, match="built without ICU"):
        readiness.check_collations(conn, "?")
    conn.close()


def test_database_of_an_ordinary_role_lacks_postgis() -> None:
    """Straight from template0 a database has no PostGIS; only a superuser may add it."""
    name = f"diemnong_test_bare_{os.getpid()}"
    conn = psycopg2.connect(URL)
    conn.autocommit = True
    cursor = conn.cursor()
    cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    cursor.execute("SELECT current_setting('is_superuser')")
    is_superuser = cursor.fetchone() == ("on",)
    try:
        if is_superuser:
            assert "PostGIS" in readiness.check(changed(database=name))
        else:
            assert "CREATE EXTENSION postgis" in reason(changed(database=name))
    finally:
        cursor.execute(f"DROP DATABASE {name}")
        conn.close()


def test_program_exits_with_the_code_for_databases() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scripts.setup.check_database"],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": changed(password="wrong")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (DATABASE, "")
    assert "wrong user or password" in done.stderr
