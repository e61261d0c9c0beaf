"""The machine's package manager: use it when allowed, else say the exact command."""

import os
import shutil
import subprocess
from collections.abc import Callable
from typing import NamedTuple

from scripts.setup.place import Place
from scripts.setup.problem import NOT_INSTALLED, Problem
from scripts.setup.processes import run_logged
from scripts.setup.progress import Progress


class Manager(NamedTuple):
    """How one package manager is called, and what our needs are named there."""

    refresh: tuple[str, ...]
    install: tuple[str, ...]
    postgis: tuple[str, ...]
    chromium: tuple[str, ...]
    wrk: tuple[str, ...]
    python_venv: tuple[str, ...]
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


_APT = ("apt-get", "-o", "DPkg::Lock::Timeout=300")
# Debian's PostgreSQL package makes and starts a database server for the whole machine, unless told
# not to. Nobody asked for one: told so while we install, and only then.
_NO_MAIN_SERVER = "/etc/postgresql-common/createcluster.d/diemnong.conf"
_TELL = "mkdir -p ${0%/*} && echo 'create_main_cluster = false' > $0"

_MANAGERS = {
    "apt-get": Manager(
        (*_APT, "update"),
        (*_APT, "install", "-y", "--no-install-recommends"),
        ("postgresql-postgis",),
        ("chromium",),
        ("wrk",),
        ("python3-venv",),
        before=("sh", "-c", _TELL, _NO_MAIN_SERVER),
        after=("rm", "-f", _NO_MAIN_SERVER),
    ),
    "dnf": Manager(
        (),
        ("dnf", "install", "-y"),
        ("postgresql-server", "postgresql-contrib", "postgis"),
        ("chromium",),
        ("wrk",),
        ("python3",),
    ),
    "pacman": Manager(
        (),
        ("pacman", "-Sy", "--noconfirm", "--needed"),
        ("postgresql", "postgis"),
        ("chromium",),
        ("wrk",),
        ("python",),
    ),
}
_ENV = {"DEBIAN_FRONTEND": "noninteractive"}
Choose = Callable[[Manager], tuple[str, ...]]


def install(what: str, choose: Choose, place: Place, progress: Progress) -> None:
    """Install what `choose` picks from the manager's table; raise a Problem where not allowed."""
    name = next((name for name in _MANAGERS if shutil.which(name)), None)
    if name is None:
        raise Problem(f"{what} is missing. Install it with your package manager.", NOT_INSTALLED)
    manager = _MANAGERS[name]
    prefix = _right_to_install()
    if prefix is None:
        raise Problem(
            f"{what} is missing. Install it with:\n\n{_by_hand(manager, choose)}\n\n"
            "and start again.",
            NOT_INSTALLED,
        )
    progress.note(f"installing {what} with {name}")
    failure = f"{what} could not be installed. Try by hand:\n\n{_by_hand(manager, choose)}\n"
    install_it = (*manager.install, *choose(manager))
    try:
        for command in (manager.refresh, manager.before, install_it):
            if command:
                run_logged(
                    [*prefix, *command],
                    place.logs / f"{name}.log",
                    failure=failure,
                    code=NOT_INSTALLED,
                    env=os.environ | _ENV,
                    must_finish=True,
                )
    finally:
        if manager.after:
            subprocess.run([*prefix, *manager.after], check=False)


def _right_to_install() -> list[str] | None:
    """What to put before an install command: nothing for root, sudo without a question, or None."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        asked = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
        if asked.returncode == 0:
            return ["sudo", "-n", *(["env"] + [f"{k}={v}" for k, v in _ENV.items()])]
    return None


def _by_hand(manager: Manager, choose: Choose) -> str:
    sudo = "" if os.geteuid() == 0 else "sudo "
    plain = [part for part in manager.install if part not in _APT[1:]]
    lines = [sudo + " ".join((*plain, *choose(manager)))]
    if manager.refresh:
        lines.insert(0, f"{sudo}{manager.refresh[0]} update")
    return "\n".join(f"    {line}" for line in lines)
