"""Where things lie in this clone."""

import shutil
from pathlib import Path
from typing import NamedTuple

from scripts.setup.problem import DISK_FULL, NO_RIGHTS, Problem

FIRST_SETUP_MB = 1500


class Place(NamedTuple):
    """The clone and the one folder in it that set-up writes to (plus the published assets)."""

    root: Path

    @property
    def var(self) -> Path:
        return self.root / "var"

    @property
    def logs(self) -> Path:
        return self.var / "log"

    @property
    def venv(self) -> Path:
        return self.var / "venv"

    @property
    def test_venv(self) -> Path:
        return self.var / "venv-test"

    @property
    def bench_venv(self) -> Path:
        return self.var / "venv-bench"

    @property
    def node_venv(self) -> Path:
        return self.var / "node-venv"

    @property
    def npm(self) -> Path:
        return self.var / "assets"

    @property
    def vendor(self) -> Path:
        return self.root / "web" / "static" / "vendor"


def this_clone() -> Place:
    return Place(Path(__file__).resolve().parents[2])


def make_var(place: Place) -> None:
    """Make var/ and its log folder, or say that this clone may not be written."""
    try:
        place.logs.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = place.var / ".writable"
        probe.touch()
        probe.unlink()
    except PermissionError as error:
        raise Problem(
            f"{place.var} may not be written by this user.\n"
            "Use a clone that belongs to you, or start as the user who owns this one.",
            NO_RIGHTS,
        ) from error


def check_room(folder: Path, need_mb: int) -> None:
    """Raise when the disk under `folder` (which must exist) has less than `need_mb` free."""
    free_mb = shutil.disk_usage(folder).free // 1_000_000
    if free_mb < need_mb:
        raise Problem(
            f"Not enough room on the disk of {folder}: {free_mb} MB free, {need_mb} MB needed.\n"
            "Free some room and start again.",
            DISK_FULL,
        )
