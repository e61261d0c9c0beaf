"""The list of cases and one case over HTTP: who sees whom, pages past the end, words refused."""

import csv
import io
import re

import pytest
from python_calamine import CalamineWorkbook

from layers import db
from layers.cases.listing import PAGE
from layers.cases.talk import add_comment
from layers.cases.work import Worker, manage_case
from layers.editing.contract import Wish
from layers.editing.described import describe_row
from layers.editing.record import undo_edit
from layers.editing.save import save_edit
from layers.registers.reading import find_register
from layers.registers.scope import Reader
from layers.registers.writing import add_row
from layers.roles import Role
from tests.factories import LAT, LON, add_incident, add_user, move_incident

NAMED = ("binh-b", "Bà Bình")


@pytest.fixture
def handled(conn, ward) -> int:
    """A case that somebody handles and that waits for somebody."""
    add_user(conn, "binh-b", "inspector", ward)
    db.execute(conn, "UPDATE \"user\" SET display_name = 'Bà Bình' WHERE login = 'binh-b'")
    add_user(conn, "chi", "supervisor", ward)
    case = add_incident(conn, ward, on="2016-06-01", source_key="V-1")
    said = {"handler": "binh-b", "blocked_by": "chờ Bà Bình"}
    manage_case(conn, Worker(ward, Role.SUPERVISOR, "chi"), case, 0, said)
    return case


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_viewers_learn_nobody_s_name_on_any_way_out(handled, client_as, lang: str) -> None:
    ways = (f"/cases?lang={lang}", f"/incidents/{handled}?lang={lang}", "/cases/export.csv")
    for role, is_named in (("viewer", False), ("inspector", True)):
        client = client_as(role)
        for way in ways:
            answer = client.get(way)
            assert answer.status_code == 200
            assert any(name in answer.text for name in NAMED) == is_named, (role, way)
    for asked in ("handler=binh-b", "handler=x", "sort=handler"):
        refused = client_as("viewer").get(f"/cases?{asked}")
        assert refused.status_code == 400 and asked.split("=")[0] in refused.text
        assert client_as("inspector").get(f"/cases?{asked}").status_code == 200
    assert client_as("viewer").get("/cases?handler=-").status_code == 200


def test_handler_s_name_opens_their_work_for_who_may_see_it(handled, client_as) -> None:
    for role, opens in (("inspector", False), ("supervisor", True)):
        page = client_as(role).get(f"/incidents/{handled}").text
        linked = re.search(r'<a href="([^"]*people/of/binh-b[^"]*)">', page)
        assert bool(linked) == opens, role
    assert client_as("supervisor").get(linked[1]).status_code == 200


def test_a_page_past_the_end_is_the_last_one(conn, ward, client_as) -> None:
    for number in range(PAGE + 1):
        add_incident(conn, ward, on="2016-06-01", source_key=f"V-{number:03}")
    client = client_as("viewer")
    last = client.get("/cases?page=2&sort=number")
    assert len(re.findall("data-case=", last.text)) == 1 and "V-050" in last.text
    past = client.get("/cases?page=999&sort=number")
    assert past.status_code == 200 and "V-050" in past.text
    assert f'data-total="{PAGE + 1}"' in past.text
    assert 'rel="prev"' in past.text and 'rel="next"' not in past.text


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_refused_words_stand_in_their_form_again(conn, ward, handled, client_as, lang) -> None:
    client, one = client_as("inspector"), f"/incidents/{handled}"
    with client.session_transaction() as session:
        user = int(session["_user_id"].split(":")[0])
    login = db.value(conn, 'SELECT login FROM "user" WHERE id = %s', (user,))
    comment = add_comment(conn, Worker(ward, Role.INSPECTOR, login), handled, "câu cũ")
    typed = {"version": "7", "body": "Câu mới gõ dở"}
    stale = client.post(f"{one}/comments/{comment}?lang={lang}", data=typed)
    assert stale.status_code == 409
    assert re.search(r"<details open>.*?Câu mới gõ dở</textarea>", stale.text, re.DOTALL)
    long = "Dài " * 1500
    refused = client.post(f"{one}/comments?lang={lang}", data={"body": long})
    assert refused.status_code == 400 and long in refused.text and 'id="trouble"' in refused.text
    measure = {"kind": "commitment", "on_day": "2016-04-01", "promised_until": "x", "note": "ký"}
    refused = client.post(f"{one}/measures?lang={lang}", data=measure)
    assert refused.status_code == 400 and 'value="ký"' in refused.text
    assert re.search(r'value="commitment" selected', refused.text)


@pytest.mark.parametrize(("lang", "said"), [("vi", "(ngày xảy ra vụ)"), ("en", "(the incident)")])
def test_days_before_the_incident_are_refused_and_stand_in_their_form(
    conn, handled, client_as, lang, said
) -> None:
    client, one = client_as("supervisor"), f"/incidents/{handled}"
    measure = {"kind": "reminder", "on_day": "2016-05-31"}
    early = client.post(f"{one}/measures?lang={lang}", data=measure)
    assert early.status_code == 400 and said in early.text and 'value="2016-05-31"' in early.text
    version = db.value(conn, "SELECT version FROM incident_case WHERE incident_id = %s", (handled,))
    due = {"version": str(version or 0), "due_on": "1900-01-01"}
    early = client.post(f"{one}/manage?lang={lang}", data=due)
    assert early.status_code == 400 and said in early.text and 'value="1900-01-01"' in early.text


def test_a_measure_is_corrected_taken_back_and_set_back(conn, handled, client_as) -> None:
    client, one = client_as("inspector"), f"/incidents/{handled}"
    said = {"kind": "commitment", "on_day": "2016-06-02", "promised_until": "2016-06-09",
            "note": "ký nhầm"}  # fmt: skip
    client.post(f"{one}/measures", data=said)
    of = db.value(conn, "SELECT max(id) FROM incident_measure")
    wrong = said | {"version": "1", "on_day": "2999-01-01", "note": "ký đúng"}
    refused = client.post(f"{one}/measures/{of}/change", data=wrong)
    assert refused.status_code == 400 and 'value="ký đúng"' in refused.text
    assert re.search(r"<details open><summary>Sửa biện pháp", refused.text)
    right = said | {"version": "1", "on_day": "2016-06-03", "note": "ký đúng"}
    page = client.post(f"{one}/measures/{of}/change", data=right, follow_redirects=True).text
    assert "ký đúng" in page and "ký nhầm" in page and "đã sửa" in page
    assert "Sửa biện pháp: Cam kết có ký" in page
    assert client.post(f"{one}/measures/{of}/change", data=right).status_code == 409
    client.post(f"{one}/measures/{of}", data={"outcome": "broken"})
    back = client.post(f"{one}/measures/{of}", data={"outcome": "open"}, follow_redirects=True)
    assert "Cam kết: theo dõi lại" in back.text
    data = {"version": "4", "remove": "1"}
    gone = client.post(f"{one}/measures/{of}/change", data=data, follow_redirects=True)
    assert f'data-measure="{of}"' not in gone.text and "Biện pháp đã rút: 1" in gone.text
    offer = re.search(r'note--undo" method="post" action="([^"]+)"', gone.text)
    assert offer and 'name="restore" value="1"' in gone.text
    again = client.post(offer[1].replace("&amp;", "&"), data={"restore": "1"})
    assert f'data-measure="{of}"' in client.get(again.location).text


def test_a_case_tells_the_legal_bases_of_its_day(conn, ward, handled, client_as) -> None:
    page = f"/incidents/{handled}"
    assert "Chưa có căn cứ nào có hiệu lực hôm đó" in client_as("viewer").get(page).text
    category = db.value(
        conn,
        "SELECT id FROM category WHERE ward_id = %s AND code = 'lan_chiem_via_he'",
        (ward.id,),
    )
    who = Reader(ward, Role.ADMIN, "lan")
    for number, first, last in (("NĐ-cũ", "2010-01-01", "2016-05-31"),
                                ("NĐ-mới", "2016-06-01", "")):  # fmt: skip
        said = {"number": number, "article": "Điều 12", "act": "Lấn chiếm", "subject": "ca_nhan",
                "category_id": str(category), "valid_from": first, "valid_to": last,
                "min_dong": "200000", "max_dong": "300000", "checking": "chua"}  # fmt: skip
        add_row(conn, find_register("legal_bases"), who, said)
    shown = client_as("viewer").get(page).text
    assert "NĐ-mới · Điều 12" in shown and "NĐ-cũ" not in shown
    assert "200.000–300.000 ₫" in shown and "/registers/legal_bases/" in shown


@pytest.mark.parametrize(
    ("lang", "said"), [("vi", "14:38 01/07/2015"), ("en", "01 Jul 2015, 14:38")]
)
def test_record_of_a_case_says_its_moment_as_people_write_it(conn, ward, client_as, lang, said):
    case = add_incident(conn, ward, on="2015-07-01 14:38")
    page = client_as("viewer").get(f"/incidents/{case}?lang={lang}").get_data(as_text=True)
    assert said in page and "2015-07-01 14:38" not in page


@pytest.mark.parametrize(("lang", "said"), [("vi", "cách 312 m"), ("en", "312 m away")])
def test_a_case_from_elsewhere_is_no_earlier_one(conn, ward, handled, client_as, lang, said):
    far = add_incident(conn, ward, LON + 0.003, on="2016-05-01", state="ket_thuc")
    page = client_as("inspector").post(
        f"/incidents/{handled}/recurrence?lang={lang}",
        data={"earlier": str(far)},
        follow_redirects=True,
    )
    assert said in page.text
    assert db.value(conn, "SELECT count(*) FROM incident_recurrence") == 0


@pytest.mark.parametrize(
    ("lang", "head", "state"), [("vi", "Mã vụ", "Phát hiện"), ("en", "Case no.", "Found")]
)
def test_the_file_of_cases_is_in_the_reader_s_language(handled, client_as, lang, head, state):
    answer = client_as("viewer").get(f"/cases/export.csv?lang={lang}&status=")
    assert answer.content_type == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert next(iter(rows[0])) == head
    assert state in rows[0].values()
    book = client_as("viewer").get(f"/cases/export.xlsx?lang={lang}&status=").data
    cells = CalamineWorkbook.from_object(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert cells[0] == list(rows[0]) and state in cells[1]


def test_corrections_of_the_incident_stand_among_the_steps_of_its_case(
    conn, ward, client_as
) -> None:
    add_user(conn, "chi", "supervisor", ward)
    db.execute(conn, "UPDATE \"user\" SET display_name = 'Bà Chi' WHERE login = 'chi'")
    case = add_incident(conn, ward, on="2016-06-01", address="12")
    move_incident(conn, ward, case, "nhac_nho")
    row = describe_row(conn, ward, "incidents", case, Role.SUPERVISOR)
    said = {"occurred_at": "2016-05-20T08:30", "address": "14"}
    moved = {"type": "Point", "coordinates": [LON + 0.0001, LAT]}
    wish = Wish("incidents", case, row["version"], moved, said, "nhầm ngày")
    done = save_edit(conn, ward, wish, Role.SUPERVISOR, "chi")
    undo_edit(conn, ward, done.edit_id, Role.SUPERVISOR, "chi")
    for lang, told in (("vi", "Sửa thông tin: "), ("en", "Corrected: ")):
        page = client_as("inspector").get(f"/incidents/{case}?lang={lang}").text
        kinds = re.findall(r'<li data-kind="(\w+)">', page)
        assert kinds == ["corrected", "corrected", "move", "arrived"], lang
        (corrected,) = re.findall(rf"<strong>({told}[^<]*)</strong>", page)
        assert "12 → 14" in corrected and "2016" in corrected, corrected
        assert "nhầm ngày" in page and "Bà Chi" in page
    seen = client_as("viewer").get(f"/incidents/{case}").text
    assert "Sửa thông tin" in seen and "nhầm ngày" not in seen and "Bà Chi" not in seen
