"""Headers that answers carry; the nonce is for the import map and nothing else.

What is no page (a script, a tile, a list) can load nothing and be framed nowhere, whatever a
browser makes of it: that is said in few bytes, since a map asks for a hundred of them.
"""

from __future__ import annotations

import secrets

from flask import Flask, Response, g

POLICY = (
    "default-src 'none'",
    "script-src 'self'{nonce}",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "font-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
)

NO_PAGE = "default-src 'none'; frame-ancestors 'none'"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
OF_PAGES = {
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(self), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
A_YEAR = "max-age=31536000"


def csp_nonce() -> str:
    """Return the nonce of this answer, made when a template first asks for it."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return g.csp_nonce


def init_app(app: Flask, *, https: bool, pictures_from: str = "") -> None:
    """Add the headers; `pictures_from` is the host of a base map that the settings name."""
    policy = "; ".join(POLICY)
    if pictures_from:
        policy = policy.replace("img-src 'self'", f"img-src 'self' {pictures_from}")

    def add_headers(answer: Response) -> Response:
        is_page = answer.mimetype == "text/html"
        own = policy.replace("{nonce}", f" 'nonce-{g.csp_nonce}'" if "csp_nonce" in g else "")
        heads = HEADERS | OF_PAGES if is_page else HEADERS
        if is_page and "frame_ancestors" in g:  # a view that a share link lets be framed
            own = own.replace("frame-ancestors 'none'", f"frame-ancestors {g.frame_ancestors}")
            heads = {name: value for name, value in heads.items() if name != "X-Frame-Options"}
        answer.headers.setdefault("Content-Security-Policy", own if is_page else NO_PAGE)
        for name, value in heads.items():
            answer.headers.setdefault(name, value)
        # What does not say that it may be kept is not: pages carry names and tokens.
        answer.headers.setdefault("Cache-Control", "no-store")
        if https:
            answer.headers.setdefault("Strict-Transport-Security", A_YEAR)
        return answer

    app.after_request(add_headers)
    app.context_processor(lambda: {"csp_nonce": csp_nonce})
