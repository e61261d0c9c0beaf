"""An outside base map, only where a setting names one: without it nothing loads from outside."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from geo.errors import InputError
from geo.text import Text

PLACES = ("{z}", "{x}", "{y}")
ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(:\d+)?/[A-Za-z0-9._~/{}@?=&%-]*")


@dataclass(frozen=True)
class Basemap:
    """Picture tiles of another host; `origin` is what the content security policy lets in."""

    url: str
    attribution: str

    def __post_init__(self) -> None:
        if not ADDRESS.fullmatch(self.url) or not all(place in self.url for place in PLACES):
            raise InputError(
                Text(
                    f"DIEMNONG_BASEMAP_URL={self.url}: cần dạng https://máy-chủ/…/{{z}}/{{x}}/{{y}}.png",
                    f"DIEMNONG_BASEMAP_URL={self.url}: needs the form https://host/…/{{z}}/{{x}}/{{y}}.png",
                )
            )
        if not self.attribution.strip():
            raise InputError(
                Text(
                    "DIEMNONG_BASEMAP_ATTRIBUTION: phải ghi nguồn của bản đồ nền.",
                    "DIEMNONG_BASEMAP_ATTRIBUTION: the source of the base map must be named.",
                )
            )

    @property
    def origin(self) -> str:
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"


def read_basemap(url: str, attribution: str) -> Basemap | None:
    """Return the base map that the settings name; None where they name none."""
    return Basemap(url, attribution) if url else None
