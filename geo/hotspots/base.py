"""What a hotspot method is: a declaration and one pure function."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from shapely.geometry.base import BaseGeometry

from geo.drawing import INCIDENTS, NOT_CLEAR, UNTESTED, Drawing, levels
from geo.errors import InputError
from geo.events import Events
from geo.result import HotspotResult, Units
from geo.spread import Spread, in_turn
from geo.text import Text

ParameterType = Literal["integer", "number", "choice", "boolean", "date", "text", "point"]
GivenUnits = Literal["none", "groups", "lanes"]
"""What a run has to be given: nothing, the resident groups, or the lanes (as lines)."""

UNITS_OF_KIND: Mapping[str, GivenUnits] = {"areas": "groups", "lanes": "lanes"}
"""Values of ``unit_kind`` and ``place_by`` that ask for given units, whatever the method."""

NOTHING = Text("", "")
BY_LEVEL = Drawing(
    INCIDENTS, Text("Điểm số", "Score"),
    (UNTESTED, *levels(Text("Cao hơn kỳ vọng", "Above the expected"),
                       Text("Thấp hơn kỳ vọng", "Below the expected"))),
    rest=NOT_CLEAR,
)  # fmt: skip
"""How a method is drawn that says nothing of it: by level of confidence."""
LONGEST_TEXT = 1000
_TRUE = {"true", "1", "yes", "on"}
_FALSE = {"false", "0", "no", "off"}


class Run(Protocol):
    """The work of a method: same events, parameters and seed give the same result."""

    def __call__(
        self,
        events: Events,
        area: BaseGeometry,
        parameters: Mapping[str, object],
        seed: int,
        units: Units | None = None,
    ) -> HotspotResult:
        """Analyse events (metres) inside an area (metres), over given units or its own."""
        ...


class RunInPortions(Run, Protocol):
    """The work of a method whose replicates may be spread over processors: the same result."""

    def __call__(
        self,
        events: Events,
        area: BaseGeometry,
        parameters: Mapping[str, object],
        seed: int,
        units: Units | None = None,
        spread: Spread = in_turn,
    ) -> HotspotResult:
        """Analyse as `Run` does; `spread` maps over the portions."""
        ...


@dataclass(frozen=True)
class Parameter:
    """One setting of a method, told once for form, command line, page and check.

    A default of None means "chosen from the data"; then None, "" and "auto" are accepted. A
    "date" is an ISO day such as "2026-03-31". A "text" is one line. A "point" is "x, y" in metres,
    or longitude and latitude, which `layers` brings to metres before the run.
    """

    name: str
    title: Text
    type: ParameterType
    default: object
    unit: Text | None = None
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[tuple[str, Text], ...] = ()
    reason: Text = NOTHING
    help: Text = NOTHING

    def cast(self, value: object) -> object:  # noqa: PLR0911 - one for each type
        """Turn a string or number into the value to use; raise ``InputError`` if it is none."""
        text = value.strip().lower() if isinstance(value, str) else value
        if self.default is None and text in (None, "", "auto"):
            return None
        match self.type:
            case "integer" | "number":
                return self._number(value)
            case "boolean":
                return self._boolean(text, value)
            case "choice":
                return self._choice(text, value)
            case "date":
                return self._date(value)
            case "text":
                return self._text(value)
            case "point":
                return self._point(value)

    def allowed(self) -> Text:
        """Say which values may be given."""
        match self.type:
            case "boolean":
                return Text("true hoặc false", "true or false")
            case "choice":
                names = ", ".join(name for name, _ in self.choices)
                return Text(f"một trong: {names}", f"one of: {names}")
            case "date":
                return Text("ngày dạng 2026-03-31", "a day such as 2026-03-31")
            case "text":
                return Text(
                    f"một dòng, không quá {LONGEST_TEXT} ký tự",
                    f"one line of at most {LONGEST_TEXT} characters",
                )
            case "point":
                return Text(
                    "tọa độ dạng 105.8863, 21.0490 (độ) hoặc 591914, 2328628 (mét)",
                    "coordinates such as 105.8863, 21.0490 (degrees) or 591914, 2328628 (metres)",
                )
        kind = (
            Text("số nguyên", "a whole number")
            if self.type == "integer"
            else Text("số", "a number")
        )
        return Text(
            f"{kind.vi}{_bounds(self, 'từ', 'đến')}", f"{kind.en}{_bounds(self, 'from', 'to')}"
        )

    def _number(self, value: object) -> int | float:
        if isinstance(value, bool) or not isinstance(value, (int, float, str)):
            raise self._refuse(value)
        try:
            number = float(value)
        except ValueError:
            raise self._refuse(value) from None
        if not math.isfinite(number) or (self.type == "integer" and number != int(number)):
            raise self._refuse(value)
        low = -math.inf if self.minimum is None else self.minimum
        high = math.inf if self.maximum is None else self.maximum
        if not low <= number <= high:
            raise self._refuse(value)
        return int(number) if self.type == "integer" else number

    def _boolean(self, text: object, value: object) -> bool:
        if isinstance(value, bool):
            return value
        word = str(text)
        if word in _TRUE | _FALSE:
            return word in _TRUE
        raise self._refuse(value)

    def _choice(self, text: object, value: object) -> str:
        if isinstance(text, str) and text in {name for name, _ in self.choices}:
            return text
        raise self._refuse(value)

    def _date(self, value: object) -> str:
        try:
            return date.fromisoformat(str(value)).isoformat()
        except ValueError:
            raise self._refuse(value) from None

    def _text(self, value: object) -> str:
        if not isinstance(value, (str, int)) or isinstance(value, bool):
            raise self._refuse(value)
        text = str(value).strip()
        if len(text) > LONGEST_TEXT or not (text == "" or text.isprintable()):
            raise self._refuse(value)
        return text

    def _point(self, value: object) -> str:
        parts = str(value).replace(";", ",").split(",")
        try:
            x, y = (float(part) for part in parts)
        except ValueError:
            raise self._refuse(value) from None
        if not (math.isfinite(x) and math.isfinite(y)):
            raise self._refuse(value)
        return f"{x!r}, {y!r}"

    def _refuse(self, value: object) -> InputError:
        allowed = self.allowed()
        return InputError(
            Text(
                f"{self.title.vi} ({self.name}): không dùng được giá trị {value!r}; cần "
                f"{allowed.vi}.",
                f"{self.title.en} ({self.name}): {value!r} cannot be used; give {allowed.en}.",
            ),
            field=self.name,
            value=value,
        )


@dataclass(frozen=True)
class Method:
    """A hotspot method: what it is called, what it needs, when not to trust it, and its run.

    ``needs`` names the units that the run must always be given. A method whose units are a choice
    has a parameter ``unit_kind`` or ``place_by`` instead: "areas" asks for groups, "lanes"
    for lanes.
    ``classes_are_levels``: ``class_code`` 3, 2, 1 mean 99, 95, 90 % confidence; otherwise they are
    steps of a rule that the method states, and must never be shown as a confidence.
    ``drawing`` says how its results stand on the map, see `geo.drawing`.
    ``in_portions`` is the run of a method that can spread its replicates, and the same as ``run``.
    """

    name: str
    title: Text
    summary: Text
    reference: str
    caution: tuple[Text, ...]
    parameters: tuple[Parameter, ...]
    run: Run
    needs: GivenUnits = "none"
    classes_are_levels: bool = True
    in_portions: RunInPortions | None = None
    drawing: Drawing = BY_LEVEL

    def units_needed(self, checked: Mapping[str, object]) -> GivenUnits:
        """Return which units a run with these parameters has to be given."""
        chosen = [str(checked[name]) for name in ("unit_kind", "place_by") if name in checked]
        asked = (UNITS_OF_KIND[kind] for kind in chosen if kind in UNITS_OF_KIND)
        return next(asked, self.needs)

    def compute(
        self,
        events: Events,
        area: BaseGeometry,
        parameters: Mapping[str, object],
        seed: int,
        units: Units | None = None,
        spread: Spread = in_turn,
    ) -> HotspotResult:
        """Do the analysis, its replicates over `spread` where the method can."""
        if self.in_portions is None:
            return self.run(events, area, parameters, seed, units)
        return self.in_portions(events, area, parameters, seed, units, spread)

    def check(self, raw: Mapping[str, object]) -> dict[str, object]:
        """Return every parameter with a usable value: what was given, cast, or the default.

        Raises ``InputError`` for an unknown name, a wrong type, or a value out of bounds.
        """
        names = [parameter.name for parameter in self.parameters]
        for name in raw:
            if name not in names:
                allowed = ", ".join(names)
                raise InputError(
                    Text(
                        f"{name}: phương pháp {self.name} không có tham số này; có: {allowed}.",
                        f"{name}: method {self.name} has no such parameter; it has: {allowed}.",
                    ),
                    field=name,
                    value=raw[name],
                )
        return {
            parameter.name: parameter.cast(raw[parameter.name])
            if parameter.name in raw
            else parameter.default
            for parameter in self.parameters
        }


def point_of(value: object) -> tuple[float, float] | None:
    """Return the x and y of a checked "point", None where none was given."""
    if value is None:
        return None
    x, y = (float(part) for part in str(value).split(","))
    return x, y


def require_units(units: Units | None, needed: GivenUnits) -> Units:
    """Return the given units; raise ``InputError`` naming what is missing where there are none."""
    if units is not None and len(units):
        return units
    words = (
        Text("các đường, ngõ (dạng đường)", "lanes (as lines)")
        if needed == "lanes"
        else Text("các tổ dân phố (dạng vùng)", "resident groups (as areas)")
    )
    raise InputError(
        Text(f"units: phương pháp này cần {words.vi}.", f"units: this method needs {words.en}."),
        field="units",
    )


def _bounds(parameter: Parameter, low_word: str, high_word: str) -> str:
    low = "" if parameter.minimum is None else f" {low_word} {parameter.minimum:g}"
    high = "" if parameter.maximum is None else f" {high_word} {parameter.maximum:g}"
    return low + high
