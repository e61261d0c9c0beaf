"""Peers: reference results kept beside the project. Where they are not, there is nothing to run."""

from pathlib import Path

SHARED = Path(__file__).parents[3] / "shared"
GOLD = SHARED / "gold"

_NEEDS = {"test_gold_*": GOLD, "test_shared_*": SHARED / "data"}
collect_ignore_glob = [pattern for pattern, folder in _NEEDS.items() if not folder.is_dir()]
