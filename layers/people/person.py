"""Who somebody is: a row of the register of people, or a sign-in name that none has yet."""

from dataclasses import dataclass

from psycopg2.extensions import connection

from geo.text import Text
from layers import db
from layers.errors import NotAllowed, NotFound
from layers.links import Link, to_page
from layers.registers.scope import Reader
from layers.roles import Role
from layers.today.visits import Unit

WHAT = Text("người", "person")
PERSON = """
SELECT p.id, p.name, p.logins, u.id AS unit_id, u.name AS unit_name
  FROM register_person AS p
  LEFT JOIN register_unit AS u ON u.id = p.unit_id AND u.deleted_at IS NULL
 WHERE p.ward_id = %(ward)s AND p.deleted_at IS NULL
   AND (p.id = %(id)s OR %(login)s = ANY(p.logins))
"""
ACCOUNT = """
SELECT display_name FROM "user" WHERE login = %(login)s AND (ward_id = %(ward)s OR ward_id IS NULL)
"""
EVERYBODY = """
SELECT * FROM (
SELECT p.id::text AS code, p.name, array_to_string(p.logins, ', ') AS hint FROM register_person AS p
 WHERE p.ward_id = %(ward)s AND p.deleted_at IS NULL AND (%(all)s OR %(login)s = ANY(p.logins))
UNION ALL
SELECT NULL, u.display_name, u.login FROM "user" AS u
 WHERE u.is_active AND (u.ward_id = %(ward)s OR u.ward_id IS NULL)
   AND (%(all)s OR u.login = %(login)s)
   AND NOT EXISTS (SELECT FROM register_person AS p WHERE p.ward_id = %(ward)s
                      AND p.deleted_at IS NULL AND u.login = ANY(p.logins))
) AS everybody
 ORDER BY name COLLATE vietnamese, hint
"""


@dataclass(frozen=True)
class Person:
    """`id` None: the register of people does not know the sign-in name, so nor do the others."""

    id: int | None
    name: str
    logins: tuple[str, ...]
    unit: Unit | None

    @property
    def page(self) -> Link:
        if self.id is None:
            return to_page("people", "of", self.logins[0])
        return to_page("people", self.id)


def person_with_id(conn: connection, reader: Reader, person_id: int) -> Person:
    """Return a person for themselves, and for supervisors; NotAllowed for others, or NotFound."""
    found = _read(conn, reader, person_id, "")
    _require(reader, found.logins if found else ())
    if found is None:
        raise NotFound(WHAT, person_id)
    return found


def person_with_login(conn: connection, reader: Reader, login: str) -> Person:
    """Return who signs in by a name, for themselves and for supervisors; else as by number."""
    _require(reader, (login,))
    found = who_signs_in(conn, reader, login)
    if found is None:
        raise NotFound(WHAT, login[:80])
    return found


def who_signs_in(conn: connection, reader: Reader, login: str) -> Person | None:
    """Return who has a sign-in name in the reader's ward; None where there is no such account."""
    found = _read(conn, reader, 0, login)
    if found is None:
        name = db.value(conn, ACCOUNT, {"ward": reader.ward.id, "login": login})
        found = None if name is None else Person(None, name, (login,), None)
    return found


def list_people(conn: connection, reader: Reader) -> list[tuple[str, str, Link]]:
    """Return sign-in names, name and page of whom the reader may see, by name."""
    params = {"ward": reader.ward.id, "login": reader.login, "all": _sees_all(reader)}
    return [
        (
            row["hint"],
            row["name"],
            to_page("people", row["code"]) if row["code"] else to_page("people", "of", row["hint"]),
        )
        for row in db.rows(conn, EVERYBODY, params)
    ]


def _read(conn: connection, reader: Reader, person_id: int, login: str) -> Person | None:
    row = db.one(conn, PERSON, {"ward": reader.ward.id, "id": person_id, "login": login})
    if row is None:
        return None
    unit = Unit(row["unit_id"], row["unit_name"]) if row["unit_id"] else None
    return Person(row["id"], row["name"], tuple(row["logins"]), unit)


def _sees_all(reader: Reader) -> bool:
    return reader.role >= Role.SUPERVISOR


def _require(reader: Reader, logins: tuple[str, ...]) -> None:
    if not _sees_all(reader) and reader.login not in logins:
        raise NotAllowed(
            Text(
                "Trang việc của một người chỉ người đó và người giám sát xem.",
                "The work of a person is seen by themselves and by supervisors.",
            )
        )
