"""Secrets in addresses: told once, kept as a hash."""

import hashlib
import secrets

TOKEN_BYTES = 24
LONGEST = 64


def make_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_of(token: str) -> bytes:
    """Return what is kept of a token; whatever is longer than one is never asked for whole."""
    return hashlib.sha256(token[: LONGEST + 1].encode()).digest()
