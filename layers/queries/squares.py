"""Squares of a grid fixed in the ward's metric CRS: that of an incident, and its rows."""

from psycopg2 import sql

from layers.filters import incident_condition
from layers.queries.board_counts import NOWHERE
from layers.queries.board_question import Question, incident_rows
from layers.queries.exactness import ON_LANE_ONLY
from layers.queries.row_tables import RowTable

SQUARE_M = 100

SQUARE_OF = sql.SQL("""
    CASE WHEN NOT incident.is_pile_up AND NOT {on_lane_only} THEN (
      SELECT floor(ST_X(metric) / %(cell_m)s)::integer
             || '_' || floor(ST_Y(metric) / %(cell_m)s)::integer
        FROM ST_Transform(incident.geom, %(srid)s) AS metric) END
""").format(on_lane_only=sql.SQL(ON_LANE_ONLY))
"""The key of an incident's square, column_row; NULL where its place is a default or only a lane."""


def open_square(asked: Question, key: str) -> RowTable:
    """Return the incidents in a square by its key, or with "-" those that lie in none."""
    condition, params = incident_condition(asked.ward.id, asked.filter)
    params |= {
        "srid": asked.ward.srid_measure,
        "cell_m": SQUARE_M,
        "square": None if key == NOWHERE else key,
    }
    only = sql.SQL(
        "v.id IN (SELECT incident.id FROM incident"
        " WHERE {condition} AND {square} IS NOT DISTINCT FROM %(square)s::text)"
    ).format(condition=condition, square=SQUARE_OF)
    return incident_rows(asked, asked.filter, only, params)
