"""What is said of a value that cannot be used: its field, the value, why or what is allowed."""

from collections.abc import Iterable

from geo.errors import InputError
from geo.text import Text

LONGEST_VALUE = 60
"""So much of the value is said again: enough to know it by."""


def refused(field: str, value: object, why: Text) -> InputError:
    """Return the refusal `field=value: why.`, in both languages."""
    said = str(value)[:LONGEST_VALUE]
    return InputError(
        Text(f"{field}={said}: {why.vi}.", f"{field}={said}: {why.en}."), field=field, value=said
    )


def not_one_of(field: str, value: object, allowed: Iterable[str]) -> InputError:
    """Return the refusal of a value that is none of some."""
    choices = ", ".join(each for each in allowed if each)
    return refused(field, value, Text(f"chọn: {choices}", f"choose: {choices}"))


def needs(field: str, value: object, allowed: Text) -> InputError:
    """Return the refusal of a value that is not what it must be, as `allowed` words it."""
    return refused(field, value, Text(f"cần {allowed.vi}", f"needs {allowed.en}"))


def must_be(field: str, vi: str, en: str) -> InputError:
    """Return the refusal of what is not of the kind it must be, and is not said again."""
    return InputError(Text(f"{field}: cần {vi}.", f"{field}: needs {en}."), field=field)
