"""Files that people brought, kept as they came: on disk, under the hash of their content."""

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from geo.errors import InputError
from geo.text import Text
from layers.errors import NotFound, TooLarge

CHUNK = 1 << 20
LONGEST_NAME = 120
LEFT_BEHIND_S = 24 * 3600

# What some formats keep beside the file that is named: one without the other is no original.
COMPANIONS = {
    ".shp": (".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx", ".qix"),
    ".tab": (".dat", ".map", ".id", ".ind", ".dbf"),
    ".mif": (".mid",),
}


@dataclass(frozen=True)
class KeptFile:
    """One kept file: the name it came with, the hash it lies under, its size."""

    name: str
    sha256: str
    bytes: int

    def to_json(self) -> dict[str, Any]:
        return vars(self)


@dataclass(frozen=True)
class FileStore:
    """A folder of kept files. What is kept is never changed; the same content lies there once."""

    folder: Path

    def keep(self, path: Path) -> str:
        """Copy a file in; return its hash."""
        with path.open("rb") as file:
            return self.receive(path.name, iter(lambda: file.read(CHUNK), b"")).sha256

    def receive(self, name: str, chunks: Iterable[bytes], most: int | None = None) -> KeptFile:
        """Write what comes to disk as it comes, never all of it in memory.

        It takes its place only when it is whole and on the disk. TooLarge where it is more than
        `most` bytes: then nothing of it stays.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._sweep()
        digest, size = hashlib.sha256(), 0
        handle, incoming = tempfile.mkstemp(dir=self.folder, prefix="incoming-")
        try:
            with open(handle, "wb") as file:  # noqa: PTH123 (an open handle, not a path)
                for chunk in chunks:
                    size += len(chunk)
                    _require_size(name, size, most)
                    digest.update(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            self._place(Path(incoming), digest.hexdigest())
        except BaseException:
            Path(incoming).unlink(missing_ok=True)
            raise
        return KeptFile(name, digest.hexdigest(), size)

    def keep_with_companions(self, path: Path) -> tuple[KeptFile, ...]:
        """Keep a file and what its format keeps beside it; the file itself comes first."""
        return tuple(
            KeptFile(each.name, self.keep(each), each.stat().st_size)
            for each in (path, *companions(path))
        )

    def open_kept(self, sha256: str) -> BinaryIO:
        """Open a kept file for reading; NotFound where there is none of this hash."""
        return self.path_of(sha256).open("rb")

    def path_of(self, sha256: str) -> Path:
        """Return where a kept file lies; NotFound where there is none."""
        path = self._path(sha256)
        if not path.is_file():
            raise NotFound(Text("tệp gốc", "kept file"), sha256[:12])
        return path

    def forget(self, sha256: str) -> None:
        """Remove a kept file that nothing refers to any more; the caller has made sure of that."""
        self._path(sha256).unlink(missing_ok=True)

    def forget_before(self, moment: float) -> None:
        """Remove what was kept before a moment (seconds of the clock), where nothing else tells."""
        for path in self.folder.glob("??/*"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < moment:
                    path.unlink()

    @contextmanager
    def laid_out(self, files: Sequence[KeptFile]) -> Iterator[Path]:
        """Show kept files beside each other under their own names; yields the first one's path.

        They are links of the file system, not copies and not symbolic links: what reads a file is
        closed off from all but that file.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self.folder, prefix="shown-") as name:
            folder = Path(name)
            for each in files:
                (folder / each.name).hardlink_to(self.path_of(each.sha256))
            yield folder / files[0].name

    def _sweep(self) -> None:
        """Remove what a process that was killed has left behind a day ago or earlier."""
        too_old = time.time() - LEFT_BEHIND_S
        for each in [*self.folder.glob("incoming-*"), *self.folder.glob("shown-*")]:
            with suppress(FileNotFoundError):
                if each.stat().st_mtime < too_old:
                    shutil.rmtree(each) if each.is_dir() else each.unlink()

    def _path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256

    def _place(self, incoming: Path, sha256: str) -> None:
        place = self._path(sha256)
        place.parent.mkdir(mode=0o700, exist_ok=True)
        if place.is_file():
            incoming.unlink()
            return
        incoming.replace(place)
        folder = os.open(place.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def companions(path: Path) -> list[Path]:
    """Find what lies beside a file of the disk and belongs to it, in either case."""
    wanted = COMPANIONS.get(path.suffix.lower(), ())
    beside = [path.with_suffix(case(end)) for end in wanted for case in (str.lower, str.upper)]
    return [each for each in dict.fromkeys(beside) if each.is_file()]


def is_companion(name: str, of: str) -> bool:
    """Say whether a file is what the format of another keeps beside it, by their names."""
    main, other = Path(of), Path(name)
    wanted = COMPANIONS.get(main.suffix.lower(), ())
    return other.stem.lower() == main.stem.lower() and other.suffix.lower() in wanted


def plain_name(name: str) -> str:
    """Return a file's name without any folder; InputError where it is none that can be kept."""
    bare = name.replace("\\", "/").rsplit("/", 1)[-1].strip()
    is_usable = bare.isprintable() and not bare.startswith(".") and 0 < len(bare) <= LONGEST_NAME
    if not is_usable or len(bare.encode()) > 2 * LONGEST_NAME:
        raise InputError(
            Text(
                f"Tên tệp '{name[:40]}' không dùng được: cần 1 đến {LONGEST_NAME} ký tự in được,"
                " không bắt đầu bằng dấu chấm.",
                f"The file name '{name[:40]}' cannot be used: 1 to {LONGEST_NAME} printable"
                " characters are needed, not beginning with a dot.",
            ),
            field="name",
            value=name[:40],
        )
    return bare


def _require_size(name: str, size: int, most: int | None) -> None:
    if most is not None and size > most:
        raise TooLarge(
            Text(
                f"Tệp '{name}' lớn hơn {most / (1 << 20):,.0f} MiB, mức lớn nhất được nhận.",
                f"File '{name}' is over {most / (1 << 20):,.0f} MiB, the most that is taken.",
            ),
            field="file",
            value=name,
        )
