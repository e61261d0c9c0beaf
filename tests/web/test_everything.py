"""Search over everything: without marks, by kind, counted as it opens, by the reader's rights."""

import re
from html import unescape

import pytest
from psycopg2.extensions import connection

from layers.queries.wards import Ward
from layers.registers.reading import find_register
from layers.registers.scope import Reader
from layers.registers.writing import add_row
from layers.roles import Role
from tests.factories import add_area, add_incident, add_lane, add_place, add_round, add_site
from tests.web.conftest import ClientAs


@pytest.fixture
def ward_life(conn: connection, ward: Ward) -> None:
    add_area(conn, ward, "5", name="Tổ dân phố số 5")
    lane = add_lane(conn, ward, "Ngõ 12 Gia Thụy", code="GT-12")
    add_site(conn, ward, code="CT-1", address="Số 3 Ngõ 12 Gia Thụy")
    add_round(conn, ward, code="D-2016-1")
    for number in range(7):
        add_incident(conn, ward, address=f"Số {number} Ngõ 12 Gia Thụy", lane_id=lane,
                     source_key=f"VV-{number}")  # fmt: skip
    who = Reader(ward, Role.ADMIN, "lan")
    for register, said in (
        ("units", {"name": "Đội trật tự Gia Thụy", "kind": "ubnd"}),
        ("broadcasts", {"broadcast_on": "2016-03-07", "minutes": "15", "state": "da_phat",
                        "topic": "Ngõ 12 Gia Thụy sạch đẹp"}),
    ):  # fmt: skip
        add_row(conn, find_register(register), who, said)


def _page(client, words: str) -> str:
    answer = client.get("/search", query_string={"q": words})
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def _kinds(page: str) -> list[str]:
    return re.findall(r'data-kind="([^"]+)"', page)


def test_words_without_marks_find_every_kind(client_as: ClientAs, ward: Ward, ward_life) -> None:
    page = _page(client_as("viewer"), "ngo 12 gia thuy")
    assert _kinds(page)[:2] in (["lane", "site"], ["site", "lane"])
    assert {"incidents", "broadcasts"} <= set(_kinds(page))
    assert f'href="/lanes/GT-12?ward={ward.code}"' in page
    assert f'href="/sites/CT-1?ward={ward.code}"' in page
    assert _kinds(_page(client_as("viewer"), "to 5"))[0] == "group"
    assert "/units/" in _page(client_as("viewer"), "doi trat tu")
    assert _kinds(_page(client_as("viewer"), "d-2016")) == ["rounds"]


def test_every_count_opens_as_many_rows(client_as: ClientAs, ward: Ward, ward_life) -> None:
    client = client_as("viewer")
    page = _page(client, "ngo 12 gia thuy")
    found = re.findall(
        r'thing__total">(\d+)</span></h2>(?:(?!</section>).)*?find__all"><a href="([^"]+)"',
        page, re.S,
    )  # fmt: skip
    assert len(found) == 2
    for number, address in found:
        rows = client.get(unescape(address)).get_data(as_text=True)
        assert re.search(rf'role="status">\s*{number} ', rows), address


def test_number_of_an_incident_comes_first(client_as: ClientAs, ward: Ward, ward_life) -> None:
    page = _page(client_as("viewer"), "vv-3")
    assert _kinds(page) == ["incidents"] and "VV-3" in page and "VV-4" not in page
    one = re.search(
        r'<li><a href="(/incidents/(\d+)\?[^"]+)">VV-3</a> <a [^>]*href="([^"]+)"', page
    )
    assert one and "selected=incidents/" + one[2] in unescape(one[3])
    assert "VV-3" in client_as("viewer").get(unescape(one[1])).text


def test_a_place_opens_its_page_beside_the_map(
    client_as: ClientAs, conn: connection, ward: Ward
) -> None:
    place = add_place(conn, ward, "Cổng chợ Gia Thụy")
    page = _page(client_as("viewer"), "cong cho gia thuy")
    assert f'href="/places/{place}?ward={ward.code}"' in page and "map=18/" in page


def test_nothing_is_found_that_the_reader_may_not_see(
    client_as: ClientAs, conn: connection, ward: Ward, ward_life
) -> None:
    restricted = find_register("conduct")
    who = Reader(ward, Role.ADMIN, "lan")
    said = {}
    for column in restricted.columns:
        if column.required:
            first = next(iter(column.choices), None)
            said[column.name] = first or {"date": "2016-05-01", "text": "Zêta", "note": "Zêta"}.get(
                column.type, "1"
            )
    texts = [each for each in restricted.columns if each.type in ("text", "note")]
    said |= {each.name: "Zêta kín" for each in texts}
    said |= {each.name: "1" for each in restricted.columns if each.ref and each.required}
    units = client_as("admin").get("/registers/units").get_data(as_text=True)
    unit = re.search(r"/registers/units/(\d+)", units)
    assert unit
    said |= {each.name: unit[1] for each in restricted.columns if each.ref == "units"}
    add_row(conn, restricted, who, said)
    assert _kinds(_page(client_as("supervisor"), "zeta kin")) == ["conduct"]
    assert _kinds(_page(client_as("viewer"), "zeta kin")) == []


@pytest.mark.parametrize("words", ["", "a", "đ", "%", "'; DROP TABLE lane"])
def test_words_that_find_nothing_are_answered_calmly(
    client_as: ClientAs, ward: Ward, ward_life, words: str
) -> None:
    page = _page(client_as("viewer"), words)
    assert _kinds(page) == []
    assert ("Không tìm thấy gì" in page) == bool(words)
