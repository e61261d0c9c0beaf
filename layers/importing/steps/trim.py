"""Clean the ends of texts and compose their accents: nothing that changes a meaning."""

import math
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from layers.importing.batch import Batch, Context
from layers.spreadsheet import restored

_SPACES = str.maketrans(
    {"\u00a0": " ", "\u2007": " ", "\u202f": " ", "\ufeff": None, "\u200b": None}
)
LOOKED_AT = 1_000  # values, to see whether they repeat


def trim(batch: Batch, context: Context) -> Batch:
    """Strip spaces, visible or not, put accents in NFC; what is empty then counts as missing."""
    change = _clean_cell if batch.source.geometry is None else clean
    return replace(batch, frame=_cleaned(batch.frame, change), extra=_cleaned(batch.extra, change))


def clean(text: str | None) -> str | None:
    if text is None:
        return None
    if text.isascii():
        return text.strip() or None
    return unicodedata.normalize("NFC", text).translate(_SPACES).strip() or None


def map_distinct(values: "pd.Series[Any]", change: Callable[[Any], Any]) -> "pd.Series[Any]":
    """Change each distinct value once: real files repeat their values a lot.

    Where nearly every value is one of its own, as keys are, each is changed as it comes.
    """
    plain = values.to_numpy(dtype=object)
    if len(plain) > LOOKED_AT and len(set(map(str, plain[:LOOKED_AT]))) > LOOKED_AT / 2:
        return pd.Series(_changed(plain, change), index=values.index, dtype=object)
    codes, distinct = pd.factorize(plain, use_na_sentinel=False)
    return pd.Series(_changed(distinct, change)[codes], index=values.index, dtype=object)


def _changed(values: Any, change: Callable[[Any], Any]) -> Any:
    made = np.empty(len(values), dtype=object)
    made[:] = [
        change(each if each.__class__ is str or not _is_missing(each) else None) for each in values
    ]
    return made


def _clean_cell(text: str | None) -> str | None:
    """Clean a cell of a table; the apostrophe that an export puts before a formula goes again."""
    found = clean(text)
    return clean(restored(found)) if found and found[0] == "'" else found


def _is_missing(value: Any) -> bool:
    return value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value))


def _cleaned(frame: pd.DataFrame, change: Callable[[Any], Any]) -> pd.DataFrame:
    columns = {name: map_distinct(frame[name], change) for name in frame.columns}
    return pd.DataFrame(columns, index=frame.index, dtype=object)
