"""A case and the people of its ward."""

import pytest
from psycopg2.extensions import connection

from layers import db
from layers.queries.wards import Ward
from tests.factories import add_incident, add_user
from tests.layers.importing.conftest import bring, refused  # noqa: F401 (fixtures)


@pytest.fixture
def people(conn: connection, ward: Ward) -> None:
    """An: inspector; Binh: inspector; Chi: supervisor; Dung: viewer; Em: inspector elsewhere."""
    for login, role in (
        ("an1", "inspector"), ("binh", "inspector"), ("chi", "supervisor"), ("dung", "viewer"),
    ):  # fmt: skip
        add_user(conn, login, role, ward)
    other = db.value(
        conn,
        "INSERT INTO ward (code, name_vi, name_en) VALUES ('phuong-khac', 'K', 'O') RETURNING id",
    )
    add_user(conn, "em1", "inspector", ward)
    db.execute(conn, "UPDATE \"user\" SET ward_id = %s WHERE login = 'em1'", (other,))


@pytest.fixture
def case(conn: connection, ward: Ward, people: None) -> int:
    return add_incident(conn, ward)
