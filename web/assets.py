"""Static files: a content hash in the address, so kept for a year; .gz where published."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request, send_from_directory, url_for

from web.access import public
from web.compress import accepts_gzip

STATIC = Path(__file__).parent / "static"
FOREVER = "public, max-age=31536000, immutable"


def asset(path: str) -> str:
    """Return the address of one of our static files, with its hash."""
    return url_for("static", filename=path, v=_hash(path, _stamp(path)))


def init_app(app: Flask) -> None:
    app.add_url_rule("/static/<path:filename>", endpoint="static", view_func=_static)
    app.context_processor(lambda: {"asset": asset})


@public
def _static(filename: str) -> Response:
    answer = _send(filename)
    if request.args.get("v"):
        answer.headers["Cache-Control"] = FOREVER
    else:
        answer.headers["Cache-Control"] = "public, no-cache"
    return answer


def _send(filename: str) -> Response:
    packed = f"{filename}.gz"
    if accepts_gzip() and _stamp(packed) >= _stamp(filename) > 0:
        answer = send_from_directory(STATIC, packed, mimetype=_mimetype(filename))
        answer.headers["Content-Encoding"] = "gzip"
    else:
        answer = send_from_directory(STATIC, filename, mimetype=_mimetype(filename))
    answer.vary.add("Accept-Encoding")
    return answer


def _mimetype(filename: str) -> str | None:
    kinds = {".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css",
             ".svg": "image/svg+xml", ".woff2": "font/woff2", ".json": "application/json",
             ".webmanifest": "application/manifest+json"}  # fmt: skip
    return kinds.get(Path(filename).suffix)


def _stamp(path: str) -> float:
    file = STATIC / path
    return file.stat().st_mtime if file.is_file() else 0.0


@lru_cache(maxsize=512)
def _hash(path: str, stamp: float) -> str:
    """Hash the content once per change; a file that is not there gets a hash that says so."""
    file = STATIC / path
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12] if stamp else "missing"
