"""Where the rows of a layer come from: one FROM item for tiles, features, export."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from psycopg2 import sql

from geo.drawing import UNDRAWN
from geo.errors import InputError
from geo.small_counts import FEWEST
from geo.text import Text
from layers import clock
from layers.boundaries.choice import PARAMETER
from layers.contract import Field, Layer, Style
from layers.field_filter import PARAMETER as WHERE
from layers.filters import Filter, group_set, incident_condition, layer_condition
from layers.queries.run_classes import RUN_COLUMNS, class_by_rules
from layers.queries.wards import Ward

SQL_FILES = Path(__file__).parents[1] / "sql"
OF_PUBLIC = ("from", "to", "field", "category", PARAMETER)
CELL_M = 250
SQUARES = sql.SQL(
    "(SELECT ward_id, month AS occurred_on, field_code, category_code, is_pile_up, column_no,"
    " row_no, n FROM incident_square)"
)
"""What counts, added up by month, kind and square: for a filter by whole months and kinds."""
BESIDE_M = 100
"""How far from a lane something may lie that is counted there."""


class Source(NamedTuple):
    """`table` goes behind FROM under the alias v, `condition` behind WHERE.

    `narrow`, where there is one, has the same rows with all that the condition and an order need of
    them, without what the table joins to each: to find ids of a page, or to count.
    """

    table: sql.Composable
    condition: sql.Composable
    params: dict[str, Any]
    narrow: sql.Composable | None = None


def layer_source(ward: Ward, layer: Layer, chosen: Filter, run_id: int | None = None) -> Source:
    """Return the rows of a layer in a ward under a filter; they have id, geom and geom_3857.

    A layer that shows a run shows the given one, else the one that fits the filter.
    """
    if layer.by_lane_of is not None:
        return _by_lane(ward, layer.by_lane_of, chosen)
    if layer.aggregated:
        return _cells(ward, chosen)
    condition, params = layer_condition(layer, ward.id, chosen, "v")
    if layer.needs_run:
        condition += sql.SQL(" AND v.run_id = coalesce(%(run)s, ({}))").format(
            sql.SQL(read_sql("fitting_run"))
        )
        run_id = layer.run_id or run_id
        params |= {"run": run_id, "method": layer.needs_run, **_asked_of_run(chosen)}
    table: sql.Composable = sql.Identifier(layer.source)
    if layer.time.kind == "state" and chosen.last is not None:
        table = sql.SQL("{}(%(last)s)").format(sql.Identifier(f"{layer.source}_on"))
        params |= {"last": chosen.last}
    if layer.name == "incidents" and not chosen.boundaries.as_was:
        table = sql.SQL(read_sql("incidents_as_of")).format(
            set=sql.Literal(group_set(chosen)), day=sql.Literal(chosen.boundaries.stated_day)
        )
    is_narrow = layer.name == "incidents" and chosen.boundaries.as_was
    narrow = sql.SQL("incident AS v") if is_narrow else None
    return Source(table + sql.SQL(" AS v"), condition, params, narrow)


def drawn_source(ward: Ward, layer: Layer, chosen: Filter, run_id: int | None = None) -> Source:
    """Return the rows of a layer that its map draws: what lists, files and pages of rows hold."""
    source = layer_source(ward, layer, chosen, run_id)
    condition = sql.SQL(" AND ").join([source.condition, *drawn_conditions(layer)])
    return source._replace(condition=condition)


def drawn_conditions(layer: Layer) -> list[sql.Composable]:
    """Return a condition on the units of a run: what no class gives a colour is never drawn."""
    undrawn = [at for at, each in enumerate(layer.style.classes) if each.colour == UNDRAWN]
    if layer.needs_run is None or not undrawn:
        return []
    return [sql.SQL("{} <> ALL ({})").format(style_class(layer), sql.Literal(undrawn))]


def settled(layer: Layer, chosen: Filter) -> Filter:
    """Name the day that boundaries are asked for, for whoever keeps the answer beyond today."""
    if chosen.boundaries.is_now:
        day = chosen.boundaries.stated_day or clock.today()
        chosen = replace(chosen, boundaries=replace(chosen.boundaries, asked=day))
    if layer.time.kind != "validity" or chosen.last is not None:
        return chosen
    return replace(chosen, last=clock.today())


def field_value(layer: Layer, field: Field) -> sql.Composable:
    """Return a field of a row as a JSON-ready SQL expression: only names from the registry."""
    if is_json(layer, field):
        return sql.SQL("v.properties -> ") + sql.Literal(field.name)
    return sql.Identifier("v", field.name)


def is_json(layer: Layer, field: Field) -> bool:
    """Say whether a field of a row stands among its properties, not in a column."""
    return layer.generic or (layer.run_id is not None and field.name not in RUN_COLUMNS)


def style_class(layer: Layer) -> sql.Composable:
    """Return the index of a row's class in the legend; -1 for a class the legend has not."""
    values = [each.value for each in layer.style.classes]
    if layer.style.kind == "single":
        return sql.SQL("0")
    if layer.style.kind == "rules":
        return class_by_rules(layer.style.classes)
    if layer.style.field:
        return _class_by_field(layer.style)
    key = sql.SQL("v.properties ->> 'style_key'" if layer.generic else "v.style_key")
    return sql.SQL("coalesce(array_position({values}::text[], {key}), 0) - 1").format(
        values=sql.Literal(values), key=key
    )


def _class_by_field(style: Style) -> sql.Composable:
    """Tell the class of a row of a ward's own layer by the value of one field."""
    missing = sql.Literal(-1 if style.missing is None else style.missing)
    value = sql.SQL("v.properties -> {}").format(sql.Literal(style.field))
    if style.kind == "category":
        other = -1 if style.other is None else style.other
        named = [
            None if at in (style.other, style.missing) else each.value
            for at, each in enumerate(style.classes)
        ]
        return sql.SQL(
            "CASE WHEN coalesce({text}, '') = '' THEN {missing}"
            " ELSE coalesce(array_position({named}::text[], {text}) - 1, {other}) END"
        ).format(
            text=sql.SQL("v.properties ->> {}").format(sql.Literal(style.field)),
            named=sql.Literal(named),
            missing=missing,
            other=sql.Literal(other),
        )
    # A limit belongs to the class below it; what lies above the last one is in the last class.
    number = sql.SQL("({})::double precision").format(value)
    steps = [
        sql.SQL("WHEN {} <= {} THEN {}").format(number, sql.Literal(limit), sql.Literal(at))
        for at, limit in enumerate(style.breaks)
    ]
    return sql.SQL(
        "CASE WHEN jsonb_typeof({value}) IS DISTINCT FROM 'number' THEN {missing} {steps}"
        " ELSE {last} END"
    ).format(
        value=value,
        missing=missing,
        steps=sql.SQL(" ").join(steps),
        last=sql.Literal(len(style.breaks)),
    )


def read_sql(name: str) -> str:
    """Return the text of a longer query from layers/sql."""
    return (SQL_FILES / f"{name}.sql").read_text(encoding="utf-8")


def _asked_of_run(chosen: Filter) -> dict[str, Any]:
    """What a run must have been made of: the period, and every other choice if there is one."""
    # an analysis is of all there is, not of a screen
    query = chosen.without("inside", "shape", "where").to_query()
    period = {name: query[name] for name in ("from", "to") if name in query}
    return {
        "run_filter": json.dumps(query),
        "run_period": json.dumps(period),
        "is_narrow": len(query) > len(period),
        "run_areas": query.get(PARAMETER),
    }


def check_public(chosen: Filter) -> None:
    """Refuse what the public may not ask: parts of a month, lanes, groups, states, places …"""
    words = Text(
        "Bản đồ công khai chỉ lọc theo tháng trọn, lĩnh vực và hành vi.",
        "The public map is filtered by whole months, field and category only.",
    )
    _allow_only((*OF_PUBLIC, WHERE), chosen, words)  # of public layers, see web/params.py


def check_redacted(chosen: Filter) -> None:
    """Refuse what would ask a redacted view for rows: days, words, a frame, a round, a holder."""
    words = Text(
        "Bản đồ đã làm mờ chỉ lọc theo tháng trọn, lĩnh vực, hành vi, tổ, ngõ và trạng thái.",
        "A redacted map is filtered by whole months, field, category, group, lane and state only.",
    )
    _allow_only((*OF_PUBLIC, "group", "lane", "state"), chosen, words)


def _allow_only(names: tuple[str, ...], chosen: Filter, words: Text) -> None:
    """Refuse parts of months, and every part of a filter that is not named here."""
    query = chosen.to_query()
    others = [name for name in query if name not in names]
    for name in ["from"] * (not chosen.whole_months) + others:
        raise InputError(words, field=name, value=query.get(name, ""))


def _cells(ward: Ward, chosen: Filter) -> Source:
    """Squares of 250 m fixed in the ward's metric CRS; those with fewer than five are not there."""
    check_public(chosen)
    condition, params = incident_condition(ward.id, chosen, all_states=True)  # of the sums
    cells = sql.SQL(read_sql("incident_cells")).format(condition=condition, squares=SQUARES)
    params |= {"srid": ward.srid_measure, "cell_m": CELL_M, "fewest": FEWEST}
    return Source(sql.SQL("({}) AS v").format(cells), sql.SQL("true"), params)


def _by_lane(ward: Ward, layer: Layer, chosen: Filter) -> Source:
    """Return lanes with the class of how many rows they have; default locations are no place."""
    source = layer_source(ward, layer, chosen)
    if layer.name == "incidents":
        rows = sql.SQL("SELECT v.lane_id FROM {} WHERE {} AND NOT v.is_pile_up").format(
            source.table, source.condition
        )
    else:
        rows = sql.SQL(read_sql("lane_beside")).format(
            table=source.table, condition=source.condition
        )
    lanes = sql.SQL(read_sql("by_lane")).format(rows=rows)
    params = source.params | {
        "srid": ward.srid_measure,
        "fewest": FEWEST,
        "beside_m": BESIDE_M,
        "ward_id": ward.id,
    }
    return Source(sql.SQL("({}) AS v").format(lanes), sql.SQL("true"), params)
