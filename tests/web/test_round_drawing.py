"""The page that draws the walk of a round: saved, refused, changed by another, measured."""

import re
from html import unescape

from psycopg2.extensions import connection

from layers import db
from layers.queries.wards import Ward
from tests.factories import LAT, LON, add_area, add_round
from tests.web.conftest import ClientAs

EAST = f"{LAT:.7f}, {LON:.7f}\n{LAT:.7f}, {LON + 0.001:.7f}"
NORTH = f"{LAT:.7f}, {LON:.7f}\n{LAT + 0.001:.7f}, {LON:.7f}"


def mark_of(page: str) -> str:
    found = re.search(r'name="mark" value="([0-9a-f]{32})"', page)
    assert found is not None
    return found[1]


def texts(page: str) -> list[str]:
    return [unescape(each) for each in re.findall(r"<textarea[^>]*>([^<]*)</textarea>", page)]


def test_second_of_two_keeps_what_was_typed_and_may_save_it(
    client_as: ClientAs, conn: connection, ward: Ward
) -> None:
    add_area(conn, ward)
    path = f"/rounds/{add_round(conn, ward, code='D1')}/draw"
    client = client_as("inspector")
    mark = mark_of(client.get(path).text)
    saved = client.post(path, data={"corners": NORTH, "mark": mark}, follow_redirects=True)
    assert saved.status_code == 200 and "1 đoạn, 2 điểm" in saved.text
    refused = client.post(path, data={"corners": EAST, "mark": mark})
    assert refused.status_code == 409 and texts(refused.text) == [EAST, NORTH]
    assert "Tuyến của người kia" in refused.text
    made_up = client.post(path, data={"corners": EAST, "mark": ""})
    assert made_up.status_code == 409 and texts(made_up.text) == [EAST, NORTH]
    again = client.post(path, data={"corners": EAST, "mark": mark_of(refused.text)})
    assert again.status_code == 302 and texts(client.get(path).text) == [EAST]


def test_line_that_was_never_changed_and_a_made_up_mark(
    client_as: ClientAs, conn: connection, ward: Ward
) -> None:
    add_area(conn, ward)
    path = f"/rounds/{add_round(conn, ward, code='D1')}/draw"
    answer = client_as("inspector").post(path, data={"corners": EAST, "mark": "made up"})
    assert answer.status_code == 409 and texts(answer.text)[0] == EAST


def test_refused_corners_stay_typed(client_as: ClientAs, conn: connection, ward: Ward) -> None:
    add_area(conn, ward)
    walked = add_round(conn, ward, code="D1")
    path, client = f"/rounds/{walked}/draw?lang=en", client_as("inspector")
    mark, before = mark_of(client.get(path).text), texts(client.get(path).text)
    answer = client.post(path, data={"corners": f"{EAST}\n<b>", "mark": mark})
    assert answer.status_code == 422 and texts(answer.text) == [f"{EAST}\n<b>"]
    assert "Line 3" in answer.text and mark_of(answer.text) == mark
    assert texts(client.get(path).text) == before


def test_typed_corners_are_measured_in_the_ward(
    client_as: ClientAs, conn: connection, ward: Ward
) -> None:
    client, address = client_as("inspector"), f"/api/{ward.code}/walk"
    found = client.post(address, json={"text": f"{EAST}\n\n{NORTH}\n\n{LAT}, {LON}"}).json
    metres = db.value(
        conn,
        "SELECT sum(ST_Length(ST_Transform(ST_GeomFromText(line, 4326), 5897)))"
        "  FROM unnest(%s) AS line",
        ([f"LINESTRING({LON} {LAT}, {LON + 0.001} {LAT})",
          f"LINESTRING({LON} {LAT}, {LON} {LAT + 0.001})"],),
    )  # fmt: skip
    assert len(found["parts"]) == 3 and abs(found["length_m"] - metres) < 0.01
    assert client.post(address, json={"text": ""}).json == {"parts": [], "length_m": 0.0}
    assert client.post(address, json={"text": 5}).status_code == 400
