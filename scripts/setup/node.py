"""Fetch the npm packages of the lock file into var/assets, with npm from this machine or PyPI."""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from scripts.setup.place import Place
from scripts.setup.problem import DOWNLOAD
from scripts.setup.processes import run_logged
from scripts.setup.progress import Progress
from scripts.setup.python_env import clean_env, ensure_venv

_SOURCES = ("package.json", "package-lock.json", ".npmrc")
_OLDEST_NPM = 7  # the first that reads lock files of version 3


def ensure_packages(place: Place, progress: Progress) -> Path:
    """Return the node_modules folder, filled exactly as package-lock.json says."""
    wanted = fingerprint(place)
    stamp = place.npm / "diemnong-stamp"
    modules = place.npm / "node_modules"
    if modules.is_dir() and stamp.is_file() and stamp.read_text() == wanted:
        return modules
    _copy_sources(place, stamp)
    npm, path = _find_npm(place, progress)
    progress.note("fetching page assets")
    run_logged(
        [npm, "ci", "--no-audit", "--no-fund"],
        place.logs / "npm.log",
        failure="The page assets could not be fetched with npm: there is no network, or a package\n"
        "is not the one that package-lock.json names.",
        code=DOWNLOAD,
        env=os.environ | {"PATH": path, "HOME": os.environ.get("HOME") or str(place.var)},
        cwd=place.npm,
    )
    stamp.write_text(wanted)
    return modules


def fingerprint(place: Place) -> str:
    """What the fetched packages depend on."""
    content = b"\0".join((place.root / name).read_bytes() for name in _SOURCES)
    return hashlib.sha256(content).hexdigest()


def _copy_sources(place: Place, stamp: Path) -> None:
    """npm works in a folder of its own, so that the clone's root stays clean."""
    place.npm.mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)
    for name in _SOURCES:
        shutil.copyfile(place.root / name, place.npm / name)


def _find_npm(place: Place, progress: Progress) -> tuple[Path, str]:
    """The npm program and the PATH it needs."""
    path = os.environ.get("PATH", os.defpath)
    found = shutil.which("npm")
    if found and _is_new_enough(found):
        return Path(found), path
    progress.note("no node on this machine, taking npm from PyPI")
    requirements = Path(__file__).parent / "node-requirements.txt"
    python = ensure_venv(place.node_venv, requirements, place, progress)
    return python.parent / "npm", f"{python.parent}{os.pathsep}{path}"


def _is_new_enough(npm: str) -> bool:
    try:
        asked = subprocess.run(
            [npm, "--version"], capture_output=True, text=True, env=clean_env(), check=False
        )
    except OSError:
        return False
    first = asked.stdout.strip().split(".")[0]
    return asked.returncode == 0 and first.isdigit() and int(first) >= _OLDEST_NPM
