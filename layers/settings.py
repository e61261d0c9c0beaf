"""Where the database and the kept files are, read from the environment once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from geo.text import Text
from layers.errors import Unavailable

SECURITIES = ("starttls", "tls", "none")


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
class ClockSettings:
    """The zone in which days begin and moments are shown, in Python and in every session."""

    zone: ZoneInfo

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> "ClockSettings":
        """Read DIEMNONG_TIME_ZONE (default Asia/Ho_Chi_Minh); Unavailable where it names none."""
        name = environ.get("DIEMNONG_TIME_ZONE", "").strip() or "Asia/Ho_Chi_Minh"
        if "/" not in name or name not in available_timezones():  # "localtime": the machine's own
            raise _wrong_setting("DIEMNONG_TIME_ZONE", name, "Asia/Ho_Chi_Minh")
        return cls(ZoneInfo(name))


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


@dataclass(frozen=True)
class MailSettings:
    """Which server takes mails, from whom they are, and how many an hour; no host: none are sent.

    `site` is where people reach the pages: links of a mail lead there.
    """

    host: str = ""
    port: int = 587
    security: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    sender: str = ""
    site: str = ""
    timeout_s: int = 20
    per_hour: int = 200
    ca_file: str = ""

    @property
    def is_on(self) -> bool:
        return bool(self.host)

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> "MailSettings":
        """Read what the environment says of mail; Unavailable names what is missing or wrong."""
        host = environ.get("DIEMNONG_SMTP_HOST", "").strip()
        if not host:
            return cls()
        security = environ.get("DIEMNONG_SMTP_SECURITY", cls.security)
        if security not in SECURITIES:
            raise _wrong_setting("DIEMNONG_SMTP_SECURITY", security, ", ".join(SECURITIES))
        return cls(
            host,
            _whole(environ, "DIEMNONG_SMTP_PORT", 465 if security == "tls" else cls.port),
            security,
            environ.get("DIEMNONG_SMTP_USER", ""),
            environ.get("DIEMNONG_SMTP_PASSWORD", ""),
            _needed(environ, "DIEMNONG_SMTP_FROM", "Điểm Nóng <tin-bao@example.org>"),
            _needed(environ, "DIEMNONG_SITE", "https://diemnong.example.org").rstrip("/"),
            _whole(environ, "DIEMNONG_SMTP_TIMEOUT_S", cls.timeout_s),
            _whole(environ, "DIEMNONG_SMTP_PER_HOUR", cls.per_hour),
            environ.get("DIEMNONG_SMTP_CA", ""),
        )


def _needed(environ: Mapping[str, str], name: str, example: str) -> str:
    said = environ.get(name, "").strip()
    if not said:
        raise _wrong_setting(name, "", example)
    return said


def _wrong_setting(name: str, value: str, allowed: str) -> Unavailable:
    return Unavailable(
        Text(f"{name}='{value}': cần, ví dụ: {allowed}.", f"{name}='{value}': needs {allowed}.")
    )


def _whole(environ: Mapping[str, str], name: str, default: int) -> int:
    raw = environ.get(name, str(default))
    if not (raw.isascii() and raw.isdigit()):
        raise Unavailable(
            Text(f"{name}: '{raw}' không phải số nguyên.", f"{name}: '{raw}' is no whole number.")
        )
    return int(raw)
