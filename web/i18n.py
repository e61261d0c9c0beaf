"""The two languages: catalogues, the language of a request, dates and numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from flask import Flask, Response, current_app, g, request

from geo.text import Text
from layers import clock
from web.settings import LANGUAGES

TRANSLATIONS = Path(__file__).parent / "translations"
COOKIE = "lang"
OF_AMOUNT = re.compile(r"\{(\w+):([^{}|]*)\|([^{}|]*)\}")
"""`{n:row|rows}` in a message: the first for one, the second for any other number."""
YEAR_S = 365 * 24 * 3600


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Return the flat catalogue of a language; empty until there is one."""
    path = TRANSLATIONS / f"{language}.json"
    if not path.exists():
        return {}
    messages: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return messages


def translate(language: str, key: str, **values: Any) -> str:
    """Return a message with its values filled in; a missing key shows as itself."""
    message = catalogue(language).get(key)
    if message is None:
        current_app.logger.warning("no message %s in %s", key, language)
        return key
    return _filled(message, values) if values else message


def _filled(message: str, values: Mapping[str, Any]) -> str:
    chosen = OF_AMOUNT.sub(lambda of: of[2] if str(values[of[1]]) == "1" else of[3], message)
    return chosen.format(**values)


def current_language() -> str:
    """Return the language of the request: `?lang=`, then the cookie, then the default."""
    if "lang" not in g:
        wanted = (request.args.get("lang"), request.cookies.get(COOKIE))
        default = current_app.extensions["web_settings"].language
        g.lang = next((lang for lang in wanted if lang in LANGUAGES), default)
    return g.lang


def t(key: str, **values: Any) -> str:
    return translate(current_language(), key, **values)


def in_language(text: Text) -> str:
    """Choose the wording of a bilingual text for this request."""
    return text.in_language(current_language())


def show_number(value: float, decimals: int | None = None) -> str:
    pattern = None if decimals is None else "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(value, format=pattern, locale=current_language())


def show_date(value: date) -> str:
    """Show a day as js/i18n.js does: of one width, so that days stand below each other."""
    form = "dd/MM/yyyy" if current_language() == "vi" else "dd MMM y"
    return format_date(value, format=form, locale=current_language())


def show_moment(value: datetime) -> str:
    """Show a moment; in English too nobody has to guess which number is the month."""
    form = "HH:mm dd/MM/yyyy" if current_language() == "vi" else "dd MMM y, HH:mm"
    return format_datetime(value, format=form, locale=current_language())


def init_app(app: Flask) -> None:
    app.after_request(_remember_language)
    app.context_processor(
        lambda: {
            "t": t,
            "lang": current_language(),
            "languages": LANGUAGES,
            "zone": clock.zone().key,
        }
    )
    app.jinja_env.filters.update(
        text=in_language, number=show_number, date=show_date, moment=show_moment
    )


def _remember_language(answer: Response) -> Response:
    wanted = request.args.get("lang")
    is_page = answer.mimetype == "text/html"
    if is_page and wanted in LANGUAGES and request.cookies.get(COOKIE) != wanted:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        answer.set_cookie(
            COOKIE, wanted, max_age=YEAR_S, httponly=True, samesite="Lax", secure=secure
        )
    if is_page:
        answer.headers["Content-Language"] = current_language()
    return answer
