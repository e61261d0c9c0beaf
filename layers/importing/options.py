"""What the person says about a file: nothing of it is ever guessed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from geo.errors import InputError
from geo.text import Text

DATE_PRECISIONS = ("minute", "day", "month")
DECIMALS = ("point", "comma")
AXES = ("xy", "yx")
SWAPPED = "/yx"
"""Ending of an answer to the question of the coordinate system: its numbers are swapped as well."""

YES_NO = ("yes", "no")
SHAPE_KINDS = ("point", "line", "polygon")
"""Which shapes a new layer takes from a file that has several kinds."""
BY_ADDRESS, BY_COLUMNS = "address", "columns"
POSITIONS = (BY_ADDRESS, BY_COLUMNS)

ANSWERS = (
    "encoding", "crs", "axes", "date_format", "decimal", "header", "table", "x", "y", "wkt",
    "repair", "repair_large", "overlaps", "geometry", "positions",
)  # fmt: skip
_COLUMN = "map."
AREA_KINDS = ("city", "district", "ward", "group")


@dataclass(frozen=True)
class ImportOptions:
    """How to read a file into a layer.

    `columns` maps our columns to the file's, `constants` gives a column one value for all rows.
    `new_categories` names the field in which categories that the ward lacks may be made.
    `decimal`, `axes` and `header` answer questions that some files raise; `settled_crs`: a person
    has seen the evidence, the system they name stands above what the file declares.
    `repair` mends invalid polygons by the rule of `geo.repair`, `repair_large` also those whose
    area changes a lot, `overlaps` loads areas that claim the same ground. `positions` says whether
    incidents without coordinates are placed by their address, or columns hold them after all.
    `replace_all`: the file takes the place of every row that a layer of one's own has.
    `wkt` names the column of a table that holds shapes as well-known text.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    crs: str | None = None
    x: str | None = None
    y: str | None = None
    wkt: str | None = None
    settled_crs: bool = False
    axes: str | None = None
    decimal: str | None = None
    header: str | None = None
    encoding: str | None = None
    table: str | None = None
    date_format: str | None = None
    date_precision: str | None = None
    new_categories: str | None = None
    kind: str | None = None
    valid_from: date | None = None
    basis: str = ""
    repair: bool | None = None
    repair_large: str | None = None
    overlaps: str | None = None
    positions: str | None = None
    geometry: str | None = None
    skip_bad: bool = False
    update: bool = False
    replace_all: bool = False
    actor: str = "import"

    def __post_init__(self) -> None:
        _one_of("date_precision", self.date_precision, DATE_PRECISIONS)
        _one_of("kind", self.kind, AREA_KINDS)
        _one_of("decimal", self.decimal, DECIMALS)
        _one_of("axes", self.axes, AXES)
        _one_of("repair_large", self.repair_large, YES_NO)
        _one_of("overlaps", self.overlaps, YES_NO)
        _one_of("positions", self.positions, POSITIONS)
        _one_of("geometry", self.geometry, SHAPE_KINDS)
        if (self.x is None) != (self.y is None):
            raise InputError(
                Text(
                    "Phải nêu cả hai cột tọa độ: --x (kinh độ, hướng đông) và --y (vĩ độ,"
                    " hướng bắc).",
                    "Name both coordinate columns: --x (longitude, east) and --y (latitude,"
                    " north).",
                ),
                field="x" if self.x is None else "y",
            )

    def answered(self, answers: Mapping[str, str]) -> "ImportOptions":
        """Return the options with answers to questions, which say more than options do."""
        changes: dict[str, Any] = {}
        columns = dict(self.columns)
        for question, value in answers.items():
            if question.startswith(_COLUMN):
                columns[question.removeprefix(_COLUMN)] = value
            elif question == "repair":
                _one_of("repair", value, YES_NO)
                changes["repair"] = value == "yes"
            elif question == "sheet":
                changes["table"] = value
            elif question == "crs":
                changes |= {"crs": value.removesuffix(SWAPPED), "settled_crs": True}
                changes |= {"axes": "yx"} if value.endswith(SWAPPED) else {}
            else:
                _one_of("answer", question, (*ANSWERS, "sheet", f"{_COLUMN}…"))
                changes[question] = value
        return replace(self, columns=columns, **changes)

    def to_json(self) -> dict[str, Any]:
        """Return what was said, without what was left at its default."""
        given = {
            key: value for key, value in asdict(self).items() if value not in (None, "", {}, False)
        }
        return {
            key: str(value) if isinstance(value, date) else value for key, value in given.items()
        }


def _one_of(name: str, value: str | None, allowed: tuple[str, ...]) -> None:
    if value is not None and value not in allowed:
        choices = ", ".join(allowed)
        raise InputError(
            Text(
                f"{name}: '{value}' không có; chọn: {choices}.",
                f"{name}: there is no '{value}'; choose: {choices}.",
            ),
            field=name,
            value=value,
        )
