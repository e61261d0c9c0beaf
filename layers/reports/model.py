"""A report as plain values: its head, its sections, and their blocks, for page and files alike."""

from dataclasses import dataclass, field, replace
from typing import Any

from layers.reports.contract import Figure, Slot
from layers.roles import Role

OWN = "own"
"""The paragraph at the end of each section that holds what people add, without figures."""


@dataclass(frozen=True)
class Paragraph:
    """Words and figures in turn: always one more piece of words than figures."""

    name: str
    words: tuple[str, ...]
    slots: tuple[Slot, ...]
    is_left_out: bool = False
    version: int = 0
    """The version of the text; 0: as the definition says it."""


@dataclass(frozen=True)
class Line:
    """A line of a table: its name, and the figure of each column ("": none)."""

    title: str
    figures: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    name: str
    title: str
    head: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class RowList:
    """Some rows behind a figure, as words; `left_out` rows stand behind the figure only."""

    name: str
    title: str
    figure: str
    head: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    left_out: int = 0


@dataclass(frozen=True)
class Map:
    name: str
    title: str
    layers: tuple[str, ...]
    note: str = ""


Block = Paragraph | Table | RowList | Map


@dataclass(frozen=True)
class Section:
    name: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Report:
    """`head` holds the texts around the sections (layers/reports/head.py)."""

    head: dict[str, str]
    sections: tuple[Section, ...]
    figures: dict[str, Figure] = field(default_factory=dict)


def for_role(report: Report, role: Role) -> Report:
    """Return what a role may see: a block with a figure above it is not there, nor the figure."""
    seen = {name: each for name, each in report.figures.items() if each.role <= role}
    sections = tuple(
        replace(section, blocks=tuple(b for b in section.blocks if _named(b) <= seen.keys()))
        for section in report.sections
    )
    return Report(report.head, sections, seen)


def printed(report: Report) -> Report:
    """Return the report without what was left out, and without empty texts."""
    sections = tuple(
        replace(section, blocks=tuple(each for each in section.blocks if not _is_silent(each)))
        for section in report.sections
    )
    return replace(report, sections=tuple(each for each in sections if each.blocks))


def _is_silent(block: Block) -> bool:
    if not isinstance(block, Paragraph):
        return False
    return block.is_left_out or (not block.slots and not "".join(block.words).strip())


def _named(block: Block) -> set[str]:
    if isinstance(block, Paragraph):
        return {slot.figure for slot in block.slots}
    if isinstance(block, Table):
        return {name for line in block.lines for name in line.figures if name}
    return {block.figure} if isinstance(block, RowList) else set()


_BLOCKS: dict[str, type[Any]] = {
    "paragraph": Paragraph,
    "table": Table,
    "list": RowList,
    "map": Map,
}
_NAMES = {made: name for name, made in _BLOCKS.items()}


def to_json(report: Report) -> dict[str, Any]:
    """Return head and sections as plain values; figures are kept apart, in rows."""
    return {
        "head": report.head,
        "sections": [
            {
                "name": section.name,
                "title": section.title,
                "blocks": [{"kind": _NAMES[type(b)], **_plain(b)} for b in section.blocks],
            }
            for section in report.sections
        ],
    }


def from_json(raw: dict[str, Any], figures: dict[str, Figure]) -> Report:
    """Read what `to_json` wrote."""
    sections = tuple(
        Section(each["name"], each["title"], tuple(_block(b) for b in each["blocks"]))
        for each in raw["sections"]
    )
    return Report(raw["head"], sections, figures)


def _plain(block: Block) -> dict[str, Any]:
    found = dict(vars(block))
    if isinstance(block, Paragraph):
        found["slots"] = [list(slot) for slot in block.slots]
    if isinstance(block, Table):
        found["lines"] = [vars(line) for line in block.lines]
    return found


def _block(raw: dict[str, Any]) -> Block:
    said = {name: _tuples(value) for name, value in raw.items() if name != "kind"}
    if raw["kind"] == "paragraph":
        said["slots"] = tuple(Slot(*each) for each in raw["slots"])
    if raw["kind"] == "table":
        said["lines"] = tuple(Line(each["title"], tuple(each["figures"])) for each in raw["lines"])
    made: Block = _BLOCKS[raw["kind"]](**said)
    return made


def _tuples(value: Any) -> Any:
    return tuple(_tuples(each) for each in value) if isinstance(value, list) else value
