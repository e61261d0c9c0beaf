"""Files as answers: sent piece by piece, always as a download."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO
from urllib.parse import quote

from flask import Response, send_file

from layers.exporting.row_files import MEDIA
from layers.file_store import FileStore, KeptFile

ANY_TYPE = "application/octet-stream"
SMALL = 1 << 20


def send_kept(store: FileStore, sha256: str, name: str) -> Response:
    """Send one kept file under a name of its own."""
    return _download(store.open_kept(sha256), name)


def send_original(store: FileStore, files: Sequence[KeptFile]) -> Response:
    """Send what a person brought: the file, or a zip of it and what belongs beside it."""
    if len(files) == 1:
        return send_kept(store, files[0].sha256, files[0].name)
    packed = TemporaryFile()  # noqa: SIM115 (the answer closes it)
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in files:
            archive.write(store.path_of(each.sha256), each.name)
    packed.seek(0)
    return _download(packed, f"{Path(files[0].name).stem}.zip")


def send_rows(file: IO[bytes], kind: str, name: str) -> Response:
    """Send a file of rows under a plain name: a small one whole, a large one piece by piece."""
    if os.fstat(file.fileno()).st_size <= SMALL:
        with file:
            return send_whole(file.read(), kind, name)
    return _download(file, f"{name}.{kind}", MEDIA[kind])


def send_whole(content: bytes, kind: str, name: str) -> Response:
    """Send a table that was made in memory, under a plain name."""
    return _download(io.BytesIO(content), f"{name}.{kind}", MEDIA[kind])


def _download(file: IO[bytes], name: str, media: str = ANY_TYPE) -> Response:
    answer = send_file(file, mimetype=media, etag=False)
    answer.content_type = media  # as it is: a text would be given its character set twice
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
