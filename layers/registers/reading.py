"""Read the definition files of the registers, once and checked."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from geo.text import Text
from layers.errors import NotFound
from layers.registers.contract import (
    PARTS,
    AnyOf,
    Bar,
    Check,
    CheckColumn,
    Column,
    Deadline,
    DefinitionError,
    Figure,
    Hidden,
    Matrix,
    Need,
    NoOverlap,
    NotAhead,
    Page,
    Period,
    RefDay,
    Register,
    States,
    Within,
    check_register,
)
from layers.roles import Role

DEFINITIONS = Path(__file__).parent / "definitions"
WHAT = Text("sổ", "register")


@cache
def _registry() -> dict[str, Register]:
    found = [read_definition(path) for path in sorted(DEFINITIONS.glob("*.toml"))]
    parts = [part.name for part in PARTS]
    found.sort(key=lambda each: (parts.index(each.part), each.order, each.name))
    return {each.name: each for each in found}


def all_registers() -> tuple[Register, ...]:
    """Return every register, by part and order."""
    return tuple(_registry().values())


def registers_for(role: Role) -> tuple[Register, ...]:
    """Return the registers that a role may know of."""
    return tuple(each for each in all_registers() if each.visible_to <= role)


def get_register(name: str, role: Role) -> Register:
    """Find a register; NotFound also where the role must not know of it."""
    found = _registry().get(name)
    if found is None or found.visible_to > role:
        raise NotFound(WHAT, name, [each.name for each in registers_for(role)])
    return found


def figure_names(role: Role) -> dict[str, Text]:
    """Return the figures of the registers that a role may know of, as `register:figure`."""
    return {
        f"{register.name}:{figure.name}": Text(
            f"{register.title.vi}: {figure.title.vi}", f"{register.title.en}: {figure.title.en}"
        )
        for register in registers_for(role)
        for figure in register.figures
    }


def is_register(name: str) -> bool:
    """Say whether a reference goes to a register (else to a kind of its own)."""
    return name in _registry()


def find_register(name: str) -> Register:
    """Return a register by its name, whoever asks; KeyError where there is none."""
    return _registry()[name]


def read_definition(path: Path) -> Register:
    """Read one file; DefinitionError says what is wrong in it."""
    try:
        register = _register(path.stem, tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise DefinitionError(f"{path.name}: {error!r}") from error
    check_register(register)
    return register


def _text(raw: dict[str, str]) -> Text:
    return Text(raw["vi"], raw["en"])


def _register(name: str, raw: dict[str, Any]) -> Register:
    visible_to = Role.parse(raw.get("visible_to", "viewer"))
    return Register(
        name=name,
        title=_text(raw["title"]),
        one=_text(raw["one"]),
        lead=_text(raw["lead"]),
        part=raw["part"],
        order=int(raw["order"]),
        systems=tuple(raw["systems"]),
        table=raw["table"],
        visible_to=visible_to,
        editable_by=Role.parse(raw.get("editable_by", "inspector")),
        label=raw["label"],
        sort=raw["sort"],
        home=raw.get("home", ""),
        dated_by=raw.get("dated_by", ""),
        columns=tuple(_column(each, visible_to) for each in raw["column"]),
        period=Period(**raw["period"]) if "period" in raw else None,
        deadline=Deadline(**raw["deadline"]) if "deadline" in raw else None,
        states=_states(raw["states"]) if "states" in raw else None,
        hidden=_hidden(raw["hidden"]) if "hidden" in raw else None,
        unique=tuple(tuple(each) for each in raw.get("unique", [])),
        day_order=tuple((first, last) for first, last in raw.get("day_order", [])),
        no_overlap=tuple(
            NoOverlap(tuple(each["same"]), each["start"], each["end"])
            for each in raw.get("no_overlap", [])
        ),
        needs=tuple(Need(*each) for each in raw.get("needs", [])),
        any_of=tuple(
            AnyOf(each["column"], each["value"], tuple(each["ticks"]))
            for each in raw.get("any_of", [])
        ),
        asks=tuple(Need(*each) for each in raw.get("asks", [])),
        not_before=tuple((first, last) for first, last in raw.get("not_before", [])),
        bars=tuple(
            Bar(each["column"], tuple(each["values"]), each["barred"])
            for each in raw.get("bars", [])
        ),
        not_ahead=tuple(
            NotAhead(each["column"], each.get("where", ""), tuple(each.get("values", ())))
            for each in raw.get("not_ahead", [])
        ),
        within=tuple(Within(*each) for each in raw.get("within", [])),
        ref_days=tuple(RefDay(**each) for each in raw.get("ref_days", [])),
        differ=tuple((first, last) for first, last in raw.get("differ", [])),
        some_of=tuple(tuple(each) for each in raw.get("some_of", [])),
        figures=tuple(_figure(each) for each in raw.get("figure", [])),
        matrices=tuple(_matrix(each) for each in raw.get("matrix", [])),
        checks=tuple(_check(each) for each in raw.get("check", [])),
        pages=tuple(_page(each) for each in raw.get("page", [])),
    )


def _column(raw: dict[str, Any], visible_to: Role) -> Column:
    own = {"title", "help", "choices", "visible_to"}
    return Column(
        title=_text(raw["title"]),
        help=_text(raw["help"]) if "help" in raw else None,
        choices={code: _text(words) for code, words in raw.get("choices", {}).items()},
        visible_to=Role.parse(raw["visible_to"]) if "visible_to" in raw else visible_to,
        **{name: value for name, value in raw.items() if name not in own},
    )


def _states(raw: dict[str, Any]) -> States:
    moves, back = (
        {state: tuple(others) for state, others in raw.get(name, {}).items()}
        for name in ("moves", "back")
    )
    return States(raw["column"], tuple(raw.get("closed", ())), moves, back)


def _hidden(raw: dict[str, Any]) -> Hidden:
    return Hidden(raw["when"], raw["members"], _text(raw["why"]))


def _figure(raw: dict[str, Any]) -> Figure:
    rest = {name: value for name, value in raw.items() if name not in ("title", "unit")}
    return Figure(title=_text(raw["title"]), unit=_text(raw["unit"]), **rest)


def _matrix(raw: dict[str, Any]) -> Matrix:
    rest = {name: value for name, value in raw.items() if name not in ("title", "lead")}
    return Matrix(title=_text(raw["title"]), lead=_text(raw["lead"]), **rest)


def _page(raw: dict[str, Any]) -> Page:
    return Page(raw["name"], _text(raw["title"]), _text(raw["lead"]))


def _check(raw: dict[str, Any]) -> Check:
    columns = tuple(
        CheckColumn(each["name"], _text(each["title"]), each.get("type", "text"))
        for each in raw["column"]
    )
    return Check(raw["name"], _text(raw["title"]), _text(raw["lead"]), raw["sql"], columns)
