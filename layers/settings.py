"""Where the database and the kept files are, read from the environment once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

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


@dataclass(frozen=True)
class FileSettings:
    """Where files that people brought are kept, and how large one may be."""

    folder: Path = Path(__file__).resolve().parents[1] / "var" / "files"
    most_mb: int = 512

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> "FileSettings":
        """Read DIEMNONG_FILES and DIEMNONG_UPLOAD_MB."""
        folder = environ.get("DIEMNONG_FILES", "")
        return cls(
            Path(folder) if folder else cls.folder,
            _whole(environ, "DIEMNONG_UPLOAD_MB", cls.most_mb),
        )

    @property
    def most_bytes(self) -> int:
        return self.most_mb << 20


@dataclass(frozen=True)
class ComputeSettings:
    """Where analyses of jobs are computed: on a Dask cluster, else over processes of this machine.

    Portions are sent out where those left would take longer than `send_after_s` here.
    """

    dask: str = ""
    processes: int = 1
    send_after_s: float = 3.0

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> "ComputeSettings":
        """Read DIEMNONG_DASK and DIEMNONG_PROCESSES (default: the processors there are)."""
        processes = _whole(environ, "DIEMNONG_PROCESSES", os.cpu_count() or 1)
        return cls(environ.get("DIEMNONG_DASK", "").strip(), max(processes, 1))


def _whole(environ: Mapping[str, str], name: str, default: int) -> int:
    raw = environ.get(name, str(default))
    if not (raw.isascii() and raw.isdigit()):
        raise Unavailable(
            Text(f"{name}: '{raw}' không phải số nguyên.", f"{name}: '{raw}' is no whole number.")
        )
    return int(raw)
