"""How a child process of ours begins: it ends with its parent, whatever ends that."""

import ctypes
import os
import signal

_PR_SET_PDEATHSIG = 1


def begin_child(parent: int) -> None:
    """Have the kernel end us with our parent, and leave Ctrl-C to the parent."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)  # it has died before we could ask
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
