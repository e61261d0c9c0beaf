"""`scripts/serve`: from a fresh clone to a page in the browser."""

import argparse
import os
from pathlib import Path

from scripts.setup import stages
from scripts.setup.database import database
from scripts.setup.job_worker import JobWorker
from scripts.setup.lifecycle import run_child
from scripts.setup.place import Place, make_var, this_clone
from scripts.setup.problem import EXIT_CODES, PREPARE, WEB_SERVER, Problem
from scripts.setup.progress import Progress
from scripts.setup.secret import secret_key
from scripts.setup.web_database import SETTING, web_database
from scripts.setup.web_server import WebServer, address_for_people

_DESCRIPTION = """\
Set up what is missing (Python packages, page assets, a private PostgreSQL with
PostGIS), bring the tables up to date, load the demonstration ward on the first
start, and serve. Ctrl-C stops everything that was started."""

_EPILOG = f"""\
settings:
  DATABASE_URL          a PostgreSQL >= 14 with PostGIS >= 3.3 to use instead of the private one
  DIEMNONG_WEB_DATABASE_URL
                        the same database for the web server: a role that owns nothing there;
                        unset: made after the database's name, where DATABASE_URL may make roles
  DIEMNONG_SECRET_KEY   the key that signs sessions, instead of the one in var/secret_key

{EXIT_CODES}"""


def main(arguments: list[str]) -> int:
    options = _parse(arguments)
    place = this_clone()
    make_var(place)
    server = WebServer(place, options.host, options.port)
    try:
        server.reserve()
        code = _serve(server, options, place)
    finally:
        server.free()
    raise Problem(f"The web server ended by itself (exit code {code}).", WEB_SERVER)


def _serve(server: WebServer, options: argparse.Namespace, place: Place) -> int:
    """Go through the steps and wait; comes back only when the web server has ended by itself."""
    progress = Progress(6)
    python = stages.python_packages(place, progress)
    stages.page_assets(place, progress)
    with database(python, place, progress) as url:
        env = os.environ | {"DATABASE_URL": url, "DIEMNONG_SECRET_KEY": secret_key(place)}
        _prepare(python, options.no_demo, env, place, progress)
        of_web = web_environment(python, env, place, progress)
        worker = JobWorker(place, options.port)
        try:
            with progress.step("Web server"):
                server.start(python, of_web)
            worker.start(python, env)
            _tell_ready(address_for_people(options.host, options.port))
            worker.watch(server.pid, python, env)
            return server.wait()
        finally:
            server.stop()
            worker.stop()


def web_environment(
    python: Path, env: dict[str, str], place: Place, progress: Progress
) -> dict[str, str]:
    """The environment of the web server: nothing in it opens the database as its owner."""
    with progress.step("Role of the web server"):
        own = web_database(python, env["DATABASE_URL"], place, progress)
    return {name: value for name, value in env.items() if name != SETTING} | {"DATABASE_URL": own}


def _prepare(
    python: Path, no_demo: bool, env: dict[str, str], place: Place, progress: Progress
) -> None:
    """Tables, demonstration ward and first user, in one process."""
    command = [str(python), "-m", "scripts.cli", "prepare", *["--no-demo"] * no_demo]
    with progress.step("Tables, demonstration ward, first user"):
        progress.break_line()
        if run_child(command, env, place.root) != 0:
            raise Problem("The database could not be prepared. The reason stands above.", PREPARE)


def _tell_ready(address: str) -> None:
    print(
        f"\nĐiểm Nóng is ready: {address}\n"
        f"Sign in at {address}/sign-in as the administrator named above.\n"
        "The password is shown on the first start only; for a new one:\n"
        "  ./scripts/ward user password NAME --random\n"
        "Stop with Ctrl-C.\n",
        flush=True,
    )


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./scripts/serve",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=_port, default=8000, help="port to listen on (%(default)s)")
    parser.add_argument("--no-demo", action="store_true", help="no demonstration ward")
    return parser.parse_args(arguments)


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is not a port: allowed are 1 to 65535")
    return int(text)
