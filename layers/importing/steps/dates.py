"""Dates and times by a stated format; year-first (ISO) is the only one that needs no statement."""

import re
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd

from geo.errors import InputError
from geo.text import Text, same
from layers import clock
from layers.importing.batch import Batch, Emptiness
from layers.importing.issues import listing, refused, shorten
from layers.importing.options import ImportOptions
from layers.importing.questions import Option, Question, asked

EARLIEST = date(1900, 1, 1)
DISTINCT_DATES = 5_000  # looked at to see which order of day and month can be
_TIMES = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
MONTHLY_ROWS = 20  # fewer rows that all fall on a first day may well be chance
_ISO = r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_ISO_WITH_ZONE = _ISO + r" ?(?:Z|[+-]\d{2}:?\d{2})"
_NUMERIC = r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{2,4})\b.*"


def cast_moments(
    name: str, values: "pd.Series[Any]", batch: Batch, options: ImportOptions
) -> tuple["pd.Series[Any]", "pd.Series[Any]"]:
    """Return moments, and to what each is known: minute, day or month."""
    moments = _parse(name, values, batch, options)
    precision = _precision(values, moments, batch, options)
    return moments, precision


def cast_days(
    name: str, values: "pd.Series[Any]", batch: Batch, options: ImportOptions
) -> "pd.Series[Any]":
    """Return days as `date`, None where there is none."""
    moments = _parse(name, values, batch, options)
    return pd.Series(
        [None if each is pd.NaT else each.date() for each in moments],
        index=values.index,
        dtype=object,
    )


def _parse(
    name: str, values: "pd.Series[Any]", batch: Batch, options: ImportOptions
) -> "pd.Series[Any]":
    given = values.dropna().astype(str)
    iso = given.str.fullmatch(_ISO)
    form = options.date_format
    parsed = pd.to_datetime(given.where(iso), format="ISO8601", errors="coerce")
    settled = batch.found.settled
    if form is not None:
        stated = _by_format(given, form)
        # A stated format speaks for the file's column; a constant such as --valid-from is ISO.
        if settled is None:
            follows = bool(stated.notna().any() or not iso.all())
            batch.found.by_format |= {name} if follows else set()
        else:
            follows = name in settled.by_format
        parsed = stated if follows else parsed
    elif not iso.all():
        _refuse_unstated(name, given[~iso], batch)
    bad = given[parsed.isna()]
    batch.issues.add_rows(bad, name, "not_date", lambda value: _not_a_date(value, form))
    _require_sensible(name, given, parsed, batch)
    return parsed.reindex(values.index).astype("datetime64[us]")


def _by_format(given: "pd.Series[Any]", form: str) -> "pd.Series[Any]":
    try:
        datetime(2016, 12, 31).strftime(form)
        parsed = pd.to_datetime(given, format=form, errors="coerce", exact=True)
    except ValueError as error:
        raise InputError(
            Text(
                f"--date-format '{form}' không hợp lệ; ví dụ: %d/%m/%Y hoặc %Y-%m-%d %H:%M.",
                f"--date-format '{form}' is not valid; examples: %d/%m/%Y or %Y-%m-%d %H:%M.",
            ),
            field="date_format",
            value=form,
        ) from error
    if isinstance(parsed.dtype, pd.DatetimeTZDtype):
        _refuse_zone("date_format", form)
    return parsed


def _refuse_unstated(name: str, odd: "pd.Series[Any]", batch: Batch) -> None:
    """Stop at dates that are not year-first: which number is the day must be said."""
    first = str(odd.iloc[0])
    if odd.str.fullmatch(_ISO_WITH_ZONE).any():
        _refuse_zone(name, first)
    parts = odd.str.extract(_NUMERIC)
    if parts[0].isna().all():
        return  # no dates at all: each row gets its issue
    evidence = _evidence(parts)
    line = (
        f"{batch.source.row_word.vi} {odd.index[0]}",
        f"{batch.source.row_word.en} {odd.index[0]}",
    )
    options = _orders(odd)
    text = Text(
        f"{name}, {line[0]}: '{shorten(first)}' có thể là ngày/tháng hoặc"
        f" tháng/ngày.{evidence.vi}"
        " Hãy nêu --date-format, ví dụ %d/%m/%Y hoặc '%m/%d/%Y %I:%M:%S %p'.",
        f"{name}, {line[1]}: '{shorten(first)}' could be day/month or month/day.{evidence.en}"
        " State --date-format, such as %d/%m/%Y or '%m/%d/%Y %I:%M:%S %p'.",
    )
    proposal = options[0].value if options else None
    raise asked(name, "date_format", first, Question("date_format", text, options, proposal))


def _orders(odd: "pd.Series[Any]") -> tuple[Option, ...]:
    """Return the formats that read the most, the best one of each order of day and month."""
    values = odd.drop_duplicates().iloc[:DISTINCT_DATES]
    mark = re.search(r"[/.-]", str(values.iloc[0]))
    between = mark.group() if mark else "/"
    found = []
    for order in ("dm", "md"):
        days = [between.join(f"%{part}" for part in order + year) for year in "Yy"]
        forms = [day + time for day in days for time in _TIMES]
        read = {form: _readable(values, form) for form in forms}
        best = max(forms, key=lambda form: len(read[form]))
        if len(read[best]):
            found.append((len(read[best]), _order_option(best, read[best], len(values))))
    return tuple(option for _, option in sorted(found, key=lambda each: -each[0]))


def _readable(values: "pd.Series[Any]", form: str) -> "pd.Series[Any]":
    return pd.to_datetime(values, format=form, errors="coerce", exact=True).dropna()


def _order_option(form: str, read: "pd.Series[Any]", total: int) -> Option:
    first = read.iloc[0].date().isoformat()
    counted = f"{len(read)}/{total}"
    return Option(
        form,
        same(form),
        Text(
            f"đọc được {counted} giá trị khác nhau; giá trị đầu thành {first}",
            f"reads {counted} distinct values; the first becomes {first}",
        ),
    )


def _evidence(parts: pd.DataFrame) -> Text:
    """Say what the numbers speak for; the person decides."""
    first = int((pd.to_numeric(parts[0]) > 12).sum())
    second = int((pd.to_numeric(parts[1]) > 12).sum())
    if not first and not second:
        return Text("", "")
    return Text(
        f" Số thứ nhất lớn hơn 12 ở {first} dòng, số thứ hai ở {second} dòng.",
        f" The first number is over 12 in {first} rows, the second in {second}.",
    )


def _refuse_zone(name: str, value: str) -> None:
    raise refused(
        name,
        "time_zone",
        value,
        Text(
            f"{name}: '{value}' mang múi giờ; giờ lưu ở đây là giờ địa phương của phường."
            " Hãy đổi tệp sang giờ địa phương, không kèm múi giờ.",
            f"{name}: '{value}' carries a time zone; times here are the ward's own wall clock."
            " Convert the file to local time without a zone.",
        ),
    )


def _not_a_date(value: str, form: str | None) -> Text:
    wanted = form or "YYYY-MM-DD"
    return Text(
        f"'{value}' không phải ngày theo dạng {wanted}.",
        f"'{value}' is no date of the form {wanted}.",
    )


def _require_sensible(
    name: str, given: "pd.Series[Any]", parsed: "pd.Series[Any]", batch: Batch
) -> None:
    """Refuse moments before 1900, and events that lie in the future."""
    latest = clock.on_the_wall() + timedelta(days=1)
    odd = parsed < pd.Timestamp(EARLIEST)
    if name == "occurred_at":
        odd |= parsed > pd.Timestamp(latest)
    batch.issues.add_rows(
        given[odd],
        name,
        "date_range",
        lambda value: Text(
            f"'{value}' nằm ngoài khoảng {EARLIEST.year} đến hôm nay.",
            f"'{value}' lies outside {EARLIEST.year} to today.",
        ),
    )


def _precision(
    values: "pd.Series[Any]", moments: "pd.Series[Any]", batch: Batch, options: ImportOptions
) -> "pd.Series[Any]":
    if options.date_precision:
        level = pd.Series(options.date_precision, index=values.index, dtype=object)
    elif options.date_format:
        level = pd.Series(_of_format(options.date_format), index=values.index, dtype=object)
    else:
        lengths = values.fillna("").astype(str).str.len()
        level = pd.Series("day", index=values.index, dtype=object).mask(lengths > 10, "minute")
    if options.date_precision is None:
        settled = batch.found.settled
        level = _lowered(level, emptiness(moments) if settled is None else settled.times, batch)
    batch.found.levels |= set(level)
    batch.found.time_precision = listing(sorted(batch.found.levels))
    return level


def _of_format(form: str) -> str:
    if any(mark in form for mark in ("%H", "%I", "%X", "%c", "%T", "%R")):
        return "minute"
    return "day" if any(mark in form for mark in ("%d", "%j", "%x", "%D", "%F")) else "month"


def emptiness(moments: "pd.Series[Any]") -> Emptiness:
    """Count the moments that are known, at midnight, and on the first day of a month."""
    known = moments.dropna()
    midnight = known == known.dt.normalize()
    return Emptiness(len(known), int(midnight.sum()), int((midnight & (known.dt.day == 1)).sum()))


def _lowered(level: "pd.Series[Any]", times: Emptiness, batch: Batch) -> "pd.Series[Any]":
    """Take dates that all fall on a first day for months, times that are all midnight for days."""
    if times.known < MONTHLY_ROWS or times.midnight < times.known:
        return level
    if times.first_days == times.known:
        batch.found.notes.append(
            Text(
                f"Cả {times.known} ngày đều là ngày đầu tháng: chỉ coi là biết đến tháng."
                " Nếu đúng là ngày, hãy nêu --date-precision day.",
                f"All {times.known} dates are the first of a month: taken as known to the month"
                " only."
                " If they are days, state --date-precision day.",
            )
        )
        return pd.Series("month", index=level.index, dtype=object)
    if (level == "minute").any():
        batch.found.notes.append(
            Text(
                "Mọi thời điểm đều là 0 giờ: chỉ coi là biết đến ngày.",
                "Every time is midnight: taken as known to the day only.",
            )
        )
        return level.mask(level == "minute", "day")
    return level
