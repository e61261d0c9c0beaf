"""Paper and screen have the same colours."""

import re
from pathlib import Path

from layers.printing.inks import DATA_INKS, MAP_INKS

ROOT = Path(__file__).parents[3]


def test_inks_of_paper_are_those_of_the_screen_by_day() -> None:
    sheet = (ROOT / "web/static/css/tokens.css").read_text().split("@media")[0]
    said = dict(re.findall(r"--((?:data|map)-[\w-]+): ([^;]+);", sheet))

    def colour(name: str) -> str:
        value = said[name]
        return colour(value[6:-1]) if value.startswith("var(") else value

    screen = {name: colour(name) for name in said if name != "map-halo"}
    paper = {f"data-{name}": ink for name, ink in DATA_INKS.items()}
    paper |= {f"map-{name}": ink for name, ink in MAP_INKS.items()}
    assert screen | {"map-select": ""} == paper | {"map-select": ""}
