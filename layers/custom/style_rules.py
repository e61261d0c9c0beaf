"""A style as somebody sends it, held to the rules: known colours and forms, limits that rise."""

from collections.abc import Mapping
from itertools import pairwise
from math import isfinite
from typing import Any, NoReturn

from geo.class_breaks import MOST_CLASSES
from geo.errors import InputError
from geo.text import Text
from layers.contract import Layer, Style, StyleClass
from layers.custom.looks import LONGEST_VALUE, NUMBERS, WAYS
from layers.custom.palettes import CATEGORIES, COLOURS, DASHES, PALETTES, SHAPES, SIZES, WIDTHS

KINDS = ("single", "category", "breaks")
LONGEST_TITLE = 120


def style_from_request(layer: Layer, raw: Mapping[str, Any]) -> Style:
    """Return the style that was sent for a layer; InputError names what cannot be."""
    kind = _choice(raw, "kind", KINDS)
    classes = tuple(_class(each, layer) for each in _list(raw, "classes"))
    number = len(classes)
    style = Style(
        kind,
        classes,
        str(raw.get("field") or "") if kind != "single" else "",
        tuple(_number(each, "breaks") for each in _list(raw, "breaks", 0)),
        _index(raw, "other", number),
        _index(raw, "missing", number),
        _choice(raw, "method", ("", *WAYS)),
        _choice(raw, "palette", ("", *PALETTES)),
    )
    _check(layer, style)
    return style


def _check(layer: Layer, style: Style) -> None:
    named = len(style.classes) - sum(each is not None for each in (style.other, style.missing))
    if style.kind == "single" and len(style.classes) != 1:
        _refuse("classes", len(style.classes), "một lớp chú giải", "one class")
    if style.kind == "category" and not 0 <= named <= len(CATEGORIES):
        _refuse("classes", named, f"nhiều nhất {len(CATEGORIES)}", f"at most {len(CATEGORIES)}")
    if style.kind == "breaks" and (named != len(style.breaks) + 1 or named > MOST_CLASSES):
        most = MOST_CLASSES
        _refuse("breaks", len(style.breaks), f"ít hơn số lớp một, nhiều nhất {most} lớp",
                f"one fewer than the classes, of which there are at most {most}")  # fmt: skip
    if any(low >= high for low, high in pairwise(style.breaks)):
        _refuse("breaks", list(style.breaks), "các mốc tăng dần", "rising limits")
    if style.kind == "single":
        return
    field = layer.field(style.field)
    if field is None or (style.kind == "breaks" and field.type not in NUMBERS):
        usable = [f.name for f in layer.fields if style.kind == "category" or f.type in NUMBERS]
        _refuse("field", style.field, ", ".join(usable[:40]), ", ".join(usable[:40]))


def _class(raw: Any, layer: Layer) -> StyleClass:
    if not isinstance(raw, Mapping):
        _refuse("classes", raw, "một đối tượng", "an object")
    title = raw.get("title")
    words = title if isinstance(title, Mapping) else {}
    named = Text(*(str(words.get(each, "")).strip()[:LONGEST_TITLE] for each in ("vi", "en")))
    if not named.vi or not named.en:
        _refuse("title", title, "tên bằng hai thứ tiếng", "a title in both languages")
    return StyleClass(
        str(raw.get("value", ""))[:LONGEST_VALUE],
        named,
        _choice(raw, "colour", sorted(COLOURS)),
        _choice(raw, "shape", SHAPES[layer.geometry]),
        str(raw.get("dash") or "") if raw.get("dash") in (*DASHES, "1 6") else "",
        _within(raw, "width", WIDTHS),
        _within(raw, "size", SIZES),
    )


def _choice(raw: Mapping[str, Any], name: str, allowed: Any) -> str:
    value = str(raw.get(name) or "")
    if value not in allowed:
        shown = ", ".join(repr(each) for each in allowed)
        _refuse(name, value, shown, shown)
    return value


def _list(raw: Mapping[str, Any], name: str, least: int = 1) -> list[Any]:
    value = raw.get(name) or []
    if not isinstance(value, list) or not least <= len(value) <= 20:
        _refuse(name, value, "một danh sách ngắn", "a short list")
    return value


def _number(value: Any, name: str) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not isfinite(value):
        _refuse(name, value, "một số", "a number")
    return float(value)


def _within(raw: Mapping[str, Any], name: str, limits: tuple[float, float]) -> float:
    value = _number(raw.get(name, 1.0), name)
    if not limits[0] <= value <= limits[1]:
        between = f"{limits[0]:g} – {limits[1]:g}"
        _refuse(name, value, between, between)
    return value


def _index(raw: Mapping[str, Any], name: str, number: int) -> int | None:
    value = raw.get(name)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < number:
        _refuse(name, value, "thứ tự của một lớp", "the place of a class")
    return value


def _refuse(name: str, value: object, vi: str, en: str) -> NoReturn:
    shown = str(value)[:60]
    raise InputError(
        Text(f"{name} = {shown}: cần {vi}.", f"{name} = {shown}: needs {en}."),
        field=name,
        value=shown,
    )
