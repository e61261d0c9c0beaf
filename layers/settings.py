"""Where the database is, read from the environment once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from geo.text import Text
from layers.errors import Unavailable


@dataclass(frozen=True)
class DatabaseSettings:
    url: str
    pool_size: int = 8
    statement_timeout_ms: int = 20_000

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> "DatabaseSettings":
        """Read DATABASE_URL and DIEMNONG_POOL_SIZE, DIEMNONG_STATEMENT_TIMEOUT_MS."""
        url = environ.get("DATABASE_URL", "")
        if not url:
            raise Unavailable(
                Text(
                    "Chưa biết cơ sở dữ liệu: hãy chạy qua ./scripts/ward hoặc đặt DATABASE_URL.",
                    "No database is named: run it through ./scripts/ward, or set DATABASE_URL.",
                )
            )
        return cls(
            url,
            _whole(environ, "DIEMNONG_POOL_SIZE", cls.pool_size),
            _whole(environ, "DIEMNONG_STATEMENT_TIMEOUT_MS", cls.statement_timeout_ms),
        )


def _whole(environ: Mapping[str, str], name: str, default: int) -> int:
    raw = environ.get(name, str(default))
    if not (raw.isascii() and raw.isdigit()):
        raise Unavailable(
            Text(f"{name}: '{raw}' không phải số nguyên.", f"{name}: '{raw}' is no whole number.")
        )
    return int(raw)
