"""Photos drawn anew: measured memory, a limit that is told, one at a time."""

import io
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from geo.errors import InputError
from layers.cases import redrawing
from layers.cases.redrawing import LONGEST_SIDE, drawn_anew
from layers.errors import Unavailable

ROOT = Path(__file__).parents[3]
MEASURE = """
import sys, threading
from pathlib import Path
from layers.cases.redrawing import drawn_anew

def peak():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(each.split()[1]) for each in lines if each.startswith("VmHWM"))

body, before = Path(sys.argv[1]).read_bytes(), peak()
each = [threading.Thread(target=drawn_anew, args=(body, Path(sys.argv[2]))) for _ in range(2)]
for one in each: one.start()
for one in each: one.join()
print((peak() - before) // 1024)
"""


def _file(path: Path, size: tuple[int, int], **how: object) -> Path:
    tile = Image.frombytes("RGB", (64, 64), random.Random(1).randbytes(3 * 64 * 64))
    tile.resize(size, Image.Resampling.NEAREST).save(path, **how)
    return path


@pytest.mark.parametrize(
    ("name", "size", "most_mib"),
    [("a.jpg", (7000, 7000), 160), ("b.png", (5000, 5000), 250), ("c.webp", (5000, 5000), 450)],
)
def test_two_at_once_take_the_memory_of_one(
    tmp_path: Path, name: str, size: tuple[int, int], most_mib: int
) -> None:
    photo = _file(tmp_path / name, size)
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(photo), str(tmp_path / "kept")],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert 0 < int(done.stdout) <= most_mib


@pytest.mark.parametrize(("kind", "side"), [("JPEG", 7072), ("PNG", 5001), ("WEBP", 5001)])
def test_too_many_pixels_are_refused_in_both_languages(tmp_path, kind: str, side: int) -> None:
    out = io.BytesIO()
    Image.new("L", (side, side)).save(out, kind)
    with pytest.raises(InputError) as refused:
        drawn_anew(out.getvalue(), tmp_path)
    assert (refused.value.field, refused.value.value) == ("photo", f"{side}×{side}")
    most = str(redrawing.MOST_MEGAPIXELS[kind])
    assert most in refused.value.text.vi and most in refused.value.text.en


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "L", "1", "CMYK"])
def test_every_kind_of_colours_becomes_plain_ones(tmp_path: Path, mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (3000, 1000)).save(out, "JPEG" if mode == "CMYK" else "PNG")
    picture = drawn_anew(out.getvalue(), tmp_path)
    assert (picture.mode, picture.width) == ("RGB", LONGEST_SIDE)


def test_who_waits_too_long_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redrawing, "LONGEST_WAIT_S", 0.0)
    out = io.BytesIO()
    Image.new("RGB", (40, 30)).save(out, "PNG")
    with redrawing._turn(tmp_path), ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(drawn_anew, out.getvalue(), tmp_path)
        assert isinstance(waiting.exception(timeout=60), Unavailable)
    assert drawn_anew(out.getvalue(), tmp_path).size == (40, 30)
