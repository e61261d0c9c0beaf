"""The supervisor's board of one ward and one filter: figures, trend, ranked lists, notes, runs."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from psycopg2.extensions import connection

from geo.hotspots import get_method
from geo.text import Text
from layers import clock, db
from layers.analysis import known_run, no_progress, run_hotspots
from layers.boundaries.as_of import ready
from layers.boundaries.people import NOTE
from layers.computing.base import Compute, Progress, compute_here
from layers.errors import NotAllowed
from layers.filter_words import filter_parts
from layers.filters import Filter
from layers.periods import Period, last_day, period_title
from layers.queries.board_counts import Span, groups, lanes, trend
from layers.queries.board_places import cell_table, point_table
from layers.queries.board_shapes import (
    Board,
    FigureShape,
    GroupShape,
    NoteShape,
    PeriodShape,
    RunShape,
    Words,
)
from layers.queries.events import ward_area
from layers.queries.periods import incident_span
from layers.queries.row_tables import words
from layers.queries.runs import Run
from layers.queries.status import REPORT_FIELD, Figure, figures_of, latest_half_year
from layers.queries.unplaced import count_waiting
from layers.queries.wards import Ward
from layers.roles import Role

POINTS, CELLS = "repeat_points", "gi_star"
"""The two analyses of board and map."""
DEFAULTS: Mapping[str, object] = {}


def board(
    conn: connection,
    ward: Ward,
    chosen: Filter,
    rule: Mapping[str, object] = DEFAULTS,
    cells: Mapping[str, object] = DEFAULTS,
    *,
    role: Role,
    actor: str = "board",
) -> Board:
    """Return all that the board shows; stores the two runs it stands on where they are new.

    `rule` holds parameters of the method repeat_points, `cells` of gi_star; what is not given
    takes its default. NotAllowed below supervisor; InputError for a bad parameter.

    A filter without a period means the last half-year with incidents; one without field and
    category means urban order (TTĐT), the field of the half-year report, where the ward has any
    of it. Everything on the
    board uses the filter as completed, which comes back in `filter`. Example:

        {
          "ward": "gia-thuy",
          "filter": {"from": "2016-01-01", "to": "2016-06-30", "field": "ttdt"},
          "filter_words": [{"name": "field", "words": [{"vi": "Trật tự đô thị", "en": …}]}],
          "period": {"from": "2016-01-01", "to": "2016-06-30",
                     "title": {"vi": "6 tháng đầu năm 2016", "en": "First half of 2016"}},
          "previous": {"from": "2015-07-01", "to": "2015-12-31", "title": {…}},
          "boundaries": {"areas": "was", "on": null, "words": {…}},   # see layers.boundaries
          "as_of": "2016-06-30",                       # "days since" count up to this day
          "selection": {"value": 205, "title": …, "unit": …, "rule": …, "of": "selection"},
          "figures": {                  # show them in this order; JSON may sort the keys
            "rounds":        {"value": 15, "title": …, "unit": …, "rule": …, "of": "rounds"},
            "incidents":     {"value": 205, …, "of": "incidents"},
            "repeat_points": {"value": 16, …, "of": "repeat_points"},
            "sites":         {"value": 40, …, "of": "sites"},
            "lanes_phase_2": {"value": 25, …, "of": "lanes_phase_2"}},
          "trend": [{"month": "2015-07", "total": 44, "in_period": false,
                     "fields": {"ttdt": 31, "ttxd": 4, "vsmt": 9}, "of": "month:2015-07"}, …],
          "groups": [{"code": "5", "name": {"vi": "Tổ dân phố 5", "en": …}, "count": 31,
                      "previous": 20, "per_km2": 412.3, "per_1000_people": null,
                      "last_on": "2016-06-28", "days_since_last": 2, "of": "group:5"},
                     {"code": null, "name": {"vi": "Ngoài các tổ", …}, …, "of": "group:-"}],
          "lanes": [{"id": 12, "name": {…}, "kind": "ngo", "length_m": 140.2, "count": 9,
                     "previous": 4, "per_100_m": 6.4, "last_on": …, "days_since_last": 11,
                     "of": "lane:12"}, {"id": null, …, "of": "lane:-"}],
          "repeat_points": {"run": 7, "rule": {"vi": …, "en": …}, "total": 16,
             "states": [{"state": "stable", "title": {…}, "count": 7, "of": "points:stable"}, …],
             "rows": [
             {"rank": 1, "id": 3, "feature": 7000003,  # cell of the run; id on the map layer
                                                       # repeat_points (run=7)
              "label": "12 ngõ 40 …", "group": "5", "lane": "Ngõ 40 …",
              "in_window": 6, "total": 9, "first_on": …, "last_on": …, "days_since_last": 4,
              "gaps": [3, 0, 12], "categories": ["ban_hang_rong"], "open": 2,
              "state": "active" | "stable", "state_title": {…}, "members": [411, 502],
              "lon": 105.88, "lat": 21.04, "notes": [{…}], "of": "cell:7:3"}]},
          "hot_cells": {"run": 8, "rule": {…}, "tested": 311, "total": 12, "rows": [
             {"rank": 1, "id": 120, "feature": 8000120, "label": "…",
              "group": "5", "lane": "…", "count": 14,
              "expected": 1.9, "z": 6.1, "p": 0.001, "p_adjusted": 0.02,
              "level": 90 | 95 | 99,                   # confidence after the correction
              "share": 1.0,                            # part of the cell inside the ward
              "previous": 9,                           # same cell, period before; null: no data
              "lon": …, "lat": …, "bounds": [w, s, e, n], "of": "cell:8:120"}]},
          "notes": [{"level": "warning", "about": "hot_cells",   # a key of this object
                     "text": {"vi": "Dưới 30 vụ: …", "en": "Fewer than 30 events: …"}}],
          "runs": [{"id": 7, "method": "repeat_points", "title": {…}, "parameters": {…},
                    "seed": 20160630, "rows": 205, "rows_sha256": "…", "code_version": "…",
                    "created_at": "…", "rule": {…}}, …]
        }

    `of` words for board_rows: a figure's name, "selection", "month:2016-03",
    "month:2016-03:ttdt", "group:5", "group:-", "lane:12", "lane:-", "cell:<run>:<id>".
    Rows come as {"columns": [{"name", "title", "type"}], "rows": [{name: value}], "total": n,
    "layer": "incidents"}; each row has "id", "lon" and "lat" for the map, or null.
    Tables for CSV: figures, trend, groups, lanes, repeat_points, hot_cells.
    """
    if role < Role.SUPERVISOR:
        raise NotAllowed(
            Text("Bảng giám sát dành cho người giám sát.", "The board is for supervisors.")
        )
    used = completed(conn, ward, chosen)
    span = span_of(used)
    points, hot = board_runs(conn, ward, used, rule, cells, actor=actor)
    known = incident_span(conn, ward.id)
    before = replace(used, first=span.previous.first, last=span.previous.last)
    has_before = known is not None and known.first <= span.previous.first
    table = point_table(conn, points, span)
    figures = figures_of(conn, ward, used, table["total"], _text(points.summary["rule"]))
    by_group = groups(conn, ward, used, span)
    return {
        "ward": ward.code,
        "filter": used.to_query(),
        "filter_words": [
            {"name": name, "words": [words(each) for each in said]}
            for name, said in filter_parts(conn, ward, used)
        ],
        "boundaries": used.boundaries.to_json(),
        "period": _period(span.period),
        "previous": _period(span.previous),
        "as_of": span.as_of.isoformat(),
        "selection": _figure(figures.incidents) | {"of": "selection"},
        "figures": {figure.name: _figure(figure) for figure in figures},
        "trend": trend(conn, ward, used, span),
        "groups": by_group,
        "lanes": lanes(conn, ward, used, span),
        "repeat_points": table,
        "hot_cells": cell_table(conn, ward, hot, used, before if has_before else None),
        "notes": [
            *_waiting(conn, ward, used),
            *_estimates(by_group),
            *_notes(chosen, used, points, hot),
        ],
        "runs": [_run(run) for run in (points, hot) if run is not None],
    }


def board_runs(
    conn: connection,
    ward: Ward,
    used: Filter,
    rule: Mapping[str, object] = DEFAULTS,
    cells: Mapping[str, object] = DEFAULTS,
    *,
    actor: str = "board",
    progress: Progress = no_progress,
    compute: Compute = compute_here,
) -> tuple[Run, Run | None]:
    """Find or do the two analyses of a board; no cells where the ward has no extent at all."""
    told: dict[str, Any] = {"actor": actor, "progress": progress, "compute": compute}
    points = run_hotspots(conn, ward, POINTS, rule, used, **told)
    if not _has_extent(conn, ward, used):
        return points, None
    return points, run_hotspots(conn, ward, CELLS, cells, used, **told)


def known_board_runs(
    conn: connection,
    ward: Ward,
    used: Filter,
    rule: Mapping[str, object] = DEFAULTS,
    cells: Mapping[str, object] = DEFAULTS,
) -> tuple[Run, Run | None] | None:
    """Return what `board_runs` would find without reading rows; None where it would read them."""
    points = known_run(conn, ward, POINTS, rule, used)
    if points is None:
        return None
    hot = known_run(conn, ward, CELLS, cells, used)
    return (points, hot) if hot is not None or not _has_extent(conn, ward, used) else None


def _has_extent(conn: connection, ward: Ward, used: Filter) -> bool:
    on = used.boundaries_on
    assert on is not None
    return not ward_area(conn, ward, on).polygon.is_empty


def completed(conn: connection, ward: Ward, chosen: Filter) -> Filter:
    """Fill what the board needs and the filter leaves open: a period, and a field to report on."""
    used = ready(conn, ward.id, chosen)
    if used.first is None or used.last is None:
        period = _open_period(conn, ward, chosen)
        used = replace(used, first=period.first, last=period.last)
    if not used.fields and not used.categories and _has_report_field(conn, ward):
        used = replace(used, fields=(REPORT_FIELD,))
    return used


def _has_report_field(conn: connection, ward: Ward) -> bool:
    query = "SELECT EXISTS (SELECT FROM incident WHERE ward_id = %s AND field_code = %s)"
    return bool(db.value(conn, query, (ward.id, REPORT_FIELD)))


def _open_period(conn: connection, ward: Ward, chosen: Filter) -> Period:
    """Close an open period at the ward's first or last incident."""
    if chosen.first is None and chosen.last is None:
        return latest_half_year(conn, ward)
    known = incident_span(conn, ward.id)
    edge = chosen.first or chosen.last
    assert edge is not None
    first, last = known or Period(edge, edge)
    if chosen.last is None:
        return Period(edge, max(edge, last))
    return Period(min(edge, first), edge)


def span_of(used: Filter) -> Span:
    """Return the period of a completed filter, the one before, and the day to count up to."""
    assert used.first is not None
    assert used.last is not None
    period = Period(used.first, used.last)
    return Span(period, previous_period(period), max(period.first, min(period.last, clock.today())))


def previous_period(period: Period) -> Period:
    """Return the period of the same length just before: months before months, days before days."""
    end = period.first - timedelta(days=1)
    if not period.whole_months:
        return Period(end - (period.last - period.first), end)
    months = (period.last.year - period.first.year) * 12 + period.last.month - period.first.month
    number = end.year * 12 + end.month - 1 - months
    return Period(date(number // 12, number % 12 + 1, 1), last_day(end))


def _estimates(by_group: list[GroupShape]) -> list[NoteShape]:
    if not any(row["people_estimated"] for row in by_group):
        return []
    return [{"level": "info", "about": "groups", "text": words(NOTE)}]


def _waiting(conn: connection, ward: Ward, used: Filter) -> list[NoteShape]:
    """Say how many incidents are in no figure because nobody knows yet where they lie."""
    waiting = count_waiting(conn, ward, used)
    if not waiting:
        return []
    text = Text(
        f"{waiting} vụ chưa định vị (chỉ có địa chỉ): không nằm trong số liệu nào ở đây.",
        f"{waiting} incidents wait to be placed (known by address only): in no figure here.",
    )
    return [{"level": "warning", "about": "incidents", "text": words(text)}]


def _notes(chosen: Filter, used: Filter, points: Run, hot: Run | None) -> list[NoteShape]:
    """Gather what must stand beside the figures: of the board first, then of each run."""
    notes: list[NoteShape] = []
    if not chosen.fields and not chosen.categories and used.fields:
        notes.append({"level": "info", "about": "selection", "text": words(_DEFAULT_FIELD)})
    if hot is not None and not sum(hot.summary["hot"].values()):
        notes.append({"level": "info", "about": "hot_cells", "text": words(_NO_HOT_CELL)})
    for about, run in (("repeat_points", points), ("hot_cells", hot)):
        for note in run.notes if run is not None else []:
            notes.append({"level": note["level"], "about": about, "text": note["text"]})
    return notes


_DEFAULT_FIELD = Text(
    "Chưa chọn lĩnh vực: bảng xét trật tự đô thị (TTĐT), như báo cáo 6 tháng.",
    "No field chosen: the board looks at urban order (TTĐT), as the half-year report does.",
)
_NO_HOT_CELL = Text(
    "Không ô nào nóng rõ rệt sau khi hiệu chỉnh cho nhiều phép thử.",
    "No cell is hot once corrected for many tests.",
)


def _figure(figure: Figure) -> FigureShape:
    return {
        "value": figure.value,
        "title": words(figure.title),
        "unit": words(figure.unit),
        "rule": words(figure.rule),
        "of": figure.name,
    }


def _period(period: Period) -> PeriodShape:
    return {
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "title": words(period_title(period)),
    }


def _run(run: Run) -> RunShape:
    return {
        "id": run.id,
        "method": run.method,
        "title": words(get_method(run.method).title),
        "parameters": run.parameters,
        "used": run.summary["used"],
        "seed": run.seed,
        "rows": run.input_rows,
        "rows_sha256": run.input_sha256,
        "code_version": run.code_version,
        "created_at": run.created_at.isoformat(),
        "rule": run.summary["rule"],
        "boundaries": run.summary.get("boundaries"),
    }


def _text(stored: Words) -> Text:
    return Text(stored["vi"], stored["en"])
