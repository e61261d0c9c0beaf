"""Texts that a spreadsheet would run as a formula: disarmed going out, the same coming back."""

import re
from typing import Any

# What makes a spreadsheet take a text for a formula when the text begins with it.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_ESCAPED = re.compile(r"'+[=+\-@\t\r]")


def neutral(value: Any, kind: str = "text") -> Any:
    """Put an apostrophe before a text that looks like a formula; numbers stay numbers.

    A text that has the apostrophe already gets one more, so that `restored` gives it back.
    """
    if not isinstance(value, str) or kind in ("integer", "number"):
        return value
    return f"'{value}" if value.startswith(FORMULA_STARTS) or _ESCAPED.match(value) else value


def unmistakable(text: str) -> str:
    """Give a text that has such an apostrophe already one more, where formulas need none."""
    return f"'{text}" if _ESCAPED.match(text) else text


def restored(text: str) -> str:
    """Take away the apostrophe that `neutral` put before a text."""
    return text[1:] if _ESCAPED.match(text) else text
