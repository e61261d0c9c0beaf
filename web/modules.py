"""Which script lies where: the import map of a page and the modules it will need."""

from __future__ import annotations

import hashlib
import json
import re
from functools import lru_cache
from pathlib import Path, PurePosixPath

from flask import Flask, url_for

from web.assets import STATIC, asset, same_for_all, static_address
from web.i18n import catalogue, current_language

SCRIPTS = STATIC / "js"
MANIFEST = STATIC / "vendor" / "manifest.json"
IMPORT = re.compile(r"""^(?:import|export)\s[^"';]*?\sfrom\s+"([^"]+)";""", re.MULTILINE)
FAMILY = re.compile(r"""["'`]([a-z_]+)\.[a-z_0-9$]""")
LATER = re.compile(r"""\bimport\("([^"]+)"\)""")


def init_app(app: Flask) -> None:
    app.context_processor(lambda: {"import_map": import_map, "module_preloads": module_preloads})


def import_map(entry: str) -> dict[str, dict[str, str]]:
    """Return the import map: packages by name, and the modules that `entry` leads to by address,
    hash added. `words` are the words that they may say.

    With the hash in the address a module may be kept for a year, and no bundler is needed.
    """
    own = {
        static_address(path): asset(path)
        for path in (f"js/{file.relative_to(SCRIPTS).as_posix()}" for file in modules_of(entry))
    }
    return {"imports": _packages() | {"words": words_address(entry)} | own}


def module_preloads(entry: str) -> list[str]:
    """Return the addresses of all modules that `entry` leads to, so that none waits for another."""
    packages, found, waiting = _packages() | {"words": words_address(entry)}, {}, [entry]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found[name] = packages.get(name) or asset(f"js/{name}")
        waiting += [] if name in packages else _imports(name)
    return [address for name, address in found.items() if name != entry]


def modules_of(entry: str) -> list[Path]:
    """Return the files of all modules of ours that `entry` leads to, those asked for later too."""
    found, waiting = set(), [entry]
    while waiting:
        name = waiting.pop()
        file = SCRIPTS / name
        if file in found or not file.is_file():
            continue
        found.add(file)
        waiting += [*_imports(name), *_later(file, file.stat().st_mtime)]
    return sorted(found)


def words_address(entry: str) -> str:
    """Return where the words of an entry's scripts lie, in the language of the reader."""
    language = current_language()
    version = words_version(language, entry)
    return same_for_all(url_for("words.words", language=language, entry=entry, v=version))


def words_module(language: str, entry: str) -> str:
    """Return the words that an entry's scripts may say, as a script module the browser keeps.

    Chosen by the first part of their names: what scripts put together comes from one family.
    """
    files = modules_of(entry)
    return _words_module(language, tuple((file, file.stat().st_mtime) for file in files))


def words_version(language: str, entry: str) -> str:
    """Return what the words are kept under."""
    return hashlib.sha256(words_module(language, entry).encode()).hexdigest()[:12]


@lru_cache(maxsize=128)
def _words_module(language: str, files: tuple[tuple[Path, float], ...]) -> str:
    families = {
        found for file, _ in files for found in FAMILY.findall(file.read_text(encoding="utf-8"))
    }
    words = {
        key: message
        for key, message in catalogue(language).items()
        if key.partition(".")[0] in families
    }
    return f"export default {json.dumps(words, ensure_ascii=False, separators=(',', ':'))};\n"


def _packages() -> dict[str, str]:
    listed = _listed_packages(MANIFEST.stat().st_mtime) if MANIFEST.is_file() else {}
    return {name: asset(f"vendor/{target}") for name, target in listed.items()}


@lru_cache(maxsize=2)
def _listed_packages(_stamp: float) -> dict[str, str]:
    imports: dict[str, str] = json.loads(MANIFEST.read_text(encoding="utf-8"))["imports"]
    return imports


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


@lru_cache(maxsize=128)
def _later(file: Path, _stamp: float) -> tuple[str, ...]:
    folder = PurePosixPath(file.relative_to(SCRIPTS).as_posix()).parent
    named = LATER.findall(file.read_text(encoding="utf-8"))
    return tuple(_normal(folder / name) for name in named if name.startswith("."))


def _normal(path: PurePosixPath) -> str:
    parts: list[str] = []
    for part in path.parts:
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)
