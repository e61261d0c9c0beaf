"""The analyses that the map shows: made for its filter when nobody has made them yet."""

from psycopg2.extensions import connection

from layers import db
from layers.filters import Filter
from layers.queries.board import board_runs, completed
from layers.queries.wards import Ward

ACTOR = "map"
KEPT = 60


def runs_of_map(conn: connection, ward: Ward, chosen: Filter) -> dict[str, int]:
    """Return the run of each method that the map draws under a filter, by the standard rule.

    They are the board's own runs: map and board never show two different answers. A ward without
    incidents has none. Runs that only the map asked for are dropped when they are many.
    """
    if not db.value(conn, "SELECT EXISTS (SELECT FROM incident WHERE ward_id = %s)", (ward.id,)):
        return {}
    # what is significant does not hang on what the screen shows
    chosen = chosen.without("inside", "shape")
    points, cells = board_runs(conn, ward, completed(conn, ward, chosen), actor=ACTOR)
    _drop_old(conn, ward)
    return {run.method: run.id for run in (points, cells) if run is not None}


def _drop_old(conn: connection, ward: Ward) -> None:
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
