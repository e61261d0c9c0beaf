"""Categories and states of incidents, kinds of lanes: words of the file to codes of the ward."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd

from geo.errors import InputError
from geo.names import fold, match_key
from geo.text import Text
from layers.importing.batch import Batch, Category, Context, Settled
from layers.importing.issues import listing
from layers.importing.steps.trim import map_distinct

_LANE_KINDS = {"đường": "duong", "phố": "pho", "ngõ": "ngo", "ngách": "ngach", "hẻm": "hem"}


def classify(batch: Batch, context: Context) -> Batch:
    """Fill the coded columns that depend on the ward's own vocabulary."""
    if context.target.table == "incident":
        return _incidents(batch, context)
    if context.target.table == "lane":
        return _lanes(batch)
    return batch


def lane_kind(name: str | None) -> str:
    """Read the kind of a lane from the first word of its name; others are 'khac'."""
    words = match_key(name or "").split()
    return _LANE_KINDS.get(words[0], "khac") if words else "khac"


def _lanes(batch: Batch) -> Batch:
    frame = batch.frame.copy()
    derived = map_distinct(frame["name"], lane_kind)
    frame["kind"] = frame["kind"].where(frame["kind"].notna(), derived)
    return replace(batch, frame=frame)


def _incidents(batch: Batch, context: Context) -> Batch:
    frame = batch.frame.copy()
    known = _by_name(context.categories)
    given = frame["category_code"]
    fresh = _new_categories(given, known, context, batch.found.settled)
    batch.found.new_categories = tuple(fresh.values())
    known |= fresh
    found = map_distinct(given, lambda value: known.get(match_key(value)) if value else None)
    _report_unknown(given, found, batch, context)
    fields = map_distinct(found, lambda category: category.field_code if category else None)
    _require_same_field(frame["field_code"], fields, batch)
    frame["category_code"] = map_distinct(found, lambda c: c.code if c else None)
    frame["field_code"] = fields
    _require_state(frame["state"], batch, context)
    return replace(batch, frame=frame)


def new_categories(words: set[str], context: Context) -> tuple[Category, ...]:
    """Make categories for the words of a whole file that the ward lacks, where that was said."""
    given = pd.Series(sorted(words), dtype=object)
    return tuple(_new_categories(given, _by_name(context.categories), context, None).values())


def _by_name(categories: tuple[Category, ...]) -> dict[str, Category]:
    """Find categories by code and by name; a name that two of them bear finds none."""
    found: dict[str, Category] = {}
    twice: set[str] = set()
    for category in categories:
        for name in {match_key(category.name_vi), match_key(category.name_en)}:
            twice |= {name} & found.keys()
            found[name] = category
    return {name: c for name, c in found.items() if name not in twice} | {
        c.code: c for c in categories
    }


def _new_categories(
    given: "pd.Series[Any]",
    known: dict[str, Category],
    context: Context,
    settled: Settled | None,
) -> dict[str, Category]:
    """Make categories for words the ward lacks, in the field the person named; else none."""
    field = context.options.new_categories
    if field is None:
        return {}
    if settled is not None:
        return {match_key(each.name_vi): each for each in settled.new_categories}
    if field not in context.fields:
        raise InputError(
            Text(
                f"Không có lĩnh vực '{field}'; chọn: {listing(context.fields)}.",
                f"There is no field '{field}'; choose: {listing(context.fields)}.",
            ),
            field="new_categories",
            value=field,
        )
    taken = {category.code for category in context.categories}
    made: dict[str, Category] = {}
    for word in sorted(set(given.dropna())):
        if match_key(word) not in known and match_key(word) not in made:
            code = _free_code(word, taken)
            taken.add(code)
            made[match_key(word)] = Category(code, field, word, word)
    return made


def _free_code(word: str, taken: set[str]) -> str:
    base = re.sub(r"[^a-z0-9]+", "_", fold(word)).strip("_")[:60].strip("_") or "khac"
    code, number = base, 2
    while code in taken:
        code, number = f"{base}_{number}", number + 1
    return code


def _report_unknown(
    given: "pd.Series[Any]", found: "pd.Series[Any]", batch: Batch, context: Context
) -> None:
    batch.issues.add_rows(given[given.isna()], "category_code", "required", _missing_category)
    allowed = listing((c.code for c in context.categories), limit=30)
    batch.issues.add_rows(
        given[given.notna() & found.isna()],
        "category_code",
        "category",
        lambda value: Text(
            f"Phường chưa có hành vi '{value}'; có: {allowed}."
            " Muốn tạo mới: --new-categories <lĩnh vực>.",
            f"The ward has no category '{value}'; there are: {allowed}."
            " To make new ones: --new-categories <field>.",
        ),
    )


def _missing_category(_: str) -> Text:
    return Text("Thiếu hành vi (category).", "The category is missing.")


def _require_same_field(said: "pd.Series[Any]", derived: "pd.Series[Any]", batch: Batch) -> None:
    wrong = said.notna() & derived.notna() & (said.astype(object) != derived.astype(object))
    batch.issues.add_rows(
        said[wrong],
        "field_code",
        "field",
        lambda value: Text(
            f"Hành vi của dòng không thuộc lĩnh vực '{value}'.",
            f"The category of the row does not belong to field '{value}'.",
        ),
    )


def _require_state(states: "pd.Series[Any]", batch: Batch, context: Context) -> None:
    """Hold states to the known ones; an empty cell takes the first, as a file without them does."""
    allowed = listing(context.states, limit=20)
    say: Callable[[str], Text] = lambda value: Text(  # noqa: E731
        f"'{value}' không phải trạng thái đã biết; được dùng: {allowed}.",
        f"'{value}' is no known state; allowed: {allowed}.",
    )
    batch.issues.add_rows(
        states[states.notna() & ~states.isin(context.states)], "state", "code", say
    )
