"""The start page of a person: which parts it has, and in which order, by their role."""

from datetime import date

from psycopg2.extensions import connection

from layers.people.person import who_signs_in
from layers.registers.scope import Reader
from layers.roles import Role
from layers.today.late import late_part
from layers.today.mine import mine_part
from layers.today.news import news_part
from layers.today.recurring import recurring_part
from layers.today.shapes import Part
from layers.today.situation import Situation, day_of
from layers.today.visits import open_visit

# An inspector goes out to work, a supervisor chases, an administrator keeps things running, and a
# viewer reads: what each needs first stands first. A viewer has no queue of their own.
ORDER = {
    Role.VIEWER: (news_part, late_part, recurring_part),
    Role.INSPECTOR: (mine_part, late_part, recurring_part, news_part),
    Role.SUPERVISOR: (late_part, recurring_part, mine_part, news_part),
    Role.ADMIN: (mine_part, late_part, news_part, recurring_part),
}


def start_page(
    conn: connection, reader: Reader, user_id: int, asked: date | None = None
) -> tuple[Situation, list[Part]]:
    """Return the parts of somebody's start page; it notes that they were here."""
    as_of = day_of(conn, reader.ward, asked)
    person = who_signs_in(conn, reader, reader.login)
    here = Situation(conn, reader, as_of, open_visit(conn, reader.ward, user_id), person)
    return here, [make(here) for make in ORDER[reader.role]]
