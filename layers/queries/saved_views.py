"""Views of the map that people keep, for themselves or for the ward, and a role's first one."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import psycopg2.errors
from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import Text
from layers import db
from layers.errors import NotAllowed, NotFound
from layers.queries.sources import read_sql
from layers.queries.wards import Ward
from layers.roles import Role

MOST_VIEWS = 100
LONGEST_NAME = 80
LONGEST_QUERY = 4000
SHARED_BY = Role.INSPECTOR
"""From this role on, a person may share a view with the ward."""
CHOSEN_BY = Role.SUPERVISOR
"""From this role on, a person says with which view the map opens, and changes shared views."""


class Person(NamedTuple):
    """Who keeps and changes views: their id, sign-in name and role in the ward."""

    id: int
    login: str
    role: Role


class Changes(NamedTuple):
    """What of a view is to be other; None: stays. `roles` are those that the map opens for."""

    name: str | None = None
    is_shared: bool | None = None
    roles: Sequence[Role] | None = None


def list_views(conn: connection, ward: Ward, person: Person) -> list[dict[str, Any]]:
    """Return the views that a person sees, by name, with what they may do."""
    return [_seen(row, person) for row in _rows(conn, ward, person)]


def read_view(conn: connection, ward: Ward, person: Person, view_id: int) -> dict[str, Any]:
    """Return a view that a person sees; NotFound for another person's own or a deleted one."""
    return _seen(_find(conn, ward, person, view_id), person)


def save_view(
    conn: connection, ward: Ward, person: Person, name: str, query: str, *, is_shared: bool
) -> int:
    """Keep a view and return its id. InputError for a name that is empty, too long or in use."""
    _check_name(name)
    _require_share(person, is_shared)
    if len(query) > LONGEST_QUERY:
        raise InputError(
            Text(
                f"Địa chỉ dài {len(query)} ký tự; nhiều nhất {LONGEST_QUERY}.",
                f"The address has {len(query)} characters; at most {LONGEST_QUERY}.",
            ),
            field="query",
            value=len(query),
        )
    kept = "SELECT count(*) FROM saved_view WHERE ward_id = %s AND owner_id = %s"
    if db.value(conn, kept + " AND deleted_at IS NULL", (ward.id, person.id)) >= MOST_VIEWS:
        raise InputError(
            Text(
                f"Bạn đã lưu {MOST_VIEWS} bản đồ; hãy xóa bớt trước.",
                f"You have kept {MOST_VIEWS} views; delete some first.",
            ),
            field="name",
            value=MOST_VIEWS,
        )
    with _unused(name), db.acting_as(conn, person.login):
        return int(
            db.value(
                conn,
                "INSERT INTO saved_view (ward_id, owner_id, name, query, is_shared)"
                " VALUES (%s, %s, %s, %s, %s) RETURNING id",
                (ward.id, person.id, name.strip(), query, is_shared),
            )
        )


def change_view(
    conn: connection, ward: Ward, person: Person, view_id: int, changes: Changes
) -> None:
    """Rename a view, share it or take it back, choose for which roles the map opens with it.

    NotAllowed for a view of another person below supervisor, and for roles below supervisor.
    """
    found = _changeable(conn, ward, person, view_id)
    is_shared = found["is_shared"] if changes.is_shared is None else changes.is_shared
    name = found["name"] if changes.name is None else changes.name
    _check_name(name)
    if is_shared and not found["is_shared"]:
        _require_share(person, True)
    with _unused(name), db.acting_as(conn, person.login):
        db.execute(
            conn,
            "UPDATE saved_view SET name = %s, is_shared = %s, changed_at = now() WHERE id = %s",
            (name.strip(), is_shared, view_id),
        )
        if changes.roles is not None:
            _set_roles(conn, ward, person, view_id, changes.roles, is_shared=is_shared)


def delete_view(conn: connection, ward: Ward, person: Person, view_id: int) -> None:
    """Hide a view; it can be restored for 30 days, after which it is purged."""
    _changeable(conn, ward, person, view_id)
    with db.acting_as(conn, person.login):
        db.execute(conn, "UPDATE saved_view SET deleted_at = now() WHERE id = %s", (view_id,))
        db.execute(
            conn,
            "DELETE FROM saved_view WHERE ward_id = %s AND deleted_at < now() - interval '30 days'",
            (ward.id,),
        )


def restore_view(conn: connection, ward: Ward, person: Person, view_id: int) -> None:
    """Bring a deleted view back as it was; InputError where its name has been used since."""
    found = _changeable(conn, ward, person, view_id, gone=True)
    with _unused(found["name"]), db.acting_as(conn, person.login):
        db.execute(conn, "UPDATE saved_view SET deleted_at = NULL WHERE id = %s", (view_id,))


def first_view(conn: connection, ward: Ward, role: Role) -> str | None:
    """Return the query of the view that the map opens with for a role; None where there is none."""
    found = db.value(
        conn,
        "SELECT v.query FROM saved_view_default AS d JOIN saved_view AS v ON v.id = d.view_id"
        " WHERE d.ward_id = %s AND d.role = %s AND v.is_shared AND v.deleted_at IS NULL",
        (ward.id, role.code),
    )
    return None if found is None else str(found)


def _rows(
    conn: connection, ward: Ward, person: Person, view_id: int | None = None, *, gone: bool = False
) -> list[dict[str, Any]]:
    params = {"ward": ward.id, "person": person.id, "id": view_id, "gone": gone}
    return db.rows(conn, read_sql("saved_views"), params)


def _find(
    conn: connection, ward: Ward, person: Person, view_id: int, *, gone: bool = False
) -> dict[str, Any]:
    rows = _rows(conn, ward, person, view_id, gone=gone)
    if not rows:
        raise NotFound(Text("bản đồ đã lưu", "saved view"), view_id)
    return rows[0]


def _changeable(
    conn: connection, ward: Ward, person: Person, view_id: int, *, gone: bool = False
) -> dict[str, Any]:
    found = _find(conn, ward, person, view_id, gone=gone)
    if not _may_change(found, person):
        raise NotAllowed(
            Text(
                f"“{found['name']}” là của {found['owner']}: chỉ người ấy và cán bộ giám sát sửa"
                " được.",
                f"“{found['name']}” belongs to {found['owner']}: only they and supervisors may"
                " change it.",
            )
        )
    return found


def _may_change(row: dict[str, Any], person: Person) -> bool:
    return row["owner_id"] == person.id or (row["is_shared"] and person.role >= CHOSEN_BY)


def _seen(row: dict[str, Any], person: Person) -> dict[str, Any]:
    names = ("id", "name", "query", "is_shared", "owner", "roles")
    return {
        **{name: row[name] for name in names},
        "is_mine": row["owner_id"] == person.id,
        "may_change": _may_change(row, person),
    }


def _set_roles(
    conn: connection,
    ward: Ward,
    person: Person,
    view_id: int,
    roles: Sequence[Role],
    *,
    is_shared: bool,
) -> None:
    if person.role < CHOSEN_BY:
        raise NotAllowed(
            Text(
                "Chỉ cán bộ giám sát chọn bản đồ mở đầu cho một vai trò.",
                "Only supervisors choose the view that the map opens with for a role.",
            )
        )
    if roles and not is_shared:
        raise InputError(
            Text(
                "roles: bản đồ mở đầu cho một vai trò phải được chia sẻ trong phường.",
                "roles: the view that the map opens with for a role must be shared in the ward.",
            ),
            field="roles",
        )
    db.execute(conn, "DELETE FROM saved_view_default WHERE view_id = %s", (view_id,))
    for role in roles:
        db.execute(
            conn,
            "INSERT INTO saved_view_default (ward_id, role, view_id, set_by)"
            " VALUES (%s, %s, %s, %s) ON CONFLICT (ward_id, role)"
            " DO UPDATE SET view_id = excluded.view_id, set_by = excluded.set_by, set_at = now()",
            (ward.id, role.code, view_id, person.login),
        )


def _check_name(name: str) -> None:
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        raise InputError(
            Text(
                f"name='{name.strip()[:20]}': cần 1 đến {LONGEST_NAME} ký tự.",
                f"name='{name.strip()[:20]}': needs 1 to {LONGEST_NAME} characters.",
            ),
            field="name",
            value=name.strip()[:20],
        )


def _require_share(person: Person, is_shared: bool) -> None:
    if is_shared and person.role < SHARED_BY:
        raise NotAllowed(
            Text(
                "Chỉ cán bộ kiểm tra trở lên chia sẻ bản đồ trong phường.",
                "Only inspectors and above share a view in the ward.",
            )
        )


@contextmanager
def _unused(name: str) -> Iterator[None]:
    """Say in words that a person has a view of this name already."""
    try:
        yield
    except psycopg2.errors.UniqueViolation as error:
        raise InputError(
            Text(
                f"Đã có một bản đồ tên “{name.strip()}”; hãy đặt tên khác.",
                f"There is a view named “{name.strip()}” already; choose another name.",
            ),
            field="name",
            value=name.strip(),
        ) from error
