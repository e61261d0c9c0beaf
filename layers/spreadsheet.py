"""Texts that a spreadsheet would run as a formula, disarmed in every CSV that we write."""

from typing import Any

# What makes a spreadsheet take a text for a formula when the text begins with it.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def neutral(value: Any) -> Any:
    """Put an apostrophe before a text that looks like a formula; numbers stay numbers."""
    is_formula = isinstance(value, str) and value.startswith(FORMULA_STARTS)
    return f"'{value}" if is_formula else value
