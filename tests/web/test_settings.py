"""Settings from the environment: refused when they cannot be, never shown."""

import pytest

from geo.errors import InputError
from layers.errors import Unavailable
from web.settings import WebSettings

GOOD = {"DATABASE_URL": "postgresql://localhost/x", "DIEMNONG_SECRET_KEY": "k" * 32}


def test_what_is_not_given_has_a_default() -> None:
    settings = WebSettings.from_env(GOOD)
    assert (settings.https, settings.proxies, settings.language) == (False, 0, "vi")
    assert settings.tile_cache_mb == 64


@pytest.mark.parametrize("key", ["", "short", "k" * 31])
def test_service_does_not_start_without_a_real_key(key: str) -> None:
    with pytest.raises(InputError, match="DIEMNONG_SECRET_KEY"):
        WebSettings.from_env(GOOD | {"DIEMNONG_SECRET_KEY": key})


def test_service_does_not_start_without_a_database() -> None:
    with pytest.raises(Unavailable):
        WebSettings.from_env({"DIEMNONG_SECRET_KEY": "k" * 32})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DIEMNONG_PROXIES", "-1"),
        ("DIEMNONG_PROXIES", "one"),
        ("DIEMNONG_TILE_CACHE_MB", "1.5"),
        ("DIEMNONG_LANGUAGE", "fr"),
    ],
)
def test_wrong_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(InputError, match=f"{name}={value}"):
        WebSettings.from_env(GOOD | {name: value})


def test_key_is_not_part_of_what_is_printed() -> None:
    assert "kkkk" not in repr(WebSettings.from_env(GOOD))


BASEMAP = {
    "DIEMNONG_BASEMAP_URL": "https://tiles.example:8443/a/{z}/{x}/{y}.png",
    "DIEMNONG_BASEMAP_ATTRIBUTION": "Nguồn",
}


def test_a_base_map_is_only_there_where_it_is_named() -> None:
    assert WebSettings.from_env(GOOD).basemap is None
    basemap = WebSettings.from_env(GOOD | BASEMAP).basemap
    assert basemap is not None
    assert basemap.origin == "https://tiles.example:8443"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DIEMNONG_BASEMAP_URL", "tiles.example/{z}/{x}/{y}.png"),
        ("DIEMNONG_BASEMAP_URL", "https://tiles.example/{z}/{x}.png"),
        ("DIEMNONG_BASEMAP_URL", "https://tiles.example/{z}/{x}/{y}.png; script-src *"),
        ("DIEMNONG_BASEMAP_URL", "javascript:{z}{x}{y}"),
        ("DIEMNONG_BASEMAP_ATTRIBUTION", " "),
    ],
)
def test_a_wrong_base_map_is_refused(name: str, value: str) -> None:
    with pytest.raises(InputError, match=name):
        WebSettings.from_env(GOOD | BASEMAP | {name: value})
