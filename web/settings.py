"""Settings of the web service, read from the environment once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from geo.errors import InputError
from geo.text import Text
from layers.settings import DatabaseSettings, FileSettings, MailSettings
from web.basemap import Basemap, read_basemap

LANGUAGES = ("vi", "en")
SECRET_KEY_LENGTH = 32


@dataclass(frozen=True)
class WebSettings:
    """Everything the application may be told; no other module of `web` reads the environment."""

    database: DatabaseSettings
    secret_key: str = field(repr=False)
    https: bool = False
    proxies: int = 0
    language: str = "vi"
    tile_cache_mb: int = 64
    basemap: Basemap | None = None
    files: FileSettings = field(default_factory=FileSettings)
    sends_mail: bool = False

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> WebSettings:
        """Read DIEMNONG_* and DATABASE_URL; a missing or short secret key is refused."""
        env = os.environ if environ is None else environ
        return cls(
            database=DatabaseSettings.from_env(_of_web(env)),
            secret_key=_secret_key(env),
            https=env.get("DIEMNONG_HTTPS", "0") == "1",
            proxies=_whole_number(env, "DIEMNONG_PROXIES", 0),
            language=_language(env),
            tile_cache_mb=_whole_number(env, "DIEMNONG_TILE_CACHE_MB", 64),
            basemap=read_basemap(
                env.get("DIEMNONG_BASEMAP_URL", ""), env.get("DIEMNONG_BASEMAP_ATTRIBUTION", "")
            ),
            files=FileSettings.from_env(env),
            sends_mail=MailSettings.from_env(env).is_on,
        )


def _of_web(env: Mapping[str, str]) -> Mapping[str, str]:
    """The environment with the address of the web server's own role, where one is set."""
    own = env.get("DIEMNONG_WEB_DATABASE_URL", "")
    return {**env, "DATABASE_URL": own} if own else env


def _secret_key(env: Mapping[str, str]) -> str:
    key = env.get("DIEMNONG_SECRET_KEY", "")
    if len(key) < SECRET_KEY_LENGTH:
        raise InputError(
            Text(
                f"DIEMNONG_SECRET_KEY phải có ít nhất {SECRET_KEY_LENGTH} ký tự ngẫu nhiên",
                f"DIEMNONG_SECRET_KEY must hold at least {SECRET_KEY_LENGTH} random characters",
            )
        )
    return key


def _language(env: Mapping[str, str]) -> str:
    language = env.get("DIEMNONG_LANGUAGE", "vi")
    if language not in LANGUAGES:
        raise InputError(
            Text(
                f"DIEMNONG_LANGUAGE={language}: chỉ nhận {', '.join(LANGUAGES)}",
                f"DIEMNONG_LANGUAGE={language}: allowed are {', '.join(LANGUAGES)}",
            )
        )
    return language


def _whole_number(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name, str(default))
    if not value.isdecimal():
        raise InputError(
            Text(
                f"{name}={value}: cần một số nguyên ≥ 0",
                f"{name}={value}: needs a whole number ≥ 0",
            )
        )
    return int(value)
