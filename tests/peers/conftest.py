"""Peers: reference results kept beside the project. Where they are not, there is nothing to run."""

from pathlib import Path

GOLD = Path(__file__).parents[3] / "shared" / "gold"

collect_ignore_glob = [] if GOLD.is_dir() else ["test_gold_*"]
