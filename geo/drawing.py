"""How a result is drawn: which units belong to which line of the legend, told by the method.

A drawing is plain values: `layers` keeps it with the run, the database tells the class of each unit
by its conditions, and the map draws it. Tones are names of the design system.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from geo.text import Text

Form = Literal["", "fill", "hatch", "ring"]
"""An outline, a fill, an outline with hatching; a ring for what is one point."""

UNDRAWN = "none"
"""The tone of a class that is counted and explained, and left off the map."""


class Condition(NamedTuple):
    """What holds for the units of a class: `missing` asks for no value at all."""

    column: str
    op: Literal["=", ">=", "<=", "missing"]
    value: str | float | bool = 0


@dataclass(frozen=True)
class DrawnClass:
    """One line of the legend; a unit is in the first class whose conditions all hold."""

    name: str
    title: Text
    tone: str
    form: Form = ""
    when: tuple[Condition, ...] = ()
    dash: str = ""
    width: float = 2.0
    size: float = 1.0


@dataclass(frozen=True)
class Steps:
    """A rising surface: numbers above zero are cut once, for the first run shown, and kept.

    `ramp` names a sequence of tones. `marked`: units for which it holds are filled, the others are
    hatched or thin, as what may be chance; `words` say what the two are.
    """

    column: str
    unit: Text
    ramp: Literal["warm", "cool"] = "warm"
    classes: int = 5
    marked: tuple[Condition, ...] = ()
    words: tuple[Text, Text] = (Text("", ""), Text("", ""))


@dataclass(frozen=True)
class Drawing:
    """The legend of a result. `value` and `score` say what these two columns are here.

    Classes come first, then the steps; `rest` is for what neither names.
    """

    value: Text
    score: Text
    classes: tuple[DrawnClass, ...] = ()
    steps: Steps | None = None
    rest: DrawnClass | None = None


INCIDENTS = Text("Số vụ", "Incidents")
PER_EXPECTED = Text("Gấp mấy lần kỳ vọng", "Times the expected")
UNTESTED = DrawnClass(
    "untested",
    Text("Không kiểm định được", "Not tested"),
    "slate",
    dash="1 4",
    width=1.0,
    when=(Condition("p", "missing"),),
)
NOT_CLEAR = DrawnClass("none", Text("Không khác biệt rõ", "Not significant"), UNDRAWN, width=1.0)
QUIET = DrawnClass(
    "quiet", Text("Không khác biệt rõ", "Not significant"), "grey", dash="4 3", width=1.2
)
NOTHING_HERE = DrawnClass("zero", Text("Bằng 0", "Zero"), UNDRAWN, width=1.0)


def is_level(code: int) -> Condition:
    """The units whose class has this code."""
    return Condition("class_code", "=", code)


def levels(
    hot: Text, cold: Text | None = None, when: Iterable[Condition] = ()
) -> tuple[DrawnClass, ...]:
    """Three classes of confidence above the expected, and three below where `cold` names them."""
    also = tuple(when)
    signs = [(hot, "hot", 1)] + ([(cold, "cold", -1)] if cold else [])
    return tuple(
        DrawnClass(
            f"{tone}{percent}",
            Text(f"{words.vi}, tin cậy {percent} %", f"{words.en}, {percent} % confidence"),
            f"{tone}{level}",
            "hatch",
            (is_level(sign * level), *also),
            width=2.0 + level / 2,
        )
        for words, tone, sign in signs
        for level, percent in ((3, 99), (2, 95), (1, 90))
    )
