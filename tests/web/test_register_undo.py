"""What was saved in a register is taken back from its message, and put back from its history."""

import re

from psycopg2.extensions import connection

from layers import db
from layers.queries.wards import Ward
from layers.registers.reading import find_register
from layers.registers.scope import Reader
from layers.registers.writing import add_row
from layers.roles import Role
from tests.web.conftest import ClientAs
from tests.web.test_registers import SAID, _add, _text

ROW = "SELECT minutes, topic, state, version FROM register_broadcast WHERE id = %s"


def _offer(answer) -> dict:
    """Read the form of the message: its address, and the rows that it takes back."""
    page = answer.get_data(as_text=True)
    found = re.search(r'note--undo" method="post" action="([^"]+)">(.+?)</form>', page, re.DOTALL)
    assert found, "nothing is offered"
    rows = re.findall(r'name="rows" value="([^"]+)"', found.group(2))
    assert "Hoàn tác" in found.group(2)
    return {"path": found.group(1).replace("&amp;", "&"), "data": {"rows": rows}}


def test_message_that_it_was_saved_offers_the_way_back(
    client_as: ClientAs, conn: connection, ward: Ward
) -> None:
    row_id, client = _add(conn, ward), client_as("inspector")
    said = SAID | {"minutes": "20", "topic": "Chợ tạm", "version": "1"}
    saved = client.post(f"/registers/broadcasts/{row_id}/edit", data=said, follow_redirects=True)
    assert "Đã lưu." in _text(saved)
    undone = client.post(**_offer(saved), follow_redirects=True)
    assert undone.status_code == 200 and "Đã hoàn tác." in _text(undone)
    assert db.one(conn, ROW, (row_id,)) == {
        "minutes": 15, "topic": "Vỉa hè thông thoáng", "state": "da_phat", "version": 3,
    }  # fmt: skip
    english = client.get(f"/registers/broadcasts/{row_id}?lang=en")
    assert re.search(r"Minutes:\s+20\s+→\s+15", _text(english))
    assert "Put this version back" in _text(english)


def test_undo_over_somebody_elses_change_shows_both(
    client_as: ClientAs, conn: connection, ward: Ward
) -> None:
    """What the other alone changed is kept in the form, which saves as any edit does."""
    row_id, client = _add(conn, ward), client_as("inspector")
    address = f"/registers/broadcasts/{row_id}/edit"
    offer = _offer(
        client.post(address, data=SAID | {"minutes": "20", "version": "1"}, follow_redirects=True)
    )
    other = SAID | {"minutes": "20", "topic": "Chợ tạm", "version": "2"}
    client_as("supervisor").post(address, data=other)
    refused = client.post(**offer)
    page = refused.get_data(as_text=True)
    assert refused.status_code == 409
    assert "nên chưa đưa lại gì" in page and "Bản đưa lại" in page
    assert 'value="15"' in page and 'value="Chợ tạm"' in page
    assert f'action="/registers/broadcasts/{row_id}/edit?' in page
    assert '<input type="hidden" name="version" value="3">' in page
    assert db.one(conn, ROW, (row_id,))["version"] == 3


def test_change_of_many_is_taken_back_and_the_others_are_named(
    client_as: ClientAs, conn: connection, ward: Ward
) -> None:
    rows = [_add(conn, ward, state="du_kien") for _ in range(3)]
    client = client_as("inspector")
    data = {"rows": [f"{row}:1" for row in rows], "state": "da_phat"}
    done = client.post("/registers/broadcasts/bulk?q=via", data=data, follow_redirects=True)
    offer = _offer(done)
    assert len(offer["data"]["rows"]) == 3 and "q=via" in offer["path"]
    client_as("supervisor").post(
        f"/registers/broadcasts/{rows[1]}/edit", data=SAID | {"minutes": "9", "version": "2"}
    )
    page = _text(client.post(**offer, follow_redirects=True))
    assert "Đã hoàn tác 2 dòng." in page
    assert f"Người khác vừa sửa các dòng {rows[1]}:" in page
    states = [db.one(conn, ROW, (row,))["state"] for row in rows]
    assert states == ["du_kien", "da_phat", "du_kien"]


def test_version_is_put_back_from_the_history(
    client_as: ClientAs, conn: connection, ward: Ward
) -> None:
    row_id, client = _add(conn, ward), client_as("inspector")
    own = f"/registers/broadcasts/{row_id}"
    client.post(f"{own}/edit", data=SAID | {"minutes": "20", "version": "1"})
    page = client.get(own).get_data(as_text=True)
    assert page.count(">Đưa lại bản này<") == 1, "the version that stands is not put back"
    assert 'name="wanted" value="1"' in page
    assert ">Đưa lại bản này<" not in client_as("viewer").get(own).get_data(as_text=True)
    back = client.post(
        f"{own}/put-back", data={"version": "2", "wanted": "1"}, follow_redirects=True
    )
    assert "Đã đưa lại bản 1." in _text(back)
    assert db.one(conn, ROW, (row_id,))["minutes"] == 15
    late = client.post(f"{own}/put-back", data={"version": "2", "wanted": "1"})
    assert late.status_code == 409 and "nên chưa đưa lại gì" in _text(late)
    client.post(**_offer(back))
    assert db.one(conn, ROW, (row_id,)) | {"topic": ""} == {
        "minutes": 20, "topic": "", "state": "da_phat", "version": 4,
    }  # fmt: skip
    assert client.post(f"{own}/put-back", data={"version": "4", "wanted": "9"}).status_code == 404


def test_surprise_round_taken_back_is_not_there_for_who_took_it_back(
    client_as: ClientAs, conn: connection, ward: Ward
) -> None:
    said = {"body_kind": "mttq", "body": "Tổ mật", "kind": "dot_xuat", "state": "dang_di",
            "started_on": "2016-03-01", "ended_on": "2016-03-01", "covers_ttdt": "true",
            "covers_ttxd": "false", "covers_vsmt": "false", "nothing_found": "false"}  # fmt: skip
    lan = Reader(ward, Role.INSPECTOR, "lan")
    round_id = add_row(conn, find_register("rounds"), lan, said | {"state": "xong"})
    own, inspector = f"/rounds/{round_id}", client_as("inspector")
    supervisor = client_as("supervisor")
    assert "Lùi về: Đang đi" not in _text(inspector.get(own))
    assert "Lùi về: Đang đi" in _text(supervisor.get(own))
    data = {"rows": f"{round_id}:1", "state": "dang_di", "back": "row"}
    back = supervisor.post("/registers/rounds/bulk", data=data, follow_redirects=True)
    assert back.status_code == 200 and back.request.path == "/rounds"
    assert "Đã chuyển 1 dòng." in _text(back) and "Tổ mật" not in _text(back)
    assert "note--undo" not in back.get_data(as_text=True)
    for client in (supervisor, inspector, client_as("viewer")):
        assert client.get(own).status_code == 404
