"""The job that makes an atlas keeps its PDF apart, and forgets it after a week."""

import os
import time
from pathlib import Path

import pytest
from psycopg2.extensions import connection

from geo.text import Text
from layers.errors import NotAllowed
from layers.jobs.base import JobContext
from layers.jobs.kinds import print_atlas
from layers.printing import PrintRequest
from layers.queries.users import set_active
from layers.queries.wards import Ward, create_ward
from layers.settings import FileSettings
from tests.factories import add_area, add_user
from tests.pdf_reading import pages


class Told(JobContext):
    """A job at work whose progress is written down."""

    def progress(self, stage, fraction):
        self.__dict__.setdefault("said", []).append((stage.vi, fraction))


@pytest.fixture
def job(conn: connection, ward: Ward, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    monkeypatch.setenv("DIEMNONG_FILES", str(tmp_path))
    add_user(conn, "ai-do", "viewer", ward)
    return Told(conn, conn, ward, "ai-do", 1, 1)


def _arguments() -> dict:
    asked = PrintRequest(("groups",), atlas="groups", scale=10_000)
    return {"request": asked.to_json(), "role": "viewer"}


def test_atlas_is_kept_and_its_sheets_are_told(conn, ward, job) -> None:
    add_area(conn, ward, "1", box=(105.88, 21.04, 105.885, 21.05))
    add_area(conn, ward, "2", box=(105.885, 21.04, 105.89, 21.05))
    done = print_atlas.run(job, _arguments())
    kept = print_atlas.prints(FileSettings.from_env()).path_of(done["sha256"]).read_bytes()
    assert (pages(kept), len(kept)) == (4, done["bytes"])
    assert [words for words, _ in job.said] == ["Đọc dữ liệu", "Vẽ tờ 1/2", "Vẽ tờ 2/2"]


def test_print_of_last_week_is_forgotten_by_the_next(conn, ward, job) -> None:
    add_area(conn, ward, "1")
    old = print_atlas.prints(FileSettings.from_env()).receive("old.pdf", [b"old"])
    path = print_atlas.prints(FileSettings.from_env()).path_of(old.sha256)
    long_ago = time.time() - print_atlas.KEPT_S - 60
    os.utime(path, (long_ago, long_ago))
    print_atlas.run(job, _arguments())
    assert not path.exists()


def test_role_is_asked_again_when_the_atlas_is_drawn(conn, ward, job) -> None:
    """Somebody asked as a supervisor and is a viewer by now; then has no account at all."""
    add_area(conn, ward, "1")
    with pytest.raises(NotAllowed, match="supervisor"):
        print_atlas.run(job, _arguments() | {"role": "supervisor"})
    set_active(conn, "ai-do", active=False)
    with pytest.raises(NotAllowed, match="viewer"):
        print_atlas.run(job, _arguments())
    other = create_ward(conn, "khac", Text("Phường khác", "Other"), 5897)
    add_user(conn, "nguoi-khac", "admin", other)
    job.actor = "nguoi-khac"
    with pytest.raises(NotAllowed):
        print_atlas.run(job, _arguments())
