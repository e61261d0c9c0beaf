"""Numbers as they are typed: decimal comma or point, by what the person says."""

import re
from typing import Any

import pandas as pd

from geo.text import Text
from layers.importing.issues import shorten
from layers.importing.options import ImportOptions
from layers.importing.questions import Option, Question, asked

_COMMA = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d+),\d+")  # 1.234,5 or 105,88
_POINTS = re.compile(r"[+-]?\d{1,3}(\.\d{3})+")  # 1.234: a thousand, or one and a bit
_GROUPS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")  # 1,234.5
ASKED_FROM = 0.5  # of a column's values: fewer are faults of single rows
SAMPLE = 2_000  # values looked at first, evenly from the column

DECIMAL_COMMA, DECIMAL_POINT = "comma", "point"


def plain_number(text: str, decimal: str | None) -> str:
    """Return a number with a decimal point and no grouping, if it is one by the stated custom."""
    if decimal == DECIMAL_COMMA and (_COMMA.fullmatch(text) or _POINTS.fullmatch(text)):
        return text.replace(".", "").replace(",", ".")
    if decimal == DECIMAL_POINT and _GROUPS.fullmatch(text):
        return text.replace(",", "")
    return text


def ask_decimal(
    name: str, values: "pd.Series[Any]", options: ImportOptions, *, whole: bool = False
) -> None:
    """Raise Asked where most numbers of a column have a comma, or of a whole-number one points."""
    given = values.dropna().astype(str)
    if options.decimal is not None or not len(given):
        return
    few = given.iloc[:: max(1, len(given) // SAMPLE)]
    if sum(_is_odd(text, whole=whole) for text in few) < ASKED_FROM / 2 * len(few):
        return
    odd = given[given.map(lambda text: _is_odd(text, whole=whole))]
    if len(odd) < ASKED_FROM * len(given):
        return
    first = str(odd.iloc[0])
    grouped = bool(odd.map(lambda text: bool(_GROUPS.fullmatch(text))).all())
    choices = [_option(DECIMAL_COMMA, odd), *([_option(DECIMAL_POINT, odd)] if grouped else [])]
    text = Text(
        f"Cột '{name}': '{shorten(first)}' và {len(odd)}/{len(given)} giá trị có dấu phẩy hoặc"
        " dấu chấm: dấu nào ngăn phần thập phân?",
        f"Column '{name}': '{shorten(first)}' and {len(odd)} of {len(given)} values have a comma"
        " or points: which mark begins the decimals?",
    )
    proposal = None if grouped else DECIMAL_COMMA
    question = Question("decimal", text, tuple(choices), proposal)
    raise asked(name, "decimal", first, question)


def _is_odd(text: str, *, whole: bool) -> bool:
    return bool(
        _COMMA.fullmatch(text) or _GROUPS.fullmatch(text) or (whole and _POINTS.fullmatch(text))
    )


def _option(decimal: str, odd: "pd.Series[Any]") -> Option:
    first = str(odd.iloc[0])
    read = plain_number(first, decimal)
    title = (
        Text("phẩy là thập phân, chấm ngăn nghìn", "comma for decimals, point between thousands")
        if decimal == DECIMAL_COMMA
        else Text("chấm là thập phân, phẩy ngăn nghìn", "point for decimals, comma for thousands")
    )
    return Option(
        decimal,
        title,
        Text(f"'{shorten(first)}' thành {read}", f"'{shorten(first)}' becomes {read}"),
    )
