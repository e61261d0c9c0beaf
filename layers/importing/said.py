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

NEW_LAYER = "new_layer"
"""What a file is loaded into that makes a layer of its own; what is said of that layer, too."""
_OF_NEW = {"title", "title_en", "visible_to", "key", "types", "left_out"}
MOST_COLUMNS = 500

_NOT_SAID = {"actor", "settled_crs", *ANSWERS} - {"x", "y", "wkt", "date_format"}
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
        elif name == NEW_LAYER:
            made[name] = _new_layer(made.get(name, {}), value)
        elif _can_be_said(name, value):
            made[name] = value
        else:
            raise _cannot(name, value)
    kept = {name: value for name, value in made.items() if value not in (None, "", {}, False)}
    options_of(kept, "")
    return kept


def options_of(said: Mapping[str, Any], actor: str) -> ImportOptions:
    """Return the options of an import; InputError where they do not go together."""
    plain = {name: value for name, value in said.items() if name not in ("answers", NEW_LAYER)}
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
    if layer == NEW_LAYER:
        words[1:3] = ["layer", "add"]
        words += _new_layer_words(said.get(NEW_LAYER, {}))
    for name, option in MAPS.items():
        for ours, theirs in said.get(name, {}).items():
            words += [f"--{option}", f"{ours}={theirs}"]
    for name in sorted(WORDS & said.keys()):
        words += [_option(name), str(said[name])]
    words += [_option(name) for name in sorted(FLAGS & said.keys()) if said[name]]
    return shlex.join(words)


def _new_layer_words(wishes: Mapping[str, Any]) -> list[str]:
    words: list[str] = []
    if "title" in wishes or "title_en" in wishes:
        vi, en = (wishes.get(each) or "" for each in ("title", "title_en"))
        words += ["--title", f"{vi or en}|{en or vi}"]
    for name in ("visible_to", "key"):
        words += [_option(name), str(wishes[name])] if wishes.get(name) else []
    for column, kind in wishes.get("types", {}).items():
        words += ["--type", f"{column}={kind}"]
    for column in wishes.get("left_out", []):
        words += ["--leave-out", column]
    return words


def _new_layer(before: Mapping[str, Any], change: object) -> dict[str, Any]:
    """Take what is said of a layer that the file is to make; None takes one of it back."""
    if change is None:
        return {}
    if not isinstance(change, Mapping) or not change.keys() <= _OF_NEW:
        raise _cannot(NEW_LAYER, change)
    made = {key: value for key, value in {**before, **change}.items() if value not in (None, "")}
    types, left_out = made.get("types", {}), made.get("left_out", [])
    plain = [made[key] for key in made.keys() - {"types", "left_out"}]
    columns = [*types, *types.values(), *left_out] if isinstance(types, Mapping) else [None]
    if not isinstance(left_out, list) or not all(map(_is_word, [*plain, *columns])):
        raise _cannot(NEW_LAYER, change)
    if len(types) > MOST_COLUMNS or len(left_out) > MOST_COLUMNS:
        raise _cannot(NEW_LAYER, len(types))
    return made


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
