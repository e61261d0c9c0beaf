"""What the columns of a file hold: a name, a title and a type for each, read from all of its rows.

A type is given only where every value fits it, so that no row is refused for a guess; what could be
read in two ways (3,5 or 01/02/2016) is asked by the steps of the import, as for any other layer.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.names import fold
from geo.text import Text, same
from layers.contract import Field
from layers.custom.privacy import risk_of
from layers.importing.issues import shorten
from layers.importing.options import ImportOptions
from layers.importing.steps.numbers import ASKED_FROM, plain_number
from layers.importing.steps.trim import clean, map_distinct
from layers.roles import Role

LONGEST_NAME, LONGEST_TITLE = 40, 80
MOST_CODES, LONGEST_CODE, ROWS_PER_CODE = 12, 40, 3
# Names with a meaning of their own in files that we write, in pop-ups or in the vocabulary.
RESERVED = frozenset({
    "id", "fid", "line", "seq", "key", "source_key", "layer", "ward_id", "geom", "geometry", "wkt",
    "x", "y", "longitude", "latitude", "n", "c", "lane_name", "group_name", "round_code",
    "time_precision", "rank", "field_code", "category_code", "state",
})  # fmt: skip

_INTEGER = re.compile(r"[+-]?(?:0|[1-9]\d{0,14})")
_NUMBER = re.compile(r"[+-]?(?:(?:0|[1-9]\d{0,14})(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{1,2})?")
_ODD_NUMBER = re.compile(r"[+-]?\d{1,3}(?:[.,]\d{3})*(?:[.,]\d+)?|[+-]?\d+,\d+")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_NUMERIC_DAY = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2}(?:\d{2})?(?P<time> +\d{1,2}:\d{2}.*)?")
_BOOLEANS = frozenset({"true", "false", "yes", "no", "có", "không"})


def infer_fields(
    frame: pd.DataFrame, leave_out: Iterable[str], options: ImportOptions
) -> tuple[Field, ...]:
    """Return a field for each column of a file, in the file's order."""
    columns = [name for name in frame.columns if name not in set(leave_out)]
    names = column_names(columns)
    return tuple(_field(name, names[name], frame[name], options) for name in columns)


def column_names(columns: Sequence[str]) -> dict[str, str]:
    """Return a short plain name for each column: unique, and no other column's own name."""
    found: dict[str, str] = {}
    for number, column in enumerate(columns, 1):
        others = {each.casefold() for each in columns if each != column}
        wanted, name, again = plain_name(column) or f"column_{number}", "", 1
        while not name or name in RESERVED or name in others or name in found.values():
            name = wanted if again == 1 else f"{wanted}_{again}"
            again += 1
        found[column] = name
    return found


def plain_name(words: str, length: int = LONGEST_NAME, before_digit: str = "c_") -> str:
    """Return words as small letters, digits and underscores; '' where nothing is left."""
    name = re.sub(r"[^a-z0-9]+", "_", fold(words)).strip("_")[:length].strip("_")
    return f"{before_digit}{name}" if name and not name[0].isalpha() else name


def geometry_kinds(geometry: NDArray[np.object_] | None) -> dict[str, int]:
    """Count the shapes of a file by kind, the most first; a table without shapes has points."""
    if geometry is None:
        return {"point": 0}
    kinds = {0: "point", 4: "point", 1: "line", 2: "line", 5: "line", 3: "polygon", 6: "polygon"}
    ids, counts = np.unique(shapely.get_type_id(geometry), return_counts=True)
    found: dict[str, int] = {}
    for each, n in zip(ids.tolist(), counts.tolist(), strict=True):
        if each in kinds:
            found[kinds[each]] = found.get(kinds[each], 0) + n
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def label_field(fields: Iterable[Field], risks: Mapping[str, Text]) -> str | None:
    """Propose the field that names a row on the map: one that is called a name, of no person."""
    for field in fields:
        words = fold(field.column).split()
        is_name = bool(words) and words[0] in ("ten", "name") and field.type in ("text", "code")
        if is_name and field.name not in risks:
            return field.name
    return None


def find_risks(fields: Iterable[Field], frame: pd.DataFrame) -> dict[str, Text]:
    """Name the fields that look personal, with the reason."""
    found = {field.name: risk_of(field.column, _values(frame[field.column])) for field in fields}
    return {name: reason for name, reason in found.items() if reason is not None}


def _field(column: str, name: str, values: "pd.Series[Any]", options: ImportOptions) -> Field:
    given = _values(values)
    kind = _type_of(given, options)
    codes = _codes(values) if kind == "text" else {}
    title = shorten(clean(column) or name)[:LONGEST_TITLE]
    risky = risk_of(column, given) is not None
    return Field(
        name=name,
        title=same(title),
        type="code" if codes else kind,
        visible_to=Role.SUPERVISOR if risky else Role.PUBLIC,
        codes={} if risky else codes,
        in_popup=bool(given),
        column=column,
    )


def _values(values: "pd.Series[Any]") -> list[str]:
    """Return the distinct texts of a column, cleaned, without those that are missing."""
    cleaned = map_distinct(values, clean)
    return [str(each) for each in cleaned.dropna().unique()]


def _type_of(given: Sequence[str], options: ImportOptions) -> str:
    if not given:
        return "text"
    for kind, fits in _TESTS:
        if fits(given, options):
            return kind
    return "text"


def _all(pattern: re.Pattern[str]) -> Callable[[Sequence[str], ImportOptions], bool]:
    return lambda given, _: all(pattern.fullmatch(text) for text in given)


def _is_boolean(given: Sequence[str], _: ImportOptions) -> bool:
    return {text.casefold() for text in given} <= _BOOLEANS


def _is_odd_number(given: Sequence[str], options: ImportOptions) -> bool:
    """Numbers with commas: read by what the person said, or asked where most have them."""
    if options.decimal is not None:
        read = (plain_number(text, options.decimal) for text in given)
        return all(_NUMBER.fullmatch(text) for text in read)
    odd = sum("," in text for text in given)
    fits = all(_ODD_NUMBER.fullmatch(text) or _NUMBER.fullmatch(text) for text in given)
    return fits and odd >= ASKED_FROM * len(given)


def _is_day(given: Sequence[str], options: ImportOptions) -> bool:
    return _is_numeric_day(given, options, with_time=False)


def _is_moment(given: Sequence[str], options: ImportOptions) -> bool:
    return _is_numeric_day(given, options, with_time=True)


def _is_numeric_day(given: Sequence[str], options: ImportOptions, *, with_time: bool) -> bool:
    """Days as 31/01/2016: by the stated format, or asked where none is stated."""
    found = [_NUMERIC_DAY.fullmatch(text) for text in given]
    if not all(found) or any(bool(each and each["time"]) for each in found) != with_time:
        return False
    if options.date_format is None:
        return True
    parsed = pd.to_datetime(pd.Series(given), format=options.date_format, errors="coerce")
    return bool(parsed.notna().all())


_TESTS: tuple[tuple[str, Callable[[Sequence[str], ImportOptions], bool]], ...] = (
    ("integer", _all(_INTEGER)),
    ("number", _all(_NUMBER)),
    ("number", _is_odd_number),
    ("boolean", _is_boolean),
    ("date", _all(_DAY)),
    ("datetime", _all(_MOMENT)),
    ("date", _is_day),
    ("datetime", _is_moment),
)


def _codes(values: "pd.Series[Any]") -> dict[str, Text]:
    """Return the few short values that a column repeats; none where it is no list of choices."""
    given = map_distinct(values, clean).dropna()
    distinct = sorted(set(given))
    is_list = 2 <= len(distinct) <= MOST_CODES and len(given) >= ROWS_PER_CODE * len(distinct)
    if not is_list or any(len(text) > LONGEST_CODE for text in distinct):
        return {}
    return {text: same(text) for text in distinct}
