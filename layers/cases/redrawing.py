"""A photo drawn anew: upright, at most so large, nothing beside its colours; little memory each."""

import fcntl
import io
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from geo.errors import InputError
from geo.refusals import not_one_of
from geo.text import Text
from layers.errors import Unavailable

MOST_MEGAPIXELS = {"JPEG": 50, "PNG": 25, "WEBP": 25}
"""By format: a JPEG is read at a half or less, of the others every pixel is unpacked.

The cameras of phones make 48 and 50 million pixels, as JPEG.
"""
LONGEST_SIDE = 2560
LONGEST_WAIT_S = 60.0
_LOOK_AGAIN_S = 0.05
_NOT_READ = (UnidentifiedImageError, OSError, SyntaxError, ValueError,
             Image.DecompressionBombError, Image.DecompressionBombWarning)  # fmt: skip


def drawn_anew(body: bytes, folder: Path) -> Image.Image:
    """Return the picture that some bytes are, in plain RGB, its longest side LONGEST_SIDE at most.

    One at a time over all processes that share `folder`: two at once do not take double the
    memory. InputError for what is no such picture or has too many pixels; Unavailable where
    others kept the turn for LONGEST_WAIT_S.
    """
    try:
        with Image.open(io.BytesIO(body), formats=list(MOST_MEGAPIXELS)) as opened:
            _require_size(opened)
            with _turn(folder):
                return _small(opened)
    except _NOT_READ as error:
        raise not_one_of("photo", type(error).__name__, MOST_MEGAPIXELS) from error


def as_jpeg(picture: Image.Image) -> bytes:
    """Return a picture as a JPEG file without metadata."""
    out = io.BytesIO()
    clean = Image.new("RGB", picture.size)
    clean.paste(picture)
    clean.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue()


def _small(opened: Image.Image) -> Image.Image:
    """Make it small first: what comes after works on a few million pixels."""
    opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    picture = opened if opened.mode in ("RGB", "L") else opened.convert("RGB")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return ImageOps.exif_transpose(picture).convert("RGB")


def _require_size(opened: Image.Image) -> None:
    most = MOST_MEGAPIXELS[opened.format or "PNG"]
    if opened.width * opened.height > most * 1_000_000:
        said, kind = f"{opened.width}×{opened.height}", opened.format
        raise InputError(
            Text(
                f"Ảnh {said} quá lớn: ảnh {kind} nhiều nhất {most} triệu điểm ảnh. Hãy chụp hay"
                " lưu ở cỡ nhỏ hơn.",
                f"The photo of {said} is too large: a {kind} has at most {most} million pixels."
                " Take or save it in a smaller size.",
            ),
            field="photo",
            value=said,
        )


@contextmanager
def _turn(folder: Path) -> Iterator[None]:
    """Wait for the turn; the system gives it back also where a process is killed."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "redrawing.lock").open("a") as file:
        end = time.monotonic() + LONGEST_WAIT_S
        while not _has_lock(file.fileno()):
            if time.monotonic() > end:
                raise Unavailable(
                    Text(
                        "Máy đang xử lý nhiều ảnh khác. Hãy thử lại sau một phút.",
                        "Many other photos are being worked on. Try again in a minute.",
                    )
                )
            time.sleep(_LOOK_AGAIN_S)
        yield


def _has_lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
