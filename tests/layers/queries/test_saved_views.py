"""Kept views: whose they are, who sees and changes them, what is refused, what comes back."""

import pytest
from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import same
from layers import db
from layers.errors import NotAllowed, NotFound
from layers.queries.saved_views import (
    MOST_VIEWS,
    Changes,
    Person,
    change_view,
    delete_view,
    first_view,
    list_views,
    restore_view,
    save_view,
)
from layers.queries.wards import Ward, create_ward
from layers.roles import Role
from tests.factories import add_user

QUERY = "field=ttdt&layers=lanes"


@pytest.fixture
def people(conn: connection, ward: Ward) -> dict[str, Person]:
    return {
        role.code: Person(add_user(conn, f"nguoi-{role.code}", role.code, ward), role.code, role)
        for role in (Role.VIEWER, Role.INSPECTOR, Role.SUPERVISOR)
    }


def _names(conn: connection, ward: Ward, person: Person) -> list[str]:
    return [view["name"] for view in list_views(conn, ward, person)]


def test_own_views_are_nobody_else_s(
    conn: connection, ward: Ward, people: dict[str, Person]
) -> None:
    mine = save_view(conn, ward, people["viewer"], " Tổ 5 ", QUERY, is_shared=False)
    assert _names(conn, ward, people["viewer"]) == ["Tổ 5"]
    assert _names(conn, ward, people["supervisor"]) == []
    with pytest.raises(NotFound):
        change_view(conn, ward, people["supervisor"], mine, Changes(name="x"))


def test_shared_views_are_seen_by_all_and_changed_by_few(
    conn: connection, ward: Ward, people: dict[str, Person]
) -> None:
    shared = save_view(conn, ward, people["inspector"], "Chung", QUERY, is_shared=True)
    other = create_ward(conn, "phuong-khac", same("Khác"), 5897)
    assert [_names(conn, ward, each) for each in people.values()] == [["Chung"]] * 3
    assert _names(conn, other, people["supervisor"]) == []
    for act in (lambda who: delete_view(conn, ward, who, shared),
                lambda who: change_view(conn, ward, who, shared, Changes(name="x"))):  # fmt: skip
        with pytest.raises(NotAllowed):
            act(people["viewer"])
    change_view(conn, ward, people["supervisor"], shared, Changes(name="Của phường"))
    assert _names(conn, ward, people["viewer"]) == ["Của phường"]


def test_viewer_may_not_share(conn: connection, ward: Ward, people: dict[str, Person]) -> None:
    with pytest.raises(NotAllowed):
        save_view(conn, ward, people["viewer"], "A", QUERY, is_shared=True)
    mine = save_view(conn, ward, people["viewer"], "A", QUERY, is_shared=False)
    with pytest.raises(NotAllowed):
        change_view(conn, ward, people["viewer"], mine, Changes(is_shared=True))


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "Tổ 5", "TỔ 5"])
def test_name_that_is_empty_long_or_in_use_is_refused(
    conn: connection, ward: Ward, people: dict[str, Person], name: str
) -> None:
    save_view(conn, ward, people["viewer"], "Tổ 5", QUERY, is_shared=False)
    with pytest.raises(InputError) as caught:
        save_view(conn, ward, people["viewer"], name, QUERY, is_shared=False)
    assert caught.value.field == "name"
    assert save_view(conn, ward, people["inspector"], "Tổ 5", QUERY, is_shared=False)


def test_deleted_view_comes_back_as_it_was(
    conn: connection, ward: Ward, people: dict[str, Person]
) -> None:
    boss = people["supervisor"]
    view = save_view(conn, ward, boss, "A", QUERY, is_shared=True)
    change_view(conn, ward, boss, view, Changes(roles=(Role.VIEWER,)))
    before = list_views(conn, ward, boss)
    delete_view(conn, ward, boss, view)
    assert list_views(conn, ward, boss) == []
    assert first_view(conn, ward, Role.VIEWER) is None
    with pytest.raises(NotFound):
        delete_view(conn, ward, boss, view)
    restore_view(conn, ward, boss, view)
    assert list_views(conn, ward, boss) == before
    assert first_view(conn, ward, Role.VIEWER) == QUERY


def test_name_taken_meanwhile_keeps_a_deleted_view_away(
    conn: connection, ward: Ward, people: dict[str, Person]
) -> None:
    view = save_view(conn, ward, people["viewer"], "A", QUERY, is_shared=False)
    delete_view(conn, ward, people["viewer"], view)
    save_view(conn, ward, people["viewer"], "a", QUERY, is_shared=False)
    with pytest.raises(InputError, match="A"):
        restore_view(conn, ward, people["viewer"], view)


def test_a_role_opens_with_one_view_and_only_a_shared_one(
    conn: connection, ward: Ward, people: dict[str, Person]
) -> None:
    boss = people["supervisor"]
    first = save_view(conn, ward, boss, "A", "field=ttdt", is_shared=True)
    second = save_view(conn, ward, people["inspector"], "B", "field=vsmt", is_shared=True)
    change_view(conn, ward, boss, first, Changes(roles=(Role.VIEWER, Role.INSPECTOR)))
    change_view(conn, ward, boss, second, Changes(roles=(Role.VIEWER,)))
    assert first_view(conn, ward, Role.VIEWER) == "field=vsmt"
    assert first_view(conn, ward, Role.INSPECTOR) == "field=ttdt"
    assert first_view(conn, ward, Role.ADMIN) is None
    with pytest.raises(NotAllowed):
        change_view(conn, ward, people["inspector"], second, Changes(roles=()))
    with pytest.raises(InputError):
        change_view(conn, ward, boss, first, Changes(is_shared=False, roles=(Role.ADMIN,)))
    change_view(conn, ward, boss, first, Changes(is_shared=False))
    assert first_view(conn, ward, Role.INSPECTOR) is None


def test_changes_are_logged_and_old_deleted_ones_purged(
    conn: connection, ward: Ward, people: dict[str, Person]
) -> None:
    old = save_view(conn, ward, people["viewer"], "A", QUERY, is_shared=False)
    new = save_view(conn, ward, people["viewer"], "B", QUERY, is_shared=False)
    delete_view(conn, ward, people["viewer"], old)
    db.execute(
        conn, "UPDATE saved_view SET deleted_at = now() - interval '31 days' WHERE id = %s", (old,)
    )
    with pytest.raises(NotFound):
        restore_view(conn, ward, people["viewer"], old)
    delete_view(conn, ward, people["viewer"], new)
    assert db.value(conn, "SELECT array_agg(id) FROM saved_view") == [new]
    logged = "SELECT count(*) FROM change_log WHERE table_name = 'saved_view' AND actor = 'viewer'"
    assert db.value(conn, logged) >= 4


def test_nobody_keeps_views_without_end(
    conn: connection, ward: Ward, people: dict[str, Person]
) -> None:
    for number in range(MOST_VIEWS):
        save_view(conn, ward, people["viewer"], str(number), QUERY, is_shared=False)
    with pytest.raises(InputError, match=str(MOST_VIEWS)):
        save_view(conn, ward, people["viewer"], "one more", QUERY, is_shared=False)
