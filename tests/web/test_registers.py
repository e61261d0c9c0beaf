"""The pages of the registers: what they show, refuse, and hand to two editors of one row."""

import io
import re
from html import unescape

import pytest
from psycopg2.extensions import connection
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from layers import db
from layers.queries.wards import Ward
from layers.registers.reading import all_registers, find_register
from layers.registers.scope import Reader
from layers.registers.writing import add_row
from layers.roles import Role
from tests.factories import add_area, add_lane, add_place
from tests.web.conftest import ClientAs
from tests.web.test_shares import link

SAID = {"broadcast_on": "2016-03-07", "minutes": "15", "topic": "Vỉa hè thông thoáng",
        "state": "da_phat"}  # fmt: skip


def _add(conn: connection, ward: Ward, register: str = "broadcasts", **said: str) -> int:
    who = Reader(ward, Role.ADMIN, "lan")
    return add_row(
        conn, find_register(register), who, (SAID if register == "broadcasts" else {}) | said
    )


def _text(answer) -> str:
    return re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))


@pytest.mark.parametrize("register", all_registers(), ids=lambda each: each.name)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_register_has_its_pages(client_as: ClientAs, ward: Ward, register, lang) -> None:
    client = client_as("admin")
    pages = [register.name, f"{register.name}/new"]
    pages += [f"{register.name}/table/{each.name}" for each in register.matrices]
    pages += [f"{register.name}/check/{each.name}" for each in register.checks]
    pages += [f"{register.name}/view/{each.name}" for each in register.pages]
    for page in pages:
        address = f"/registers/{page}?ward={ward.code}&lang={lang}"
        answer = client.get(address)
        if register.home and "new" not in page:  # led to its own pages
            assert answer.location.startswith(f"{register.home}?")
            answer = client.get(f"{answer.location}&lang={lang}")
        assert answer.status_code == 200, page
        assert register.title.in_language(lang) in answer.get_data(as_text=True) or "new" in page
    for kind in ("csv", "xlsx"):
        answer = client.get(f"/registers/{register.name}/export.{kind}")
        assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]


CHOICES = [
    (register, column.name, code)
    for register in all_registers()
    for column in register.columns
    for code in list(column.choices)[:1]
]


@pytest.mark.parametrize(
    ("register", "column", "code"), CHOICES, ids=lambda each: getattr(each, "name", each)
)
def test_a_list_narrowed_by_any_choice_has_its_file(
    client_as: ClientAs, ward: Ward, register, column: str, code: str
) -> None:
    """Whatever the column is called: none may be taken for a part of an address."""
    client = client_as("admin")
    home = register.home or f"/registers/{register.name}"
    answer = client.get(f"{home}?{column}={code}")
    assert answer.status_code == 200
    (file,) = re.findall(r'href="([^"]*export\.csv[^"]*)"', answer.text)
    assert f"{column}={code}" in file
    assert client.get(unescape(file)).status_code == 200


def test_registers_a_role_must_not_know_are_not_there(client_as: ClientAs, ward: Ward) -> None:
    viewer = client_as("viewer")
    page = viewer.get("/registers").get_data(as_text=True)
    for register in all_registers():
        is_seen = register.visible_to <= Role.VIEWER
        own = register.home or f"/registers/{register.name}"
        assert (f"{own}?" in page) == is_seen
        answer = viewer.get(f"/registers/{register.name}", follow_redirects=True)
        assert answer.status_code == (200 if is_seen else 404)
        assert viewer.get(f"/registers/{register.name}/export.csv").status_code == (
            200 if is_seen else 404
        )


def test_row_is_made_shown_changed(client_as: ClientAs, conn: connection, ward: Ward) -> None:
    client = client_as("inspector")
    made = client.post("/registers/broadcasts/new", data=SAID)
    assert made.status_code == 302
    row_id = db.value(conn, "SELECT max(id) FROM register_broadcast")
    assert f"/registers/broadcasts/{row_id}?" in made.headers["Location"]
    page = _text(client.get(made.headers["Location"]))
    assert "Vỉa hè thông thoáng" in page and "07/03/2016" in page
    said = SAID | {"minutes": "20", "version": "1"}
    assert client.post(f"/registers/broadcasts/{row_id}/edit", data=said).status_code == 302
    page = _text(client.get(f"/registers/broadcasts/{row_id}?lang=en"))
    assert re.search(r"Minutes:\s+15\s+→\s+20", page)


def test_refused_form_keeps_what_was_typed(client_as: ClientAs, ward: Ward) -> None:
    answer = client_as("inspector").post(
        "/registers/broadcasts/new", data=SAID | {"minutes": "lâu"}
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "Số phút: &#39;lâu&#39; không dùng được; cần số nguyên từ 1 đến 240." in page
    assert 'value="lâu"' in page and 'value="Vỉa hè thông thoáng"' in page
    assert 'aria-invalid="true"' in page


def test_second_editor_is_shown_both_and_saves_a_merge(
    client_as: ClientAs, conn: connection, ward: Ward
) -> None:
    row_id = _add(conn, ward)
    address = f"/registers/broadcasts/{row_id}/edit"
    one, two = client_as("inspector"), client_as("inspector")
    assert one.post(address, data=SAID | {"minutes": "20", "version": "1"}).status_code == 302
    late = two.post(address, data=SAID | {"topic": "Chợ tạm", "version": "1"})
    page = late.get_data(as_text=True)
    assert late.status_code == 409
    assert "Người khác vừa lưu dòng này" in page
    # Theirs alone is in the form, mine alone too; only what both changed is for a person to settle.
    assert 'value="20"' in page and 'value="Chợ tạm"' in page
    assert "cả hai cùng sửa" not in page
    assert '<input type="hidden" name="version" value="2">' in page
    merged = SAID | {"minutes": "20", "topic": "Chợ tạm", "version": "2"}
    assert two.post(address, data=merged).status_code == 302
    row = db.one(
        conn, "SELECT minutes, topic, version FROM register_broadcast WHERE id = %s", (row_id,)
    )
    assert row == {"minutes": 20, "topic": "Chợ tạm", "version": 3}


def test_column_that_both_changed_is_named(
    client_as: ClientAs, conn: connection, ward: Ward
) -> None:
    row_id = _add(conn, ward)
    address = f"/registers/broadcasts/{row_id}/edit"
    client = client_as("inspector")
    client.post(address, data=SAID | {"minutes": "20", "version": "1"})
    late = client.post(address, data=SAID | {"minutes": "30", "version": "1"})
    page = late.get_data(as_text=True)
    assert "cả hai cùng sửa" in page and 'data-value="20"' in page and 'value="30"' in page


def test_delete_and_undo(client_as: ClientAs, conn: connection, ward: Ward) -> None:
    row_id, client = _add(conn, ward), client_as("inspector")
    gone = client.post(f"/registers/broadcasts/{row_id}/delete", data={"version": "1"})
    page = client.get(gone.headers["Location"])
    assert f"/registers/broadcasts/{row_id}/restore" in page.get_data(as_text=True)
    assert client.get(f"/registers/broadcasts/{row_id}").status_code == 404
    assert client.post(f"/registers/broadcasts/{row_id}/restore").status_code == 302
    assert client.get(f"/registers/broadcasts/{row_id}").status_code == 200


def test_states_of_many_rows(client_as: ClientAs, conn: connection, ward: Ward) -> None:
    rows = [_add(conn, ward, state="du_kien") for _ in range(2)]
    client = client_as("inspector")
    data = {"rows": [f"{row}:1" for row in rows], "state": "da_phat"}
    done = client.post("/registers/broadcasts/bulk", data=data, follow_redirects=True)
    assert "Đã chuyển 2 dòng." in done.get_data(as_text=True)
    again = client.post("/registers/broadcasts/bulk", data=data, follow_redirects=True)
    assert "Người khác vừa sửa các dòng" in again.get_data(as_text=True)
    wrong = client.post(
        "/registers/broadcasts/bulk",
        data={"rows": "1;2", "state": "da_phat"},
        follow_redirects=True,
    )
    assert "cần dạng 12:1" in wrong.get_data(as_text=True)


def test_viewer_reads_and_does_not_write(client_as: ClientAs, conn: connection, ward: Ward) -> None:
    row_id, viewer = _add(conn, ward), client_as("viewer")
    page = viewer.get(f"/registers/broadcasts/{row_id}").get_data(as_text=True)
    assert "/edit" not in page and "/delete" not in page
    assert viewer.post(f"/registers/broadcasts/{row_id}/edit", data=SAID).status_code == 403
    inspector = client_as("inspector")
    assert inspector.get("/registers/units/new").status_code == 403
    assert (
        inspector.post("/registers/units/new", data={"name": "x", "kind": "ubnd"}).status_code
        == 403
    )


def test_row_shows_where_it_is(client_as: ClientAs, conn: connection, ward: Ward) -> None:
    group, place = add_area(conn, ward), add_place(conn, ward)
    add_lane(conn, ward)
    row_id = _add(conn, ward, group_id=str(group), place_id=str(place))
    page = client_as("viewer").get(f"/registers/broadcasts/{row_id}").get_data(as_text=True)
    assert page.count('class="locator__group"') == 1
    assert 'class="locator__area"' in page and 'class="locator__point"' in page
    assert f"selected=groups/{group}" in page and "map=17/21.0" in page
    assert "selected=/" not in page


def test_text_of_a_row_is_text(client_as: ClientAs, conn: connection, ward: Ward) -> None:
    row_id = _add(conn, ward, topic="<img src=x onerror=alert(1)>")
    client = client_as("inspector")
    for path in ("", f"/{row_id}", f"/{row_id}/edit"):
        page = client.get(f"/registers/broadcasts{path}").get_data(as_text=True)
        assert "<img src=x" not in page and "&lt;img src=x" in page


def test_record_on_the_map_names_the_registers_that_speak_of_it(
    client_as: ClientAs, conn: connection, ward: Ward
) -> None:
    group = add_area(conn, ward)
    _add(conn, ward, group_id=str(group))
    unit = _add(conn, ward, "units", name="HĐND", kind="hdnd")
    secret = {"held_on": "2016-03-01", "kind": "dot_xuat", "body_id": str(unit), "subject": "x",
              "state": "du_kien", "group_id": str(group)}  # fmt: skip
    _add(conn, ward, "supervisions", **secret)
    address = f"/api/{ward.code}/layers/groups/features/{group}"
    viewer = client_as("viewer")
    found = viewer.get(address).json["registers"]
    assert [(each["title"]["vi"], each["count"]) for each in found] == [("Phát thanh", 1)]
    assert "Vỉa hè thông thoáng" in viewer.get(found[0]["href"]).get_data(as_text=True)
    assert client_as("public").get(address).json["registers"] == []
    shared = link(client_as("supervisor"), ward, view="?layers=groups")
    through = client_as("supervisor").get(f"{shared}{address}")
    assert through.status_code == 200 and through.json["registers"] == []


@pytest.mark.parametrize(
    "path", ["none", "broadcasts/999", "broadcasts/table/none", "broadcasts/check/none"]
)
def test_what_there_is_not_is_404(client_as: ClientAs, ward: Ward, path: str) -> None:
    assert client_as("admin").get(f"/registers/{path}").status_code == 404


def test_no_query_for_each_row(client_as: ClientAs, conn: connection, ward: Ward) -> None:
    """A list of 50 rows needs as many questions to the database as one of a single row."""
    client, asked = client_as("viewer"), []
    _add(conn, ward)

    def count() -> int:
        before = len(asked)
        real_rows, real_value = db.rows, db.value
        try:
            db.rows = lambda *a, **k: (asked.append(1), real_rows(*a, **k))[1]  # type: ignore[assignment]
            db.value = lambda *a, **k: (asked.append(1), real_value(*a, **k))[1]  # type: ignore[assignment]
            client.get("/registers/broadcasts")
        finally:
            db.rows, db.value = real_rows, real_value  # type: ignore[assignment]
        return len(asked) - before

    single = count()
    for _ in range(49):
        _add(conn, ward)
    assert count() == single > 0


def test_links_keep_what_is_chosen_to_be_without(
    client_as: ClientAs, conn: connection, ward: Ward
) -> None:
    said = {"title": "Không bộ phận", "span": "thang", "responsibility": "chu_tri",
            "due_on": "2016-05-01", "state": "dang_lam"}  # fmt: skip
    for _ in range(51):
        _add(conn, ward, "tasks", **said)
    client = client_as("supervisor")
    page = client.get("/registers/tasks?unit_id=-").get_data(as_text=True)
    links = [each.replace("&amp;", "&") for each in re.findall(r'(?:href|action)="([^"]+)"', page)]
    for part in ("page=2", "sort=", "export.csv", "/bulk", "status=late"):
        found = [each for each in links if part in each]
        assert found and all("unit_id=-" in each for each in found), part


def test_sheet_goes_out_and_comes_back_through_the_page(
    client_as: ClientAs, conn: connection, ward: Ward
) -> None:
    """Sent without a file, or with a fault in it, it is 422 and says why; not for viewers."""
    client = client_as("inspector")
    answer = client.get("/registers/cell_reports/template.xlsx?period=2016-03")
    assert answer.data[:2] == b"PK" and "mau.xlsx" in answer.headers["Content-Disposition"]
    add_area(conn, ward, "5")
    template = client.get("/registers/cell_reports/template.xlsx?period=2016-03").data
    page = "/registers/cell_reports/load"

    def send(content: bytes, **more: str):
        return client.post(page, data={"file": (io.BytesIO(content), "t.xlsx"), **more})

    refused = send(template)
    assert refused.status_code == 422 and "còn trống; cần số nguyên từ 0 đến 9999" in _text(refused)
    assert client.post(page, data={}).status_code == 422
    assert "Choose an XLSX file" in _text(client.post(page + "?lang=en", data={}))
    assert db.value(conn, "SELECT count(*) FROM register_cell_report") == 0
    empty = client.get("/registers/broadcasts/template.xlsx").data
    done = client.post(
        "/registers/broadcasts/load",
        data={"file": (io.BytesIO(empty), "t.xlsx")},
        follow_redirects=True,
    )
    assert "Loaded: 0 new rows" in _text(done)
    assert client_as("viewer").get(page).status_code == 403
    assert client.get("/registers/units/load").status_code == 403


def test_sheet_up_to_two_megabytes_is_read_other_forms_stay_small(client_as: ClientAs) -> None:
    """What is no sheet is told in words, not refused for a size that the page allows."""
    client = client_as("inspector")

    def send(size: int, page: str = "/registers/broadcasts/load"):
        sheet = FileStorage(io.BytesIO(b"PK" + bytes(size)), "t.xlsx")
        mark, body = encode_multipart({"file": sheet})
        kind = f"multipart/form-data; boundary={mark}"
        return client.post(page, data=body, content_type=kind)

    assert "Excel/ODS" in _text(send(1_900_000))
    assert "lớn hơn 2 MiB" in _text(send(2_100_000))
    assert send(4_000_000).status_code == 413
    assert send(1_900_000, "/registers/broadcasts/new").status_code == 413


def test_a_wrong_file_is_called_as_people_called_it(client_as: ClientAs, ward: Ward) -> None:
    inspector = client_as("inspector")
    sent = {"file": (io.BytesIO(b"a;b\n1;2\n"), "báo cáo.csv")}
    page = inspector.post("/registers/broadcasts/load", data=sent)
    assert page.status_code == 422
    assert "&#39;báo cáo.csv&#39; không phải tệp Excel" in page.get_data(as_text=True)


@pytest.mark.parametrize("register", ["broadcasts", "rounds"])
def test_who_changed_a_row_is_named_to_inspectors_and_above_only(
    client_as: ClientAs, conn: connection, ward: Ward, register: str
) -> None:
    round_said = {"code": "Đ-1", "kind": "thuong_xuyen", "state": "xong", "body": "Tổ kiểm tra",
                  "body_kind": "ubnd", "started_on": "2016-03-07", "ended_on": "2016-03-08",
                  "covers_ttdt": "true", "covers_ttxd": "false", "covers_vsmt": "false",
                  "nothing_found": "false"}  # fmt: skip
    made = _add(conn, ward, register, **({} if register == "broadcasts" else round_said))
    seen = {}
    for role in ("viewer", "inspector"):
        pages = [f"/registers/{register}/{made}", f"/registers/{register}"]
        seen[role] = "".join(
            client_as(role).get(page, follow_redirects=True).get_data(as_text=True)
            for page in pages
        )
    assert not re.search(r"\blan\b", seen["viewer"])
    assert "cán bộ phường sửa lúc" in seen["viewer"]
    assert "lan sửa lúc" in seen["inspector"]


def test_form_offers_the_groups_of_its_month(client_as: ClientAs, conn, ward: Ward) -> None:
    old = add_area(conn, ward, "5", valid_to="2020-01-15")
    new = add_area(conn, ward, "31", valid_from="2025-07-01")
    client = client_as("inspector")
    page = client.get("/registers/cell_reports/new?month=2016-03").text
    offered = dict(re.findall(r'<option value="(\d+)"([^>]*)>', page))
    assert "hidden disabled" not in offered[str(old)] and "hidden disabled" in offered[str(new)]
    said = {"group_id": str(new), "month": "2016-03", "ttdt": "0", "ttxd": "0", "vsmt": "0"}
    refused = client.post("/registers/cell_reports/new", data=said)
    assert refused.status_code == 400 and "có từ 01/07/2025, không có vào" in _text(refused)
    again = dict(re.findall(r'<option value="(\d+)"([^>]*)>', refused.text))
    assert "selected" in again[str(new)] and "disabled" not in again[str(new)]
    # The list is narrowed by any group that there ever was.
    assert "disabled" not in client.get("/registers/cell_reports").text.split("<form")[1]
