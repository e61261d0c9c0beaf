"""One filter for screen, map, counts, file and analysis; it is also the permalink."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from psycopg2 import sql

from geo.errors import InputError
from geo.names import fold
from geo.text import Text
from layers.boundaries.choice import AS_WAS, PARAMETER, Boundaries, parse_boundaries
from layers.contract import Layer
from layers.day_words import short_day
from layers.field_filter import PARAMETER as WHERE
from layers.field_filter import check_clauses, clause_conditions
from layers.filter_shape import Shape, read_shape, shape_condition, write_shape
from layers.filter_states import counted, in_states
from layers.filter_values import Box, read_box, read_list, read_text, write_box, write_list
from layers.periods import FIRST_DAY, LAST_DAY, Period, known_day

NO_GROUP = "-"
"""Among groups: the incidents that lie in none. Among holders and rounds likewise."""
_LISTS = {
    "field": "fields",
    "category": "categories",
    "group": "groups",
    "lane": "lanes",
    "state": "states",
    "holder": "holders",
    "round": "rounds",
    WHERE: "where",
}
QUERY = ("from", "to", *_LISTS, "state_on", "text", "inside", "shape", PARAMETER)
"""The parameters of an address that make a filter."""


@dataclass(frozen=True)
class Filter:
    """What of the incidents is looked at. Empty lists mean all.

    groups are codes of resident groups (`code@2025-07-01` where a code was used again: the one that
    began that day; `-`: in no group), lanes are ids of lanes; the last day is included. boundaries
    say of which day the groups are. states are of now, or of the end of states_on; none: all but
    the cancelled and the unfounded, which are no violations. holders are units with a contracted
    route (khoán quản), rounds are codes of inspection rounds; `-`: none. text is what address or
    number contain, folded as for search. inside is a box in degrees (west, south, east, north),
    shape a drawn part of the map; both hold for every layer. where are clauses about fields of
    other layers, see layers/field_filter.py.
    """

    first: date | None = None
    last: date | None = None
    fields: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    lanes: tuple[int, ...] = ()
    states: tuple[str, ...] = ()
    states_on: date | None = None
    boundaries: Boundaries = AS_WAS
    holders: tuple[str, ...] = ()
    rounds: tuple[str, ...] = ()
    text: str = ""
    inside: Box | None = None
    shape: Shape | None = None
    where: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        # One order and no doubles: filters that mean the same are equal, and so are their links.
        for name in _LISTS.values():
            object.__setattr__(self, name, tuple(sorted(set(getattr(self, name)))))
        if not self.states:
            object.__setattr__(self, "states_on", None)

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "Filter":
        """Read the permalink parameters.

        They are from, to, field, category, group, lane, state, holder, round, where, text, inside,
        shape, areas.
        """
        first, last = _day(query, "from"), _day(query, "to")
        if first and last and last < first:
            begin, end = short_day(first), short_day(last)
            raise InputError(
                Text(
                    f"Ngày cuối {end.vi} đứng trước ngày đầu {begin.vi}.",
                    f"The last day {end.en} comes before the first day {begin.en}.",
                ),
                field="to",
                value=query.get("to"),
            )
        lists = {name: read_list(query, key) for key, name in _LISTS.items()}
        lanes = tuple(_lane_id(each) for each in lists.pop("lanes"))
        check_clauses(lists["where"])
        return cls(
            first=first,
            last=last,
            lanes=lanes,
            boundaries=parse_boundaries(query.get(PARAMETER, "")),
            states_on=_day(query, "state_on"),
            text=read_text(query),
            inside=read_box(query),
            shape=read_shape(query),
            **lists,
        )

    def to_query(self) -> dict[str, str]:
        """The same as permalink parameters."""
        query = {"from": self.first.isoformat()} if self.first else {}
        if self.last:
            query["to"] = self.last.isoformat()
        for key, name in _LISTS.items():
            if values := getattr(self, name):
                query[key] = write_list(values)
        if self.states_on:
            query["state_on"] = self.states_on.isoformat()
        if self.text:
            query["text"] = self.text
        if self.inside:
            query["inside"] = write_box(self.inside)
        if self.shape:
            query["shape"] = write_shape(self.shape)
        if not self.boundaries.as_was:
            query[PARAMETER] = self.boundaries.to_value()
        return query

    def without(self, *names: str) -> "Filter":
        """The same filter with some lists, or the period, box or shape taken away."""
        empty: dict[str, Any] = {
            "period": {"first": None, "last": None},
            "inside": {"inside": None},
            "shape": {"shape": None},
        }
        parts: dict[str, Any] = {}
        for name in names:
            parts |= empty.get(name, {name: ()})
        return replace(self, **parts)

    @property
    def is_by_month_and_kind(self) -> bool:
        """Whether it asks for nothing but whole months, fields, categories and states."""
        narrow = (self.groups, self.lanes, self.holders, self.rounds, self.text, self.inside)
        return self.whole_months and self.shape is None and not any((*narrow, self.states_on))

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


def incident_condition(
    ward_id: int, chosen: Filter, alias: str = "incident", *, all_states: bool = False
) -> Condition:
    """SQL for `WHERE`, over a table or view with the columns of incident, and its parameters.

    What is no violation (cancelled, unfounded) is left out unless the filter names its state.
    `all_states` asks of no state: also for rows that have none, being sums of what counts.
    """
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
    ):
        if values := getattr(chosen, name):
            parts.append(
                _column(alias, column) + sql.SQL(" = ANY({})").format(sql.Placeholder(name))
            )
            params[name] = list(values)
    if chosen.states:
        parts.append(in_states(alias, chosen.states_on))
        params |= {"states": list(chosen.states), "states_on": chosen.states_on}
    elif not all_states:
        parts.append(counted(alias))
    if chosen.groups:
        parts.append(_in_groups(chosen, alias))
        params["groups"] = list(chosen.groups)
    for name, of_some, or_none in (
        ("holders", _OF_HOLDERS, _OF_NO_OTHER_HOLDER),
        ("rounds", _OF_ROUNDS, _OF_ROUNDS_OR_NONE),
    ):
        if values := getattr(chosen, name):
            condition = or_none if NO_GROUP in values else of_some
            parts.append(condition.format(v=sql.Identifier(alias)))
            params[name] = list(values)
    if chosen.text:
        parts.append(_CONTAINS.format(v=sql.Identifier(alias)))
        params["text"] = fold(chosen.text)
    if chosen.inside:
        parts.append(_INSIDE.format(v=sql.Identifier(alias)))
        params |= _sides(chosen.inside)
    _add_shape(chosen, alias, parts, params)
    return sql.SQL(" AND ").join(parts), params


def _add_shape(
    chosen: Filter, alias: str, parts: list[sql.Composable], params: dict[str, Any]
) -> None:
    if chosen.shape:
        condition, of_shape = shape_condition(chosen.shape, alias)
        parts.append(condition)
        params |= of_shape


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


# Nobody knows where an incident on a default location lay: it has no holder, as on the board.
_OF_HOLDERS = sql.SQL(
    "NOT {v}.is_pile_up AND {v}.id IN (SELECT link.incident_id FROM incident_route AS link"
    " JOIN route ON route.id = link.route_id"
    " WHERE link.ward_id = %(ward_id)s AND route.holder_unit = ANY(%(holders)s))"
)
# With "none" among them: whatever no other unit holds. Two sets are compared, not row by row.
_OF_NO_OTHER_HOLDER = sql.SQL(
    "NOT EXISTS (SELECT FROM incident_route AS link JOIN route ON route.id = link.route_id"
    " WHERE link.incident_id = {v}.id AND link.ward_id = %(ward_id)s AND NOT {v}.is_pile_up"
    " AND route.holder_unit <> '' AND route.holder_unit <> ALL(%(holders)s))"
)
_OF_ROUNDS = sql.SQL(
    "{v}.round_id IN (SELECT walk.id FROM open_round AS walk"
    " WHERE walk.ward_id = %(ward_id)s AND walk.code = ANY(%(rounds)s))"
)
_OF_ROUNDS_OR_NONE = sql.SQL(f"({{v}}.round_id IS NULL OR {_OF_ROUNDS.string})")
# Address and number, which all who see an incident may see; a description is for fewer people. They
# are kept folded, but for the few that are too long: those are looked up once and folded then.
_CONTAINS = sql.SQL(
    "(strpos({v}.search_text, %(text)s) > 0 OR {v}.id IN (SELECT long.id FROM incident AS long"
    " WHERE long.ward_id = %(ward_id)s AND long.search_text IS NULL"
    " AND (strpos(fold_vi(long.address), %(text)s) > 0"
    " OR strpos(fold_vi(long.source_key), %(text)s) > 0)))"
)
# By the index first, then exactly: an index knows single precision only.
_INSIDE = sql.SQL(
    "({v}.geom && ST_MakeEnvelope(%(inside_w)s, %(inside_s)s, %(inside_e)s, %(inside_n)s, 4326)"
    " AND ST_Intersects({v}.geom,"
    " ST_MakeEnvelope(%(inside_w)s, %(inside_s)s, %(inside_e)s, %(inside_n)s, 4326)))"
)


def _sides(box: Box) -> dict[str, float]:
    return dict(zip(("inside_w", "inside_s", "inside_e", "inside_n"), box, strict=True))


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

    Incidents follow every part of the filter but where; the other layers follow the period, box and
    shape, and what where says of them.
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
    if chosen.inside:
        parts.append(_INSIDE.format(v=sql.Identifier(alias)))
        params |= _sides(chosen.inside)
    _add_shape(chosen, alias, parts, params)
    for condition, of_clause in clause_conditions(layer, chosen.where, alias):
        parts.append(condition)
        params |= of_clause
    return sql.SQL(" AND ").join(parts), params


def is_boundary(layer: Layer) -> bool:
    """Say whether a layer shows boundaries, which follow the choice of boundaries."""
    return layer.time.kind == "validity" and "area" in layer.tables


def boundary_day(layer: Layer, chosen: Filter) -> date | None:
    """Return the day that a layer with periods is drawn as of; None: today, or the last known."""
    return chosen.boundaries_on if is_boundary(layer) else chosen.last


def _time_parts(layer: Layer, chosen: Filter, alias: str) -> list[sql.Composable]:
    time = layer.time
    if time.kind in ("none", "state"):
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
