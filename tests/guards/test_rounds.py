"""Surprise rounds stay hidden: everything but their own pages reads `open_round`."""

import re
from pathlib import Path

# What may read the table of the rounds: the pages of the rounds, which ask who is looking.
OWN = {
    "layers/functions/35_rounds.sql",  # open_round itself
    "layers/sql/round_facts.sql",
    "layers/registers/references.py",  # among open_round only
}
NAMES = re.compile(r"\binspection_round\b|\bsurprise_incident\b")
LISTS = re.compile(r"layers/functions/(20_change_log|30_versions_and_grid)\.sql$")


def test_only_the_pages_of_the_rounds_read_the_table(root: Path) -> None:
    found = set()
    for path in [*(root / "layers").rglob("*.py"), *(root / "layers").rglob("*.sql")]:
        name = path.relative_to(root).as_posix()
        skipped = name.startswith(("layers/migrations/", "layers/rounds/", "layers/sql/round_"))
        if not skipped and not LISTS.search(name) and NAMES.search(path.read_text("utf-8")):
            found.add(name)
    assert found <= OWN


def test_definition_of_the_register_hides_them(root: Path) -> None:
    text = (root / "layers/registers/definitions/rounds.toml").read_text("utf-8")
    assert 'when = "is_hidden_round(r.kind, r.state)"' in text
