"""Static files: a content hash in the address, so kept for a year; text travels compressed."""

from __future__ import annotations

import gzip
import hashlib
import posixpath
import re
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request, send_from_directory, url_for
from werkzeug.utils import safe_join

from web.access import open_to_links, public
from web.compress import accepts_gzip
from web.sharing import base_path

STATIC = Path(__file__).parent / "static"
IN_CSS = re.compile(rb"""url\("([^":?#]+)"\)""")
# Whole lines of comment, and comments of style sheets: a third of what our scripts would weigh;
# indentation and empty lines are another few parts in a hundred.
COMMENTS = {
    ".js": re.compile(rb"^[ \t]*(?://[^\n]*|/\*(?:[^*]|\*(?!/))*\*/[ \t]*)\n", re.MULTILINE),
    ".css": re.compile(rb"/\*(?:[^*]|\*(?!/))*\*/\n?"),
}
INDENTATION = re.compile(rb"^\s+", re.MULTILINE)
TEXT = {".js", ".mjs", ".css", ".svg", ".json"}
VERSIONED = re.compile(r"^js@([0-9a-f]{12})/")
FOREVER = "public, max-age=31536000, immutable"


def asset(path: str) -> str:
    """Return the address of one of our static files, with its hash."""
    return static_address(path, v=_hash(path, _stamp(path)))


def static_address(path: str, **query: str) -> str:
    """Return where one of our static files lies."""
    return same_for_all(url_for("static", filename=path, **query))


def same_for_all(address: str) -> str:
    """Take the token of a share link off an address that is the same for everybody."""
    return address.removeprefix(base_path())


def init_app(app: Flask) -> None:
    app.add_url_rule("/static/<path:filename>", endpoint="static", view_func=_static)
    app.context_processor(lambda: {"asset": asset})


def scripts_version() -> str:
    """Return one hash for all modules of ours: they name one another, and are kept together."""
    files = sorted((STATIC / "js").rglob("*.js"))
    return _hash_of_all(tuple((file, file.stat().st_mtime) for file in files))


@lru_cache(maxsize=4)
def _hash_of_all(files: tuple[tuple[Path, float], ...]) -> str:
    return hashlib.sha256(b"\0".join(file.read_bytes() for file, _ in files)).hexdigest()[:12]


@public
@open_to_links
def _static(filename: str) -> Response:
    versioned = VERSIONED.match(filename)
    filename = VERSIONED.sub("js/", filename)
    answer = _send(filename)
    asked = versioned[1] if versioned else request.args.get("v")
    if asked == (scripts_version() if versioned else _hash(filename, _stamp(filename))):
        answer.headers["Cache-Control"] = FOREVER
        answer.headers.pop("ETag", None)  # nobody asks again, and a page has a hundred of these
        answer.headers.pop("Last-Modified", None)
    else:
        answer.headers["Cache-Control"] = "public, no-cache"
    return answer


def _send(filename: str) -> Response:
    """Send the .gz that was published beside a file, else our own packed text, else the file."""
    packed, mimetype = f"{filename}.gz", _mimetype(filename)
    if accepts_gzip() and _stamp(packed) >= _stamp(filename) > 0:
        answer = send_from_directory(STATIC, packed, mimetype=mimetype)
        answer.headers["Content-Encoding"] = "gzip"
    elif _stamp(filename) and (filename.startswith(("css/", "js/")) or _is_packed(filename)):
        answer = _send_text(filename, mimetype)
    else:
        answer = send_from_directory(STATIC, filename, mimetype=mimetype)
    answer.vary.add("Accept-Encoding")
    return answer


def _is_packed(filename: str) -> bool:
    return accepts_gzip() and Path(filename).suffix in TEXT


def _send_text(filename: str, mimetype: str | None) -> Response:
    stamp, packs = _stamp(filename), accepts_gzip()
    body = _packed(filename, stamp) if packs else _text(filename, stamp)
    answer = Response(body, mimetype=mimetype)
    answer.set_etag(_hash(filename, stamp) + ("-gz" if packs else ""))
    if packs:
        answer.headers["Content-Encoding"] = "gzip"
    return answer.make_conditional(request)


@lru_cache(maxsize=256)
def _packed(filename: str, stamp: float) -> bytes:
    """Compress a text file once per change, without a time stamp."""
    return gzip.compress(_text(filename, stamp), 9, mtime=0)


def _text(filename: str, _stamp: float) -> bytes:
    """Read a text file; our own go without what is for who reads the source.

    Those are comments and indentation: no text of our scripts goes over several lines.

    What a style sheet of ours names is named with its hash, to be kept.
    """
    text = (STATIC / filename).read_bytes()
    if not filename.startswith(("css/", "js/")):
        return text
    text = INDENTATION.sub(b"", COMMENTS[Path(filename).suffix].sub(b"", text))
    if filename.startswith("js/"):
        return text
    return IN_CSS.sub(lambda found: _named_with_hash(filename, found[1].decode()), text)


def _named_with_hash(filename: str, named: str) -> bytes:
    path = posixpath.normpath(posixpath.join(posixpath.dirname(filename), named))
    return f'url("{named}?v={_hash(path, _stamp(path))}")'.encode()


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
