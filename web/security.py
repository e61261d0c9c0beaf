"""Headers that every answer carries; the nonce is for the import map and nothing else."""

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

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(self), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
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
        nonce = f" 'nonce-{g.csp_nonce}'" if "csp_nonce" in g else ""
        answer.headers.setdefault("Content-Security-Policy", policy.replace("{nonce}", nonce))
        for name, value in HEADERS.items():
            answer.headers.setdefault(name, value)
        # What does not say that it may be kept is not: pages carry names and tokens.
        answer.headers.setdefault("Cache-Control", "no-store")
        if https:
            answer.headers.setdefault("Strict-Transport-Security", A_YEAR)
        return answer

    app.after_request(add_headers)
    app.context_processor(lambda: {"csp_nonce": csp_nonce})
