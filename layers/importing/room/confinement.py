"""Close the disk to the reading process: only its own file, its libraries and its folder are left.

Landlock (Linux 5.13 and later) is the means: no rights are needed to set it, and nothing takes it
back. Where the kernel lacks it the other bounds hold alone: memory, time, sizes, no network, no
programs, no foreign drivers.
"""

import ctypes
import os
import stat
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

import pyogrio
import pyproj

from layers.file_store import companions

ROOT = Path(__file__).resolve().parents[3]

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_ASK_VERSION, _PATH_BENEATH = 1, 1
_NO_NEW_PRIVILEGES = 38

_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_READ = _READ_FILE | _READ_DIR
_FILES_ALONE = 1 << 0 | 1 << 1 | _READ_FILE | 1 << 14 | 1 << 15  # rights that a file can have
_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
_CONNECT_OR_BIND, _SIGNALS_AND_SOCKETS = 0b11, 0b11


def is_available() -> bool:
    """Say whether this kernel can close the disk to a process."""
    return _version() > 0


def confine(path: Path, folder: Path) -> bool:
    """Leave this process a file with what its format keeps beside it, and a folder to write in.

    Holds for the rest of its life. Returns False where the kernel cannot.
    """
    version = _version()
    if version < 1:
        return False
    library = ctypes.CDLL(None, use_errno=True)
    rights = _RIGHTS[max(known for known in _RIGHTS if known <= version)]
    asked = struct.pack("=QQQ", rights, _CONNECT_OR_BIND, _SIGNALS_AND_SOCKETS)
    asked = asked[: 8 if version < 4 else 16 if version < 6 else 24]
    rules = library.syscall(_CREATE_RULESET, asked, len(asked), 0)
    if rules < 0:
        return False
    for readable in _readable(path):
        _allow(library, rules, readable, _READ)
    _allow(library, rules, folder, rights & ~1)  # all but running programs
    _allow(library, rules, Path(os.devnull), _READ_FILE | 1 << 1)
    library.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    held = library.syscall(_RESTRICT_SELF, rules, 0) == 0
    os.close(rules)
    return bool(held)


def _version() -> int:
    if sys.platform != "linux":
        return 0
    library = ctypes.CDLL(None, use_errno=True)
    return int(library.syscall(_CREATE_RULESET, None, 0, _ASK_VERSION))


def _readable(path: Path) -> Iterator[Path]:
    """Yield the file, its companions, the program itself and the data of its libraries."""
    yield path
    yield from (each for each in companions(path) if not each.is_symlink())
    yield from (ROOT / name for name in ("geo", "layers"))
    yield from {Path(each) for each in (sys.prefix, sys.base_prefix) if each not in ("/", "/usr")}
    yield from _own_libraries()
    yield Path(pyproj.datadir.get_data_dir())
    gdal_data = pyogrio.get_gdal_data_path()
    if gdal_data:
        yield Path(gdal_data)


def _own_libraries() -> Iterator[Path]:
    """Yield where the interpreter and the system keep their libraries."""
    yield Path(os.__file__).parent
    yield from (Path(each) for each in ("/usr/lib", "/usr/lib64", "/lib", "/lib64"))
    yield from (Path(each) for each in ("/etc/ld.so.cache", "/usr/share/zoneinfo", "/dev/urandom"))


def _allow(library: ctypes.CDLL, rules: int, path: Path, rights: int) -> None:
    """Allow something beneath a path; one that is not there needs no rule."""
    try:
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(opened).st_mode):
            rights &= _FILES_ALONE
        rule = struct.pack("=Qi", rights, opened)
        library.syscall(_ADD_RULE, rules, _PATH_BENEATH, rule, 0)
    finally:
        os.close(opened)
