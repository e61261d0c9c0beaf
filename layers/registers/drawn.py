"""Shortcomings that the records themselves show: what is late, too little, or worse than before."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from psycopg2.extensions import connection

from geo.period_change import period_change
from geo.text import Text
from layers import clock
from layers.filters import Filter
from layers.periods import Period
from layers.queries.board import previous_period
from layers.queries.row_tables import count_rows
from layers.queries.sources import layer_source
from layers.queries.vocabulary import read_vocabulary
from layers.queries.wards import Ward
from layers.registers.contract import Figure, Register
from layers.registers.figures import read_figure, read_figures
from layers.registers.listing import list_rows
from layers.registers.reading import registers_for
from layers.registers.scope import Reader, View, Window
from layers.registry import get_layer

LATE, SHORT, WORSE = "late", "short", "worse"
KINDS = {
    LATE: Text("Quá hạn", "Late"),
    SHORT: Text("Chưa đủ", "Too little"),
    WORSE: Text("Xấu đi", "Worse"),
}
LIKELY = 0.05
"""More incidents count as worse where chance alone gives as many in fewer cases than this."""


class Drawn(NamedTuple):
    """One shortcoming: a sentence, its number, and what the number is held against.

    `compared` is what was expected, or the number of the period before; None for what is late.
    `path` and `query` are the page that opens the rows behind `value`; `register` is "" for
    incidents.
    """

    kind: str
    register: str
    subject: Text
    value: Decimal
    compared: Decimal | None
    unit: Text
    path: str
    query: dict[str, str]


def draw_shortcomings(conn: connection, reader: Reader, period: Period) -> list[Drawn]:
    """Return what fell short in a period, of all that the reader may see: late, short, worse.

    Late is as of the last day of the period, or today where that is still to come. A figure is
    worse where it moved the wrong way since the period before and there were rows then; incidents
    of a field only where the rise is more than chance (exact test of two counts, adjusted).
    """
    as_of = min(period.last, clock.today())
    found = [
        each
        for register in registers_for(reader.role)
        for each in _of_register(conn, register, reader, period, as_of)
    ]
    order = list(KINDS)
    found += _of_incidents(conn, reader.ward, period)
    return sorted(found, key=lambda each: (order.index(each.kind), -each.value))


def _of_register(
    conn: connection, register: Register, reader: Reader, period: Period, as_of: date
) -> Iterator[Drawn]:
    if register.deadline:
        yield from _late(conn, register, reader, period, as_of)
    now = _view(period, as_of)
    for figure in register.figures:
        if figure.expected:
            yield from _short(conn, register, reader, now, figure)
    if any(each.worse for each in register.figures):
        yield from _worse(conn, register, reader, now, _view(previous_period(period), as_of))


def _late(
    conn: connection, register: Register, reader: Reader, period: Period, as_of: date
) -> Iterator[Drawn]:
    """Count what is late on the day, due in whatever period."""
    view = View(as_of=as_of.isoformat())
    window = Window(period.first, period.last, as_of)
    known = next(e for e in read_figures(conn, register, reader, view, window) if e.name == LATE)
    if known.value:
        yield _drawn(LATE, register, register.title, known.value, None, known.unit, known.view)


def _short(
    conn: connection, register: Register, reader: Reader, view: View, figure: Figure
) -> Iterator[Drawn]:
    known = read_figure(conn, register, reader, view, _window(view), figure.name)
    if known.expected is not None and known.value < known.expected:
        yield _drawn(
            SHORT, register, known.title, known.value, known.expected, known.unit, known.view
        )


def _worse(
    conn: connection, register: Register, reader: Reader, view: View, before: View
) -> Iterator[Drawn]:
    if not list_rows(conn, register, reader, before, _window(before)).total:
        return  # nothing was kept then: no number to be worse than
    for figure in register.figures:
        if not figure.worse:
            continue
        now, then = (
            read_figure(conn, register, reader, each, _window(each), figure.name)
            for each in (view, before)
        )
        if now.value > then.value if figure.worse == "more" else now.value < then.value:
            yield _drawn(WORSE, register, now.title, now.value, then.value, now.unit, now.view)


def _drawn(
    kind: str,
    register: Register,
    subject: Text,
    value: Decimal,
    compared: Decimal | None,
    unit: Text,
    view: View,
) -> Drawn:
    path = f"/registers/{register.name}"
    return Drawn(kind, register.name, subject, value, compared, unit, path, view.to_query())


def _of_incidents(conn: connection, ward: Ward, period: Period) -> list[Drawn]:
    """Compare the incidents of each field with the period before."""
    fields = read_vocabulary(conn, ward.id)["field_code"]
    before = previous_period(period)
    now_counts, then_counts = (_counts(conn, ward, each, list(fields)) for each in (period, before))
    change = period_change(then_counts, now_counts, _days(before), _days(period), 95)
    return [
        Drawn(
            WORSE, "", Text(f"Vụ {words.vi}", f"Incidents: {words.en}"), Decimal(now),
            Decimal(then), Text("vụ", "incidents"), "/", _chosen(period, code).to_query(),
        )
        for (code, words), now, then, p, ratio in zip(
            fields.items(), now_counts, then_counts, change.p_adjusted, change.ratio, strict=True
        )
        if then and ratio > 1 and p < LIKELY
    ]  # fmt: skip


def _counts(conn: connection, ward: Ward, period: Period, fields: Sequence[str]) -> list[int]:
    layer = get_layer("incidents")
    return [count_rows(conn, layer_source(ward, layer, _chosen(period, field))) for field in fields]


def _chosen(period: Period, field: str) -> Filter:
    return Filter(first=period.first, last=period.last, fields=(field,))


def _days(period: Period) -> int:
    return (period.last - period.first).days + 1


def _view(period: Period, as_of: date) -> View:
    return View(period=f"{period.first}..{period.last}", as_of=as_of.isoformat())


def _window(view: View) -> Window:
    first, last = map(date.fromisoformat, view.period.split(".."))
    return Window(first, last, date.fromisoformat(view.as_of))
