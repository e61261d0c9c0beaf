"""A view in one file: what is in it by role, how large it is, and that data stays text."""

import json
import re
from contextlib import nullcontext

import pytest
from psycopg2.extensions import connection

from geo.errors import InputError
from layers.filters import Filter
from layers.queries.snapshot import paths_of, snapshot_columns
from layers.queries.wards import Ward
from layers.registry import get_layer
from layers.roles import Role
from tests.factories import LAT, LON, add_area, add_incident, add_incidents

DATA = re.compile(r'<script type="application/json" id="view-data">(.*?)</script>', re.DOTALL)
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"


def data_of(text: str) -> dict:
    return json.loads(DATA.search(text)[1])


def test_file_has_the_rows_of_the_filter_with_the_fields_of_the_role(
    client_as, conn: connection, ward: Ward
) -> None:
    add_incident(conn, ward, on="2016-03-15", description="chỉ thanh tra")
    add_incident(conn, ward, on="2017-03-15")
    address = f"/view.html?ward={ward.code}&layers=incidents&to=2016-12-31&lang=vi"
    for role, told in (("viewer", False), ("inspector", True)):
        answer = client_as(role).get(address)
        assert answer.headers["Content-Disposition"].startswith("attachment")
        (layer,) = data_of(answer.text)["layers"]
        assert layer["start"] == ["2016-03-15"]
        assert ("Mô tả" in layer["titles"]) is told
        assert ("chỉ thanh tra" in answer.text) is told


def test_public_file_has_squares_of_five_or_more_and_no_incident(
    client, conn: connection, ward: Ward
) -> None:
    add_incidents(conn, ward, 5)
    add_incidents(conn, ward, 4, LON + 0.02, LAT)
    answer = client.get(f"/view.html?ward={ward.code}&layers=incident_cells,incidents")
    (layer,) = data_of(answer.text)["layers"]
    assert (layer["name"], layer["fields"]) == ("incident_cells", [[["5"], [0]]])
    narrow = client.get(f"/view.html?ward={ward.code}&layers=lanes&from=2016-01-02")
    assert narrow.status_code == 400


def test_hostile_words_stay_data(client_as, conn: connection, ward: Ward) -> None:
    add_incident(conn, ward, address=HOSTILE)
    text = client_as("viewer").get(f"/view.html?ward={ward.code}&layers=incidents").text
    assert "<img src=x" not in text and "<script>alert" not in text
    assert HOSTILE in json.dumps(data_of(text), ensure_ascii=False)


def test_five_thousand_points_take_less_than_five_megabytes(
    client_as, conn: connection, ward: Ward
) -> None:
    for number in range(50):
        add_incidents(conn, ward, 100, LON + number * 1e-5, LAT, address=f"Số {number} ngõ dài")
    answer = client_as("admin").get(f"/view.html?ward={ward.code}&layers=incidents")
    assert len(data_of(answer.text)["layers"][0]["shapes"]) == 5000
    assert len(answer.data) < 1_500_000


def test_more_rows_than_a_file_holds_are_refused_not_cut(conn: connection, ward: Ward) -> None:
    add_incidents(conn, ward, 4)
    layer = get_layer("incidents")
    for limit in (4, 3):
        with pytest.raises(InputError, match="3") if limit == 3 else nullcontext():
            rows = snapshot_columns(
                conn, ward, layer, Filter(), Role.VIEWER, {}, language="en", limit=limit
            )
    assert len(rows) == 4


def test_paths_are_steps_from_corner_to_corner() -> None:
    line = {"type": "MultiLineString", "coordinates": [[[1, 2], [1.5, 2], [1.5, 1.9]]]}
    assert paths_of(line) == [[1_000_000, 2_000_000, 500_000, 0, 0, -100_000]]


def test_filter_is_told_by_titles_and_days_as_people_write_them(
    client_as, conn: connection, ward: Ward
) -> None:
    add_area(conn, ward, "5")
    address = (
        f"/view.html?ward={ward.code}&layers=groups&from=2016-01-15&to=2016-06-30&field=ttdt,vsmt"
        "&category=lan_chiem_via_he&state=nhac_nho&group=5,-&text=so+12&areas=2016-06-30"
    )
    assert data_of(client_as("viewer").get(address).text)["filter"] == [
        "Từ: 15/01/2016",
        "Đến: 30/06/2016",
        "Lĩnh vực: Trật tự đô thị, Vệ sinh môi trường",
        "Hành vi: Lấn chiếm vỉa hè",
        "Trạng thái: Nhắc nhở, vận động",
        "Tổ dân phố: ngoài các tổ, Tổ dân phố 5",
        "Có chữ: “so 12”",
        "Ranh giới: như ngày 30/06/2016",
    ]
