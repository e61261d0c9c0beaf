"""The project's own files, as git knows them."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

Finder = Callable[..., list[Path]]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def project_files() -> Finder:
    """Files of these folders with one of these endings: tracked, or new and not ignored."""

    def find(*folders: str, suffixes: tuple[str, ...]) -> list[Path]:
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *folders],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.splitlines()
        found = [ROOT / each for each in listed if each.endswith(suffixes)]
        assert found, f"no {suffixes} under {folders}: the guard looks at nothing"
        return [path for path in found if path.is_file()]

    return find
