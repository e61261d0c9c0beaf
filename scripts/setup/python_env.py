"""Virtual environments made from the hashed requirement files."""

import hashlib
import importlib.util
import json
import os
import shutil
import sys
from pathlib import Path

from scripts.setup import system_packages
from scripts.setup.place import FIRST_SETUP_MB, Place, check_room
from scripts.setup.problem import DOWNLOAD, NO_PYTHON
from scripts.setup.processes import run_logged
from scripts.setup.progress import Progress

_PIP_INSTALL = (
    *("-m", "pip", "install", "--no-input", "--disable-pip-version-check"),
    *("--require-hashes", "--only-binary=:all:", "--requirement"),
)
_STAMP = "diemnong-stamp.json"
# Settings of the caller's own pip that would install elsewhere than into our environment.
_FOREIGN_SETTINGS = ("PYTHONHOME", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_REQUIRE_VIRTUALENV")


def ensure_venv(venv: Path, requirements: Path, place: Place, progress: Progress) -> Path:
    """Make `venv` hold exactly `requirements`; return its Python. A stamp lets later starts skip.

    An environment that is half made, moved, or whose Python has gone is made anew.
    """
    python = venv / "bin" / "python"
    wanted = _fingerprint(venv, requirements)
    if _is_complete(venv, python, wanted):
        return python
    check_room(place.var, FIRST_SETUP_MB)
    _make(venv, place, progress)
    progress.note("installing packages")
    run_logged(
        [python, *_PIP_INSTALL, requirements],
        place.logs / f"pip-{venv.name}.log",
        failure="The Python packages could not be installed: there is no network, or a package is\n"
        f"not the one that {requirements.name} names.",
        code=DOWNLOAD,
        env=clean_env(),
    )
    stamp = {"fingerprint": wanted, "packages": sorted(_installed(venv))}
    (venv / _STAMP).write_text(json.dumps(stamp))
    return python


def clean_env() -> dict[str, str]:
    """The environment without the settings that would lead pip astray."""
    return {key: value for key, value in os.environ.items() if key not in _FOREIGN_SETTINGS}


def _make(venv: Path, place: Place, progress: Progress) -> None:
    if importlib.util.find_spec("ensurepip") is None:
        system_packages.install("python3-venv", lambda m: m.python_venv, place, progress)
    shutil.rmtree(venv, ignore_errors=True)
    run_logged(
        [sys.executable, "-m", "venv", venv],
        place.logs / "venv.log",
        failure="A virtual environment could not be made. On Debian and Ubuntu the package\n"
        "python3-venv is needed: apt-get install python3-venv",
        code=NO_PYTHON,
        env=clean_env(),
    )


def _fingerprint(venv: Path, requirements: Path) -> str:
    parts = (requirements.read_bytes(), sys.version.encode(), str(venv).encode())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _is_complete(venv: Path, python: Path, wanted: str) -> bool:
    try:
        stamp = json.loads((venv / _STAMP).read_text())
    except (FileNotFoundError, ValueError):
        return False
    return (
        stamp["fingerprint"] == wanted
        and os.access(python, os.X_OK)
        and set(stamp["packages"]) <= _installed(venv)
    )


def _installed(venv: Path) -> set[str]:
    return {entry.name for entry in venv.glob("lib/python3*/site-packages/*.dist-info")}
