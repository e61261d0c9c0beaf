"""Publish the files named in web/assets.toml to web/static/vendor, with hashes and .gz copies."""

import base64
import gzip
import hashlib
import json
import os
import re
import shutil
import tomllib
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from scripts.setup.problem import DOWNLOAD, Problem

MANIFEST = "manifest.json"
_TEXT = {".js", ".css"}
_SOURCE_MAP = re.compile(rb"(?://|/\*)[#@]\s*sourceMappingURL=[^\s*]+(?:\s*\*/)?[ \t]*\n?")
# What a module says to its readers: a third of it. A minified file keeps the line of its licence.
_COMMENTS = re.compile(rb"^[ \t]*(?://[^\n]*|/\*(?:[^*]|\*(?!/))*\*/[ \t]*)\n", re.MULTILINE)
_CSS_URL = re.compile(rb"""url\(\s*['"]?([^'")]*)['"]?\s*\)|@import\s+['"]([^'"]+)['"]""")
_SCHEME = re.compile(r"^(?:[a-z][a-z0-9+.-]*:)?//|^(?!data:|#)[a-z][a-z0-9+.-]*:", re.I)


class Asset(NamedTuple):
    """One file to publish. `module` is its name in the page's import map, or empty."""

    source: str
    target: str
    module: str


def publish(listing: Path, modules: Path, vendor: Path, fetched: str) -> bool:
    """Fill `vendor` anew unless it already holds what `listing` and `fetched` ask for.

    The old folder stays in place until the new one is complete. True if anything was done.
    """
    stamp = _stamp(listing, fetched)
    if _is_published(vendor, stamp):
        return False
    fresh = vendor.with_name(f"{vendor.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    assets = read_listing(listing)
    files = {asset.target: _publish_one(asset, assets, modules, fresh) for asset in assets}
    imports = {asset.module: asset.target for asset in assets if asset.module}
    manifest = {"stamp": stamp, "imports": imports, "files": files}
    (fresh / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True))
    _swap(fresh, vendor)
    return True


def read_listing(listing: Path) -> list[Asset]:
    """Read assets.toml; targets must stay inside the vendor folder."""
    rows = tomllib.loads(listing.read_text(encoding="utf-8"))["file"]
    assets = [Asset(row["source"], row["target"], row.get("import", "")) for row in rows]
    for asset in assets:
        for path in (asset.source, asset.target):
            if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
                raise _refused(asset, f"the path {path} leaves its folder")
    return assets


def _publish_one(asset: Asset, assets: list[Asset], modules: Path, fresh: Path) -> dict[str, Any]:
    try:
        content = (modules / asset.source).read_bytes()
    except FileNotFoundError as error:
        raise _refused(asset, "the installed packages have no such file") from error
    suffix = Path(asset.target).suffix
    if suffix in _TEXT:
        content = _SOURCE_MAP.sub(b"", content)
    if asset.module:
        content = _COMMENTS.sub(b"", content)
    if suffix == ".css":
        _check_urls(asset, content, {other.target for other in assets})
    path = fresh / asset.target
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    entry: dict[str, Any] = {"integrity": _integrity(content), "size": len(content)}
    if suffix in _TEXT:
        packed = gzip.compress(content, 9, mtime=0)
        path.with_name(path.name + ".gz").write_bytes(packed)
        entry["gz_size"] = len(packed)
    return entry


def _check_urls(asset: Asset, css: bytes, targets: set[str]) -> None:
    """Refuse a style sheet that would make the page ask another host, or a file we lack."""
    for match in _CSS_URL.finditer(css):
        url = (match[1] or match[2] or b"").decode().strip()
        if _SCHEME.match(url):
            raise _refused(asset, f"it loads {url} from another host")
        if not url or url.startswith(("#", "data:")):
            continue
        local = os.path.normpath(PurePosixPath(asset.target).parent / re.split("[?#]", url)[0])
        if local not in targets:
            raise _refused(asset, f"it needs {url}, which assets.toml does not publish")


def _refused(asset: Asset, why: str) -> Problem:
    return Problem(f"web/assets.toml: {asset.source} is not published: {why}.", DOWNLOAD)


def _integrity(content: bytes) -> str:
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()


def _stamp(listing: Path, fetched: str) -> str:
    parts = (listing.read_bytes(), Path(__file__).read_bytes(), fetched.encode())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _is_published(vendor: Path, stamp: str) -> bool:
    try:
        manifest = json.loads((vendor / MANIFEST).read_text())
    except (FileNotFoundError, ValueError):
        return False
    return manifest["stamp"] == stamp and all(
        (vendor / target).is_file() and (vendor / target).stat().st_size == entry["size"]
        for target, entry in manifest["files"].items()
    )


def _swap(fresh: Path, vendor: Path) -> None:
    old = vendor.with_name(f"{vendor.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if vendor.exists():
        vendor.rename(old)
    fresh.rename(vendor)
    shutil.rmtree(old, ignore_errors=True)
