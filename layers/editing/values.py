"""Values of a form checked against the columns they go to; what does not fit is refused by name."""

import math
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from geo.errors import InputError
from geo.text import Text, same
from geo.written import short_day, shown_number
from layers import clock
from layers.contract import Field
from layers.editing.editable import Subject
from layers.importing.targets import Column

LONGEST_TEXT = 2_000
LONGEST_ID = 18
EARLIEST = 1900
AHEAD = timedelta(minutes=5)
"""How far the clock of a phone may be ahead of ours."""


def checked_values(
    subject: Subject, said: Mapping[str, Any], before: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Return the value of every column of the form; what is not said stays as it was, or is empty.

    Raises InputError that names the field, the value and what is allowed.
    """
    for name in said:
        if name not in subject.names:
            allowed = ", ".join(subject.names)
            raise _refused(
                same(name),
                name,
                said[name],
                Text(
                    f"không sửa được trường này; sửa được: {allowed}",
                    f"this field is not edited; these are: {allowed}",
                ),
            )
    values = {}
    for field, column in subject.fields:
        if column.name in said:
            values[column.name] = _value(field, column, said[column.name])
        elif before is not None:
            values[column.name] = before[column.name]
        else:
            values[column.name] = _value(field, column, column.default)
    _require_order(subject, values, before)
    return values


def _value(field: Field, column: Column, raw: Any) -> Any:
    if isinstance(raw, str):
        raw = raw.strip()
    if raw is None or raw == "":
        return _empty(field, column)
    made = _READ[column.type](field, column, raw)
    if isinstance(made, int | float) and not isinstance(made, bool):
        _require_bounds(field, column, float(made), raw)
    return made


def _require_bounds(field: Field, column: Column, made: float, raw: Any) -> None:
    least, most = column.minimum, column.maximum
    if least is not None and made < least:
        raise _refused(field.title, column.name, raw, _bound(least, "ít nhất", "at least"))
    if most is not None and made > most:
        raise _refused(field.title, column.name, raw, _bound(most, "nhiều nhất", "at most"))


def _bound(limit: float, vi: str, en: str) -> Text:
    shown = shown_number(limit)
    return Text(f"{vi} {shown.vi}", f"{en} {shown.en}")


def _empty(field: Field, column: Column) -> Any:
    if column.required or column.codes:
        raise _refused(
            field.title,
            column.name,
            "",
            Text("cần điền", "it is needed"),
        )
    return "" if column.type == "text" else None


def _text(field: Field, column: Column, raw: Any) -> str:
    if not isinstance(raw, str) or len(raw) > LONGEST_TEXT:
        raise _refused(
            field.title,
            column.name,
            raw,
            Text(
                f"cần một chuỗi tối đa {LONGEST_TEXT} ký tự",
                f"a text of at most {LONGEST_TEXT} characters",
            ),
        )
    return raw


def _code(field: Field, column: Column, raw: Any) -> str:
    allowed = column.codes or tuple(field.codes)
    if raw not in allowed:
        raise _refused(
            field.title,
            column.name,
            raw,
            Text(f"chọn một trong: {', '.join(allowed)}", f"choose one of: {', '.join(allowed)}"),
        )
    return str(raw)


def _number(field: Field, column: Column, raw: Any) -> float:
    try:
        made = math.nan if isinstance(raw, bool) else float(raw)
    except (TypeError, ValueError, OverflowError):
        made = math.nan
    if not math.isfinite(made):
        raise _refused(
            field.title, column.name, raw, Text("cần một số, ví dụ 3,5", "a number, such as 3.5")
        )
    return made


def _integer(field: Field, column: Column, raw: Any) -> int:
    made = _number(field, column, raw)
    if made != int(made):
        raise _refused(field.title, column.name, raw, Text("cần một số nguyên", "a whole number"))
    return int(made)


def _ref(field: Field, column: Column, raw: Any) -> int:
    if isinstance(raw, bool) or not str(raw).isdecimal() or len(str(raw)) > LONGEST_ID:
        raise _refused(
            field.title,
            column.name,
            raw,
            Text(f"chọn một {field.title.vi}", f"choose one: {field.title.en}"),
        )
    return int(raw)


def _choice(field: Field, column: Column, raw: Any) -> str:
    if not isinstance(raw, str):
        raise _refused(
            field.title,
            column.name,
            raw,
            Text(f"chọn một {field.title.vi}", f"choose one: {field.title.en}"),
        )
    return raw  # whether it is among the rows to choose from is asked of the database


def _moment(field: Field, column: Column, raw: Any) -> datetime:
    try:
        made = datetime.fromisoformat(raw)
    except (TypeError, ValueError):
        made = None
    if made is None or made.tzinfo is not None or made.year < EARLIEST:
        raise _refused(
            field.title,
            column.name,
            raw,
            Text(
                f"cần ngày và giờ của phường, từ năm {EARLIEST}, ví dụ 2016-03-31T08:30",
                f"a day and a time of the ward, from {EARLIEST} on, such as 2016-03-31T08:30",
            ),
        )
    if made > clock.on_the_wall() + AHEAD:
        raise _refused(
            field.title, column.name, raw, Text("chưa đến lúc đó", "that moment is still to come")
        )
    return made


def _date(field: Field, column: Column, raw: Any) -> date:
    try:
        return date.fromisoformat(raw)
    except (TypeError, ValueError):
        raise _refused(
            field.title,
            column.name,
            raw,
            Text("cần một ngày, ví dụ 2016-03-31", "a day, such as 2016-03-31"),
        ) from None


_READ = {
    "text": _text,
    "code": _code,
    "number": _number,
    "integer": _integer,
    "date": _date,
    "ref": _ref,
    "choice": _choice,
    "datetime": _moment,
}


def _require_order(
    subject: Subject, values: Mapping[str, Any], before: Mapping[str, Any] | None
) -> None:
    known = {**(before or {}), **values}
    for first, last in subject.target.ordered:
        begins, ends = known.get(first), known.get(last)
        if not begins or not ends or ends > begins:
            continue
        if ends < begins or subject.target.is_period:
            raise _out_of_order(subject, (first, begins), (last, ends))


def _out_of_order(subject: Subject, first: tuple[str, date], last: tuple[str, date]) -> InputError:
    before, title = subject.title_of(first[0]), subject.title_of(last[0])
    begins, ends = short_day(first[1]), short_day(last[1])
    return InputError(
        Text(
            f"{title.vi} '{ends.vi}': phải sau «{before.vi}» {begins.vi}.",
            f"{title.en} '{ends.en}': must come after “{before.en}” {begins.en}.",
        ),
        field=last[0],
        value=last[1].isoformat(),
    )


def _refused(title: Text, name: str, value: Any, why: Text) -> InputError:
    """Return the refusal of a value: the field as people call it, the value, what is allowed."""
    shown = str(value)[:60]
    said = f" '{shown}'" if shown else ""
    return InputError(
        Text(f"{title.vi}{said}: {why.vi}.", f"{title.en}{said}: {why.en}."),
        field=name,
        value=shown,
    )
