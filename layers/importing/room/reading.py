"""Have a file read in another process; whatever becomes of that process, ours says why."""

import atexit
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from geo.text import Text
from layers.importing.issues import FileRefused, Issues, refused
from layers.importing.options import ImportOptions
from layers.importing.readers.gdal import SKIPPED_DRIVERS
from layers.importing.room import wire
from layers.importing.room.keeper import TIMEOUT
from layers.importing.room.limits import Limits
from layers.importing.source import Source

ROOT = Path(__file__).resolve().parents[3]
_TOLD = ("encoding", "table", "header", "decimal")  # what readers ask of the options
_ENVIRONMENT = {
    "GDAL_SKIP": ",".join(SKIPPED_DRIVERS),
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "PYTHONUTF8": "1",
}


def read_apart(
    path: Path, options: ImportOptions, issues: Issues, limits: Limits | None = None
) -> Source:
    """Read a file in a bound process; FileRefused where it cannot, or the process does not live."""
    with open_apart(path, options, issues, limits) as reading:
        return reading.whole()


@contextmanager
def open_apart(
    path: Path,
    options: ImportOptions,
    issues: Issues,
    limits: Limits | None = None,
    part_rows: int | None = None,
) -> Iterator[wire.Reading]:
    """Read a file as `read_apart` does, and give it part by part as long as this is open."""
    bounds = limits or Limits()
    _require_size(path, bounds)
    with tempfile.TemporaryDirectory(prefix="diemnong-") as name:
        folder = Path(name)
        request = {
            "path": str(path.absolute() if path.exists() else path),
            "folder": name,
            "options": {key: getattr(options, key) for key in _TOLD},
            "limits": asdict(bounds),
            "part_rows": part_rows or wire.PART_ROWS,
        }
        with _keeper() as keeper:
            ended = keeper.ask(request)
        if ended != 0 or not (folder / "result.json").is_file():
            raise _why(path, ended, bounds)
        try:
            reading = wire.Reading(folder, issues)
        except wire.ReaderFailed as failure:
            raise _failed(path, failure, bounds) from failure
        yield reading


def _require_size(path: Path, limits: Limits) -> None:
    if path.is_file() and path.stat().st_size > limits.input_bytes:
        size = f"{limits.input_bytes / (1 << 20):,.0f} MiB"
        raise refused(
            "file",
            "too_large",
            path.name,
            Text(f"Tệp lớn hơn {size}; hãy chia tệp.", f"The file is over {size}; split the file."),
        )


class _Keeper:
    """Our end of one keeper process."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "layers.importing.room.keeper"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_ENVIRONMENT,
            cwd=ROOT,
        )

    def ask(self, request: dict[str, Any]) -> int | str:
        """Return how the child ended: 0, minus the number of a signal, or TIMEOUT."""
        assert self.process.stdin and self.process.stdout
        try:
            self.process.stdin.write(json.dumps(request).encode() + b"\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        except OSError:
            return -signal.SIGKILL
        ended: int | str = json.loads(answer)["ended"] if answer else -signal.SIGKILL
        return ended

    @property
    def is_usable(self) -> bool:
        return self.owner == os.getpid() and self.process.poll() is None

    def close(self) -> None:
        if self.owner != os.getpid():
            return
        for stream in (self.process.stdin, self.process.stdout):
            if stream:
                stream.close()
        self.process.wait()


# Starting a keeper takes most of a second (numpy, pandas, GDAL), forking from it 10 ms: they stay.
_idle: list[_Keeper] = []
_lock = threading.Lock()


@contextmanager
def _keeper() -> Iterator[_Keeper]:
    """Lend a keeper; each serves one reading at a time."""
    with _lock:
        keeper = next((each for each in _idle if each.is_usable), None)
        if keeper is not None:
            _idle.remove(keeper)
    keeper = keeper or _Keeper()
    try:
        yield keeper
    except BaseException:
        keeper.close()  # an answer may still be under way: nobody else must read it
        raise
    if keeper.is_usable:
        with _lock:
            _idle.append(keeper)
    else:
        keeper.close()


@atexit.register
def close_keepers() -> None:
    """End the keepers of this process."""
    while _idle:
        _idle.pop().close()


def _failed(path: Path, failure: wire.ReaderFailed, limits: Limits) -> FileRefused:
    if failure.kind == "MemoryError":
        return _too_much(path, limits)
    return refused(
        "file",
        "unreadable",
        path.name,
        Text(f"Không đọc được tệp: {failure}.", f"The file cannot be read: {failure}."),
    )


def _too_much(path: Path, limits: Limits) -> FileRefused:
    size = f"{limits.memory_bytes / (1 << 20):,.0f} MiB"
    return refused(
        "file",
        "too_much_memory",
        path.name,
        Text(
            f"Đọc tệp cần hơn {size} bộ nhớ: đã dừng. Hãy chia tệp.",
            f"Reading the file takes more than {size} of memory: stopped. Split the file.",
        ),
    )


def _why(path: Path, ended: int | str, limits: Limits) -> FileRefused:
    """Translate the end of a reading process into a refusal."""
    if ended in (TIMEOUT, -signal.SIGXCPU):
        seconds = limits.wall_seconds if ended == TIMEOUT else limits.cpu_seconds
        return refused(
            "file",
            "too_slow",
            path.name,
            Text(
                f"Đọc tệp quá {seconds:g} giây: đã dừng. Hãy chia tệp hoặc đổi định dạng.",
                f"Reading the file took over {seconds:g} s: stopped. Split the file.",
            ),
        )
    if ended in (-signal.SIGKILL, -signal.SIGABRT):
        return _too_much(path, limits)
    return refused(
        "file",
        "reader_crashed",
        path.name,
        Text(
            f"Trình đọc tệp bị sập (mã {ended}): tệp hỏng, hoặc cố ý làm hỏng. Chưa nạp gì.",
            f"The reader of the file crashed (code {ended}): the file is broken, perhaps on"
            " purpose. Nothing was loaded.",
        ),
    )
