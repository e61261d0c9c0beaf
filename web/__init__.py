"""The web service: `create_app` assembles it, and does nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from web import (
    access,
    assets,
    auth,
    bodies,
    cache,
    compress,
    db,
    errors,
    i18n,
    links,
    modules,
    notice_pages,
    params,
    security,
    sharing,
)
from web.routes import BLUEPRINTS
from web.routes.notice_mail import ONE_CLICK
from web.settings import WebSettings

SESSION_LASTS = timedelta(hours=12)
LARGEST_REQUEST = 1024 * 1024


def create_app(
    settings: WebSettings | None = None, connect: Callable[[], db.Connection] | None = None
) -> Flask:
    """Make the application; without settings they come from the environment.

    `connect` gives the connection of each request where the caller owns it (tests).
    """
    settings = settings or WebSettings.from_env()
    app = Flask(__name__, static_folder=None)
    _configure(app, settings)
    pictures_from = settings.basemap.origin if settings.basemap else ""
    security.init_app(app, https=settings.https, pictures_from=pictures_from)
    compress.init_app(app)
    db.init_app(app, settings, connect)
    cache.init_app(app, settings)
    i18n.init_app(app)
    sharing.init_app(app)
    auth.init_app(app)
    bodies.init_app(app)
    params.init_app(app)
    access.init_app(app)
    CSRFProtect(app).exempt(ONE_CLICK)
    errors.init_app(app)
    assets.init_app(app)
    modules.init_app(app)
    notice_pages.init_app(app)
    links.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    access.check_declarations(app)
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies
        )
    return app


def _configure(app: Flask, settings: WebSettings) -> None:
    app.extensions["web_settings"] = settings
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="__Host-session" if settings.https else "session",
        SESSION_COOKIE_PATH="/",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        PERMANENT_SESSION_LIFETIME=SESSION_LASTS,
        SESSION_REFRESH_EACH_REQUEST=False,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_HEADERS=["X-CSRFToken"],
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_env.policies["json.dumps_kwargs"] = {"separators": (",", ":")}
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
