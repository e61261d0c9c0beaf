"""The npm lock file: exact, with hashes, and silent about where it was made."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCK = json.loads((ROOT / "package-lock.json").read_text())
PACKAGES = {name: entry for name, entry in LOCK["packages"].items() if name}


def test_lock_file_names_no_host() -> None:
    assert "://" not in (ROOT / "package-lock.json").read_text()


@pytest.mark.parametrize("name", PACKAGES)
def test_every_package_has_a_sha512(name: str) -> None:
    assert PACKAGES[name]["integrity"].startswith("sha512-")


def test_chosen_versions_are_exact() -> None:
    chosen = json.loads((ROOT / "package.json").read_text())
    versions = chosen["dependencies"] | chosen["devDependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions.values())


@pytest.mark.parametrize("rule", ["omit-lockfile-registry-resolved", "ignore-scripts"])
def test_npm_keeps_the_rule(rule: str) -> None:
    assert f"{rule}=true" in (ROOT / ".npmrc").read_text().splitlines()


@pytest.mark.parametrize(
    "path",
    ["requirements.txt", "requirements-dev.txt", "scripts/setup/node-requirements.txt", ".npmrc"],
)
def test_requirement_files_name_no_host(path: str) -> None:
    assert "://" not in (ROOT / path).read_text()
