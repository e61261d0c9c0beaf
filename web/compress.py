"""Text answers travel gzip-compressed; tiles and published files bring their own bytes."""

from __future__ import annotations

import gzip

from flask import Flask, Response, request

COMPRESSIBLE = (
    "text/", "application/json", "application/geo+json", "application/javascript", "image/svg+xml",
    "application/manifest+json",
)  # fmt: skip
WORTH_IT = 1024
SMALL = 64 * 1024
"""Up to here the best compression takes no more than a few thousandths of a second."""


def init_app(app: Flask) -> None:
    app.after_request(_compress)


def accepts_gzip() -> bool:
    return request.accept_encodings["gzip"] > 0


def pack(body: bytes) -> bytes:
    """Compress without a time stamp: the same bytes each time."""
    return gzip.compress(body, 9 if len(body) <= SMALL else 5, mtime=0)


def _compress(answer: Response) -> Response:
    if not (answer.mimetype or "").startswith(COMPRESSIBLE) or answer.is_streamed:
        return answer
    answer.vary.add("Accept-Encoding")
    fits = answer.status_code == 200 and "Content-Encoding" not in answer.headers
    if not fits or answer.direct_passthrough or not accepts_gzip():
        return answer
    body = answer.get_data()
    if len(body) >= WORTH_IT:
        answer.set_data(pack(body))
        answer.headers["Content-Encoding"] = "gzip"
        _weaken(answer)
    return answer


def _weaken(answer: Response) -> None:
    """The strong tag named the plain bytes; these are others of the same meaning."""
    tag, _ = answer.get_etag()
    if tag:
        answer.set_etag(tag, weak=True)
