"""What a person has said about a file so far: kept as plain JSON, checked when it is said.

The same words are options of `ward import`: what the page collects can be repeated there.
"""

import shlex
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from geo.errors import InputError
from geo.text import Text
from layers.importing.options import ANSWERS, ImportOptions

MAPS = {"columns": "map", "constants": "set", "answers": "answer"}
"""What holds several values, and the option of the command line that says one of them."""
MOST_SAID = 200
LONGEST = 500

_NOT_SAID = {"actor", "settled_crs", *ANSWERS} - {"x", "y", "date_format"}
FLAGS = frozenset(each.name for each in fields(ImportOptions) if each.default is False) - _NOT_SAID
WORDS = frozenset(each.name for each in fields(ImportOptions)) - FLAGS - MAPS.keys() - _NOT_SAID

Said = dict[str, Any]


def add_to(said: Mapping[str, Any], change: Mapping[str, Any]) -> Said:
    """Return what was said with a change put in; a value of None takes one back.

    InputError names what cannot be said.
    """
    made: Said = dict(said)
    for name, value in change.items():
        if name in MAPS:
            made[name] = _map(name, made.get(name, {}), value)
        elif _can_be_said(name, value):
            made[name] = value
        else:
            raise _cannot(name, value)
    kept = {name: value for name, value in made.items() if value not in (None, "", {}, False)}
    options_of(kept, "")
    return kept


def options_of(said: Mapping[str, Any], actor: str) -> ImportOptions:
    """Return the options of an import; InputError where they do not go together."""
    plain = {name: value for name, value in said.items() if name != "answers"}
    if "valid_from" in plain:
        plain["valid_from"] = _day(plain["valid_from"])
    answers = said.get("answers", {})
    # The two coordinate columns come one after the other: the options want both or none.
    alone = [name for name in ("x", "y") if name in plain]
    if len(alone) == 1 and not {"x", "y"} & answers.keys():
        plain.pop(alone[0])
    return ImportOptions(**plain, actor=actor).answered(answers)


def command_line(ward: str, layer: str, file_name: str, said: Mapping[str, Any]) -> str:
    """Return the command that does the same in a terminal."""
    words = ["./scripts/ward", "import", layer, file_name, "--ward", ward]
    for name, option in MAPS.items():
        for ours, theirs in said.get(name, {}).items():
            words += [f"--{option}", f"{ours}={theirs}"]
    for name in sorted(WORDS & said.keys()):
        words += [_option(name), str(said[name])]
    words += [_option(name) for name in sorted(FLAGS & said.keys()) if said[name]]
    return shlex.join(words)


def _option(name: str) -> str:
    return "--" + name.replace("_", "-")


def _map(name: str, before: Mapping[str, str], change: object) -> dict[str, str]:
    if not isinstance(change, Mapping):
        raise _cannot(name, change)
    wrong = [key for key, value in change.items() if not (value is None or _is_word(value))]
    if wrong or not all(_is_word(key) for key in change):
        raise _cannot(name, wrong[0] if wrong else change)
    made = {key: value for key, value in {**before, **change}.items() if value is not None}
    if len(made) > MOST_SAID:
        raise _cannot(name, len(made))
    return made


def _can_be_said(name: str, value: object) -> bool:
    if name in FLAGS:
        return isinstance(value, bool)
    return name in WORDS and (value is None or _is_word(value))


def _is_word(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST and "\x00" not in value


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError(
            Text(
                f"'{text}' không phải ngày; cần dạng 2024-12-31.",
                f"'{text}' is no day; the form 2024-12-31 is needed.",
            ),
            field="valid_from",
            value=text,
        ) from error


def _cannot(name: object, value: object) -> InputError:
    shown = str(value)[:40]
    return InputError(
        Text(f"Không nói được {name} = '{shown}'.", f"{name} = '{shown}' cannot be said."),
        field=str(name)[:40],
        value=shown,
    )
