"""Today on the board: what is late, what is new, and where the rounds of the period went."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, NamedTuple

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.errors import InputError
from geo.rates import poisson_interval
from geo.text import Text, same
from layers import db
from layers.cases.ages import AGED_DAYS
from layers.errors import NotAllowed
from layers.filters import Filter, incident_condition
from layers.queries.board import DEFAULTS, completed, span_of
from layers.queries.facet_counts import facet_counts
from layers.queries.periods import gone_by
from layers.queries.recurrences import recurrences_json
from layers.queries.row_tables import Paging, RowTable, layer_table, words
from layers.queries.sources import Source, layer_source, read_sql
from layers.queries.wards import Ward
from layers.registry import get_layer
from layers.roles import Role

NEW_DAYS = (1, 7)
WITHIN_M = 15
WALKED_SHARE = 0.1
"""A lane of which the rounds walked less than this share is one that nobody walked."""
CONFIDENCE = 0.95

OPEN_STATES = "SELECT code, name_vi, name_en FROM incident_state WHERE is_open ORDER BY sort"


class Coverage(NamedTuple):
    """Metres of lanes and of what was walked of them, in all and by lane; lanes nobody walked."""

    length_m: float
    walked_m: float
    unwalked: list[int]
    by_lane: dict[int, tuple[float, float]]


def board_today(
    conn: connection,
    ward: Ward,
    chosen: Filter,
    rule: Mapping[str, object] = DEFAULTS,
    *,
    role: Role,
) -> dict[str, Any]:
    """Return late, new, what came back and coverage for the filter as the board completes it.

        {"as_of": "2016-06-30", "late_days": 30,
         "late": [{"state": "phat_hien", "title": {…}, "count": 12, "of": "late:phat_hien"}],
         "new": [{"days": 7, "title": {…}, "count": 3, "of": "new:7"}],
         "recurring": {"count": 9, "median_days": 41, "of": "recurring", "title": {…}, "rule": {…}},
         "coverage": {"lanes": 60, "km": 12.3, "walked_km": 8.1, "share": 0.66, "unwalked": 9,
                      "of": "unwalked", "rule": {…}, "incidents": 205,
                      "per_walked_km": 25.3, "low": 21.9, "high": 29.0}}

    `rule` holds parameters of the method repeat_points, by which a place is one.
    Every count opens by its `of` (`board_rows`). NotAllowed below supervisor.
    """
    if role < Role.SUPERVISOR:
        raise NotAllowed(Text("Bảng dành cho người giám sát.", "The board is for supervisors."))
    used = completed(conn, ward, chosen)
    states = db.rows(conn, OPEN_STATES)
    in_state = _late_by_state(conn, ward, used, [row["code"] for row in states])
    late = [
        {
            "state": row["code"],
            "title": words(Text(row["name_vi"], row["name_en"])),
            "count": in_state.get(row["code"], 0),
            "of": f"late:{row['code']}",
        }
        for row in states
    ]
    new = [
        {
            "days": days,
            "title": words(_new_title(days)),
            "count": _count(conn, ward, new_filter(used, days)),
            "of": f"new:{days}",
        }
        for days in NEW_DAYS
    ]
    return {
        "as_of": span_of(used).as_of.isoformat(),
        "late_days": AGED_DAYS,
        "late": late,
        "new": new,
        "recurring": recurrences_json(conn, ward, used, rule),
        "coverage": _coverage_json(conn, ward, used),
    }


def today_rows(
    conn: connection, ward: Ward, used: Filter, of: str, role: Role, paging: Paging
) -> RowTable:
    """Return the rows behind late:<state>, new:<days> or unwalked, under a completed filter."""
    kind, _, rest = of.partition(":")
    if kind == "unwalked":
        layer, chosen = get_layer("lanes", role), used
    elif kind == "new" and rest in {str(days) for days in NEW_DAYS}:
        layer, chosen = get_layer("incidents", role), new_filter(used, int(rest))
    elif kind == "late" and rest in {row["code"] for row in db.rows(conn, OPEN_STATES)}:
        layer, chosen = get_layer("incidents", role), late_then(conn, ward, used, rest)
    else:
        raise InputError(same(f"of={of}"), field="of", value=of)
    source = layer_source(ward, layer, chosen)
    if kind == "unwalked":
        only = source.condition + sql.SQL(" AND v.id = ANY (%(unwalked)s)")
        unwalked = coverage(conn, ward, used).unwalked
        source = Source(source.table, only, source.params | {"unwalked": unwalked})
    return layer_table(conn, ward, layer, source, role, paging)


def late_filter(used: Filter, state: str) -> Filter:
    """Return what is still in an open state so many days before the day the board counts up to."""
    last = span_of(used).as_of - timedelta(days=AGED_DAYS)
    return replace(used, first=None, last=last, states=(state,))


def late_then(conn: connection, ward: Ward, used: Filter, state: str) -> Filter:
    """Return the same by the states of the end of that day, where it is over."""
    then = gone_by(conn, ward, span_of(used).as_of)
    return replace(late_filter(used, state), states_on=then)


def _late_by_state(
    conn: connection, ward: Ward, used: Filter, states: Sequence[str]
) -> dict[str, int]:
    if gone_by(conn, ward, span_of(used).as_of) is not None:
        return {each: _count(conn, ward, late_then(conn, ward, used, each)) for each in states}
    every = {"state": replace(late_filter(used, ""), states=())}
    return facet_counts(conn, ward, every)["state"]


def new_filter(used: Filter, days: int) -> Filter:
    """Return the last so many days up to the day the board counts up to."""
    as_of = span_of(used).as_of
    return replace(used, first=as_of - timedelta(days=days - 1), last=as_of)


def coverage(conn: connection, ward: Ward, used: Filter) -> Coverage:
    """Measure what the rounds of the filter's period walked of the ward's lanes."""
    params: Mapping[str, Any] = {
        "ward": ward.id,
        "srid": ward.srid_measure,
        "within_m": WITHIN_M,
        "first": used.first,
        "last": used.last,
    }
    rows = db.rows(conn, read_sql("walked_lanes"), params)
    return Coverage(
        sum(row["length_m"] for row in rows),
        sum(row["walked_m"] for row in rows),
        [row["id"] for row in rows if row["walked_m"] < WALKED_SHARE * row["length_m"]],
        {row["id"]: (row["length_m"], row["walked_m"]) for row in rows},
    )


def coverage_rule() -> Text:
    """Return in words what counts as walked, and what as walked by nobody."""
    return _RULE


def _coverage_json(conn: connection, ward: Ward, used: Filter) -> dict[str, Any]:
    found = coverage(conn, ward, used)
    incidents = _count(conn, ward, used)
    km = found.walked_m / 1000
    low, high = (float(bound) for bound in poisson_interval(incidents, CONFIDENCE))
    return {
        "km": round(found.length_m / 1000, 2),
        "walked_km": round(km, 2),
        "share": round(found.walked_m / found.length_m, 4) if found.length_m else None,
        "unwalked": len(found.unwalked),
        "of": "unwalked",
        "rule": words(_RULE),
        "incidents": incidents,
        **{
            name: round(n / km, 2) if km else None
            for name, n in (("per_walked_km", incidents), ("low", low), ("high", high))
        },
    }


def _count(conn: connection, ward: Ward, chosen: Filter) -> int:
    condition, params = incident_condition(ward.id, chosen)
    query = sql.SQL("SELECT count(*) FROM incident WHERE {}").format(condition)
    return int(db.value(conn, query, params))


def _new_title(days: int) -> Text:
    if days == 1:
        return Text("Trong ngày cuối", "On the last day")
    return Text(f"Trong {days} ngày cuối", f"In the last {days} days")


_RULE = Text(
    f"Đã đi: phần ngõ trong {WITHIN_M} m quanh tuyến của các đợt kiểm tra trong kỳ. Ngõ không ai"
    f" đi: dưới {WALKED_SHARE:.0%} chiều dài.",
    f"Walked: the part of lanes within {WITHIN_M} m of where the rounds of the period went. Nobody"
    f" walked a lane where it is under {WALKED_SHARE:.0%} of its length.",
)
