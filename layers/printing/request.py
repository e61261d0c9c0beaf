"""What is asked of a print: a view, and how it lies on paper. Plain values, for a job as well."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from geo.errors import InputError
from geo.sheet import LARGEST, SMALLEST, paper_size
from geo.text import Text
from layers.filters import Filter

ATLASES = ("", "groups", "lanes")
AREAS = ("", "screen", "ward")
ONE_GROUP = "group:"
"""Before the code of a resident group, as the filter knows it: the sheet is of that group."""
FIT = "fit"
LONGEST_TITLE = 120
NO_LIST: Mapping[str, float] = {}


@dataclass(frozen=True)
class PrintRequest:
    """`layers` from the lowest to the topmost; `scale` None: the round one at which it fits.

    `centre` is longitude, latitude; `seen` the box of the screen in degrees (west, south, east,
    north). `area` says what a single sheet is of: the screen, the ward, `group:5`, or where nothing
    is said the groups and lanes of the filter, else the screen. `opacity` is a share of one.
    """

    layers: tuple[str, ...]
    chosen: Filter = field(default_factory=Filter)
    paper: str = "A4"
    orientation: str = "landscape"
    scale: int | None = None
    title: str = ""
    atlas: str = ""
    area: str = ""
    language: str = "vi"
    centre: tuple[float, float] | None = None
    seen: tuple[float, float, float, float] | None = None
    opacity: Mapping[str, float] = field(default_factory=lambda: NO_LIST)

    def __post_init__(self) -> None:
        paper_size(self.paper, self.orientation)
        _require("atlas", self.atlas, ATLASES)
        if not self.area.startswith(ONE_GROUP):
            _require("area", self.area, AREAS)
        _require("lang", self.language, ("vi", "en"))
        if self.scale is not None and not LARGEST <= self.scale <= SMALLEST:
            raise _bad_scale(str(self.scale))
        if len(self.title) > LONGEST_TITLE:
            raise InputError(
                Text(
                    f"Tên tờ dài {len(self.title)} ký tự; nhiều nhất {LONGEST_TITLE}.",
                    f"The title has {len(self.title)} characters; at most {LONGEST_TITLE}.",
                ),
                field="title",
                value=self.title[:20],
            )

    def with_filter(self, chosen: Filter) -> "PrintRequest":
        return replace(self, chosen=chosen)

    def to_json(self) -> dict[str, Any]:
        """Return plain values that `from_json` reads again: the arguments of a job."""
        return {**vars(self), "chosen": self.chosen.to_query(), "opacity": dict(self.opacity)}

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "PrintRequest":
        pairs = {
            name: tuple(raw[name]) if raw[name] is not None else None
            for name in ("layers", "centre", "seen")
        }
        chosen = Filter.from_query(raw["chosen"])
        return cls(**{**raw, **pairs, "chosen": chosen})


def read_scale(raw: str) -> int | None:
    """Read a scale: `1000`, `1:1000`, or `fit` (and nothing) for the one that fits."""
    words = raw.strip().lower()
    if words in ("", FIT):
        return None
    number = words.removeprefix("1:").replace(".", "").replace(",", "")
    if not (number.isascii() and number.isdigit() and len(number) < 9):
        raise _bad_scale(raw)
    return int(number)


def _require(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        choices = ", ".join(each or "''" for each in allowed)
        raise InputError(
            Text(f"{name}='{value}': chọn {choices}.", f"{name}='{value}': choose {choices}."),
            field=name,
            value=value,
        )


def _bad_scale(raw: str) -> InputError:
    return InputError(
        Text(
            f"Tỷ lệ '{raw}' không dùng được: từ 1:{LARGEST} đến 1:{SMALLEST}, hoặc 'fit'.",
            f"The scale '{raw}' cannot be used: from 1:{LARGEST} to 1:{SMALLEST}, or 'fit'.",
        ),
        field="scale",
        value=raw,
    )
