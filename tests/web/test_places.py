"""Pages of places: what a role may move, and mistakes taken back from the page."""

import re
from datetime import timedelta

import pytest

from layers import clock, db
from layers.places.moving import move_place
from layers.roles import Role
from tests.factories import add_incident, add_place

TODAY = clock.today()


@pytest.fixture
def place(conn, ward) -> int:
    made = add_place(conn, ward, confirmed_on=TODAY - timedelta(400), confirmed_by="")
    for to_state, days_ago in (("repeat", 300), ("clearing", 200), ("stable", 100)):
        day = TODAY - timedelta(days_ago)
        move_place(conn, ward, made, to_state, day, "biên bản", Role.SUPERVISOR, "lan")
    return made


def _seen(conn, place: int) -> str:
    return str(db.value(conn, "SELECT max(id) FROM place_event WHERE place_id = %s", (place,)))


def _text(client, place: int) -> str:
    return client.get(f"/places/{place}").get_data(as_text=True)


def test_a_supervisor_removes_and_takes_it_back(client_as, conn, place) -> None:
    boss = client_as("supervisor")
    said = {"to_state": "removed", "happened_on": TODAY.isoformat(), "reason": "hết"}
    said["version"] = _seen(conn, place)
    assert boss.post(f"/places/{place}/state", data=said).status_code == 302
    late = boss.post(f"/places/{place}/state", data=said | {"reason": "gõ lâu"})
    assert late.status_code == 409
    assert "đã chuyển sang &#39;Xóa điểm&#39;" in late.get_data(as_text=True)
    assert 'value="gõ lâu"' in late.get_data(as_text=True)
    page = _text(boss, place)
    assert "Hoàn tác: Xóa điểm" in page
    event = re.search(r'name="event" value="(\d+)"', page).group(1)
    assert boss.post(f"/places/{place}/undo", data={"event": event}).status_code == 302
    page = _text(boss, place)
    assert "Đã hoàn tác bước mới nhất" in page
    assert "Hoàn tác: Xóa điểm → Ổn định" in page
    assert db.value(conn, "SELECT state FROM place WHERE id = %s", (place,)) == "stable"
    boss.post(f"/places/{place}/undo", data={"event": event})
    assert "chỉ bước mới nhất" in _text(boss, place)


def test_an_inspector_does_not_remove_and_undoes_own_steps_only(client_as, conn, place) -> None:
    inspector = client_as("inspector")
    page = _text(inspector, place)
    assert 'value="relapsed"' in page
    assert 'value="removed"' not in page
    assert "người giám sát quyết định" in page
    assert 'name="event"' not in page  # somebody else's step
    said = {"to_state": "removed", "happened_on": TODAY.isoformat(), "reason": "hết"}
    said["version"] = _seen(conn, place)
    assert inspector.post(f"/places/{place}/state", data=said).status_code == 403


def test_a_point_is_confirmed_and_the_confirmation_taken_back(client_as, conn, ward) -> None:
    boss = client_as("supervisor")
    with db.acting_as(conn, "lan"):
        made = add_place(conn, ward, state="repeat", confirmed_by="lan", confirmed_on=TODAY)
    assert "Bỏ xác nhận" in _text(boss, made)
    assert boss.post(f"/places/{made}/unconfirm").location.startswith("/places?")
    assert boss.get(f"/places/{made}").status_code == 404


def test_a_confirmation_with_work_on_it_stays(client_as, conn, ward, place) -> None:
    boss = client_as("supervisor")
    db.execute(conn, "UPDATE place SET confirmed_by = 'lan' WHERE id = %s", (place,))
    assert "Bỏ xác nhận" not in _text(boss, place)
    back = boss.post(f"/places/{place}/unconfirm")
    assert "3 bước trạng thái" in boss.get(back.location).get_data(as_text=True)


def test_what_came_back_to_a_stable_place_is_told_and_proposed(
    client_as, conn, ward, place
) -> None:
    boss = client_as("supervisor")
    quiet = [boss.get(way).text for way in (f"/places/{place}", "/places", "/today")]
    assert not any("came-back" in page or "places-back" in page for page in quiet)
    day = TODAY - timedelta(10)
    again = add_incident(conn, ward, on=day, source_key="V-9", place_id=place)
    add_incident(conn, ward, on=TODAY, state="huy", source_key="V-10", place_id=place)
    page = _text(boss, place)
    assert 'id="came-back"' in page and "Điểm đã tái phát?" in page
    assert '<option value="relapsed" selected>' in page
    assert f'value="{day}"' in page and 'value="Có vụ trở lại: V-9"' in page
    assert "Bước «Tái phát»" not in _text(client_as("viewer"), place)
    listed = boss.get("/places?state=back").text
    assert "Cổng trường" in listed and "1 điểm" in re.sub(r"<[^>]+>", "", listed)
    assert "Có vụ trở lại" in boss.get("/places").text
    start = boss.get(f"/today?as_of={TODAY}").text
    line = re.search(r'href="([^"]+)" data-line="places-back"><span[^>]*>(\d+)', start)
    assert line[2] == "1" and "Cổng trường" in start
    assert "có vụ trở lại, gần nhất" in start and f"/places/{place}?ward" in start
    case = boss.get(f"/incidents/{again}").text
    assert f'<a href="/places/{place}?ward=' in case and "Cổng trường" in case
    said = {"to_state": "relapsed", "happened_on": str(day), "reason": "V-9"}
    said["version"] = _seen(conn, place)
    assert boss.post(f"/places/{place}/state", data=said).status_code == 302
    assert "came-back" not in _text(boss, place)
    assert 'data-line="places-back"' not in boss.get(f"/today?as_of={TODAY}").text


def test_case_without_a_place_names_none(client_as, conn, ward) -> None:
    bare = add_incident(conn, ward)
    assert "/places/" not in client_as("inspector").get(f"/incidents/{bare}").text
