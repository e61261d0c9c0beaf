"""Who calls, about which ward, how far its tables have moved: what nearly every request asks."""

from typing import NamedTuple

from psycopg2.extensions import connection

from layers import prepared
from layers.queries.users import User, user_of
from layers.queries.wards import Ward, is_ward_code, ward_of

_ASKED = """
SELECT (SELECT row_to_json(one) FROM (
          SELECT id, login, display_name, role, ward_id, is_active, session_epoch
            FROM "user" WHERE id = %(user_id)s) AS one) AS person,
       (SELECT row_to_json(one) FROM (SELECT * FROM ward WHERE code = %(code)s) AS one) AS ward,
       (SELECT json_object_agg(moved.table_name, moved.version)
          FROM table_version AS moved JOIN ward ON ward.id = moved.ward_id
         WHERE ward.code = %(code)s) AS versions
"""


class Caller(NamedTuple):
    """A person, a ward and the versions of its tables; None and empty where there is none such."""

    user: User | None
    ward: Ward | None
    versions: dict[str, int]


def read_caller(conn: connection, user_id: int | None, ward_code: str | None) -> Caller:
    """Read all three in one statement; nothing of it is kept, so a role taken away is gone."""
    known_id = user_id if user_id is not None and user_id < 2**31 else None
    code = ward_code if ward_code is not None and is_ward_code(ward_code) else None
    row = prepared.one(conn, _ASKED, {"user_id": known_id, "code": code})
    assert row is not None
    return Caller(
        row["person"] and user_of(row["person"]),
        row["ward"] and ward_of(row["ward"]),
        row["versions"] or {},
    )
