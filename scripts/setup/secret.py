"""The key that signs sessions: made once per clone, for the owner's eyes only."""

import os
import secrets

from scripts.setup.place import Place


def secret_key(place: Place) -> str:
    """DIEMNONG_SECRET_KEY if set, else the key in var/secret_key, made now if need be."""
    if given := os.environ.get("DIEMNONG_SECRET_KEY"):
        return given
    path = place.var / "secret_key"
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text()
