"""Unpack a ZIP archive of which nothing is believed: count, sizes and names are checked first."""

import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from geo.text import Text
from layers.importing.issues import FileRefused, refused

MOST_ENTRIES = 1_000
MOST_BYTES = 200 << 20  # of all entries, unpacked
_PIECE = 1 << 20


def unpack(path: Path, folder: Path) -> list[Path]:
    """Unpack all files into a folder, without their folders' leave to go anywhere else."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _require_sensible(path, archive.infolist())
            return [_write(archive, entry, folder) for entry in entries]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise refused(
            "file",
            "unreadable",
            path.name,
            Text(
                f"Không mở được tệp nén '{path.name}': {error}.",
                f"The archive '{path.name}' cannot be opened: {error}.",
            ),
        ) from error


def require_harmless(path: Path) -> None:
    """Hold an archive that another library opens (.xlsx, .ods) to the same limits."""
    try:
        with zipfile.ZipFile(path) as archive:
            _require_sensible(path, archive.infolist())
            left = MOST_BYTES
            for entry in archive.infolist():
                left -= _count(archive, entry, left)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise refused(
            "file",
            "unreadable",
            path.name,
            Text(
                f"Không mở được tệp nén '{path.name}': {error}.",
                f"The archive '{path.name}' cannot be opened: {error}.",
            ),
        ) from error


def _require_sensible(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES:
        raise _bomb(path.name, f"{len(entries)} > {MOST_ENTRIES}")
    if sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise _bomb(path.name, f"> {MOST_BYTES >> 20} MiB")
    names = [entry.filename.casefold() for entry in entries]
    for entry in entries:
        if not _is_inside(entry):
            raise refused(
                "file",
                "forbidden",
                entry.filename,
                Text(
                    f"Tệp nén có đường dẫn ra ngoài hoặc liên kết: '{entry.filename}'.",
                    f"The archive has a path that leaves it, or a link: '{entry.filename}'.",
                ),
            )
    if len(set(names)) < len(names):
        raise refused(
            "file",
            "forbidden",
            path.name,
            Text("Tệp nén có hai tệp cùng tên.", "The archive has two files of one name."),
        )


def _is_inside(entry: zipfile.ZipInfo) -> bool:
    name = entry.filename.replace("\\", "/")
    parts = PurePosixPath(name).parts
    is_link = stat.S_ISLNK(entry.external_attr >> 16)
    return not (name.startswith("/") or ".." in parts or ":" in name or is_link or "\x00" in name)


def _write(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path) -> Path:
    """Write one entry by its last name only, counting what really comes out."""
    target = folder.joinpath(*PurePosixPath(entry.filename.replace("\\", "/")).parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        for piece in _pieces(archive, entry):
            file.write(piece)
    return target


def _count(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> int:
    total = 0
    for piece in _pieces(archive, entry):
        total += len(piece)
        if total > left:
            raise _bomb(entry.filename, f"> {MOST_BYTES >> 20} MiB")
    return total


def _pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo):  # type: ignore[no-untyped-def]
    written = 0
    with archive.open(entry) as packed:
        while piece := packed.read(_PIECE):
            written += len(piece)
            if written > min(entry.file_size, MOST_BYTES):
                raise _bomb(entry.filename, f"> {entry.file_size}")
            yield piece


def _bomb(name: str, size: str) -> FileRefused:
    return refused(
        "file",
        "archive_too_large",
        name,
        Text(
            f"Tệp nén quá lớn khi mở ra ('{name}': {size}); tối đa {MOST_ENTRIES} tệp và"
            f" {MOST_BYTES >> 20} MiB.",
            f"The archive is too large unpacked ('{name}': {size}); at most {MOST_ENTRIES} files"
            f" and {MOST_BYTES >> 20} MiB.",
        ),
    )
