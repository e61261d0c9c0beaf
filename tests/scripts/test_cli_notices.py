"""`ward notices`: the engine by hand, and the mails that wait."""

import json

from geo.text import Text
from layers import db
from layers.queries.wards import create_ward
from tests.factories import add_incident, add_user


def test_run_tells_and_sends_nothing_without_a_server(own, run_ward):
    ward = create_ward(own, "phuong-thu", Text("Phường Thử", "Test ward"), 5897)
    person = add_user(own, "lan", "viewer", ward)
    db.execute(
        own,
        "INSERT INTO subscription (ward_id, owner_id, name, rules) VALUES (%s, %s, 'x', '{new}')",
        (ward.id, person),
    )
    add_incident(own, ward)
    said = run_ward("notices", "run", "--ward", "phuong-thu")
    assert said.code == 0
    assert "1 vụ · incidents" in said.out and "đã báo · told: 1" in said.out
    assert "No mail is sent" in said.out
    assert "told: 0" in run_ward("notices", "run", "--ward", "phuong-thu").out


def test_mails_are_listed_without_their_addresses(own, run_ward):
    assert "There are no mails" in run_ward("notices", "mails").out
    ward = create_ward(own, "phuong-thu", Text("Phường Thử", "Test ward"), 5897)
    person = add_user(own, "lan", "viewer", ward)
    db.execute(
        own,
        "INSERT INTO notice_mail (ward_id, user_id, kind, address)"
        " VALUES (%s, %s, 'confirm', 'lan@ward.example')",
        (ward.id, person),
    )
    listed = run_ward("notices", "mails")
    assert "waiting" in listed.out and "lan" in listed.out and "@" not in listed.out
    (mail,) = json.loads(run_ward("notices", "mails", "--json").out)
    assert mail["state"] == "waiting" and "address" not in mail


def test_wrong_settings_are_named(own, run_ward, monkeypatch):
    create_ward(own, "phuong-thu", Text("Phường Thử", "Test ward"), 5897)
    monkeypatch.setenv("DIEMNONG_SMTP_HOST", "smtp.example")
    said = run_ward("notices", "run")
    assert said.code == 5 and "DIEMNONG_SMTP_FROM" in said.err
    assert run_ward("notices", "run", "--no-mail").code == 0


def test_help_has_an_example(run_ward):
    assert "./scripts/ward notices run --ward gia-thuy" in run_ward("notices", "--help").out
