"""Settle for a file as a whole what its parts cannot tell: from a sample, and column by column."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pandas as pd
import pyproj

from layers.importing.batch import NOTHING_KNOWN, Batch, Context, Emptiness, Findings, Settled
from layers.importing.issues import Issues
from layers.importing.recognised import as_own
from layers.importing.room import Reading
from layers.importing.source import Source
from layers.importing.steps.classify import new_categories
from layers.importing.steps.dates import cast_moments, emptiness
from layers.importing.steps.find_table_faults import leave_totals
from layers.importing.steps.trim import clean, map_distinct

Pass = Callable[[Source, Context, Issues, Findings], Batch]


def settle(reading: Reading, context: Context, pass_steps: Pass) -> Settled:
    """Pass a sample of the whole file through all steps; raises the questions that it leaves open.

    What the sample cannot tell exactly is asked of all rows: the words that name new categories,
    and whether all times are midnight.
    """
    found = Findings()
    pass_steps(reading.sample(), context, Issues(), found)
    settled = Settled(
        pyproj.CRS.from_user_input(found.crs) if found.crs else None,
        found.precision,
        found.has_keys,
        frozenset(found.by_format),
    )
    found.settled = settled
    return replace(
        settled,
        times=_times(reading, context, found),
        new_categories=_categories(reading, context, found),
    )


def _times(reading: Reading, context: Context, found: Findings) -> Emptiness:
    if context.options.date_precision:
        return NOTHING_KNOWN
    total = NOTHING_KNOWN
    for batch, texts in _column(reading, context, found, "occurred_at"):
        moments, _ = cast_moments("occurred_at", texts, batch, context.options)
        total = Emptiness(*map(sum, zip(total, emptiness(moments), strict=True)))
        if total.midnight < total.known:
            break  # one that is not at midnight says all
    return total


def _categories(reading: Reading, context: Context, found: Findings) -> Any:
    if context.options.new_categories is None:
        return ()
    words: set[str] = set()
    for _, texts in _column(reading, context, found, "category_code"):
        words |= set(texts.dropna())
    return new_categories(words, context)


def _column(
    reading: Reading, context: Context, found: Findings, name: str
) -> Iterator[tuple[Batch, "pd.Series[Any]"]]:
    """Yield one column of ours in all parts, its texts cleaned; rows of totals are left out."""
    theirs = found.mapped.get(name)
    raw = reading.sample()
    own, _ = as_own(raw, context)
    named = dict(zip(own.frame.columns, raw.frame.columns, strict=True))
    for number in range(reading.parts):
        source = raw if theirs is None else reading.part(number, named[theirs])
        batch = Batch.of(source, Issues(), replace(found, notes=[]))
        source = leave_totals(batch, context).source
        if theirs is not None:
            yield batch, map_distinct(source.frame[named[theirs]], clean)
            continue
        texts = [found.constants.get(name)] * len(source.frame)
        yield batch, pd.Series(texts, index=source.frame.index, dtype=object)
        return
