"""The reading process: bound in memory, time and size, without network; its end is a refusal."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from layers.importing.issues import FileRefused, Issues
from layers.importing.options import ImportOptions
from layers.importing.room import Limits, read_apart
from layers.importing.room import reading as room

ROOT = Path(__file__).parents[4]
HEAD = "a,b,c\n"


@pytest.fixture
def big(tmp_path):
    """A table that takes a second or two to read."""
    path = tmp_path / "big.csv"
    rows = "".join(f"{i},x{i},y{i}\n" for i in range(600_000))
    path.write_text(HEAD + rows, encoding="utf-16")  # read at once: UTF-8 would be in blocks
    return path


def _refusal(path, **limits):
    with pytest.raises(FileRefused) as caught:
        read_apart(path, ImportOptions(), Issues(), Limits(**limits))
    issue = caught.value.issue
    assert issue.message.vi != issue.message.en
    return issue


def test_rows_come_back_as_they_were(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(HEAD + "1,Ngõ 12 “x”,\n2,,🙂\n3,4\n")
    issues = Issues()
    source = read_apart(path, ImportOptions(), issues)
    assert source.frame.to_dict("list") == {
        "a": ["1", "2"],
        "b": ["Ngõ 12 “x”", ""],
        "c": ["", "🙂"],
    }
    assert list(source.frame.index) == [2, 3]
    assert (issues.bad_lines, dict(issues.counts)) == ({4}, {"columns": 1})


def test_too_much_memory_is_a_refusal(big):
    assert _refusal(big, memory_bytes=700 << 20).kind == "too_much_memory"


def test_too_much_time_is_a_refusal(big):
    assert _refusal(big, wall_seconds=0.2).kind == "too_slow"


def test_a_large_file_is_not_even_opened(big):
    issue = _refusal(big, input_bytes=1 << 20)
    assert issue.kind == "too_large"
    assert "1 MiB" in issue.message.en


def test_writing_without_end_is_a_refusal(big):
    assert _refusal(big, output_bytes=1 << 16).kind in ("unreadable", "reader_crashed")


def _children(pid):
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _keepers():
    """The keepers of this process: a browser of other tests is its child as well."""
    command = b"layers.importing.room.keeper"
    return [
        child
        for child in _children(os.getpid())
        if command in Path(f"/proc/{child}/cmdline").read_bytes()
    ]


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGBUS])
def test_a_crash_is_a_refusal_and_the_next_file_is_read(big, tmp_path, number):
    def crash():
        while True:
            for keeper in _keepers():
                for child in _children(keeper):
                    os.kill(child, number)
                    return
            time.sleep(0.01)

    killer = threading.Thread(target=crash)
    killer.start()
    issue = _refusal(big)
    killer.join()
    assert issue.kind == "reader_crashed"
    (tmp_path / "a.csv").write_text("a\n1\n")
    assert len(read_apart(tmp_path / "a.csv", ImportOptions(), Issues()).frame) == 1


def test_a_keeper_that_is_gone_is_replaced(tmp_path):
    (tmp_path / "a.csv").write_text("a\n1\n")
    read_apart(tmp_path / "a.csv", ImportOptions(), Issues())
    for keeper in room._idle:
        keeper.process.kill()
        keeper.process.wait()
    assert len(read_apart(tmp_path / "a.csv", ImportOptions(), Issues()).frame) == 1


def test_several_files_are_read_at_once(tmp_path):
    (tmp_path / "a.csv").write_text("a\n1\n")
    found = []

    def read():
        found.append(len(read_apart(tmp_path / "a.csv", ImportOptions(), Issues()).frame))

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [1] * 4


BOUND = """
import socket, subprocess
from layers.importing.room.limits import Limits, apply, forbid_network
apply(Limits(open_files=40))
for attempt in (lambda: socket.socket(), lambda: subprocess.run(["true"]),
                lambda: socket.create_connection(("127.0.0.1", 9))):
    try:
        attempt()
    except PermissionError:
        print("refused")
"""


def test_the_kernel_refuses_network_and_programs():
    told = subprocess.run(
        [sys.executable, "-c", BOUND], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == ["refused"] * 3


def test_the_keeper_knows_no_password():
    assert not any("DATABASE" in name or "DIEMNONG" in name for name in room._ENVIRONMENT)
    (keeper,) = [each for each in room._idle if each.is_usable][:1] or [room._Keeper()]
    seen = Path(f"/proc/{keeper.process.pid}/environ").read_bytes()
    assert b"DATABASE_URL" not in seen
