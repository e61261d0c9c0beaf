"""Static files: a content hash in the address, so kept for a year; text travels compressed."""

from __future__ import annotations

import gzip
import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request, send_from_directory, url_for
from werkzeug.utils import safe_join

from web.access import public
from web.compress import accepts_gzip

STATIC = Path(__file__).parent / "static"
TEXT = {".js", ".mjs", ".css", ".svg", ".json"}
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
    if request.args.get("v") == _hash(filename, _stamp(filename)):
        answer.headers["Cache-Control"] = FOREVER
    else:
        answer.headers["Cache-Control"] = "public, no-cache"
    return answer


def _send(filename: str) -> Response:
    """Send the .gz that was published beside a file, else our own packed text, else the file."""
    packed, mimetype = f"{filename}.gz", _mimetype(filename)
    if accepts_gzip() and _stamp(packed) >= _stamp(filename) > 0:
        answer = send_from_directory(STATIC, packed, mimetype=mimetype)
        answer.headers["Content-Encoding"] = "gzip"
    elif accepts_gzip() and Path(filename).suffix in TEXT and _stamp(filename):
        answer = _send_packed(filename, mimetype)
    else:
        answer = send_from_directory(STATIC, filename, mimetype=mimetype)
    answer.vary.add("Accept-Encoding")
    return answer


def _send_packed(filename: str, mimetype: str | None) -> Response:
    stamp = _stamp(filename)
    answer = Response(_packed(filename, stamp), mimetype=mimetype)
    answer.headers["Content-Encoding"] = "gzip"
    answer.set_etag(f"{_hash(filename, stamp)}-gz")
    return answer.make_conditional(request)


@lru_cache(maxsize=256)
def _packed(filename: str, _stamp: float) -> bytes:
    """Compress a text file once per change, without a time stamp."""
    return gzip.compress((STATIC / filename).read_bytes(), 9, mtime=0)


def _mimetype(filename: str) -> str | None:
    kinds = {".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css",
             ".svg": "image/svg+xml", ".woff2": "font/woff2", ".json": "application/json",
             ".webmanifest": "application/manifest+json"}  # fmt: skip
    return kinds.get(Path(filename).suffix)


def _stamp(path: str) -> float:
    """Return when a file of ours was changed; 0 for none, also for one outside our folder."""
    inside = safe_join(str(STATIC), path)
    try:
        file = Path(inside) if inside is not None else STATIC
        return file.stat().st_mtime if file.is_file() else 0.0
    except OSError:  # a name too long for any file
        return 0.0


@lru_cache(maxsize=512)
def _hash(path: str, stamp: float) -> str:
    """Hash the content once per change; a file that is not there gets a hash that says so."""
    file = STATIC / path
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12] if stamp else "missing"
