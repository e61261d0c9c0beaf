"""One upload from two tabs, and uploads that nobody comes back to."""

from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from psycopg2.extensions import connection

from geo.text import Text
from layers import db
from layers.boundaries.editing import undo_epoch
from layers.boundaries.uploaded import load_upload as load_epoch_upload
from layers.boundaries.uploaded import read_wish
from layers.file_store import FileStore, KeptFile
from layers.importing.upload_work import load_upload
from layers.queries.uploads import (
    LOADED,
    UNDONE,
    Upload,
    UploadNotFound,
    add_companion,
    add_upload,
    discard,
    get_upload,
    hold_row,
    say,
)
from layers.queries.wards import Ward, create_ward
from layers.settings import FileSettings
from tests.factories import add_user
from tests.layers.boundaries.conftest import EAST, WEST, areas_file
from tests.web.conftest import settings
from tests.web.imports.conftest import MAPPED, TABLE
from web import create_app

TREES = "Loài,x,y\nSấu,105.884,21.045\n"


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "kept")


def _quiet(stage: Text, fraction: float) -> None:
    """Say nothing of how far it is."""


def _count(conn: connection, table: str) -> int:
    return int(db.value(conn, f"SELECT count(*) FROM {table}"))


@pytest.fixture
def trees(send: Any, say: Any, conn: connection, ward: Ward) -> Upload:
    """A file that is to make a layer, as both tabs have seen it."""
    upload = send(TREES, "cay.csv", "new_layer").json["id"]
    say(upload, said={"x": "x", "y": "y", "answers": {"crs": "EPSG:4326"}})
    return get_upload(conn, ward, upload)


def test_two_loads_of_one_file_make_one_layer(
    conn: connection, ward: Ward, trees: Upload, store: FileStore
) -> None:
    first = load_upload(conn, ward, trees, store, "lan", _quiet)
    second = load_upload(conn, ward, trees, store, "minh", _quiet)
    assert second == {"import_id": first["import_id"], "was_loaded": True}
    assert (_count(conn, "custom_layer"), _count(conn, "feature")) == (1, 1)


def test_what_is_said_too_late_does_not_open_a_loaded_file(
    conn: connection, ward: Ward, trees: Upload, store: FileStore
) -> None:
    load_upload(conn, ward, trees, store, "lan", _quiet)
    with pytest.raises(UploadNotFound):
        say(conn, trees, {}, trees.layer)
    assert get_upload(conn, ward, trees.id).state == LOADED


def test_a_file_discarded_while_it_is_loaded_leaves_nothing(
    conn: connection, ward: Ward, trees: Upload, store: FileStore
) -> None:
    done = []

    def discarded(stage: Text, fraction: float) -> None:
        if not done:
            done.append(discard(conn, trees))

    with pytest.raises(UploadNotFound):
        load_upload(conn, ward, trees, store, "lan", discarded)
    assert done
    assert (_count(conn, "custom_layer"), _count(conn, "import_run")) == (0, 0)


def test_an_epoch_is_loaded_once_and_its_file_is_open_again_after_an_undo(
    send: Any, conn: connection, ward: Ward, store: FileStore, tmp_path: Path
) -> None:
    content = areas_file(tmp_path / "to.geojson", ("1", "Tổ 1", WEST), ("2", "Tổ 2", EAST))
    upload = get_upload(conn, ward, send(content.read_bytes(), "to.geojson", "groups").json["id"])
    said = {
        "kind": "group", "starts_on": "2025-07-01", "basis_number": "12/NQ",
        "basis_title": "Sắp xếp", "basis_on": "2025-06-16",
    }  # fmt: skip
    wish = read_wish(said, upload, "lan")
    first = load_epoch_upload(conn, ward, upload, wish, store, _quiet)
    later = replace(wish, starts_on=date(2025, 8, 1))
    second = load_epoch_upload(conn, ward, upload, later, store, _quiet)
    assert second == {"epoch": first["epoch"], "was_loaded": True}
    assert _count(conn, "area_epoch") == 1
    undo_epoch(conn, ward, first["epoch"], "lan")
    assert get_upload(conn, ward, upload.id).state == UNDONE
    assert load_epoch_upload(conn, ward, upload, wish, store, _quiet)["opened"] == 2


def test_companions_that_come_together_all_stay(
    conn: connection, ward: Ward, trees: Upload
) -> None:
    """Both have read the upload before either was written."""
    for end in ("dbf", "shx"):
        add_companion(conn, trees, KeptFile(f"cay.{end}", "0" * 64, 1))
    found = get_upload(conn, ward, trees.id)
    assert [each.name for each in found.files] == ["cay.csv", "cay.dbf", "cay.shx"]


def test_answers_of_two_tabs_wait_for_each_other(database_url: str, tmp_path: Path) -> None:
    with closing(db.connect(database_url)) as other, closing(db.connect(database_url)) as own:
        ward = create_ward(other, "hai-the", Text("Hai thẻ", "Two tabs"), 5897)
        number = add_user(other, "lan", "supervisor", ward)
        file = KeptFile("a.csv", "0" * 64, 1)
        upload = add_upload(other, ward, "incidents", [file], "lan")
        app = create_app(settings(files=FileSettings(tmp_path)), connect=lambda: own)
        app.config["WTF_CSRF_ENABLED"] = False
        client = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"] = f"{number}:1"
        db.execute(own, "SET lock_timeout = '50ms'")
        address, late = f"/api/{ward.code}/uploads/{upload.id}", {"said": {"columns": {"b": "B"}}}
        with db.transaction(other):
            hold_row(other, ward, upload.id)
            assert client.patch(address, json=late).status_code == 503
            say(other, upload, {"columns": {"a": "A"}}, upload.layer)
        assert client.patch(address, json=late).status_code == 200
        assert get_upload(own, ward, upload.id).said == {"columns": {"a": "A", "b": "B"}}


def test_a_file_nobody_came_back_to_goes_after_a_month(
    send: Any, say: Any, work: Any, clerk: FlaskClient, conn: connection, ward: Ward, tmp_path: Path
) -> None:
    kept = FileStore(tmp_path / "kept")
    loaded, left = send(TABLE).json, send("a,b\n1,2\n", "quen.csv").json
    say(loaded["id"], said=MAPPED)
    work(loaded["id"], "load")
    db.execute(conn, "UPDATE upload SET changed_at = now() - interval '31 days'")
    fresh = send("a,b\n3,4\n", "moi.csv").json
    statuses = [
        clerk.get(f"/api/{ward.code}/uploads/{each['id']}").status_code
        for each in (loaded, left, fresh)
    ]
    assert statuses == [200, 404, 200]
    lies = [
        (kept.folder / sha[:2] / sha).is_file()
        for sha in (each["files"][0]["sha256"] for each in (loaded, left, fresh))
    ]
    assert lies == [True, False, True]
