"""The pages of the rounds refuse in words what a round cannot be, and what it cannot have found."""

import csv
import io
import re
from datetime import timedelta

import pytest

from layers import clock, db
from tests.factories import add_incident, add_lane, add_round
from tests.layers.rounds.conftest import SAID


def _text(answer) -> str:
    return re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))


@pytest.mark.parametrize(
    ("lang", "ahead", "none"),
    [("vi", "còn ở phía trước", "đều là &#39;không&#39;"), ("en", "is still ahead", "all are")],
)
def test_form_says_what_a_round_cannot_be(conn, ward, client_as, lang, ahead, none) -> None:
    client, form = client_as("inspector"), f"/registers/rounds/new?lang={lang}"
    day = str(clock.today() + timedelta(30))
    done = client.post(form, data=SAID | {"state": "xong", "started_on": day, "ended_on": day})
    assert done.status_code == 400 and ahead in done.text and f'value="{day}"' in done.text
    covers = {"covers_ttdt": "false", "covers_vsmt": "false"}
    bare = client.post(form, data=SAID | covers)
    assert bare.status_code == 400 and none in bare.text
    assert db.value(conn, "SELECT count(*) FROM inspection_round") == 0


def test_button_to_done_says_that_the_round_is_still_ahead(conn, ward, client_as) -> None:
    client, day = client_as("inspector"), str(clock.today() + timedelta(30))
    client.post(
        "/registers/rounds/new",
        data=SAID | {"state": "du_kien", "started_on": day, "ended_on": day},
    )
    of = db.value(conn, "SELECT id FROM inspection_round")
    data = {"rows": f"{of}:1", "state": "xong", "back": "row"}
    page = client.post("/registers/rounds/bulk", data=data, follow_redirects=True)
    assert "còn ở phía trước" in _text(page)
    assert db.value(conn, "SELECT state FROM inspection_round") == "du_kien"


@pytest.mark.parametrize(
    ("lang", "why"),
    [("vi", "ngoài những ngày của đợt"), ("en", "is not among the days of the round")],
)
def test_incident_of_another_day_is_refused_on_the_page(conn, ward, client_as, lang, why) -> None:
    client = client_as("inspector")
    client.post("/registers/rounds/new", data=SAID)
    of = db.value(conn, "SELECT id FROM inspection_round")
    incident = add_incident(conn, ward, source_key="V-1", on="2017-04-22")
    page = client.post(
        f"/rounds/{of}/incidents?lang={lang}", data={"numbers": "V-1"}, follow_redirects=True
    )
    assert "V-1: " in _text(page) and why in _text(page)
    assert db.value(conn, "SELECT round_id FROM incident WHERE id = %s", (incident,)) is None


def test_what_was_written_about_a_lane_stands_beside_its_finding(conn, ward, client_as) -> None:
    of, lane = add_round(conn, ward), add_lane(conn, ward)
    db.execute(
        conn,
        "INSERT INTO inspection_round_lane (round_id, lane_id, ward_id, note)"
        " VALUES (%s, %s, %s, %s)",
        (of, lane, ward.id, "Ngõ 12: Có vi phạm"),
    )
    assert "Ngõ 12: Có vi phạm" in _text(client_as("viewer").get(f"/rounds/{of}"))


def test_page_names_incidents_that_a_changed_round_cannot_have_found(conn, ward, client_as) -> None:
    """The days or the fields of a round may be corrected after incidents were linked to it."""
    client = client_as("inspector")
    client.post("/registers/rounds/new", data=SAID)
    of = db.value(conn, "SELECT id FROM inspection_round")
    for number, field, category in (
        ("V-1", "ttdt", "lan_chiem_via_he"), ("V-2", "vsmt", "vut_rac"),
    ):  # fmt: skip
        add_incident(conn, ward, source_key=number, on="2016-03-01", field=field, category=category)
    client.post(f"/rounds/{of}/incidents", data={"numbers": "V-1, V-2"})
    assert "ngoài những ngày hay lĩnh vực" not in client.get(f"/rounds/{of}").text
    client.post(f"/registers/rounds/{of}/edit", data=SAID | {"covers_vsmt": "false", "version": 1})
    page = _text(client.get(f"/rounds/{of}"))
    assert "1 vụ của đợt ngoài những ngày hay lĩnh vực của đợt: V-2." in page


@pytest.mark.parametrize(
    ("lang", "heads"),
    [("vi", ["Chủ thể", "Km đã đi", "Số vụ"]), ("en", ["Kind of body", "Km walked", "Incidents"])],
)
def test_the_file_of_rounds_is_in_the_reader_s_language(conn, ward, client_as, lang, heads) -> None:
    add_round(conn, ward)
    answer = client_as("viewer").get(f"/rounds/export.csv?lang={lang}")
    assert answer.content_type == "text/csv; charset=utf-8"
    head = next(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [each for each in head if each in heads] == heads
