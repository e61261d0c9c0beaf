"""Which script lies where: the import map of a page and the modules it will need."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path, PurePosixPath

from flask import Flask, url_for

from web.assets import STATIC, asset
from web.i18n import current_language, words_version

SCRIPTS = STATIC / "js"
MANIFEST = STATIC / "vendor" / "manifest.json"
IMPORT = re.compile(r"""^(?:import|export)\s[^"';]*?\sfrom\s+"([^"]+)";""", re.MULTILINE)


def init_app(app: Flask) -> None:
    app.context_processor(lambda: {"import_map": import_map, "module_preloads": module_preloads})


def import_map() -> dict[str, dict[str, str]]:
    """Return the import map: packages by name, and our own modules by address, hash added.

    With the hash in the address a module may be kept for a year, and no bundler is needed.
    """
    own = {
        url_for("static", filename=path): asset(path)
        for path in (f"js/{file.relative_to(SCRIPTS).as_posix()}" for file in _own_modules())
    }
    return {"imports": _packages() | own}


def module_preloads(entry: str) -> list[str]:
    """Return the addresses of all modules that `entry` leads to, so that none waits for another."""
    packages, found, waiting = _packages(), {}, [entry]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found[name] = packages.get(name) or asset(f"js/{name}")
        waiting += [] if name in packages else _imports(name)
    return [address for name, address in found.items() if name != entry]


def _packages() -> dict[str, str]:
    """Return the addresses of the packages; `words` is the catalogue of the reader's language."""
    listed = _listed_packages(MANIFEST.stat().st_mtime) if MANIFEST.is_file() else {}
    lang = current_language()
    words = url_for("words.words", language=lang, v=words_version(lang))
    return {name: asset(f"vendor/{target}") for name, target in listed.items()} | {"words": words}


@lru_cache(maxsize=2)
def _listed_packages(_stamp: float) -> dict[str, str]:
    imports: dict[str, str] = json.loads(MANIFEST.read_text(encoding="utf-8"))["imports"]
    return imports


def _own_modules() -> list[Path]:
    return sorted(SCRIPTS.rglob("*.js"))


def _imports(name: str) -> list[str]:
    file = SCRIPTS / name
    return list(_names_in(file, file.stat().st_mtime)) if file.is_file() else []


@lru_cache(maxsize=128)
def _names_in(file: Path, _stamp: float) -> tuple[str, ...]:
    """Read which modules a file imports: packages by name, ours relative to static/js."""
    folder = PurePosixPath(file.relative_to(SCRIPTS).as_posix()).parent
    return tuple(
        _normal(folder / name) if name.startswith(".") else name
        for name in IMPORT.findall(file.read_text(encoding="utf-8"))
    )


def _normal(path: PurePosixPath) -> str:
    parts: list[str] = []
    for part in path.parts:
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)
