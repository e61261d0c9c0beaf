"""`ward user`: people who sign in."""

import secrets
import sys

import click

from layers.queries.users import (
    checked_password,
    create_user,
    list_users,
    set_active,
    set_password,
    set_role,
)
from layers.queries.wards import get_ward, list_wards
from layers.roles import Role
from scripts.cli import _run
from scripts.cli._table import table

ROLES = [role.code for role in Role if role is not Role.PUBLIC]

role_argument = click.argument("role", type=click.Choice(ROLES))
stdin_option = click.option(
    "--stdin", "from_stdin", is_flag=True, help="Read the password from standard input."
)
random_option = click.option(
    "--random", "at_random", is_flag=True, help="Make a random password and print it once."
)


@click.group("user")
def command() -> None:
    """Add, list and change people who sign in (người dùng đăng nhập).

    Roles, each seeing all that the one before sees: viewer, inspector, supervisor, admin.
    Every change ends the open sessions of the person.

    \b
    Examples:
      ./scripts/ward user add lan supervisor --ward gia-thuy --name "Nguyễn Thị Lan"
      ./scripts/ward user list
      ./scripts/ward user password lan --random
      ./scripts/ward user disable lan
    """


@command.command("add")
@click.argument("login")
@role_argument
@click.option("--ward", "ward_code", metavar="CODE", help="Works for this ward only.")
@click.option("--name", default="", help="Name to show (tên hiển thị).")
@stdin_option
@random_option
def add(
    login: str, role: str, ward_code: str | None, name: str, from_stdin: bool, at_random: bool
) -> None:
    """Add a person (thêm người dùng)."""
    with _run.database() as conn:
        ward_id = get_ward(conn, ward_code).id if ward_code else None
        password = _password(from_stdin, at_random)
        made = create_user(
            conn,
            login,
            password,
            Role.parse(role),
            display_name=name,
            ward_id=ward_id,
            actor=_run.actor(),
        )
    click.echo(f"{made.login}: {made.role.code}")
    _print_random(password, at_random)


@command.command("list")
def list_() -> None:
    """List the people (danh sách người dùng)."""
    with _run.database() as conn:
        wards = {ward.id: ward.code for ward in list_wards(conn)}
        rows = [
            (
                user.login,
                user.display_name,
                user.role.code,
                "*" if user.ward_id is None else wards[user.ward_id],
                "yes" if user.is_active else "no",
            )
            for user in list_users(conn)
        ]
    for line in table(("login", "name", "role", "ward", "active"), rows):
        click.echo(line)


@command.command("password")
@click.argument("login")
@stdin_option
@random_option
def password_(login: str, from_stdin: bool, at_random: bool) -> None:
    """Give a person another password (đổi mật khẩu)."""
    with _run.database() as conn:
        password = _password(from_stdin, at_random)
        set_password(conn, login, password, actor=_run.actor())
    click.echo(f"{login}: password changed · đã đổi mật khẩu")
    _print_random(password, at_random)


@command.command("role")
@click.argument("login")
@role_argument
def role_(login: str, role: str) -> None:
    """Give a person another role (đổi vai trò)."""
    with _run.database() as conn:
        set_role(conn, login, Role.parse(role), actor=_run.actor())
    click.echo(f"{login}: {role}")


@command.command("disable")
@click.argument("login")
def disable(login: str) -> None:
    """Keep a person out (khoá tài khoản)."""
    _switch(login, active=False)


@command.command("enable")
@click.argument("login")
def enable(login: str) -> None:
    """Let a person in again (mở tài khoản)."""
    _switch(login, active=True)


def _switch(login: str, *, active: bool) -> None:
    with _run.database() as conn:
        set_active(conn, login, active, actor=_run.actor())
    click.echo(f"{login}: {'enabled · đã mở' if active else 'disabled · đã khoá'}")


def _password(from_stdin: bool, at_random: bool) -> str:
    """Ask for a password twice, unless it comes from standard input or from chance."""
    if from_stdin and at_random:
        raise click.UsageError("--stdin and --random cannot go together")
    if at_random:
        return secrets.token_urlsafe(15)
    if from_stdin:
        return checked_password(sys.stdin.readline().rstrip("\r\n"))
    asked: str = click.prompt("Password · Mật khẩu", hide_input=True, confirmation_prompt=True)
    return checked_password(asked)


def _print_random(password: str, at_random: bool) -> None:
    if at_random:
        click.echo(f"password · mật khẩu: {password}")
