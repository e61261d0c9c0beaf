"""What incidents of a unit are counted against: kilometres inspected, people, households."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import shapely
from psycopg2.extensions import connection

from geo.events import NO_DAY, Events
from geo.inspection import walked_km_of_areas, walked_km_of_lanes
from geo.result import Units
from layers import clock, db
from layers.filters import Filter
from layers.queries.wards import Ward

EPOCH = date(1970, 1, 1)

ROUNDS = """
    SELECT ST_AsBinary(ST_Transform(geom, %(srid)s)) AS geom
      FROM open_round
     WHERE ward_id = %(ward)s AND geom IS NOT NULL
       AND started_on <= %(last)s AND ended_on >= %(first)s
       AND (%(fields)s = '{}' OR EXISTS (
             SELECT FROM inspection_round_field
              WHERE round_id = open_round.id AND field_code = ANY(%(fields)s)))
     ORDER BY code
"""

PEOPLE = r"""
    SELECT code, people::float8 AS people,
           CASE WHEN properties->>'households' ~ '^\d{1,7}$'
                THEN (properties->>'households')::float8 END AS households
      FROM area
     WHERE ward_id = %(ward)s AND kind = 'group' AND valid @> %(on)s
"""


def with_exposure(
    conn: connection, ward: Ward, units: Units, exposure: str, chosen: Filter, events: Events
) -> Units:
    """Return the units with a column of that name: NaN where nothing is known of a unit.

    Rounds are those of the filter's fields that touch its period, or that of its events.
    """
    if exposure == "inspected":
        return replace(units, columns={exposure: _inspected(conn, ward, units, chosen, events)})
    if exposure in ("people", "households") and units.kind == "area":
        on = chosen.boundaries_on or _last(chosen, events)
        rows = db.rows(conn, PEOPLE, {"ward": ward.id, "on": on})
        known = {row["code"]: row[exposure] for row in rows}
        values = [known.get(key) for key in units.keys]
        column = np.array([np.nan if v is None else v for v in values], dtype=np.float64)
        return replace(units, columns={exposure: column})
    return units


def _inspected(
    conn: connection, ward: Ward, units: Units, chosen: Filter, events: Events
) -> np.ndarray[Any, np.dtype[np.float64]]:
    params = {
        "ward": ward.id,
        "srid": ward.srid_measure,
        "fields": list(chosen.fields),
        "first": _first(chosen, events),
        "last": _last(chosen, events),
    }
    rows = db.rows(conn, ROUNDS, params)
    rounds = np.array([shapely.from_wkb(bytes(row["geom"])) for row in rows], dtype=object)
    walked = walked_km_of_lanes if units.kind == "lane" else walked_km_of_areas
    return walked(units.geometry, rounds)


def _first(chosen: Filter, events: Events) -> date:
    return chosen.first or _day(events, first=True)


def _last(chosen: Filter, events: Events) -> date:
    return chosen.last or _day(events, first=False)


def _day(events: Events, *, first: bool) -> date:
    if events.day is None or not events.dated.any():
        return clock.today()
    known = events.day[np.not_equal(events.day, NO_DAY)]
    return EPOCH + timedelta(days=int(known.min() if first else known.max()))
