"""A text table is read block by block: what is left in the folder is the same as read at once."""

import codecs
import gzip

import pytest

from layers.importing import readers
from layers.importing.issues import FileRefused, Issues
from layers.importing.options import ImportOptions
from layers.importing.room import wire

ROWS = [f'{i},Ngõ {i},"một\nhai {i}"' for i in range(1, 30)]
WRONG = ["1,2", "", '"#\x01",b,c']  # too few cells, blank, a mark that nothing else has
TEXT = "số,tên,ghi chú\n" + "\n".join(ROWS[:15] + WRONG + ROWS[15:] + ["9"]) + "\n"
CONTENT = TEXT.encode()


@pytest.fixture
def left(tmp_path, monkeypatch):
    """Read with blocks of about so many rows; return all that is left of it in the folder."""

    def _left(block, content=CONTENT, name="a.csv", **options):
        monkeypatch.setattr(readers, "BLOCK_ROWS", block)
        monkeypatch.setattr(wire, "SAMPLE_ROWS", 7)
        path, folder = tmp_path / name, tmp_path / f"{block}-{len(list(tmp_path.iterdir()))}"
        path.write_bytes(content)
        folder.mkdir()
        issues = Issues()
        source = readers.read_file(path, ImportOptions(**options), issues, 4)
        wire.write_source(source, issues, folder, 4)
        return {each.name: each.read_bytes() for each in folder.iterdir()}

    return _left


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_blocks_leave_what_the_whole_leaves(left, newline):
    content = codecs.BOM_UTF8 + TEXT.replace("\n", newline).encode()
    assert left(8, content) == left(1_000, content)
    packed = left(8, gzip.compress(content), "a.csv.gz")
    assert packed["sample.1"] == left(1_000, content)["sample.1"]


def test_the_sample_is_at_even_steps(left):
    told = left(8)
    lines = [int(cell.split()[1]) for cell in told["sample.1"].decode().split("\0")[:3]]
    assert lines == [1, 6, 11]
    assert b'"rows": 30' in told["result.json"]
    assert b'"left_out": 2' in told["result.json"]


def test_accents_are_composed_and_utf_16_is_read_at_once(left):
    split = TEXT.replace("ố", "ô\u0301").replace("õ", "o\u0303")
    assert left(8, split.encode())["part0.1"] == left(8)["part0.1"]
    assert left(8, TEXT.encode("utf-16"))["sample.2"] == left(8)["sample.2"]


def test_what_is_no_utf_8_far_down_is_refused_by_its_line(left):
    with pytest.raises(FileRefused) as caught:
        left(8, TEXT.encode() + b"7,\xff,c\n", encoding="utf-8")
    assert "0xff" in caught.value.issue.message.en
