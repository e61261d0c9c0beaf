"""`ward bench calibration`: rows for every method, and the page."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from geo.hotspots import METHODS
from scripts.bench.calibration.cases import names

RunWard = Callable[..., Any]
KEYS = {
    "work", "size", "method", "parameters", "chance", "planted", "is_test", "false",
    "false_interval", "found", "found_interval", "goal", "met", "seconds",
}  # fmt: skip


def test_every_method_is_calibrated() -> None:
    assert set(names()) == {method.name for method in METHODS}


def test_a_test_and_a_rule_as_json_and_as_a_page(run_ward: RunWard, tmp_path: Path) -> None:
    file = tmp_path / "page.md"
    chosen = ("--method", "local_moran", "--method", "clusters", "--draws", "4")
    said = run_ward("bench", "calibration", *chosen, "--json", "--markdown", str(file))
    assert said.code == 0, said.err
    rows = json.loads(said.out)
    assert [row["work"] for row in rows] == ["local_moran", "clusters dbscan", "clusters hdbscan"]
    assert all(set(row) == KEYS for row in rows)
    moran, dbscan, _ = rows
    assert (moran["false"], moran["found"], moran["met"]) == (0, 1, True)
    assert moran["goal"] == "false <= 5% and found >= 95%"
    assert (dbscan["found"], dbscan["goal"]) == (1, "found >= 95%")
    page = file.read_text(encoding="utf-8")
    assert "| `local_moran` | 4 | scattered | 0.0% |" in page
    earlier = tmp_path / "rows.json"
    earlier.write_text(said.out, encoding="utf-8")
    again = tmp_path / "again.md"
    kept = run_ward(
        "bench", "calibration", *chosen, "--kept", str(earlier), "--markdown", str(again)
    )
    assert kept.code == 0, kept.err
    assert again.read_text(encoding="utf-8").split("Made by")[0] == page.split("Made by")[0]
    assert again.read_text(encoding="utf-8").splitlines()[-5:] == page.splitlines()[-5:]


def test_the_same_draws_every_time(run_ward: RunWard) -> None:
    said = [
        run_ward("bench", "calibration", "--method", "repeat_points", "--draws", "3", "--json").out
        for _ in range(2)
    ]
    one, two = ([{k: v for k, v in row.items() if k != "seconds"} for row in json.loads(s)]
                for s in said)  # fmt: skip
    assert one == two
