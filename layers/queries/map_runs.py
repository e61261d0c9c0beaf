"""The analyses that the map shows: made for its filter when nobody has made them yet."""

from psycopg2.extensions import connection

from layers import db
from layers.analysis import run_hotspots
from layers.filters import Filter
from layers.queries.board import DEFAULTS, POINTS, board_runs, completed
from layers.queries.wards import Ward

ACTOR = "map"
KEPT = 60


def runs_of_map(
    conn: connection, ward: Ward, chosen: Filter, *, with_cells: bool = True
) -> dict[str, int]:
    """Return the run of each method that the map draws under a filter, by the standard rule.

    `with_cells`: hot cells as well as repeat points.

    They are the board's own runs: map and board never show two different answers. A ward without
    incidents has none. Runs that only the map asked for are dropped when they are many.
    """
    if not has_incidents(conn, ward):
        return {}
    used = filter_of_map(conn, ward, chosen)
    if with_cells:
        found = [run for run in board_runs(conn, ward, used, actor=ACTOR) if run is not None]
    else:
        found = [run_hotspots(conn, ward, POINTS, DEFAULTS, used, actor=ACTOR)]
    drop_old(conn, ward)
    return {run.method: run.id for run in found}


def has_incidents(conn: connection, ward: Ward) -> bool:
    """Say whether there is anything to analyse."""
    query = "SELECT EXISTS (SELECT FROM incident WHERE ward_id = %s)"
    return bool(db.value(conn, query, (ward.id,)))


def filter_of_map(conn: connection, ward: Ward, chosen: Filter) -> Filter:
    """Return what is analysed: what is significant does not hang on what the screen shows."""
    return completed(conn, ward, chosen.without("inside", "shape", "where"))


def drop_old(conn: connection, ward: Ward) -> None:
    """Keep the newest of the runs that only the map asked for; each can be made again."""
    db.execute(
        conn,
        """
        DELETE FROM run
         WHERE ward_id = %(ward)s AND created_by = %(actor)s AND NOT is_kept
           AND id <= (SELECT id FROM run WHERE ward_id = %(ward)s AND created_by = %(actor)s
                       ORDER BY id DESC OFFSET %(kept)s LIMIT 1)
        """,
        {"ward": ward.id, "actor": ACTOR, "kept": KEPT},
    )
