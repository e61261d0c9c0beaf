"""docs/journeys.md: every browser test that it names exists, and each system is there once."""

import re
from pathlib import Path

import pytest

SYSTEMS = [f"S{number:02}" for number in range(1, 40)]


@pytest.fixture(scope="module")
def document(root: Path) -> str:
    return (root / "docs" / "journeys.md").read_text(encoding="utf-8")


def test_every_line_names_tests_that_exist(document: str, root: Path) -> None:
    lines = [line for line in document.splitlines() if line.startswith("| ")]
    lines = [line for line in lines if not line.endswith("| test |")]
    assert len(lines) > 70
    for line in lines:
        named = re.findall(r"(\w+\.py)::(\w+)", line)
        assert named, line
        for file, name in named:
            text = (root / "tests" / "browser" / file).read_text(encoding="utf-8")
            assert re.search(rf"^def {name}\(", text, re.MULTILINE), f"{file}::{name}"


def test_each_system_has_its_journey_once(document: str) -> None:
    found = re.findall(r"^\| (S\d\d(?:, S\d\d)*) \|", document, re.MULTILINE)
    assert sorted(", ".join(found).split(", ")) == SYSTEMS
