"""The pages about mail: what is said without a server, asking, confirming, the end in one click."""

import re

import pytest

from layers import clock, db
from layers.notices.addresses import begin_confirming
from layers.notices.tokens import hash_of
from tests.web.conftest import settings
from web import create_app


@pytest.fixture
def app(conn):
    """A service that sends mail, with its checks of forms."""
    made = create_app(settings(sends_mail=True), connect=lambda: conn)
    made.config["WTF_CSRF_ENABLED"] = False
    return made


@pytest.fixture
def lan(client_as):
    return client_as("viewer")


def page(client, ward):
    return client.get(f"/notices?ward={ward.code}&lang=en").get_data(as_text=True)


def owner(conn):
    return db.value(conn, 'SELECT max(id) FROM "user"')


def test_without_a_server_the_page_says_so_calmly(conn, ward, lan):
    without = create_app(settings(), connect=lambda: conn)
    without.config["WTF_CSRF_ENABLED"] = False
    client = without.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = f"{owner(conn)}:1"
    said = page(client, ward)
    assert "not set up to send mail" in said and 'name="address"' not in said
    assert client.post(f"/notices/mail?ward={ward.code}").status_code == 400


def test_address_is_asked_and_confirmed_by_a_press(conn, ward, lan, client):
    lan.post(f"/notices/mail?ward={ward.code}", data={"address": "lan@ward.example"})
    assert "A mail went to lan@ward.example" in page(lan, ward)
    token = begin_confirming(conn, owner(conn), clock.now())
    address = f"/notices/confirm/{token}?lang=en"
    looked = client.get(address)
    assert looked.headers["Referrer-Policy"] == "same-origin"
    assert "A mail went to" in page(lan, ward)  # looking at the link confirms nothing
    assert "Confirmed" in client.post(address).get_data(as_text=True)
    assert "Mails go to lan@ward.example" in page(lan, ward)
    assert client.post(address).status_code == 404
    form = lan.get(f"/notices/new?ward={ward.code}").get_data(as_text=True)
    assert 'name="by_mail"' in form
    lan.post(f"/notices/mail/forget?ward={ward.code}")
    assert "lan@ward.example" not in page(lan, ward)


def test_button_of_the_page_works_over_https(conn, ward, lan):
    """A browser sends the referrer that the page allows; without one the form is refused."""
    lan.post(f"/notices/mail?ward={ward.code}", data={"address": "lan@ward.example"})
    token = begin_confirming(conn, owner(conn), clock.now())
    visitor = create_app(settings(sends_mail=True), connect=lambda: conn).test_client()
    address, site = f"/notices/confirm/{token}", "https://ward.example"
    looked = visitor.get(address, base_url=site)
    form = {"csrf_token": re.search(r'name="csrf_token" value="([^"]+)"', looked.text)[1]}
    keeps = looked.headers["Referrer-Policy"] != "no-referrer"
    headers = {"Referer": f"{site}{address}"} if keeps else {}
    assert visitor.post(address, base_url=site, data=form, headers=headers).status_code == 200
    assert db.value(conn, "SELECT confirmed_at FROM notice_reader")


def test_wrong_address_is_said_beside_the_form(ward, lan):
    lan.get("/notices?lang=en")
    answer = lan.post(f"/notices/mail?ward={ward.code}", data={"address": "lan at home"})
    assert answer.status_code == 400
    said = answer.get_data(as_text=True)
    assert "needs a mail address" in said and 'value="lan at home"' in said


def test_one_click_needs_no_session_and_no_form(conn, ward, lan):
    """RFC 8058: the mail program posts to the link, with nothing but its own word."""
    db.execute(
        conn,
        "INSERT INTO subscription (ward_id, owner_id, name, rules, by_mail)"
        " VALUES (%s, %s, 'x', '{new}', true)",
        (ward.id, owner(conn)),
    )
    db.execute(
        conn,
        "INSERT INTO notice_mail (ward_id, user_id, kind, address, unsubscribe_hash)"
        " VALUES (%s, %s, 'notices', 'lan@ward.example', %s)",
        (ward.id, owner(conn), hash_of("the-token")),
    )
    strict = create_app(settings(sends_mail=True), connect=lambda: conn)
    stranger = strict.test_client()
    said = {"List-Unsubscribe": "One-Click"}
    assert stranger.get("/notices/unsubscribe/the-token").status_code == 200
    assert db.value(conn, "SELECT by_mail FROM subscription")
    assert stranger.post("/notices/unsubscribe/the-token", data=said).status_code == 200
    assert not db.value(conn, "SELECT by_mail FROM subscription")
    assert stranger.post("/notices/unsubscribe/another", data=said).status_code == 404
    with stranger.session_transaction() as session:
        session["_user_id"] = f"{owner(conn)}:1"
    for other in ("/notices/mail", "/notices/mail/forget", "/notices/confirm/the-token"):
        assert stranger.post(other, data=said).status_code == 400  # these want a form of ours
