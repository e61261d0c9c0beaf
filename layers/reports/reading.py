"""Read the definition files of the report, one a section, once and checked."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from geo.text import Text
from layers.reports.contract import (
    OVER,
    PERIODS,
    AutoDef,
    BlockDef,
    DefinitionError,
    FigureDef,
    ListDef,
    MapDef,
    ParagraphDef,
    SectionDef,
    TableDef,
    split_text,
)

DEFINITIONS = Path(__file__).parent / "definitions"


@cache
def report_sections() -> tuple[SectionDef, ...]:
    """Return the sections in the order of their files' names."""
    found = tuple(read_section(path) for path in sorted(DEFINITIONS.glob("*.toml")))
    _check(found)
    return found


def read_section(path: Path) -> SectionDef:
    """Read one file; DefinitionError says what is wrong in it."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        figures = tuple(_figure(each) for each in raw.get("figure", []))
        blocks = tuple(_block(each) for each in raw["block"])
        return SectionDef(path.stem.split("-", 1)[1], raw["title"], figures, blocks)
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, IndexError) as error:
        raise DefinitionError(f"{path.name}: {error!r}") from error


def _figure(raw: dict[str, Any]) -> FigureDef:
    words: dict[str, Any] = {
        name: Text(raw[name]["vi"], raw[name]["en"]) for name in ("title", "unit") if name in raw
    }
    found = FigureDef(**(raw | words))
    if found.period not in PERIODS:
        raise ValueError(f"{found.name}: period={found.period!r}")
    return found


def _block(raw: dict[str, Any]) -> BlockDef:
    kind = raw["kind"]
    said = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in raw.items()
        if name != "kind"
    }
    if kind == "table" and said["over"] not in OVER:
        raise ValueError(f"over={said['over']!r}")
    made: BlockDef = _KINDS[kind](**said)
    return made


_KINDS: dict[str, Any] = {
    "paragraph": ParagraphDef,
    "table": TableDef,
    "list": ListDef,
    "map": MapDef,
    "auto": AutoDef,
}


def _check(sections: tuple[SectionDef, ...]) -> None:
    """Raise DefinitionError where a text names no figure, or a name stands twice."""
    figures = [each.name for section in sections for each in section.figures]
    blocks = [each.name for section in sections for each in section.blocks]
    named = [
        slot.figure
        for section in sections
        for block in section.blocks
        if isinstance(block, ParagraphDef)
        for slot in split_text(block.text).slots
    ]
    named += [b.figure for s in sections for b in s.blocks if isinstance(b, ListDef)]
    wrong = [f"no figure {each}" for each in named if each not in figures]
    wrong += [f"{each} twice" for names in (figures, blocks) for each in names
              if names.count(each) > 1]  # fmt: skip
    if wrong:
        raise DefinitionError("; ".join(sorted(set(wrong))))
