"""Hand the mails that wait to the server, each once: what may have arrived is not sent again."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from email.message import EmailMessage
from email.utils import parseaddr
from typing import NamedTuple
from urllib.parse import urlsplit

from psycopg2.extensions import connection

from geo.text import Text
from layers import clock, db
from layers.analysis import no_progress
from layers.computing.base import Progress
from layers.notices.addresses import begin_confirming
from layers.notices.lines import read_mailed
from layers.notices.mail_queue import (
    Mail,
    claim_mail,
    count_lately,
    count_waiting,
    end_mail,
    gather_mails,
    settle_cut_short,
    try_later,
)
from layers.notices.mail_text import MOST_ENTRIES, confirm_mail, notice_mail
from layers.notices.tokens import make_token
from layers.queries.wards import Ward
from layers.settings import MailSettings

LOCK = 0x6D61696C  # "mail"
SENDING = Text("Gửi thư", "Sending mail")


class Sent(NamedTuple):
    """How many mails went out, how many wait for another try, why the server was left if it was."""

    sent: int
    put_off: int
    trouble: str = ""


class _Refused(Exception):
    """The server has said no, before it had the mail: `is_final` where it will say so again."""

    def __init__(self, error: str, *, is_final: bool) -> None:
        super().__init__(error)
        self.is_final = is_final


def send_mails(
    conn: connection,
    settings: MailSettings,
    now: datetime | None = None,
    *,
    progress: Progress = no_progress,
) -> Sent:
    """Send what waits, up to the hour's limit; one sender at a time, others find nothing to do.

    The server is asked before a mail is claimed. A mail whose sender died in the middle is ended
    as unsure. Whoever lost the role or the address since is sent nothing.
    """
    now = now or clock.now()
    if not settings.is_on or not db.value(conn, "SELECT pg_try_advisory_lock(%s, 0)", (LOCK,)):
        return Sent(0, 0)
    try:
        settle_cut_short(conn, now)
        room = min(settings.per_hour - count_lately(conn, now), count_waiting(conn, now))
        return _send(conn, settings, now, room, progress) if room > 0 else Sent(0, 0)
    finally:
        db.execute(conn, "SELECT pg_advisory_unlock(%s, 0)", (LOCK,))


def deliver(
    conn: connection,
    ward: Ward,
    settings: MailSettings,
    now: datetime | None = None,
    *,
    progress: Progress = no_progress,
) -> Sent:
    """Make the mails of a ward of what was told, and send what waits; nothing without a server."""
    if not settings.is_on:
        return Sent(0, 0)
    gather_mails(conn, ward, now or clock.now())
    return send_mails(conn, settings, now, progress=progress)


def _send(
    conn: connection, settings: MailSettings, now: datetime, room: int, progress: Progress
) -> Sent:
    sent = put_off = 0
    try:
        with _server(settings) as server:
            for at in range(room):
                progress(SENDING, at / room)
                token = make_token()
                mail = claim_mail(conn, now, token)
                if mail is None:
                    break
                done = _send_one(conn, settings, server, mail, token, now)
                sent, put_off = sent + (done == "sent"), put_off + (done == "waiting")
    except (OSError, smtplib.SMTPException) as error:
        return Sent(sent, put_off + _put_all_off(conn, now, _said(error)), _said(error))
    return Sent(sent, put_off)


def _send_one(
    conn: connection,
    settings: MailSettings,
    server: smtplib.SMTP,
    mail: Mail,
    token: str,
    now: datetime,
) -> str:
    """Send a claimed mail; return its state. A line that breaks while it goes leaves it unsure."""
    message = _compose(conn, settings, mail, token, now)
    if message is None:
        end_mail(conn, mail.id, "dropped", now)
        return "dropped"
    try:
        _announce(server, settings, mail.address)
    except _Refused as error:
        if error.is_final:
            end_mail(conn, mail.id, "failed", now, str(error))
            return "failed"
        try_later(conn, mail, now, str(error))
        return "waiting"
    except (OSError, smtplib.SMTPException) as error:
        try_later(conn, mail, now, _said(error))
        raise
    return _hand_over(conn, server, mail, message, now)


def _hand_over(
    conn: connection, server: smtplib.SMTP, mail: Mail, message: EmailMessage, now: datetime
) -> str:
    try:
        code, answer = server.data(message.as_bytes())
    except smtplib.SMTPDataError as error:
        code, answer = error.smtp_code, bytes(str(error.smtp_error), "utf-8")
    except (OSError, smtplib.SMTPException) as error:
        end_mail(conn, mail.id, "unsure", now, _said(error))
        raise
    if code == 250:
        end_mail(conn, mail.id, "sent", now)
        return "sent"
    said = f"{code} {answer!r}"
    if code >= 500:
        end_mail(conn, mail.id, "failed", now, said)
        return "failed"
    try_later(conn, mail, now, said)
    return "waiting"


def _compose(
    conn: connection, settings: MailSettings, mail: Mail, token: str, now: datetime
) -> EmailMessage | None:
    """Write a mail for who may read it today; None where there is nobody or nothing left."""
    reader = db.one(
        conn,
        "SELECT r.language, r.confirmed_at, u.is_active AND r.address = %s AS is_theirs,"
        " u.ward_id IS NULL OR u.ward_id = %s AS is_here"
        ' FROM notice_reader AS r JOIN "user" AS u ON u.id = r.user_id WHERE r.user_id = %s',
        (mail.address, mail.ward_id, mail.user_id),
    )
    if reader is None or not reader["is_theirs"] or not reader["is_here"]:
        return None
    language = reader["language"]
    if mail.kind == "confirm":
        secret = begin_confirming(conn, mail.user_id, now)
        return confirm_mail(mail, language, secret, settings, now)
    entries, total = read_mailed(conn, mail.id, mail.user_id, MOST_ENTRIES)
    if not entries or reader["confirmed_at"] is None:
        return None
    return notice_mail(mail, entries, total, language, token, settings, now)


@contextmanager
def _server(settings: MailSettings) -> Iterator[smtplib.SMTP]:
    """Open the line: TLS unless the settings say none, and signed in where they name somebody."""
    trusted = ssl.create_default_context(cafile=settings.ca_file or None)
    name = urlsplit(settings.site).hostname
    server: smtplib.SMTP
    if settings.security == "tls":
        server = smtplib.SMTP_SSL(
            settings.host, settings.port, name, timeout=settings.timeout_s, context=trusted
        )
    else:
        server = smtplib.SMTP(settings.host, settings.port, name, timeout=settings.timeout_s)
    try:
        server.ehlo_or_helo_if_needed()
        if settings.security == "starttls":
            server.starttls(context=trusted)
        if settings.user:
            server.login(settings.user, settings.password)
        yield server
    finally:
        with suppress(OSError, smtplib.SMTPException):
            server.quit()
        server.close()


def _announce(server: smtplib.SMTP, settings: MailSettings, address: str) -> None:
    """Say from whom and to whom; _Refused where the server does not take that."""
    server.ehlo_or_helo_if_needed()
    for code, answer in (
        server.mail(parseaddr(settings.sender)[1]),
        server.rcpt(address),
    ):
        if code not in (250, 251):
            server.rset()
            raise _Refused(f"{code} {answer!r}", is_final=code >= 500)


def _put_all_off(conn: connection, now: datetime, error: str) -> int:
    """Put off whatever waits: without a server none of it was sent."""
    put_off = 0
    while mail := claim_mail(conn, now, make_token()):
        try_later(conn, mail, now, error)
        put_off += 1
    return put_off


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
