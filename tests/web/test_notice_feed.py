"""The feed: valid, stable, secret, of its owner's role today, and 304 where nothing is new."""

from datetime import datetime
from xml.etree import ElementTree as Xml

import pytest

from geo.text import Text
from layers import db
from layers.notices.engine import tell
from layers.notices.subscriptions import Wish, add_subscription
from layers.queries.users import set_active
from layers.queries.wards import create_ward
from tests.factories import add_incident, add_lane

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def person(client_as, conn):
    client = client_as("viewer")
    return client, db.value(conn, 'SELECT max(id) FROM "user"')


@pytest.fixture
def address(person, conn, ward):
    """The path of a feed of somebody who was told of one incident."""
    client, owner = person
    add_subscription(conn, ward, owner, Wish("Ngõ <nhà> & tôi\x01", ["new"], {}))
    lane = add_lane(conn, ward, name="Ngõ 12")
    incident = {"address": "7 Ngõ 12", "description": "Ông A", "lane_id": lane}
    add_incident(conn, ward, on="2016-03-15", **incident)
    tell(conn, ward)
    page = client.post(f"/notices/feed?ward={ward.code}")
    assert page.status_code == 201
    text = page.get_data(as_text=True)
    return "/feed/" + text.partition("http://localhost/feed/")[2].partition('"')[0]


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return Xml.fromstring(answer.data)


def check_atom(feed):
    """What RFC 4287 asks of a feed and of its entries."""
    assert feed.tag == f"{ATOM}feed"
    for each in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(each.findall(f"{ATOM}{name}")) == 1, name
        assert each.find(f"{ATOM}id").text.startswith("urn:uuid:")
        updated = each.find(f"{ATOM}updated").text
        assert updated.endswith("Z") and datetime.fromisoformat(updated).tzinfo
    assert feed.find(f"{ATOM}author/{ATOM}name").text
    (itself,) = feed.findall(f"{ATOM}link[@rel='self']")
    assert itself.get("href").startswith("http://localhost/feed/")
    ids = [each.text for each in feed.iter(f"{ATOM}id")]
    assert len(set(ids)) == len(ids)


def test_feed_is_valid_atom_without_address_or_name(client, address):
    feed = read(client, address)
    check_atom(feed)
    (entry,) = feed.findall(f"{ATOM}entry")
    assert entry.find(f"{ATOM}title").text == "1 vụ mới: Ngõ <nhà> & tôi"
    content = entry.find(f"{ATOM}content").text
    assert "Lấn chiếm vỉa hè · 15/03/2016 · Ngõ 12" in content
    assert "7 Ngõ 12" not in content and "Ông A" not in content
    link = entry.find(f"{ATOM}link").get("href")
    assert link.startswith("http://localhost/notices/") and "ward=phuong-thu" in link


@pytest.mark.parametrize("where", ['{"shape": "105.885300,21.045300,30"}', '{"text": "7 ngo 12"}'])
def test_title_names_no_address_of_a_spot_or_a_text(client, address, conn, where):
    db.execute(conn, "UPDATE subscription SET name = 'Quanh 7 Ngõ 12', filter = %s", (where,))
    for kind in (address, address.replace(".atom", ".rss")):
        said = client.get(kind).get_data(as_text=True)
        assert "1 vụ mới: một nơi đã chọn" in said and "7 Ngõ 12" not in said


def test_rss_says_the_same(client, address):
    feed = read(client, address.replace(".atom", ".rss"))
    assert feed.get("version") == "2.0"
    assert feed.find("channel/item/title").text == "1 vụ mới: Ngõ <nhà> & tôi"
    assert feed.find("channel/item/guid").get("isPermaLink") == "false"


def test_nothing_new_is_304_and_ids_stay(client, address, conn, ward):
    first = client.get(address)
    known = {"If-None-Match": first.headers["ETag"]}
    assert client.get(address, headers=known).status_code == 304
    before = [each.text for each in Xml.fromstring(first.data).iter(f"{ATOM}id")]
    add_incident(conn, ward)
    tell(conn, ward)
    again = client.get(address, headers=known)
    assert again.status_code == 200
    after = [each.text for each in Xml.fromstring(again.data).iter(f"{ATOM}id")]
    assert len(after) == 3 and set(before) < set(after)


def test_headers_keep_the_address_to_its_owner(client, address):
    answer = client.get(address)
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_only_the_hash_is_kept(address, conn):
    token = address.removeprefix("/feed/").removesuffix(".atom")
    kept = db.value(conn, "SELECT notice_reader::text FROM notice_reader")
    assert len(token) == 32 and token not in kept


def test_another_address_ends_the_first_and_taking_back_ends_it_too(client, person, address, ward):
    owner, _ = person
    page = owner.post(f"/notices/feed?ward={ward.code}").get_data(as_text=True)
    other = "/feed/" + page.partition("http://localhost/feed/")[2].partition('"')[0]
    assert client.get(address).status_code == 404
    assert client.get(other).status_code == 200
    owner.post(f"/notices/feed/end?ward={ward.code}")
    assert client.get(other).status_code == 404


def test_person_without_the_role_gets_nothing_more(client, person, address, conn):
    other = create_ward(conn, "phuong-khac", Text("Phường Khác", "Other ward"), 5897)
    _, owner = person
    db.execute(conn, 'UPDATE "user" SET ward_id = %s WHERE id = %s', (other.id, owner))
    assert read(client, address).findall(f"{ATOM}entry") == []
    login = db.value(conn, 'SELECT login FROM "user" WHERE id = %s', (owner,))
    set_active(conn, login, False)
    assert client.get(address).status_code == 404
