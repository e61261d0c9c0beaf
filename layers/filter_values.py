"""The values of a filter as its address writes them: lists, a text, a box."""

import math
from collections.abc import Iterable, Mapping

from geo.errors import InputError
from geo.names import fold
from geo.text import Text

LIST_LIMIT = 200
LONGEST_TEXT = 80
BOX_DIGITS = 6
"""Decimals of a degree: about a tenth of a metre."""
Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


def read_list(query: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Read values between commas; a comma within a value is written %2C, a percent sign %25."""
    values = tuple({_plain(each.strip()) for each in query.get(name, "").split(",")} - {""})
    if len(values) > LIST_LIMIT:
        raise InputError(
            Text(
                f"'{name}' có {len(values)} giá trị; nhiều nhất {LIST_LIMIT}.",
                f"'{name}' has {len(values)} values; at most {LIST_LIMIT}.",
            ),
            field=name,
            value=len(values),
        )
    return values


def write_list(values: Iterable[str | int]) -> str:
    """Write values as `read_list` reads them."""
    return ",".join(str(each).replace("%", "%25").replace(",", "%2C") for each in values)


def _plain(word: str) -> str:
    return word.replace("%2C", ",").replace("%25", "%")


def read_text(query: Mapping[str, str]) -> str:
    """Read `text`, what an address or a number contains; InputError where nothing of it counts."""
    words = " ".join(query.get("text", "").split())
    if words and len(words) <= LONGEST_TEXT and fold(words):
        return words
    if not words:
        return ""
    raise InputError(
        Text(
            f"text='{words[:40]}': cần ít nhất một chữ hoặc số, nhiều nhất {LONGEST_TEXT} ký tự.",
            f"text='{words[:40]}': needs a letter or a digit, {LONGEST_TEXT} characters at most.",
        ),
        field="text",
        value=words[:40],
    )


def read_box(query: Mapping[str, str]) -> Box | None:
    """Read `inside=west,south,east,north` in degrees; None where nothing is said."""
    raw = query.get("inside", "").strip()
    if not raw:
        return None
    try:
        west, south, east, north = (round(float(part), BOX_DIGITS) for part in raw.split(","))
    except ValueError:
        raise _bad_box(raw) from None
    is_box = -180 <= west < east <= 180 and -90 <= south < north <= 90
    if not is_box or not all(map(math.isfinite, (west, south, east, north))):
        raise _bad_box(raw)
    return west, south, east, north


def write_box(box: Box) -> str:
    """Write a box as `read_box` reads it."""
    return ",".join(f"{side:.{BOX_DIGITS}f}".rstrip("0").rstrip(".") for side in box)


def _bad_box(raw: str) -> InputError:
    return InputError(
        Text(
            f"inside={raw[:60]}: cần tây,nam,đông,bắc theo độ, ví dụ 105.87,21.04,105.89,21.05",
            f"inside={raw[:60]}: needs west,south,east,north in degrees, such as"
            " 105.87,21.04,105.89,21.05",
        ),
        field="inside",
        value=raw[:60],
    )
