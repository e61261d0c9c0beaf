"""From an uploaded file to loaded rows and back."""

import io
import shlex
from zipfile import ZipFile

import pytest
from flask.testing import FlaskClient

from geo.text import Text
from layers import db
from layers.file_store import FileStore
from layers.importing.upload_work import load_upload
from layers.jobs.base import JobCancelled
from layers.jobs.runner import run_one
from layers.queries.jobs import get_job
from layers.queries.uploads import get_upload
from scripts.cli.import_ import command as import_command
from tests.web.imports.conftest import MAPPED, TABLE


def _download(client: FlaskClient, address: str) -> bytes:
    with client.get(address) as answer:
        assert answer.headers["Content-Disposition"].startswith("attachment")
        return answer.data


def test_a_file_is_sent_spoken_about_checked_loaded_and_undone(
    conn, ward, clerk, send, say, work
) -> None:
    upload = send(TABLE).json["id"]
    seen = work(upload, "check")
    assert seen["checked"]["verdict"] == "open"
    asked = {each["id"]: each for each in seen["questions"]}
    assert asked["map.occurred_at"]["proposal"] == "Ngày vi phạm"
    assert {each["answer"] for each in seen["questions"]} == {None}
    assert seen["preview"]["columns"][0]["name"] == "Ngày vi phạm"
    assert seen["preview"]["columns"][1]["samples"] == ["vut_rac", "Bán hàng rong"]

    said = say(upload, said=MAPPED).json
    assert not said["is_checked"]
    seen = work(upload, "check")
    assert (seen["checked"]["verdict"], seen["is_checked"]) == ("clean", True)
    assert [row["is_faulty"] for row in seen["preview"]["rows"]] == [False, False]
    assert seen["preview"]["rows"][0]["shape"]["type"] == "Point"
    assert "--answer crs=EPSG:4326" in seen["command"]
    assert db.value(conn, "SELECT count(*) FROM incident") == 0

    loaded = work(upload, "load")
    assert (loaded["state"], loaded["ended"].result["loaded"]) == ("loaded", 2)
    address = f"/api/{ward.code}/imports/{loaded['import']}"
    shown = clerk.get(address).json
    assert (shown["total"], shown["by"]) == (2, loaded["by"])
    assert shown["rows"][0]["category_code"]["vi"] == "Vứt rác không đúng nơi quy định"
    assert _download(clerk, address + "/file").decode() == TABLE

    assert clerk.post(address + "/undo").json["removed"] == 2
    assert db.value(conn, "SELECT count(*) FROM incident") == 0
    (listed,) = clerk.get(f"/api/{ward.code}/imports").json["imports"]
    assert listed["undone_by"] == loaded["by"]
    assert clerk.get(f"/api/{ward.code}/uploads/{upload}").json["state"] == "undone"
    assert work(upload, "load")["ended"].result["loaded"] == 2


def test_the_command_that_is_shown_says_the_same(send, say) -> None:
    upload = send(TABLE).json["id"]
    said = say(upload, said=MAPPED).json
    words = shlex.split(said["command"])
    parsed = import_command.make_context("import", words[2:], resilient_parsing=False)
    assert parsed.params["layer"] == "incidents"
    assert dict(each.split("=", 1) for each in parsed.params["answers"]) == MAPPED["answers"]
    assert parsed.params["x"] == "Kinh độ"


def test_an_answered_question_stays_and_can_be_taken_back(send, say, work) -> None:
    upload = send(TABLE).json["id"]
    say(upload, said={**MAPPED, "answers": {"crs": "EPSG:4326"}})
    work(upload, "check")
    say(upload, said={"answers": {"date_format": "%d/%m/%Y"}})
    seen = work(upload, "check")
    (question,) = [each for each in seen["questions"] if each["id"] == "date_format"]
    assert question["answer"] == "%d/%m/%Y"
    say(upload, said={"answers": {"date_format": None}})
    assert work(upload, "check")["checked"]["verdict"] == "open"


def test_columns_are_remembered_and_offered_not_taken(send, say, work) -> None:
    first = send(TABLE).json["id"]
    assert work(first, "check")["memory"] is None
    say(first, said=MAPPED)
    work(first, "check")
    work(first, "load")
    again = send(TABLE.replace("01/03", "11/03"), "vu-thang-4.csv").json["id"]
    seen = work(again, "check")
    assert seen["memory"]["file_name"] == "vu.csv"
    assert seen["memory"]["said"]["columns"] == MAPPED["columns"]
    assert "crs" not in seen["memory"]["said"].get("answers", {})
    assert seen["said"] == {}


def test_faults_are_marked_in_a_workbook_and_clean_rows_load(
    conn, ward, clerk, send, say, work
) -> None:
    bad = TABLE + "03/03/2016,=danh bạc(),105.886,21.045,c\n04/03/2016,vut_rac,,21.045,d\n"
    upload = send(bad).json["id"]
    say(upload, said=MAPPED)
    seen = work(upload, "check")
    assert seen["checked"]["verdict"] == "refused"
    assert seen["checked"]["counts"] == {"category": 1, "no_coordinate": 1}
    assert seen["fixes"]["category"]["choose"] == "new_categories"
    assert [row["is_faulty"] for row in seen["preview"]["rows"]] == [False, False, True, True]

    sheet = _download(clerk, f"/api/{ward.code}/uploads/{upload}/issues.xlsx")
    with ZipFile(io.BytesIO(sheet)) as book:
        names = book.namelist()
        texts = book.read("xl/sharedStrings.xml").decode()
        rows = book.read("xl/worksheets/sheet1.xml").decode()
        comments = book.read("xl/comments1.xml").decode()
    assert "xl/worksheets/sheet2.xml" in names
    assert "'=danh bạc()" in texts
    assert "<f>" not in rows
    assert 'ref="B4"' in comments
    assert 'ref="C5"' in comments

    refused = work(upload, "load")
    assert refused["ended"].state == "failed"
    assert "Nothing was loaded" in refused["ended"].error["en"]
    assert db.value(conn, "SELECT count(*) FROM incident") == 0
    say(upload, said={"skip_bad": True})
    assert work(upload, "load")["ended"].result["loaded"] == 2


def test_a_corrected_file_shows_the_difference_before_anything_is_replaced(
    conn, send, say, work
) -> None:
    keyed = "key," + TABLE.replace("\n0", "\nk0")
    keyed = keyed.replace("\nk01", "\nk1,01").replace("\nk02", "\nk2,02")
    first = send(keyed).json["id"]
    say(first, said=MAPPED)
    work(first, "load")
    second = send(keyed.replace("Bán hàng rong,105.885", "vut_rac,105.886"), "b.csv").json["id"]
    say(second, said=MAPPED)
    seen = work(second, "check")
    (difference,) = seen["preview"]["differences"]
    assert difference["key"] == "k2"
    assert {"field": "category_code", "before": "ban_hang_rong", "after": "vut_rac"} in (
        difference["changes"]
    )
    assert 103 < difference["moved_m"] < 105
    assert seen["fixes"]["differs"]["said"] == {"update": True}
    say(second, said={"update": True})
    seen = work(second, "check")
    assert (seen["checked"]["verdict"], seen["preview"]["differing"]) == ("clean", 1)
    assert work(second, "load")["ended"].result["updated"] == 1


def test_a_load_that_is_cancelled_leaves_nothing(conn, ward, send, say, tmp_path) -> None:
    upload = send(TABLE).json["id"]
    say(upload, said=MAPPED)
    stages = []

    def until_written(stage: Text, fraction: float) -> None:
        stages.append(stage.en)
        if stage.en == "linking to lanes and groups":
            raise JobCancelled

    found = get_upload(conn, ward, upload)
    with pytest.raises(JobCancelled):
        load_upload(conn, ward, found, FileStore(tmp_path / "kept"), "lan", until_written)
    assert "writing" in stages
    assert db.value(conn, "SELECT count(*) FROM incident") == 0
    assert db.value(conn, "SELECT count(*) FROM import_run") == 0
    assert get_upload(conn, ward, upload).state == "open"


def test_undo_refused_is_409_with_the_rows(clerk, conn, send, say, work, ward) -> None:
    upload = send(TABLE).json["id"]
    say(upload, said=MAPPED)
    import_id = work(upload, "load")["import"]
    db.execute(conn, "UPDATE incident SET address = 'số 5' WHERE category_code = 'vut_rac'")
    answer = clerk.post(f"/api/{ward.code}/imports/{import_id}/undo")
    assert answer.status_code == 409
    assert "has been edited" in answer.json["error"]["en"]


def test_a_file_makes_a_layer_of_its_own(conn, ward, clerk, send, say, work) -> None:
    upload = send(TABLE, layer="new_layer").json["id"]
    seen = work(upload, "check")
    assert {each["id"] for each in seen["questions"]} == {"x", "y", "date_format", "crs"}
    proposed = seen["target"]["proposed"]
    assert [each["type"] for each in proposed["fields"]] == ["date", "text", "text"]
    wishes = {"title": "Điểm quan sát", "key": "Ghi chú", "types": {"Hành vi": "code"}}
    said = MAPPED | {"columns": {}, "new_layer": wishes}
    assert say(upload, said=said).json["said"]["new_layer"] == wishes
    seen = work(upload, "check")
    assert seen["checked"]["verdict"] == "clean"
    assert "layer add" in seen["command"]
    loaded = work(upload, "load")
    assert loaded["ended"].state == "done", loaded["ended"].error
    assert (loaded["state"], loaded["layer"]) == ("loaded", "own_diem_quan_sat")
    found = clerk.get(f"/api/{ward.code}/layers/own_diem_quan_sat/features").json["features"]
    assert [each["properties"]["ghi_chu"] for each in found] == ["a", "b"]
    again = send(TABLE.replace(",b", ",c"), layer="own_diem_quan_sat").json["id"]
    assert work(again, "check")["memory"]["said"]["columns"] == {"source_key": "Ghi chú"}


@pytest.mark.parametrize(
    "wishes",
    [
        "x", {"title": 3}, {"colour": "red"}, {"types": ["x"]}, {"types": {"a": 1}},
        {"left_out": "a"}, {"left_out": [1]}, {"title": "x" * 501},
    ],
)  # fmt: skip
def test_nonsense_about_a_new_layer_is_refused(send, say, wishes) -> None:
    upload = send(TABLE, layer="new_layer").json["id"]
    assert say(upload, said={"new_layer": wishes}).status_code == 400


def test_a_new_layer_is_not_made_public_at_once(send, say, work) -> None:
    upload = send(TABLE, layer="new_layer").json["id"]
    say(upload, said=MAPPED | {"columns": {}, "new_layer": {"visible_to": "public"}})
    assert work(upload, "check")["checked"]["verdict"] == "refused"


def test_a_load_asked_for_twice_loads_once(conn, ward, clerk, send, say) -> None:
    upload = send(TABLE).json["id"]
    say(upload, said=MAPPED)
    address = f"/api/{ward.code}/uploads/{upload}/load"
    jobs = [clerk.post(address).json["job"] for _ in range(2)]
    for job in jobs:
        run_one(conn, job)
    assert [get_job(conn, ward, job).state for job in jobs] == ["done", "done"]
    assert db.value(conn, "SELECT count(*) FROM incident") == 2
    assert db.value(conn, "SELECT count(*) FROM import_run") == 1
    assert clerk.post(address).status_code == 400


def test_rows_that_wait_for_a_place_are_counted_where_their_import_is_opened(
    clerk, ward, send, say, work
) -> None:
    table = "Ngày vi phạm,Hành vi,Địa chỉ\n01/03/2016,vut_rac,bờ đê\n02/03/2016,vut_rac,gốc đa\n"
    upload = send(table).json["id"]
    columns = MAPPED["columns"] | {"address": "Địa chỉ"}
    answers = {"date_format": "%d/%m/%Y", "positions": "address"}
    assert say(upload, said={"columns": columns, "answers": answers}).status_code == 200
    number = work(upload, "load")["import"]
    seen = clerk.get(f"/api/{ward.code}/imports/{number}").json
    assert (seen["rows_loaded"], seen["total"], seen["waiting"]) == (2, 0, 2)
    (row, _) = clerk.get(f"/api/{ward.code}/unplaced").json["rows"]
    where = {"lon": 105.884, "lat": 21.045}
    clerk.post(f"/api/{ward.code}/unplaced/{row['id']}/place", json=where)
    seen = clerk.get(f"/api/{ward.code}/imports/{number}").json
    assert (seen["rows_loaded"], seen["total"], seen["waiting"]) == (2, 1, 1)
