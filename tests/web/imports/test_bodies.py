"""What may be sent and said, by whom, and what stays of it."""

import pytest

from geo.text import Text
from layers.queries.wards import create_ward
from tests.factories import add_user
from tests.web.imports.conftest import MAPPED, TABLE


def test_parts_of_a_shapefile_come_beside_each_other(send, ward, clerk) -> None:
    upload = send(b"\x00\x00\x27\x0a", "ngo.shp", "lanes").json["id"]
    beside = f"/{upload}/companions"
    assert send(b"x", "ngo.dbf", path=beside).status_code == 200
    assert send(b"y", "NGO.DBF", path=beside).status_code == 200
    refused = send(b"x", "khac.dbf", path=beside)
    assert refused.status_code == 400
    assert "khac.dbf" in refused.json["error"]["en"]


def test_a_body_over_the_limit_is_413_and_leaves_nothing(send, app, tmp_path) -> None:
    refused = send(b"x" * ((1 << 20) + 1))
    assert refused.status_code == 413
    assert "over 1 MiB" in refused.json["error"]["en"]
    assert [path for path in (tmp_path / "kept").rglob("*") if path.is_file()] == []


def test_other_routes_still_take_little(clerk, ward) -> None:
    large = b'{"said": {"x": "' + b"x" * (1 << 20) + b'"}}'
    answer = clerk.patch(f"/api/{ward.code}/uploads/1", data=large, content_type="application/json")
    assert answer.status_code in (404, 413)
    address = f"/api/{ward.code}/uploads?name=a.csv&layer=lanes"
    form = "multipart/form-data; boundary=x"
    as_form = clerk.post(address, data=b"x" * (1 << 21), content_type=form)
    assert as_form.status_code == 413


@pytest.mark.parametrize(
    "said",
    [
        {"actor": "somebody else"},
        {"columns": "x"},
        {"columns": {"name": 5}},
        {"repair": "yes"},
        {"skip_bad": "yes"},
        {"valid_from": "31/12/2024"},
        {"answers": {"no_such_question": "x"}},
        {"date_precision": "century"},
        {"x": "a\u0000b"},
    ],
    ids=lambda said: next(iter(said)),
)
def test_what_cannot_be_said_is_400(send, say, said) -> None:
    upload = send(TABLE).json["id"]
    answer = say(upload, said=said)
    assert answer.status_code == 400
    assert answer.json["error"]["vi"] != answer.json["error"]["en"]


def test_a_name_with_folders_loses_them_and_an_unknown_layer_is_404(send) -> None:
    assert send(TABLE, "../../etc/a.csv").json["file_name"] == "a.csv"
    assert send(TABLE, layer="no_such_layer").status_code == 404
    assert send(TABLE, ".htaccess").status_code == 400


def test_an_upload_of_another_ward_is_404(app, conn, ward, send) -> None:
    other = create_ward(conn, "phuong-khac", Text("Phường Khác", "Other ward"), 5897)
    upload = send(TABLE).json["id"]
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = f"{add_user(conn, 'khac', 'admin', other)}:1"
    assert client.get(f"/api/{other.code}/uploads/{upload}").status_code == 404
    assert client.get(f"/api/{ward.code}/uploads/{upload}").status_code == 403


def test_pages_of_the_steps_open(clerk, send, work, ward) -> None:
    upload = send(TABLE, "vụ <b>.csv").json["id"]
    work(upload, "check")
    for step in ("file", "columns", "check", "load"):
        page = clerk.get(f"/import/{upload}/{step}?ward={ward.code}")
        assert page.status_code == 200
        assert "vụ &lt;b&gt;.csv" in page.text
    assert clerk.get(f"/imports?ward={ward.code}").status_code == 200
    assert clerk.get(f"/import/{upload}/undo?ward={ward.code}").status_code == 404


def test_a_discarded_upload_is_gone_with_its_file(clerk, send, say, work, ward, tmp_path) -> None:
    """Unless somebody else needs the same file: another upload, or an import."""

    def kept() -> int:
        return len([path for path in (tmp_path / "kept").rglob("*") if path.is_file()])

    first, second = send(TABLE).json["id"], send(TABLE).json["id"]
    say(first, said=MAPPED)
    assert kept() == 1
    assert clerk.delete(f"/api/{ward.code}/uploads/{second}").status_code == 200
    assert clerk.get(f"/api/{ward.code}/uploads/{second}").status_code == 404
    assert kept() == 1
    other = send(TABLE + "x\n").json["id"]
    assert kept() == 2
    clerk.delete(f"/api/{ward.code}/uploads/{other}")
    assert kept() == 1
    work(first, "load")
    clerk.delete(f"/api/{ward.code}/uploads/{first}")
    assert kept() == 1
