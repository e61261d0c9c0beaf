"""One filter for screen, map, counts, file and analysis; it is also the permalink."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from psycopg2 import sql

from geo.errors import InputError
from geo.text import Text
from layers.boundaries.choice import AS_WAS, PARAMETER, Boundaries, parse_boundaries
from layers.contract import Layer
from layers.periods import FIRST_DAY, LAST_DAY, Period, known_day

LIST_LIMIT = 200
NO_GROUP = "-"
"""Among groups: the incidents that lie in none."""
_LISTS = {
    "field": "fields",
    "category": "categories",
    "group": "groups",
    "lane": "lanes",
    "state": "states",
}


@dataclass(frozen=True)
class Filter:
    """What of the incidents is looked at. Empty lists mean all.

    groups are codes of resident groups (`code@2025-07-01` where a code was used again: the one that
    began that day; `-`: in no group), lanes are ids of lanes; the last day is included. boundaries
    say of which day the groups are.
    """

    first: date | None = None
    last: date | None = None
    fields: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    lanes: tuple[int, ...] = ()
    states: tuple[str, ...] = ()
    boundaries: Boundaries = AS_WAS

    def __post_init__(self) -> None:
        # One order and no doubles: filters that mean the same are equal, and so are their links.
        for name in _LISTS.values():
            object.__setattr__(self, name, tuple(sorted(set(getattr(self, name)))))

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "Filter":
        """Read the permalink parameters from, to, field, category, group, lane, state, areas."""
        first, last = _day(query, "from"), _day(query, "to")
        if first and last and last < first:
            raise InputError(
                Text(
                    f"Ngày cuối {last:%d/%m/%Y} đứng trước ngày đầu {first:%d/%m/%Y}.",
                    f"The last day {last} comes before the first day {first}.",
                ),
                field="to",
                value=query.get("to"),
            )
        lists = {name: _list(query, key) for key, name in _LISTS.items()}
        lanes = tuple(_lane_id(each) for each in lists.pop("lanes"))
        boundaries = parse_boundaries(query.get(PARAMETER, ""))
        return cls(first=first, last=last, lanes=lanes, boundaries=boundaries, **lists)

    def to_query(self) -> dict[str, str]:
        """The same as permalink parameters."""
        query = {"from": self.first.isoformat()} if self.first else {}
        if self.last:
            query["to"] = self.last.isoformat()
        for key, name in _LISTS.items():
            values = [str(each) for each in getattr(self, name)]
            if values:
                query[key] = ",".join(values)
        if not self.boundaries.as_was:
            query[PARAMETER] = self.boundaries.to_value()
        return query

    def without(self, name: str) -> "Filter":
        """The same filter with one list, or the period, taken away."""
        if name == "period":
            return replace(self, first=None, last=None)
        lists: dict[str, Any] = {name: ()}
        return replace(self, **lists)

    @property
    def boundaries_on(self) -> date | None:
        """The day whose boundaries are meant; as was: the last day, None where that is open."""
        return self.last if self.boundaries.as_was else self.boundaries.stated_day

    @property
    def whole_months(self) -> bool:
        """Whether the period starts and ends with a month, or is open there."""
        first = self.first or date(2000, 1, 1)
        last = self.last or date(2000, 1, 31)
        return Period(first, last).whole_months


def _day(query: Mapping[str, str], name: str) -> date | None:
    raw = query.get(name, "").strip()
    if not raw:
        return None
    day = known_day(raw)
    if day is None:
        years = f"{FIRST_DAY.year}–{LAST_DAY.year}"
        raise InputError(
            Text(
                f"'{name}' phải là ngày dạng 2016-01-31 (năm {years}), không phải '{raw}'.",
                f"'{name}' must be a day such as 2016-01-31 (years {years}), not '{raw}'.",
            ),
            field=name,
            value=raw,
        )
    return day


def _list(query: Mapping[str, str], name: str) -> tuple[str, ...]:
    values = tuple({each.strip() for each in query.get(name, "").split(",")} - {""})
    if len(values) > LIST_LIMIT:
        raise InputError(
            Text(
                f"'{name}' có {len(values)} giá trị; nhiều nhất {LIST_LIMIT}.",
                f"'{name}' has {len(values)} values; at most {LIST_LIMIT}.",
            ),
            field=name,
            value=len(values),
        )
    return values


def _lane_id(raw: str) -> int:
    if raw.isascii() and raw.isdigit() and len(raw) < 18:
        return int(raw)
    raise InputError(
        Text(
            f"'lane' phải là mã số ngõ, không phải '{raw}'.",
            f"'lane' must be a lane's id, not '{raw}'.",
        ),
        field="lane",
        value=raw,
    )


Condition = tuple[sql.Composed, dict[str, Any]]


def incident_condition(ward_id: int, chosen: Filter, alias: str = "incident") -> Condition:
    """SQL for `WHERE`, over a table or view with the columns of incident, and its parameters."""
    parts: list[sql.Composable] = [_column(alias, "ward_id") + sql.SQL(" = %(ward_id)s")]
    params: dict[str, Any] = {"ward_id": ward_id}
    if chosen.first:
        parts.append(_column(alias, "occurred_on") + sql.SQL(" >= %(first)s"))
        params["first"] = chosen.first
    if chosen.last:
        parts.append(_column(alias, "occurred_on") + sql.SQL(" <= %(last)s"))
        params["last"] = chosen.last
    for column, name in (
        ("field_code", "fields"),
        ("category_code", "categories"),
        ("lane_id", "lanes"),
        ("state", "states"),
    ):
        if values := getattr(chosen, name):
            parts.append(
                _column(alias, column) + sql.SQL(" = ANY({})").format(sql.Placeholder(name))
            )
            params[name] = list(values)
    if chosen.groups:
        parts.append(_in_groups(chosen, alias))
        params["groups"] = list(chosen.groups)
    return sql.SQL(" AND ").join(parts), params


def group_of(chosen: Filter, alias: str = "incident") -> sql.Composable:
    """SQL for the id of an incident's group under the filter's boundaries; NULL: in none."""
    if chosen.boundaries.as_was:
        return _column(alias, "group_id")
    return sql.SQL(
        "(SELECT member.area_id FROM group_set_member AS member"
        " WHERE member.set_id = {set} AND member.incident_id = {id})"
    ).format(set=sql.Literal(group_set(chosen)), id=_column(alias, "id"))


def group_set(chosen: Filter) -> int:
    """Return the stored groups that a filter reads; a filter that is not ready has none."""
    set_id = chosen.boundaries.set_id
    if set_id is None:
        raise RuntimeError("the boundaries of this filter were never looked up: see ready()")
    return set_id


_CHOSEN_GROUPS = sql.SQL(
    "SELECT id FROM area WHERE area.ward_id = %(ward_id)s AND area.kind = 'group'"
    " AND (area.code = ANY(%(groups)s)"
    " OR area.code || '@' || to_char(area.valid_from, 'YYYY-MM-DD') = ANY(%(groups)s))"
)


def _in_groups(chosen: Filter, alias: str) -> sql.Composable:
    if chosen.boundaries.as_was:
        inside = _column(alias, "group_id") + sql.SQL(" IN ({})").format(_CHOSEN_GROUPS)
    else:
        inside = sql.SQL(
            "{id} IN (SELECT member.incident_id FROM group_set_member AS member"
            " WHERE member.set_id = {set} AND member.area_id IN ({areas}))"
        ).format(id=_column(alias, "id"), set=sql.Literal(group_set(chosen)), areas=_CHOSEN_GROUPS)
    if NO_GROUP not in chosen.groups:
        return inside
    return sql.SQL("({} OR {} IS NULL)").format(inside, group_of(chosen, alias))


def layer_condition(layer: Layer, ward_id: int, chosen: Filter, alias: str = "v") -> Condition:
    """SQL for `WHERE` over the layer's view, following the layer's own rule of time.

    Incidents follow every part of the filter; the other layers follow the period only.
    """
    if layer.name == "incidents":
        return incident_condition(ward_id, chosen, alias)
    parts: list[sql.Composable] = [_column(alias, "ward_id") + sql.SQL(" = %(ward_id)s")]
    params: dict[str, Any] = {"ward_id": ward_id, "first": chosen.first, "last": chosen.last}
    params["boundaries_on"] = boundary_day(layer, chosen)
    if layer.generic:
        parts.append(_column(alias, "layer") + sql.SQL(" = %(layer)s"))
        params["layer"] = layer.name
    parts += _time_parts(layer, chosen, alias)
    return sql.SQL(" AND ").join(parts), params


def is_boundary(layer: Layer) -> bool:
    """Say whether a layer shows boundaries, which follow the choice of boundaries."""
    return layer.time.kind == "validity" and "area" in layer.tables


def boundary_day(layer: Layer, chosen: Filter) -> date | None:
    """Return the day that a layer with periods is drawn as of; None: today, or the last known."""
    return chosen.boundaries_on if is_boundary(layer) else chosen.last


def _time_parts(layer: Layer, chosen: Filter, alias: str) -> list[sql.Composable]:
    time = layer.time
    if time.kind == "none":
        return []
    start = _column(alias, time.start)
    end = start if time.kind == "moment" else _column(alias, time.end)
    if time.kind == "validity":
        on = sql.SQL(_BOUNDARY_DAY).format(
            end=sql.Identifier(time.end), table=sql.Identifier(layer.source)
        )
        return [
            start + sql.SQL(" <= ") + on,
            sql.SQL("({e} IS NULL OR {e} > {on})").format(e=end, on=on),
        ]
    parts: list[sql.Composable] = []
    if chosen.last:
        parts.append(start + sql.SQL(" <= %(last)s"))
    if chosen.first:
        parts.append(sql.SQL("({e} IS NULL OR {e} >= %(first)s)").format(e=end))
    return parts


# Without a day: today, or the last day that knew such boundaries where all have ended.
_BOUNDARY_DAY = """
coalesce(%(boundaries_on)s, (
  SELECT CASE WHEN bool_or(known.{end} IS NULL) THEN current_date
              ELSE least(current_date, max(known.{end}) - 1) END
    FROM {table} AS known WHERE known.ward_id = %(ward_id)s))
"""


def _column(alias: str, name: str) -> sql.Composed:
    return sql.Identifier(alias, name) + sql.SQL("")
