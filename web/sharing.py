"""Share links: `/s/TOKEN` and `/e/TOKEN` stand before every address that a link opens.

The rest of the address is what the service answers anyway, so whatever a page asks for passes the
same gate under the same token, and no cookie is needed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import Flask, Response, g, make_response, render_template, request

from layers.filters import QUERY
from layers.queries.shares import Share, open_share
from layers.redaction import stand_ins
from web.db import get_conn

PREFIX = re.compile(r"/([se])/([^/]*)(/.*)?", re.DOTALL)
TOKEN, IN_FRAME = "diemnong.share_token", "diemnong.share_in_frame"
OF_VIEW = (*QUERY, "run", "run2")
"""What a locked link says itself, whatever an address asks for."""


class SharePrefix:
    """WSGI: take the token of a link off the address and let the rest be answered as ever."""

    def __init__(self, wsgi_app: Callable[..., Iterable[bytes]]) -> None:
        self._wsgi_app = wsgi_app

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        found = PREFIX.fullmatch(environ.get("PATH_INFO", ""))
        if found:
            kind, token, rest = found.groups()
            environ["SCRIPT_NAME"] = f"{environ.get('SCRIPT_NAME', '')}/{kind}/{token}"
            environ["PATH_INFO"] = rest or "/"
            environ[TOKEN], environ[IN_FRAME] = token, kind == "e"
        return self._wsgi_app(environ, start)


def init_app(app: Flask) -> None:
    """Open links before anything else asks who is there."""
    app.wsgi_app = SharePrefix(app.wsgi_app)  # type: ignore[method-assign]
    app.before_request(_open)
    app.context_processor(lambda: {"share": share_here(), "in_frame": in_frame()})


def share_here() -> Share | None:
    """Return the link that the request came through; None for everybody else."""
    return g.get("share")


def is_locked() -> bool:
    share = share_here()
    return share is not None and share.is_locked


def is_redacted() -> bool:
    share = share_here()
    return share is not None and share.is_redacted


def in_frame() -> bool:
    """Say whether the page is shown in a frame of another site."""
    return bool(request.environ.get(IN_FRAME))


def base_path() -> str:
    """Return what stands before every address of this page: `/s/TOKEN`, or nothing."""
    return request.script_root if TOKEN in request.environ else ""


def asked_view(asked: Mapping[str, str]) -> Mapping[str, str]:
    """Return what is asked for: of a locked link its own filter and runs, else what is said.

    A locked view may be asked for fewer of its layers, in another place of the map.
    """
    share = share_here()
    if share is None or not share.is_locked:
        return asked
    own = {name: share.view[name] for name in OF_VIEW if name in share.view}
    said = {name: value for name, value in asked.items() if name not in OF_VIEW}
    return said | own


def locked_layers() -> tuple[str, ...] | None:
    """Return the layers that a locked link holds; None where all that the role sees are there."""
    share = share_here()
    if share is None or not share.is_locked or "layers" not in share.view:
        return None
    return stand_ins(share.view["layers"].split(","))


def _open() -> Response | None:
    """Find the link of the request, or answer that there is none: the same whatever the reason."""
    token = request.environ.get(TOKEN)
    if token is None:
        return None
    found = open_share(get_conn(), token)
    if found is None or (in_frame() and not found.origins):
        answer = make_response(render_template("share/gone.html"), 404)
        answer.headers["Cache-Control"] = "no-store"
        return answer
    g.share = found
    if in_frame():
        g.frame_ancestors = " ".join(found.origins)
    return None
