"""The stages that serve, test and ward have in common."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Literal

from scripts.setup import assets, node
from scripts.setup.locks import only_one
from scripts.setup.place import Place
from scripts.setup.progress import Progress
from scripts.setup.python_env import ensure_venv

Purpose = Literal["service", "tests", "benchmarks"]


def python_packages(place: Place, progress: Progress, purpose: Purpose = "service") -> Path:
    """Return the Python of the environment for a purpose."""
    venv, name = {
        "service": (place.venv, "requirements.txt"),
        "tests": (place.test_venv, "requirements-dev.txt"),
        "benchmarks": (place.bench_venv, "requirements-bench.txt"),
    }[purpose]
    with progress.step("Python packages"), _alone(place, progress):
        return ensure_venv(venv, place.root / name, place, progress)


def page_assets(place: Place, progress: Progress) -> None:
    """Fill web/static/vendor."""
    listing = place.root / "web" / "assets.toml"
    with progress.step("Page assets"), _alone(place, progress):
        modules = node.ensure_packages(place, progress)
        assets.publish(listing, modules, place.vendor, node.fingerprint(place))


def _alone(place: Place, progress: Progress) -> AbstractContextManager[None]:
    """Two starts at once must not install into the same folder."""
    return only_one(place.var / "setup.lock", lambda: progress.note("another start is at it"))
