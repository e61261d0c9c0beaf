"""What a process that reads a file may use, set by the process itself before it opens the file."""

import ctypes
import platform
import resource
import struct
from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Memory and sizes in bytes, times in seconds. `input_bytes` is the size of the file itself."""

    memory_bytes: int = 4 << 30
    cpu_seconds: int = 300
    wall_seconds: float = 600.0
    input_bytes: int = 2 << 30
    output_bytes: int = 8 << 30
    open_files: int = 64


def apply(limits: Limits) -> None:
    """Bind this process for the rest of its life: memory, time, files, no network, no programs."""
    for kind, value in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, limits.output_bytes),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (value, value))
    forbid_network()


_ARCHITECTURES = {  # number of the architecture; of socket, execve, io_uring_setup in it
    "x86_64": (0xC000003E, (41, 59, 425)),
    "aarch64": (0xC00000B7, (198, 221, 425)),
}
_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2
_LOAD, _IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 1  # EPERM


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def forbid_network() -> bool:
    """Have the kernel refuse new sockets and programs; False where it cannot (not Linux).

    Belt and braces: no reader that is let in has an address to call in the first place.
    """
    known = _ARCHITECTURES.get(platform.machine())
    if known is None or platform.system() != "Linux":
        return False
    architecture, calls = known
    tests = [_step(_IF_EQUAL, len(calls) - at, 0, call) for at, call in enumerate(calls)]
    program = b"".join(
        [
            _step(_LOAD, 0, 0, 4),
            _step(_IF_EQUAL, 0, len(calls) + 1, architecture),
            _step(_LOAD, 0, 0, 0),
            *tests,
            _step(_RETURN, 0, 0, _ALLOW),
            _step(_RETURN, 0, 0, _REFUSE),
        ]
    )
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    made = _Program(len(program) // 8, program)
    return bool(library.prctl(_SET_SECCOMP, _FILTER, ctypes.byref(made)) == 0)


def _step(code: int, if_true: int, if_false: int, value: int) -> bytes:
    """Return one instruction of the kernel's packet filter."""
    return struct.pack("=HBBI", code, if_true, if_false, value)
