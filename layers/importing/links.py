"""Lane, group and place of incidents on their way in: worked out before they are written."""

from psycopg2 import sql
from psycopg2.extensions import connection

from layers import db
from layers.importing.batch import Context
from layers.importing.bulk import MEMORY
from layers.importing.staging import STAGING
from layers.registers.following import follow

LINKS = sql.Identifier("pg_temp", "import_links")
_POINTS = sql.Identifier("pg_temp", "import_points")


def link_staged(conn: connection, context: Context) -> None:
    """Fill a temporary table with the links of each staged row, by the rule of `links_of`.

    Writing the links with the row costs a tenth of writing the row and updating it after.
    """
    drop_links(conn)
    _analyze_once(conn)
    db.execute(conn, "SELECT set_config('work_mem', %s, true)", (MEMORY,))
    db.execute(
        conn,
        sql.SQL(
            "CREATE TEMP TABLE import_points AS"
            " SELECT line AS id, %s AS ward_id, NULL::bigint AS import_id, occurred_at::date"
            " AS occurred_on,"
            " geom, ST_Transform(geom, 3857) AS geom_3857 FROM {}"
        ).format(STAGING),
        (context.ward.id,),
    )
    db.execute(conn, sql.SQL("CREATE INDEX ON {} USING gist (geom)").format(_POINTS))
    db.execute(conn, sql.SQL("ANALYZE {}").format(_POINTS))
    db.execute(
        conn,
        "CREATE TEMP TABLE import_links AS"
        " SELECT l.*, p.place_id FROM links_of(%s, 'pg_temp.import_points'::regclass) AS l"
        "   LEFT JOIN places_of(%s, 'pg_temp.import_points'::regclass) AS p ON p.id = l.id",
        (context.ward.id, context.ward.id),
    )
    db.execute(conn, sql.SQL("CREATE INDEX ON {} (id)").format(LINKS))
    db.execute(conn, sql.SQL("ANALYZE {}").format(LINKS))


def _analyze_once(conn: connection) -> None:
    """Let the planner know what the points are compared with, where nobody has told it yet.

    Of lanes that came a minute ago it knows nothing: it then compares each point with all of them.
    """
    query = (
        "SELECT c.relname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace"
        " WHERE c.oid IN ('area'::regclass, 'lane'::regclass, 'place'::regclass)"
        " AND pg_has_role(c.relowner, 'USAGE') AND NOT EXISTS (SELECT FROM pg_stats AS s"
        " WHERE s.schemaname = n.nspname AND s.tablename = c.relname)"
    )
    for row in db.rows(conn, query):
        _analyze(conn, row["relname"])


def _analyze(conn: connection, table: str) -> None:
    db.execute(conn, sql.SQL("ANALYZE {}").format(sql.Identifier(table)))


def drop_links(conn: connection) -> None:
    db.execute(conn, sql.SQL("DROP TABLE IF EXISTS {}, {}").format(LINKS, _POINTS))


def link_stored(conn: connection, context: Context, import_id: int, changed: int) -> None:
    """Bring stored links up to date: of changed incidents, or of all after lanes or areas.

    Rows of registers name what is in force on their day (layers/registers/following.py).
    """
    if context.target.table == "incident" and changed:
        db.execute(conn, "SELECT derive_incident_links(%s, %s)", (context.ward.id, import_id))
    elif context.target.table in ("lane", "area"):
        _analyze(conn, context.target.table)  # there may be ten times as many now
        db.execute(conn, "SELECT derive_incident_links(%s)", (context.ward.id,))
    follow(conn, context.ward, context.target.table)
