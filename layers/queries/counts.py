"""How many incidents a filter leaves, and how many each choice in it would leave."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.drawing import UNDRAWN
from geo.small_counts import FEW
from geo.text import Text, same
from layers import db
from layers.contract import Layer
from layers.day_words import short_day
from layers.filters import NO_GROUP, Filter, incident_condition
from layers.queries.facet_counts import (
    COUNTED,
    EVERY_STATE,
    STYLE,
    TOTAL,
    Values,
    facet_counts,
)
from layers.queries.safe_counts import safe_counts
from layers.queries.sources import check_public, layer_source, read_sql, style_class
from layers.queries.wards import Ward
from layers.roles import Role

TOP_LANES = 200

# Each facet and the parts of the filter that are left out of its own counts: fields and categories
# are one tree, so that each of them says what it alone would leave.
STAFF_FACETS = {
    "field": ("fields", "categories"),
    "category": ("fields", "categories"),
    "group": ("groups",),
    "lane": ("lanes",),
    "state": ("states",),
    "holder": ("holders",),
    "round": ("rounds",),
    "month": ("period",),
}
PUBLIC_FACETS = ("field", "category", "month")
NOWHERE = {
    "group": Text("Ngoài các tổ", "In no group"),
    "holder": Text("Không ai nhận khoán", "No holder"),
    "round": Text("Không do đợt nào", "Of no round"),
}
NO_RUNS: Mapping[str, int] = {}


def read_counts(
    conn: connection,
    ward: Ward,
    layers: Iterable[Layer],
    chosen: Filter,
    role: Role,
    runs: Mapping[str, int] = NO_RUNS,
    *,
    redacted: bool = False,
    locked: bool = False,
) -> dict[str, Any]:
    """Return the total, the counts of layers and the facets, each without its own filter; `locked`:
    with it too, for a link that may show nothing outside its filter.

    Every layer is counted by class as well: its legend says how many. Signed out and redacted, only
    layers of the ward's own and runs: classes beside a sum would tell the small ones.

    `runs` names the run of a method that is on the screen; else it is the one that fits the filter.
    Signed out: whole months, three facets, and like `redacted`, for a link that says so: no number
    below five, the others rounded, see layers/queries/safe_counts.py.
    """
    is_public = role is Role.PUBLIC
    if is_public:
        check_public(chosen)
    names = PUBLIC_FACETS if is_public else tuple(STAFF_FACETS)
    asked = _asked(names, chosen, locked=locked)
    here = _counted_here(asked)
    if "state" in here and not (locked or redacted):
        here[EVERY_STATE] = here.pop("state")  # the cancelled can be chosen, but are in no sum
    counted = facet_counts(conn, ward, here | {TOTAL: chosen, STYLE: chosen})
    counted |= {"state": counted[EVERY_STATE]} if EVERY_STATE in counted else {}
    facets = {name: _facet(conn, ward, name, asked[name], chosen, counted) for name in names}
    layers = tuple(layers)
    in_class = {
        layer.name: _styles(layer, counted[STYLE])
        if layer.name == "incidents"
        else _found(conn, ward, layer, chosen, runs)
        for layer in layers
    }
    by_class = {layer.name: _by_class(layer, in_class[layer.name]) for layer in layers}
    found = {
        "total": sum(counted[TOTAL].values()),
        "layers": {
            layer.name: _drawn(layer, by_class[layer.name])
            if layer.is_custom or layer.run_id
            else _all_but_undrawn(layer, in_class[layer.name])
            for layer in layers
        },
        "classes": {
            layer.name: by_class[layer.name]
            for layer in layers
            if not (is_public or redacted) or layer.is_custom or layer.run_id
        },
        "facets": facets,
        "boundaries": chosen.boundaries.to_json(),
    }
    if not (is_public or redacted):
        return found
    safe = safe_counts(conn, ward, layers, chosen, found)
    return safe if redacted else _of_public(safe, found)


def _of_public(safe: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """Tell the public layers row by row, and of the incidents nothing where there are few."""
    facets = {
        name: [row for row in rows if row["n"] != FEW] for name, rows in safe["facets"].items()
    }
    total = None if safe["total"] == FEW else safe["total"]
    told = {name: found[name] for name in ("layers", "classes")}
    return safe | told | {"total": total, "facets": facets}


def read_facets(
    conn: connection, ward: Ward, chosen: Filter, names: Iterable[str]
) -> dict[str, list[dict[str, Any]]]:
    """Return some facets with the whole filter on: their counts add up to its total."""
    asked = _asked(names, chosen, locked=True)
    counted = facet_counts(conn, ward, _counted_here(asked))
    return {name: _facet(conn, ward, name, chosen, chosen, counted) for name in asked}


def _asked(names: Iterable[str], chosen: Filter, *, locked: bool) -> dict[str, Filter]:
    """Return the filter that each facet counts under."""
    return {name: chosen if locked else chosen.without(*STAFF_FACETS[name]) for name in names}


def _counted_here(asked: Mapping[str, Filter]) -> dict[str, Filter]:
    """Leave out what is not a column of incidents: the holder is asked by a query of its own."""
    return {name: chosen for name, chosen in asked.items() if name in COUNTED}


def _styles(layer: Layer, values: Values) -> dict[int, int]:
    """Return how many incidents there are by the place of their class in the legend."""
    places = {each.value: at for at, each in enumerate(layer.style.classes)}
    found: Counter[int] = Counter()
    for value, n in values.items():
        found[places.get(value, -1)] += n
    return dict(found)


def class_counts(conn: connection, ward: Ward, layer: Layer, chosen: Filter) -> list[int]:
    """Count the rows of each class of the legend; rows of no class are drawn nowhere."""
    return _by_class(layer, _found(conn, ward, layer, chosen, NO_RUNS))


def _found(
    conn: connection, ward: Ward, layer: Layer, chosen: Filter, runs: Mapping[str, int]
) -> dict[int, int]:
    """Count by the place of the class in the legend; -1: rows of no class."""
    run_id = runs.get(layer.needs_run) if layer.needs_run else None
    source = layer_source(ward, layer, chosen, run_id)
    query = sql.SQL("SELECT {} AS c, count(*) AS n FROM {} WHERE {} GROUP BY 1").format(
        style_class(layer), source.table, source.condition
    )
    return {row["c"]: row["n"] for row in db.rows(conn, query, source.params)}


def _by_class(layer: Layer, found: Mapping[int, int]) -> list[int]:
    return [found.get(at, 0) for at in range(len(layer.style.classes))]


def _all_but_undrawn(layer: Layer, found: Mapping[int, int]) -> int:
    """Add up what the map draws: a class without a colour ("not significant") is not drawn."""
    undrawn = {at for at, each in enumerate(layer.style.classes) if each.colour == UNDRAWN}
    return sum(n for at, n in found.items() if at not in undrawn)


def _drawn(layer: Layer, counts: list[int]) -> int:
    """Add up the classes that have a colour."""
    pairs = zip(layer.style.classes, counts, strict=True)
    return sum(n for each, n in pairs if each.colour != UNDRAWN)


def _facet(
    conn: connection,
    ward: Ward,
    name: str,
    counted_under: Filter,
    chosen: Filter,
    counted: Mapping[str, Values],
) -> list[dict[str, Any]]:
    values = counted.get(name, {})
    if name == "month":
        return [_month(month, values[month]) for month in sorted(values)]
    condition, params = incident_condition(ward.id, counted_under)
    bounds = chosen.boundaries
    kept = {
        "ward_id": ward.id,
        "values": list(values),
        "numbers": list(values.values()),
        "top": TOP_LANES,
        "chosen": list(chosen.rounds if name == "round" else chosen.lanes),
        "period_first": chosen.first,
        "period_last": chosen.last,
        "areas_first": chosen.first if bounds.as_was else bounds.stated_day,
        "areas_last": chosen.boundaries_on,
    }
    query = sql.SQL(read_sql(f"facet_{name}")).format(condition=condition)
    return [_SHOWN[name](row) for row in db.rows(conn, query, params | kept)]


def _coded(row: dict[str, Any]) -> dict[str, Any]:
    title = Text(row["name_vi"], row["name_en"])
    return {"value": row["value"], "title": title.to_json(), "n": row["n"]}


def _category(row: dict[str, Any]) -> dict[str, Any]:
    return {**_coded(row), "field": row["field_code"]}


def _named(row: dict[str, Any]) -> dict[str, Any]:
    title = same(row["name"] or row["code"])
    return {"value": str(row["value"]), "title": title.to_json(), "n": row["n"]}


def _group(row: dict[str, Any]) -> dict[str, Any]:
    if row["value"] == NO_GROUP:
        return _none_of("group", row)
    title = same(row["name"] or row["code"])
    if row["since"]:
        since = short_day(row["since"])
        title = Text(f"{title.vi} (từ {since.vi})", f"{title.en} (from {since.en})")
    return {"value": row["value"], "title": title.to_json(), "n": row["n"]}


def _holder(row: dict[str, Any]) -> dict[str, Any]:
    if row["value"] == NO_GROUP:
        return _none_of("holder", row)
    return {"value": row["value"], "title": same(row["value"]).to_json(), "n": row["n"]}


def _round(row: dict[str, Any]) -> dict[str, Any]:
    if row["value"] == NO_GROUP:
        return _none_of("round", row)
    first, last = row["started_on"], row["ended_on"]
    days = short_day(first)
    if last > first:
        end = short_day(last)
        days = Text(f"{first:%d/%m}–{end.vi}", f"{days.en} – {end.en}")
    title = Text(f"{row['value']} · {days.vi}", f"{row['value']} · {days.en}")
    return {"value": row["value"], "title": title.to_json(), "n": row["n"]}


def _none_of(name: str, row: dict[str, Any]) -> dict[str, Any]:
    return {"value": NO_GROUP, "title": NOWHERE[name].to_json(), "n": row["n"]}


def _month(month: date, n: int) -> dict[str, Any]:
    title = Text(f"Tháng {month.month}/{month.year}", f"{month:%B} {month.year}")
    return {"value": f"{month:%Y-%m}", "title": title.to_json(), "n": n}


_SHOWN: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "field": _coded,
    "category": _category,
    "group": _group,
    "lane": _named,
    "state": _coded,
    "holder": _holder,
    "round": _round,
}
