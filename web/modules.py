"""Which script lies where: the import map of a page and the modules it will need."""

from __future__ import annotations

import hashlib
import json
import re
from functools import lru_cache
from pathlib import Path, PurePosixPath

from flask import Flask, url_for

from web.assets import STATIC, asset, same_for_all, scripts_version, static_address
from web.i18n import catalogue, current_language

SCRIPTS = STATIC / "js"
MANIFEST = STATIC / "vendor" / "manifest.json"
IMPORT = re.compile(r"""^(?:import|export)\s[^"';]*?\sfrom\s+"([^"]+)";""", re.MULTILINE)
NAMED = re.compile(r"""["'`]([a-z_]+\.[a-z_0-9.]*)""")
LATER = re.compile(r"""\bimport\("([^"]+)"\)""")


def init_app(app: Flask) -> None:
    app.context_processor(
        lambda: {
            "import_map": import_map,
            "module_preloads": module_preloads,
            "script": lambda name: same_for_all(script_address(name)),
        }
    )


def script_address(name: str) -> str:
    """Return where a module of ours lies: one hash for all, so that what it imports has it too.

    With the hash in the address a module may be kept for a year, and no bundler is needed.
    """
    return static_address(f"js@{scripts_version()}/{name}")


def import_map(entry: str) -> dict[str, dict[str, str]]:
    """Return the import map: packages by name, and the words that the modules of `entry` say."""
    own = {"words": words_address(entry)}
    if _files_of(entry) != modules_of(entry):
        own["later-words"] = words_address(entry, later=True)
    return {"imports": _packages() | own}


def module_preloads(entry: str) -> list[str]:
    """Return the addresses of all modules that `entry` leads to, so that none waits for another."""
    packages = _packages() | {"words": words_address(entry)}
    names = [name for name in _names_of(entry) if name != entry]
    return [packages.get(name) or same_for_all(script_address(name)) for name in names]


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


def words_address(entry: str, *, later: bool = False) -> str:
    """Return where the words of an entry's scripts lie, in the language of the reader."""
    language = current_language()
    version = words_version(language, entry, later=later)
    asked = {"later": "1"} if later else {}
    address = url_for("words.words", language=language, entry=entry, v=version, **asked)
    return same_for_all(address)


def words_module(language: str, entry: str, *, later: bool = False) -> str:
    """Return the words that an entry's scripts may say, as a script module the browser keeps.

    Chosen by the beginnings of their names that the scripts hold. `later`: what only those
    modules say that are asked for later.
    """
    first, all_of_them = _files_of(entry), modules_of(entry)
    words = _words_of(language, _stamped(all_of_them if later else first))
    if later:
        known = _words_of(language, _stamped(first))
        words = {key: message for key, message in words.items() if key not in known}
    return f"export default {json.dumps(words, ensure_ascii=False, separators=(',', ':'))};\n"


def words_version(language: str, entry: str, *, later: bool = False) -> str:
    """Return what the words are kept under."""
    return hashlib.sha256(words_module(language, entry, later=later).encode()).hexdigest()[:12]


@lru_cache(maxsize=256)
def _words_of(language: str, files: tuple[tuple[Path, float], ...]) -> dict[str, str]:
    named = tuple(
        {found for file, _ in files for found in NAMED.findall(file.read_text(encoding="utf-8"))}
    )
    said = catalogue(language).items()
    return {key: message for key, message in said if key.startswith(named)}


def _stamped(files: list[Path]) -> tuple[tuple[Path, float], ...]:
    return tuple((file, file.stat().st_mtime) for file in files)


def _names_of(entry: str) -> list[str]:
    """Return the modules that `entry` imports at once, by name and by path, itself first."""
    found: list[str] = []
    waiting = [entry]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.append(name)
            waiting += _imports(name)  # of a package it has none that is a file of ours
    return found


def _files_of(entry: str) -> list[Path]:
    files = [SCRIPTS / name for name in _names_of(entry)]
    return sorted(file for file in files if file.is_file())


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
