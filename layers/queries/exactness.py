"""How exactly places of incidents are known: coordinates that were rounded, lanes alone."""

from dataclasses import replace
from typing import NamedTuple

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.hotspots import Method
from geo.result import HotspotResult, Note
from geo.text import Text
from layers import db
from layers.filters import Filter, incident_condition
from layers.queries.wards import Ward

ON_LANE_ONLY = """
    EXISTS (SELECT FROM placement
             WHERE placement.incident_id = incident.id AND placement.undone_at IS NULL
               AND placement.method IN ('address', 'lane'))
"""
"""An incident of which only the lane is known: its point stands for the whole lane."""


_TELL_NOTHING_APART = ("snap_m", "max_radius_m")


class Rounding(NamedTuple):
    """Rows whose coordinates were rounded to this many metres when they came."""

    metres: float
    rows: int


def count_on_lanes(conn: connection, ward: Ward, chosen: Filter) -> int:
    """Count the rows of a filter of which only the lane is known."""
    condition, params = incident_condition(ward.id, chosen)
    query = sql.SQL("SELECT count(*) FROM incident WHERE {} AND {}")
    return int(db.value(conn, query.format(condition, sql.SQL(ON_LANE_ONLY)), params))


def roundings(conn: connection, ward: Ward, chosen: Filter) -> tuple[Rounding, ...]:
    """Return how the coordinates under a filter were rounded, by what was measured at import."""
    condition, params = incident_condition(ward.id, chosen)
    query = sql.SQL(
        "SELECT (came.options #>> '{{found,precision,metres}}')::double precision AS metres,"
        "       sum(part.rows)::integer AS rows"
        "  FROM (SELECT import_id, count(*) AS rows FROM incident"
        "         WHERE {} AND NOT is_pile_up GROUP BY import_id) AS part"
        "  JOIN import_run AS came ON came.id = part.import_id"
        " WHERE came.options #>> '{{found,precision,metres}}' IS NOT NULL"
        " GROUP BY 1 ORDER BY 1"
    ).format(condition)
    return tuple(Rounding(row["metres"], row["rows"]) for row in db.rows(conn, query, params))


def on_lanes_note(rows: int) -> tuple[Note, ...]:
    """Say how many incidents were left out because only their lane is known."""
    if not rows:
        return ()
    text = Text(
        f"{rows} vụ chỉ biết ở ngõ nào, không biết chỗ nào trên ngõ: không đưa vào phân tích.",
        f"Of {rows} incidents only the lane is known, not where on it: left out of the analysis.",
    )
    return (Note("on_lane_left_out", "warning", text),)


def with_rounding_note(
    method: Method, result: HotspotResult, found: tuple[Rounding, ...]
) -> HotspotResult:
    """Return a result that says so where it looks finer than the coordinates are."""
    finest = _finest_m(method, result)
    coarse = [each for each in found if finest is not None and each.metres > finest]
    if not coarse:
        return result
    rows, worst = sum(each.rows for each in coarse), max(each.metres for each in coarse)
    text = Text(
        f"{rows} vụ có tọa độ làm tròn đến {worst:,.0f} m (đo khi nạp tệp), thô hơn {finest:g} m mà"
        " phân tích này dùng: hình nhỏ hơn thế không có thật.",
        f"{rows} incidents have coordinates rounded to {worst:,.0f} m (measured when they came),"
        f" coarser than the {finest:g} m of this analysis: a pattern below that is not real.",
    )
    return replace(result, notes=(*result.notes, Note("coarse_coordinates", "warning", text)))


def _finest_m(method: Method, result: HotspotResult) -> float | None:
    """Return the smallest length in metres below which a method tells things apart.

    Where it smooths, that is the bandwidth, however fine its raster; how far it looks for a lane
    tells nothing apart.
    """
    used = {
        parameter.name: float(value)
        for parameter in method.parameters
        if parameter.unit is not None
        and parameter.unit.en == "m"
        and parameter.name not in _TELL_NOTHING_APART
        and isinstance(value := result.parameters.get(parameter.name), int | float)
        and value > 0
    }
    return used.get("bandwidth_m") or min(used.values(), default=None)
