"""Turn the words of coded values into their codes: as our own spreadsheets write them."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from geo.names import match_key
from layers.importing.batch import Batch, Context
from layers.importing.steps.trim import map_distinct


def say_codes(batch: Batch, context: Context) -> Batch:
    """Replace a word that stands for exactly one code; whatever else stands there stays."""
    frame = batch.frame.copy()
    for name, known in context.words.items():
        if known and name in frame:
            frame[name] = map_distinct(frame[name], partial(_code, known))
    return replace(batch, frame=frame)


def _code(known: Mapping[str, str], value: str | None) -> str | None:
    return None if value is None else known.get(match_key(value), value)
