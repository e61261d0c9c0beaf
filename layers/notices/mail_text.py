"""What a mail says: text and HTML of the same words, in the language of its reader."""

from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import Address as HeaderAddress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from html import escape
from urllib.parse import urlencode, urlsplit

from geo.text import Text
from layers.notices.lines import Entry
from layers.notices.mail_queue import Mail
from layers.settings import MailSettings

UNFOLDED = SMTP.clone(refold_source="none")
MOST_ENTRIES = 20
SUBJECT = Text("Điểm Nóng: {n} tin báo · {ward}", "Điểm Nóng: {n} notices · {ward}")
MORE = Text("Và {n} tin nữa trong trang Tin báo.", "And {n} more notices on the page.")
ALL = Text("Tất cả tin báo", "All notices")
WHY = Text(
    "Bạn nhận thư này vì đã đăng ký nhận tin qua thư. Thôi nhận thư:",
    "You get this mail because you asked for notices by mail. No more mails:",
)
CONFIRM_SUBJECT = Text("Điểm Nóng: xác nhận địa chỉ thư", "Điểm Nóng: confirm your address")
CONFIRM = Text(
    "Có người đã ghi địa chỉ này để nhận tin của Điểm Nóng. Nếu là bạn, hãy mở liên kết sau trong"
    " ba ngày; nếu không, xin bỏ qua thư này.",
    "Somebody has given this address for notices of Điểm Nóng. If it was you, open this link"
    " within three days; if not, please ignore this mail.",
)


def notice_mail(
    mail: Mail,
    entries: Sequence[Entry],
    total: int,
    language: str,
    token: str,
    settings: MailSettings,
    now: datetime,
) -> EmailMessage:
    """Return the mail of some notices of a ward; `total` counts those left out as well.

    It can be ended in one click (RFC 8058), by the reader's program or by its link.
    """
    ward = entries[0].ward.name.in_language(language)
    stop = f"{settings.site}/notices/unsubscribe/{token}"
    parts = [
        (each.title.in_language(language), _lines(each, language), _link(each, settings))
        for each in entries
    ]
    said = SUBJECT.in_language(language).format(n=total, ward=ward)
    left = total - len(entries)
    more = MORE.in_language(language).format(n=left) if left > 0 else ""
    message = _message(mail, said, settings, now, language)
    # As it is: folded, the long address would be written in a code that no mail program reads.
    message.set_raw("List-Unsubscribe", f"<{stop}>")
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    all_of_them = f"{settings.site}/notices?{urlencode({'ward': entries[0].ward.code})}"
    _set_text(message, parts, more, (ALL.in_language(language), all_of_them), language, stop)
    _set_html(message, said, parts, more, (ALL.in_language(language), all_of_them), language, stop)
    return message


def confirm_mail(
    mail: Mail, language: str, token: str, settings: MailSettings, now: datetime
) -> EmailMessage:
    """Return the mail that asks the owner of an address."""
    said, link = CONFIRM.in_language(language), f"{settings.site}/notices/confirm/{token}"
    message = _message(mail, CONFIRM_SUBJECT.in_language(language), settings, now, language)
    message.set_content(f"{said}\n\n{link}\n", cte="quoted-printable")
    html = f'<p>{escape(said)}</p><p><a href="{escape(link)}">{escape(link)}</a></p>'
    message.add_alternative(_page(language, html), subtype="html", cte="quoted-printable")
    return message


Part = tuple[str, list[str], str]


def _message(
    mail: Mail, subject: str, settings: MailSettings, now: datetime, language: str
) -> EmailMessage:
    message = EmailMessage(policy=UNFOLDED)
    name, address = parseaddr(settings.sender)
    message["From"] = HeaderAddress(name, addr_spec=address)
    message["To"] = mail.address
    message["Subject"] = " ".join(subject.split())
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{mail.uid}@{urlsplit(settings.site).hostname}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = language
    return message


def _lines(entry: Entry, language: str) -> list[str]:
    return [each.in_language(language) for each in entry.lines]


def _link(entry: Entry, settings: MailSettings) -> str:
    query = urlencode({"ward": entry.ward.code})
    return f"{settings.site}/notices/{entry.notice.id}?{query}"


def _set_text(
    message: EmailMessage,
    parts: Sequence[Part],
    more: str,
    whole: tuple[str, str],
    language: str,
    stop: str,
) -> None:
    said = [
        "\n".join([title, *(f"  {each}" for each in lines), link]) for title, lines, link in parts
    ]
    foot = f"{whole[0]}: {whole[1]}\n\n--\n{WHY.in_language(language)}\n{stop}\n"
    body = "\n\n".join([*said, *([more] if more else []), foot])
    message.set_content(body, cte="quoted-printable")


def _set_html(
    message: EmailMessage,
    heading: str,
    parts: Sequence[Part],
    more: str,
    whole: tuple[str, str],
    language: str,
    stop: str,
) -> None:
    said = [
        f'<h2><a href="{escape(link)}">{escape(title)}</a></h2><ul>'
        + "".join(f"<li>{escape(each)}</li>" for each in lines)
        + "</ul>"
        for title, lines, link in parts
    ]
    foot = (
        f'<p><a href="{escape(whole[1])}">{escape(whole[0])}</a></p><hr>'
        f'<p><small>{escape(WHY.in_language(language))} <a href="{escape(stop)}">{escape(stop)}</a>'
        "</small></p>"
    )
    body = f"<h1>{escape(heading)}</h1>" + "".join(said) + (f"<p>{more}</p>" if more else "") + foot
    message.add_alternative(_page(language, body), subtype="html", cte="quoted-printable")


def _page(language: str, body: str) -> str:
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"></head>\n'
        f"<body>\n{body}\n</body></html>\n"
    )
