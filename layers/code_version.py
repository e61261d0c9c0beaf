"""Which code computes: what makes two runs the same, and two machines interchangeable."""

import hashlib
from functools import cache
from pathlib import Path

import geo


@cache
def code_version() -> str:
    """Name the code that computes: a hash of every source file of `geo`."""
    folder = Path(geo.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return f"geo-{digest.hexdigest()[:16]}"
