"""Who is signed in: `<id>:<session epoch>`, so that one write ends all sessions."""

from __future__ import annotations

from flask import Flask, g, request, session
from flask_login import (
    AnonymousUserMixin,
    LoginManager,
    UserMixin,
    current_user,
    login_user,
    logout_user,
)

from layers.queries.users import User, end_sessions
from web.db import get_conn
from web.sharing import TOKEN
from web.wards import read_person


class SignedIn(UserMixin):
    """The person behind a session, as Flask-Login wants to see them."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.login = user.login
        self.display_name = user.display_name
        self.role = user.role
        self.ward_id = user.ward_id

    def get_id(self) -> str:
        return f"{self.user.id}:{self.user.session_epoch}"


def init_app(app: Flask) -> None:
    manager = LoginManager()
    manager.session_protection = None  # addresses change on phones; the epoch ends sessions
    manager.user_loader(load)
    manager.init_app(app)


def load(session_id: str) -> SignedIn | None:
    """Return the person of a session; None when unknown, switched off or of an older epoch.

    Behind a share link everybody is a visitor: its maker sees there what others will see.
    """
    if TOKEN in request.environ:
        return None
    number, _, epoch = session_id.partition(":")
    if not (number.isdecimal() and epoch.isdecimal()):
        return None
    user = read_person(int(number))
    if user is None or not user.is_active or user.session_epoch != int(epoch):
        return None
    return SignedIn(user)


def as_nobody() -> None:
    """Answer the rest of this request without asking who is there; the session stays as it is.

    For the pages of errors, which may not need the database that has just failed.
    """
    g._login_user = AnonymousUserMixin()  # where Flask-Login keeps whom it has found


def start_session(user: User) -> None:
    """Sign a person in with a fresh session: nothing from before survives."""
    session.clear()
    session.permanent = True
    login_user(SignedIn(user))


def end_session() -> None:
    """Sign out everywhere: a cookie that somebody has copied is worth nothing afterwards."""
    if current_user.is_authenticated:
        end_sessions(get_conn(), current_user.user)
    logout_user()
    session.clear()
