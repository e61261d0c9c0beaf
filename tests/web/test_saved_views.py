"""Kept views over HTTP: what is kept, what is refused, where an empty address leads."""

from urllib.parse import parse_qs, urlsplit

import pytest

from layers.queries.wards import Ward
from tests.web.conftest import ClientAs

ADDRESS = (
    "?ward=phuong-thu&lang=en&map=16/21.04900/105.88600&layers=lanes,incidents&field=ttdt"
    "&from=2016-01-01&to=2016-06-30&holder=%C4%90%E1%BB%99i%201%252C%20A&selected=lanes/3&evil=1"
)


def keep(client, ward: Ward, **body):
    sent = {"name": "Bản đồ", "query": ADDRESS, **body}
    return client.post(f"/api/{ward.code}/views", json=sent)


def test_address_is_kept_without_ward_language_and_strangers(
    client_as: ClientAs, ward: Ward
) -> None:
    view = keep(client_as("viewer"), ward).json["view"]
    kept = parse_qs(view["query"])
    assert set(kept) == {"map", "layers", "field", "from", "to", "holder"}
    assert kept["holder"] == ["Đội 1%2C A"]
    newest = keep(client_as("viewer"), ward, name="B", is_newest=True).json["view"]
    assert "from" not in parse_qs(newest["query"])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"query": "?from=2016-99-99"}, "from"),
        ({"query": "?map=here"}, "map"),
        ({"query": "?inside=1,2,3"}, "inside"),
        ({"query": 7}, "query"),
        ({"name": None}, "name"),
        ({"name": " "}, "name"),
        ({"is_shared": "yes"}, "is_shared"),
    ],
)
def test_wrong_body_is_refused_by_name(
    client_as: ClientAs, ward: Ward, body: dict[str, object], field: str
) -> None:
    answer = keep(client_as("supervisor"), ward, **body)
    assert answer.status_code == 400
    assert field in answer.json["error"]["en"]
    assert field in answer.json["error"]["vi"]


def test_empty_address_leads_to_the_first_view_of_the_role(client_as: ClientAs, ward: Ward) -> None:
    boss = client_as("supervisor")
    view = keep(boss, ward, is_shared=True).json["view"]
    one = f"/api/{ward.code}/views/{view['id']}"
    assert boss.patch(one, json={"roles": ["public"]}).status_code == 400
    assert boss.patch(one, json={"roles": ["viewer"]}).json["view"]["roles"] == ["viewer"]
    viewer = client_as("viewer")
    answer = viewer.get(f"/?ward={ward.code}&lang=en")
    assert answer.status_code == 302
    led = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert (led["lang"], led["ward"], led["field"]) == (["en"], [ward.code], ["ttdt"])
    assert viewer.get(answer.headers["Location"]).status_code == 200
    assert viewer.get("/?field=vsmt").status_code == 200
    for role in ("public", "inspector", "supervisor"):
        assert client_as(role).get(f"/?ward={ward.code}").status_code == 200
    assert viewer.patch(one, json={"name": "x"}).status_code == 403
    boss.delete(one)
    assert viewer.get(f"/?ward={ward.code}").status_code == 200
