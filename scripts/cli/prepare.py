"""`ward prepare`: all that a start needs, in one process."""

import click
from psycopg2.extensions import connection

from layers.migrate import migrate
from layers.queries.custom_layers import purge_deleted
from layers.queries.users import ensure_admin
from scripts.cli import _demonstration, _run


@click.command("prepare")
@click.option("--no-demo", is_flag=True, help="Do not load the demonstration ward.")
def command(no_demo: bool) -> None:
    """Migrate, load the demonstration if it is missing, make the first administrator.

    Chuẩn bị cho lần khởi động: nâng cấp, nạp phường minh hoạ, tạo quản trị đầu tiên. The password
    of the first administrator is random and printed this once.

    \b
    Example:
      ./scripts/ward prepare --no-demo
    """
    with _run.database(as_it_is=True) as conn:
        applied = migrate(conn)
        if applied:
            click.echo(f"Database: {len(applied)} steps applied · Đã nâng cấp cơ sở dữ liệu")
        if not no_demo:
            _demonstration.load(conn, if_missing=True)
        purge_deleted(conn)
        _first_admin(conn)


def _first_admin(conn: connection) -> None:
    login, password = ensure_admin(conn)
    if password is None:
        click.echo(f"Administrator: {login} · Quản trị: {login}")
        return
    click.echo("")
    click.echo("Administrator, shown this once · Quản trị, chỉ hiện một lần:")
    click.echo(f"  sign in · đăng nhập: {login}")
    click.echo(f"  password · mật khẩu: {password}")
    click.echo("  change it · đổi: ./scripts/ward user password " + login)
