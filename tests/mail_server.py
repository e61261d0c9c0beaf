"""A real mail server in the test process: it takes what comes, or refuses as a test asks."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session

from layers.settings import MailSettings

DATA = Path(__file__).parent / "data" / "mail"
CERTIFICATE = DATA / "certificate.pem"
PASSWORD = "mat-khau-thu"


@dataclass
class Box:
    """What has arrived; `on_rcpt`, `on_data` are answered in place of yes while there are any."""

    mails: list[EmailMessage] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    was_secure: list[bool] = field(default_factory=list)
    on_rcpt: list[str] = field(default_factory=list)
    on_data: list[str] = field(default_factory=list)

    async def handle_RCPT(
        self, _server: Any, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if self.on_rcpt:
            return self.on_rcpt.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:
        answer = self.on_data.pop(0) if self.on_data else "250 OK"
        if answer.startswith("250") or answer == "cut":
            content = cast("bytes", envelope.content)
            message = message_from_bytes(content, policy=SMTP.clone(refold_source="none"))
            self.mails.append(cast("EmailMessage", message))
            self.to += envelope.rcpt_tos
            self.was_secure.append(session.ssl is not None)
        if answer == "cut":
            server.transport.abort()
        return answer


@contextmanager
def mail_server(**others: Any) -> Iterator[tuple[Box, MailSettings]]:
    """A server that wants STARTTLS and a sign-in, and the settings that reach it."""
    box, context = Box(), ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE, DATA / "key.pem")
    controller = Controller(
        box,
        hostname="127.0.0.1",
        port=_free_port(),
        tls_context=context,
        require_starttls=True,
        authenticator=_check,
        auth_required=True,
    )
    controller.start()
    settings = MailSettings(
        host="localhost",
        port=controller.port,
        user="ward",
        password=PASSWORD,
        sender="Điểm Nóng <tin-bao@ward.example>",
        site="https://ward.example",
        timeout_s=5,
        ca_file=str(CERTIFICATE),
    )
    try:
        yield box, settings
    finally:
        controller.stop()


def _free_port() -> int:
    """Find a port that nobody listens on; the library wants to know it before."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _check(_server: Any, _session: Any, _envelope: Any, _kind: str, data: Any) -> AuthResult:
    is_right = isinstance(data, LoginPassword) and data.password == PASSWORD.encode()
    return AuthResult(success=is_right, handled=False)
