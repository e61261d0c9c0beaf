"""Write a file whole or not at all: never half of it under its final name."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from geo.errors import InputError
from geo.text import Text


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file beside `path` that takes its name in the end; gone again if anything fails.

    InputError where nothing can be written there.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as target:
            yield target
        part.replace(path)
    except OSError as error:
        raise InputError(
            Text(
                f"Không ghi được tệp '{path}': {error.strerror}.",
                f"The file '{path}' cannot be written: {error.strerror}.",
            ),
            field="file",
            value=str(path),
        ) from error
    finally:
        if part.parent.is_dir():
            part.unlink(missing_ok=True)


def require_free(file: Path, *, overwrite: bool) -> None:
    """InputError where the file is there already and may not be replaced."""
    if file.exists() and not overwrite:
        raise InputError(
            Text(
                f"Đã có tệp '{file}'; muốn thay: --overwrite.",
                f"There is a file '{file}' already; to replace it: --overwrite.",
            ),
            field="file",
            value=str(file),
        )
