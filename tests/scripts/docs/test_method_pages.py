"""The Python on each method's page runs as it is printed."""

import re
from pathlib import Path

import pytest

from geo.hotspots import METHODS

PAGES = Path(__file__).parents[3] / "docs" / "methods"


@pytest.mark.parametrize("name", [method.name for method in METHODS])
def test_the_lines_of_python_run(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    blocks = re.findall(r"```python\n(.*?)```", (PAGES / f"{name}.md").read_text("utf-8"), re.S)
    assert len(blocks) == 1
    exec(compile(blocks[0], f"{name}.md", "exec"), {})
    assert re.fullmatch(r"[1-9]\d* \[.+\]\n", capsys.readouterr().out)
