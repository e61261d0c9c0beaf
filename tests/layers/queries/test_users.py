"""People: created, changed, signed in; hashes renewed; the first administrator made once."""

import threading

import pytest
from argon2 import PasswordHasher
from psycopg2.extensions import connection

from geo.errors import InputError
from layers import db
from layers.errors import NotFound
from layers.queries.sign_in import PER_LOGIN, TooManyAttempts, authenticate
from layers.queries.users import (
    create_user,
    ensure_admin,
    find_user,
    get_user,
    list_users,
    set_active,
    set_password,
    set_role,
)
from layers.queries.wards import Ward
from layers.roles import Role
from tests.factories import PASSWORD, add_user


def test_person_that_is_made_can_sign_in(conn: connection, ward: Ward) -> None:
    made = create_user(conn, " Lan ", "mat-khau-cua-lan", Role.INSPECTOR, ward_id=ward.id)
    assert (made.login, made.role, made.ward_id) == ("lan", Role.INSPECTOR, ward.id)
    assert authenticate(conn, "lan", "mat-khau-cua-lan", "10.0.0.1") == made
    assert authenticate(conn, "lan", "mat-khau-cua-ai", "10.0.0.1") is None


@pytest.mark.parametrize("login", ["ab", "có dấu", "a" * 81, "a b c", "x;--", ""])
def test_login_that_cannot_be_is_refused(conn: connection, login: str) -> None:
    with pytest.raises(InputError):
        create_user(conn, login, "mat-khau-du-dai", Role.VIEWER)


@pytest.mark.parametrize("password", ["", "ngan", "123456789", "x" * 201])
def test_password_of_a_bad_length_is_refused(conn: connection, password: str) -> None:
    with pytest.raises(InputError):
        create_user(conn, "lan", password, Role.VIEWER)


def test_taken_login_is_refused(conn: connection) -> None:
    add_user(conn, "lan")
    with pytest.raises(InputError, match="lan"):
        create_user(conn, "lan", "mat-khau-du-dai", Role.VIEWER)


def test_account_without_a_role_is_refused(conn: connection) -> None:
    with pytest.raises(InputError):
        create_user(conn, "lan", "mat-khau-du-dai", Role.PUBLIC)


def test_every_change_ends_the_sessions(conn: connection) -> None:
    user_id = add_user(conn, "lan")
    set_role(conn, "lan", Role.SUPERVISOR)
    set_password(conn, "lan", "mot-mat-khau-moi")
    set_active(conn, "lan", False)
    changed = get_user(conn, user_id)
    assert changed is not None
    assert (changed.role, changed.is_active, changed.session_epoch) == (Role.SUPERVISOR, False, 4)


def test_change_of_nobody_is_not_found(conn: connection) -> None:
    with pytest.raises(NotFound):
        set_role(conn, "khong-co", Role.VIEWER)


def test_no_password_or_hash_is_in_the_change_log(conn: connection) -> None:
    create_user(conn, "lan", "mat-khau-cua-lan", Role.VIEWER)
    set_password(conn, "lan", "mat-khau-thu-hai")
    written = str(db.rows(conn, "SELECT * FROM change_log WHERE table_name = 'user'"))
    assert "argon2" not in written
    assert "mat-khau" not in written


def test_hash_of_older_parameters_is_renewed(conn: connection) -> None:
    add_user(conn, "lan")
    before = db.value(conn, "SELECT password_hash FROM \"user\" WHERE login = 'lan'")
    assert authenticate(conn, "lan", PASSWORD, "10.0.0.1") is not None
    after = db.value(conn, "SELECT password_hash FROM \"user\" WHERE login = 'lan'")
    assert PasswordHasher().check_needs_rehash(before)
    assert not PasswordHasher().check_needs_rehash(after)
    assert authenticate(conn, "lan", PASSWORD, "10.0.0.1") is not None


def test_hash_that_is_damaged_lets_nobody_in(conn: connection) -> None:
    add_user(conn, "lan")
    db.execute(conn, "UPDATE \"user\" SET password_hash = 'damaged'")
    assert authenticate(conn, "lan", PASSWORD, "10.0.0.1") is None


def test_first_administrator_is_made_once(conn: connection) -> None:
    login, password = ensure_admin(conn)
    assert password is not None
    assert find_user(conn, login).role is Role.ADMIN
    assert authenticate(conn, login, password, "10.0.0.1") is not None
    assert ensure_admin(conn) == (login, None)
    assert [user.login for user in list_users(conn)] == [login]


def test_limit_holds_for_attempts_at_the_same_time(database_url: str) -> None:
    """Twelve at once on connections of their own, as twelve workers would: five are tried."""
    setup = db.connect(database_url)
    add_user(setup, "lan")
    setup.close()
    outcomes: list[str] = []

    def attempt() -> None:
        conn = db.connect(database_url)
        try:
            authenticate(conn, "lan", "sai", "10.0.0.1")
            outcomes.append("tried")
        except TooManyAttempts:
            outcomes.append("refused")
        finally:
            conn.close()

    threads = [threading.Thread(target=attempt) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("tried") == PER_LOGIN.failures
    assert outcomes.count("refused") == 12 - PER_LOGIN.failures
