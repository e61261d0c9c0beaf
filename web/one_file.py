"""`python -m web.one_file`: a one-file map on stdout, for a command that may not know the web.

What cannot be done is one line of JSON on stderr, with the kind of error and its words in both
languages; the process then ends with REFUSED.
"""

from __future__ import annotations

import argparse
import json
import secrets
import sys
from urllib.parse import parse_qsl, urlencode

from flask import request
from flask_login import login_user

from geo.errors import ServiceError
from layers import clock
from layers.queries.users import User
from layers.roles import Role
from layers.settings import DatabaseSettings
from web import create_app
from web.auth import SignedIn
from web.settings import WebSettings
from web.snapshot import make_snapshot
from web.view import read_view

REFUSED = 9


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser()
    for name in ("view", "ward", "role", "lang"):
        parser.add_argument(f"--{name}", required=True)
    asked = parser.parse_args(arguments)
    query = dict(parse_qsl(asked.view.lstrip("?"), keep_blank_values=True))
    try:
        made = one_file(query | {"ward": asked.ward, "lang": asked.lang}, Role.parse(asked.role))
    except ServiceError as error:
        said = {"kind": type(error).__name__, **error.text.to_json()}
        sys.stderr.write(json.dumps(said, ensure_ascii=False) + "\n")
        return REFUSED
    sys.stdout.buffer.write(made.encode())
    return 0


def one_file(query: dict[str, str], role: Role) -> str:
    """Return the HTML of a view as a role sees it; the query names the ward."""
    settings = WebSettings(DatabaseSettings.from_env(), secrets.token_urlsafe(48))
    app = create_app(settings)
    with app.test_request_context(f"/view.html?{urlencode(query)}"):
        if role > Role.PUBLIC:
            login_user(SignedIn(User(0, "terminal", "terminal", role, None, True, 0)))
        return make_snapshot(read_view(request.args), clock.now())


if __name__ == "__main__":
    sys.exit(main())
