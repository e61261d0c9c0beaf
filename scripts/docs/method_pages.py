"""The declared part of each method's page: name, picture, parameters, five lines, command."""

import re
from pathlib import Path

from geo.hotspots import METHODS, Method
from geo.hotspots.base import Parameter
from scripts.docs.examples import example_of

BEGIN = "<!-- from the declaration: written by `./scripts/ward docs`, not by hand -->"
END = "<!-- end of the declaration -->"
PAGES = Path("docs/methods")


def write_pages(root: Path) -> list[Path]:
    """Bring the declared part of every page, and the list, up to date; return what has changed."""
    changed: list[Path] = []
    for path, text in made_pages(root).items():
        if path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            changed.append(path)
    return changed


def made_pages(root: Path) -> dict[Path, str]:
    """Return each page as it should be."""
    parts = {root / PAGES / f"{method.name}.md": declared_part(method) for method in METHODS}
    parts[root / PAGES / "README.md"] = list_of_methods()
    texts = {path: path.read_text(encoding="utf-8") for path in parts}
    return {path: _with_part(texts[path], part) for path, part in parts.items()}


def declared_part(method: Method) -> str:
    """Return what the declaration says of a method, in Markdown."""
    caution = [f"- {each.en}" for each in method.caution]
    return "\n".join(
        [
            f"**{method.title.en}** · {method.title.vi}. {method.summary.en}",
            "",
            f"![{method.title.en} in the demonstration ward](images/{method.name}.png)",
            "",
            "## Parameters",
            "",
            "| name | what it is | allowed | default | why |",
            "| --- | --- | --- | --- | --- |",
            *(_row(each) for each in method.parameters),
            "",
            "## When not to trust it",
            "",
            *caution,
            "",
            "## Five lines of Python",
            "",
            "```python",
            example_of(method),
            "```",
            "",
            "## The command",
            "",
            "```sh",
            _command(method),
            "```",
            "",
            f"Reference: {method.reference}. The JSON is described in [README.md](README.md).",
        ]
    )


def list_of_methods() -> str:
    """Return the table of all methods with links to their pages."""
    rows = [
        f"| [`{each.name}`]({each.name}.md) | {each.title.en} · {each.title.vi}"
        f" | {each.summary.en} |"
        for each in METHODS
    ]
    return "\n".join(["| method | title | question |", "| --- | --- | --- |", *rows])


def _row(parameter: Parameter) -> str:
    unit = f" ({parameter.unit.en})" if parameter.unit and parameter.unit.en else ""
    default = "from the data" if parameter.default is None else f"`{parameter.default}`"
    default = "nothing" if parameter.default == "" else default
    cells = (
        f"`{parameter.name}`", f"{parameter.title.en}{unit}", parameter.allowed().en, default,
        parameter.reason.en or parameter.help.en,
    )  # fmt: skip
    plain = " | ".join(re.sub(r"[|\n]", " ", cell) for cell in cells)
    return f"| {plain} |"


def _command(method: Method) -> str:
    line = (
        f"./scripts/ward analyse {method.name} --input incidents.csv --x lon --y lat --time day"
        " \\\n    --crs EPSG:4326 --area border.gpkg"
    )
    given = {"lanes": " --lanes lanes.gpkg", "groups": ""}.get(method.needs, "")
    return f"{line}{given} --json {method.name}.json"


def _with_part(text: str, part: str) -> str:
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{part}\n{END}{after}"
