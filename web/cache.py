"""Answers kept as compressed bytes under their version: nothing stale, so no clock is needed."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import NamedTuple

from flask import Flask, Response, current_app, make_response, request

from web.compress import accepts_gzip, pack
from web.settings import WebSettings

# A compressed answer smaller than this costs more in book-keeping than it saves.
WORTH_PACKING = 256
OVERHEAD = 200


class Kept(NamedTuple):
    """The bytes of an answer, how they are encoded, and their strong tag."""

    body: bytes
    is_gzip: bool
    tag: str


class ByteCache:
    """The most recently used answers, up to so many bytes; safe between threads."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._size = 0
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Kept | None:
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: Hashable, kept: Kept) -> None:
        with self._lock:
            before = self._kept.pop(key, None)
            self._size += len(kept.body) + OVERHEAD
            self._size -= len(before.body) + OVERHEAD if before else 0
            self._kept[key] = kept
            while self._size > self._capacity and self._kept:
                _, dropped = self._kept.popitem(last=False)
                self._size -= len(dropped.body) + OVERHEAD


def init_app(app: Flask, settings: WebSettings) -> None:
    app.extensions["byte_cache"] = ByteCache(settings.tile_cache_mb * 1024 * 1024)


def cached(key: tuple[Hashable, ...], mimetype: str, make: Callable[[], bytes]) -> Response:
    """Answer from the cache, or make the bytes and keep them; 304 where the caller has them."""
    wants_gzip = accepts_gzip()
    store: ByteCache = current_app.extensions["byte_cache"]
    whole_key = (*key, wants_gzip)
    kept = store.get(whole_key)
    if kept is None:
        kept = _keep(make(), wants_gzip)
        store.put(whole_key, kept)
    return _answer(kept, mimetype)


def _keep(body: bytes, wants_gzip: bool) -> Kept:
    is_gzip = wants_gzip and len(body) >= WORTH_PACKING
    packed = pack(body) if is_gzip else body
    return Kept(packed, is_gzip, hashlib.sha256(packed).hexdigest()[:32])


def _answer(kept: Kept, mimetype: str) -> Response:
    answer = make_response(kept.body)
    answer.mimetype = mimetype
    answer.vary.add("Accept-Encoding")
    answer.set_etag(kept.tag)
    if kept.is_gzip:
        answer.headers["Content-Encoding"] = "gzip"
    return answer.make_conditional(request)
