"""`ward notices`: tell what is new by hand, and see which mails wait."""

import json

import click

from layers.notices.engine import tell
from layers.notices.mail_queue import list_mails
from layers.notices.mail_send import deliver
from layers.settings import MailSettings
from scripts.cli import _run
from scripts.cli._choice import chosen_ward, ward_option
from scripts.cli._table import table


@click.group("notices")
def command() -> None:
    """Tell people what is new to them, and see the mails (tin báo, hàng thư chờ).

    `ward work`, which ./scripts/serve runs, does both by itself.

    \b
    Examples:
      ./scripts/ward notices run --ward gia-thuy
      ./scripts/ward notices mails --limit 20
    """


@command.command("run")
@ward_option
@click.option("--no-mail", is_flag=True, help="Send no mail (không gửi thư).")
def run(ward_code: str | None, no_mail: bool) -> None:
    """Hold what is new against the subscriptions, tell, and send mail (báo tin ngay).

    \b
    Example:
      ./scripts/ward notices run --ward gia-thuy
    """
    settings = MailSettings() if no_mail else MailSettings.from_env()
    with _run.database() as conn:
        ward = chosen_ward(conn, ward_code)
        done = tell(conn, ward)
        sent = deliver(conn, ward, settings)
    click.echo(
        f"{ward.name.vi}: {done.news.incidents} vụ · incidents, {done.news.findings} phát hiện ·"
        f" findings, {done.subscriptions} đăng ký · subscriptions"
    )
    click.echo(f"tin báo · notices: {done.kept}; đã báo · told: {done.told}")
    if settings.is_on:
        click.echo(f"thư · mails: {sent.sent}; gửi sau · put off: {sent.put_off} {sent.trouble}")
    else:
        click.echo("Không gửi thư · No mail is sent")


@command.command("mails")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
def mails(limit: int, as_json: bool) -> None:
    """List mails, newest first, without their addresses (hàng thư chờ).

    \b
    Example:
      ./scripts/ward notices mails --limit 20
    """
    with _run.database() as conn:
        found = list_mails(conn, limit)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2, default=str))
    elif found:
        click.echo("\n".join(table(_HEAD, [_line(each) for each in found])))
    else:
        click.echo("Chưa có thư nào · There are no mails")


_HEAD = (
    "ID",
    "Phường · Ward",
    "Ai · Who",
    "Thư · Mail",
    "",
    "Lần · Tries",
    "Lúc · When",
    "Lỗi · Error",
)


def _line(mail: dict[str, object]) -> tuple[str, ...]:
    when = mail["ended_at"] or mail["next_try_at"]
    return (
        str(mail["id"]), str(mail["ward"]), str(mail["login"]), str(mail["kind"]),
        str(mail["state"]), str(mail["tries"]), f"{when:%Y-%m-%d %H:%M}", str(mail["error"])[:60],
    )  # fmt: skip
