"""Kept files: the same content once, whole or not at all, shown again under their names."""

import os
import time
from pathlib import Path

import pytest

from geo.errors import InputError
from layers.errors import NotFound
from layers.file_store import FileStore, companions, is_companion, plain_name


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "kept")


def _everything(store: FileStore) -> list[Path]:
    return [path for path in store.folder.rglob("*") if path.is_file()]


def test_same_content_lies_there_once(store: FileStore, tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_bytes(b"x,y\n1,2\n")
    assert store.keep(tmp_path / "a.csv") == store.keep(tmp_path / "b.csv")
    assert len(_everything(store)) == 1
    with store.open_kept(store.keep(tmp_path / "a.csv")) as file:
        assert file.read() == b"x,y\n1,2\n"


def test_too_large_a_file_leaves_nothing(store: FileStore) -> None:
    with pytest.raises(InputError, match="over 0 MiB"):
        store.receive("a.csv", iter([b"x" * 600, b"x" * 600]), most=1000)
    assert _everything(store) == []


def test_a_transfer_that_breaks_off_leaves_nothing(store: FileStore) -> None:
    def broken():
        yield b"half"
        raise OSError("the line is dead")

    with pytest.raises(OSError, match="dead"):
        store.receive("a.csv", broken())
    assert _everything(store) == []


def test_unknown_hash_is_not_found(store: FileStore) -> None:
    with pytest.raises(NotFound):
        store.open_kept("0" * 64)


def test_files_are_shown_beside_each_other(store: FileStore) -> None:
    files = [store.receive(name, iter([name.encode()])) for name in ("a.shp", "a.DBF")]
    with store.laid_out(files) as path:
        assert (path.name, path.read_bytes()) == ("a.shp", b"a.shp")
        assert [each.name for each in companions(path)] == ["a.DBF"]
    assert not path.exists()
    assert len(_everything(store)) == 2


@pytest.mark.parametrize("name", ["", "..", ".env", "a\nb.csv", "x" * 300, "/"])
def test_names_that_are_none_are_refused(name: str) -> None:
    with pytest.raises(InputError):
        plain_name(name)


def test_a_name_loses_its_folders() -> None:
    assert plain_name("C:\\tài liệu\\Tổ 5.xlsx") == "Tổ 5.xlsx"
    assert plain_name("../../etc/passwd") == "passwd"


def test_companions_are_known_by_their_names() -> None:
    assert is_companion("Lane.DBF", "lane.shp")
    assert not is_companion("other.dbf", "lane.shp")
    assert not is_companion("lane.csv", "lane.shp")


def test_what_a_killed_process_left_is_swept_after_a_day(store: FileStore) -> None:
    store.receive("a.csv", iter([b"1"]))
    old, young = store.folder / "incoming-old", store.folder / "incoming-young"
    for each in (old, young):
        each.write_bytes(b"half")
    two_days_ago = time.time() - 2 * 24 * 3600
    os.utime(old, (two_days_ago, two_days_ago))
    kept = store.receive("b.csv", iter([b"2"])).sha256
    assert not old.exists()
    assert young.exists()
    store.forget(kept)
    with pytest.raises(NotFound):
        store.open_kept(kept)
