"""Mails: only to a confirmed address, in two forms, never twice, later where the server is away."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from geo.errors import InputError
from layers import clock, db
from layers.notices.addresses import (
    ask_address,
    confirm_address,
    forget_address,
    read_address,
    unsubscribe,
)
from layers.notices.engine import tell
from layers.notices.mail_queue import gather_mails, list_mails
from layers.notices.mail_send import deliver, send_mails
from layers.notices.schedule import enqueue_due
from layers.notices.subscriptions import Wish, add_subscription
from layers.queries.users import set_active
from layers.settings import MailSettings
from tests.factories import add_incident, add_lane, add_user
from tests.mail_server import mail_server

ADDRESS = "lan@ward.example"


@pytest.fixture(scope="module")
def server():
    with mail_server() as made:
        yield made


@pytest.fixture
def box(server):
    box, _ = server
    for each in (box.mails, box.to, box.was_secure, box.on_rcpt, box.on_data):
        each.clear()
    return box


@pytest.fixture
def settings(server):
    return server[1]


@pytest.fixture
def person(conn, ward):
    """Somebody with a confirmed address and a subscription by mail."""
    made = add_user(conn, "lan", "viewer", ward)
    db.execute(
        conn,
        "INSERT INTO notice_reader (user_id, address, confirmed_at)"
        " VALUES (%s, %s, now() - interval '1 day')",
        (made, ADDRESS),
    )
    subscribe(conn, ward, made)
    return made


def subscribe(conn, ward, person, name="Ngõ <nhà> tôi"):
    one = add_subscription(conn, ward, person, Wish(name, ["new"], {}, by_mail=True))
    db.execute(conn, "UPDATE subscription SET changed_at = now() - interval '1 day'")
    return one


def told(conn, ward, **incident):
    add_incident(conn, ward, on="2016-03-15", **incident)
    now = clock.now()
    tell(conn, ward, now)
    return now


def states(conn):
    return [row["state"] for row in list_mails(conn, 100)]


def parts(mail):
    text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    return text, html


def test_mail_says_what_is_new_in_two_forms(conn, ward, person, box, settings):
    lane = add_lane(conn, ward, name="Ngõ 12")
    secret = {"address": "7 Ngõ 12", "description": "Ông Nguyễn Văn A"}
    now = told(conn, ward, lane_id=lane, **secret)
    assert deliver(conn, ward, settings, now).sent == 1
    (mail,) = box.mails
    assert box.to == [ADDRESS] and box.was_secure == [True]
    assert mail["Subject"] == "Điểm Nóng: 1 tin báo · Phường Thử"
    assert mail["From"] == "Điểm Nóng <tin-bao@ward.example>"
    assert re.fullmatch(r"<[0-9a-f-]{36}@ward\.example>", mail["Message-ID"])
    assert mail["Auto-Submitted"] == "auto-generated"
    text, html = parts(mail)
    for said in (text, html):
        assert "Lấn chiếm vỉa hè · 15/03/2016 · Ngõ 12" in said
        assert "https://ward.example/notices/" in said
        assert "7 Ngõ 12" not in said and "Nguyễn Văn A" not in said
    assert "Ngõ <nhà> tôi" in text and "Ngõ &lt;nhà&gt; tôi" in html
    assert "<script" not in html and "<img" not in html


def test_late_case_is_mailed(conn, ward, person, box, settings):
    wish = Wish("Quá hạn", ["past_due"], {}, by_mail=True)
    add_subscription(conn, ward, person, wish)
    db.execute(conn, "UPDATE subscription SET changed_at = now() - interval '1 day'")
    deliver(conn, ward, settings, told(conn, ward))
    for said in parts(box.mails[0]):
        assert "1 vụ quá hạn xử lý: Quá hạn" in said


def test_subject_goes_over_the_line_as_ascii(conn, ward, person, box, settings):
    deliver(conn, ward, settings, told(conn, ward))
    head = box.mails[0].as_bytes().partition(b"\r\n\r\n")[0]
    assert head.isascii() and b"=?utf-8?" in head


def test_one_click_ends_the_mails_and_keeps_the_subscriptions(conn, ward, person, box, settings):
    deliver(conn, ward, settings, told(conn, ward))
    (mail,) = box.mails
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = re.fullmatch(
        r"<https://ward.example/notices/unsubscribe/(\S+)>", mail["List-Unsubscribe"]
    )
    token = link.group(1)
    assert f"List-Unsubscribe: {link.group(0)}\r\n".encode() in mail.as_bytes()
    assert f"/notices/unsubscribe/{token}" in parts(mail)[0]
    kept = db.value(conn, "SELECT string_agg(m::text, '') FROM notice_mail AS m")
    assert token not in kept
    assert unsubscribe(conn, token) and unsubscribe(conn, token)
    now = told(conn, ward) + timedelta(hours=1)
    assert deliver(conn, ward, settings, now).sent == 0
    assert db.value(conn, "SELECT count(*) FROM notice WHERE told_at IS NOT NULL") == 2
    assert not unsubscribe(conn, "made-up")


def test_mail_goes_once(conn, ward, person, box, settings):
    now = told(conn, ward)
    deliver(conn, ward, settings, now)
    for hours in range(3):
        assert deliver(conn, ward, settings, now + timedelta(hours=hours)).sent == 0
    assert len(box.mails) == 1


def test_what_comes_within_ten_minutes_is_in_the_next_mail(conn, ward, person, box, settings):
    now = told(conn, ward)
    deliver(conn, ward, settings, now)
    told(conn, ward)
    told(conn, ward)
    assert deliver(conn, ward, settings, now + timedelta(minutes=9)).sent == 0
    assert deliver(conn, ward, settings, now + timedelta(minutes=11)).sent == 1
    assert box.mails[1]["Subject"] == "Điểm Nóng: 2 tin báo · Phường Thử"


def test_many_notices_are_cut_and_counted(conn, ward, person, box, settings):
    for n in range(24):
        subscribe(conn, ward, person, f"Số {n}")
    deliver(conn, ward, settings, told(conn, ward))
    text, html = parts(box.mails[0])
    assert "25 tin báo" in box.mails[0]["Subject"]
    assert text.count("1 vụ mới") == 20
    assert "Và 5 tin nữa" in text and "Và 5 tin nữa" in html


def test_hour_has_a_limit(conn, ward, person, box, settings):
    other = add_user(conn, "mai", "viewer", ward)
    db.execute(
        conn,
        "INSERT INTO notice_reader (user_id, address, confirmed_at)"
        " VALUES (%s, 'mai@ward.example', now() - interval '1 day')",
        (other,),
    )
    subscribe(conn, ward, other)
    one_an_hour = replace(settings, per_hour=1)
    now = told(conn, ward)
    assert deliver(conn, ward, one_an_hour, now).sent == 1
    assert deliver(conn, ward, one_an_hour, now + timedelta(minutes=30)).sent == 0
    assert deliver(conn, ward, one_an_hour, now + timedelta(minutes=61)).sent == 1
    assert sorted(box.to) == [ADDRESS, "mai@ward.example"]


def test_clock_asks_for_mails_only_while_the_hour_has_room(conn, ward, person, box, settings):
    db.execute(conn, "UPDATE notice_reader SET confirmed_at = now() - interval '1 day'")
    one_an_hour = replace(settings, per_hour=1)
    now = told(conn, ward)
    assert asked(conn, ward, now, 1) == 1
    assert deliver(conn, ward, one_an_hour, now).sent == 1
    told(conn, ward)
    later = now + timedelta(minutes=5)
    assert asked(conn, ward, later, 1) == 0  # so soon no mail is made
    later = now + timedelta(minutes=15)
    assert asked(conn, ward, later, 1) == 1
    assert deliver(conn, ward, one_an_hour, later).sent == 0
    assert states(conn).count("waiting") == 1
    assert asked(conn, ward, later, 1) == 0
    assert asked(conn, ward, later, 2) == 1
    assert asked(conn, ward, now + timedelta(minutes=61), 1) == 1


def test_nobody_who_is_switched_off_keeps_the_clock_busy(conn, ward, person, box, settings):
    now = told(conn, ward)
    db.execute(conn, 'UPDATE "user" SET is_active = false WHERE id = %s', (person,))
    assert asked(conn, ward, now, 200) == 0
    db.execute(conn, 'UPDATE "user" SET is_active = true WHERE id = %s', (person,))
    assert asked(conn, ward, now, 200) == 1


def test_what_was_gathered_for_somebody_switched_off_is_not_told(conn, ward, person):
    db.execute(conn, "UPDATE subscription SET every = 'day'")
    now = told(conn, ward)
    db.execute(conn, 'UPDATE "user" SET is_active = false WHERE id = %s', (person,))
    later = now + timedelta(days=2)
    tell(conn, ward, later)
    assert db.value(conn, "SELECT count(*) FROM notice WHERE told_at IS NULL") == 1
    assert asked(conn, ward, later, 0) == 0


def asked(conn, ward, now, mails_an_hour):
    """Ask as the clock does on a day whose deadlines were looked at, with no news left."""
    db.execute(conn, "DELETE FROM notice_news")
    db.execute(
        conn,
        "INSERT INTO notice_day (ward_id, overdue_through) VALUES (%s, '2199-01-01')"
        " ON CONFLICT (ward_id) DO UPDATE SET overdue_through = excluded.overdue_through",
        (ward.id,),
    )
    return enqueue_due(conn, now, mails_an_hour=mails_an_hour)


def test_server_that_is_away_is_asked_again_later(conn, ward, person, box, settings):
    now = told(conn, ward)
    nowhere = replace(settings, port=1)
    done = deliver(conn, ward, nowhere, now)
    assert (done.sent, done.put_off) == (0, 1) and "refused" in done.trouble
    assert deliver(conn, ward, settings, now + timedelta(seconds=30)).sent == 0
    assert deliver(conn, ward, settings, now + timedelta(minutes=2)).sent == 1
    assert states(conn) == ["sent"]


@pytest.mark.parametrize("where", ["on_rcpt", "on_data"])
def test_not_now_is_tried_again_and_never_is_not(conn, ward, person, box, settings, where):
    now = told(conn, ward)
    getattr(box, where).append("451 try again later")
    assert deliver(conn, ward, settings, now).put_off == 1
    assert box.mails == [] and states(conn) == ["waiting"]
    getattr(box, where).append("550 no such person")
    deliver(conn, ward, settings, now + timedelta(minutes=2))
    assert states(conn) == ["failed"] and box.mails == []
    assert deliver(conn, ward, settings, now + timedelta(days=2)).sent == 0


def test_six_tries_and_no_more(conn, ward, person, settings):
    now = told(conn, ward)
    nowhere = replace(settings, port=1)
    for _ in range(8):
        deliver(conn, ward, nowhere, now)
        now += timedelta(hours=11)
    assert states(conn) == ["failed"]
    assert db.value(conn, "SELECT tries FROM notice_mail") == 6


def test_line_that_breaks_after_the_hand_over_is_not_sent_again(conn, ward, person, box, settings):
    """The server had it and did not say so: a second mail would be one too many."""
    now = told(conn, ward)
    box.on_data.append("cut")
    deliver(conn, ward, settings, now)
    assert states(conn) == ["unsure"]
    for hours in range(1, 4):
        deliver(conn, ward, settings, now + timedelta(hours=hours))
    assert len(box.mails) == 1


def test_sender_that_died_in_the_middle_left_a_mail_that_is_not_sent_again(
    conn, ward, person, box, settings
):
    now = told(conn, ward)
    gather_mails(conn, ward, now)
    db.execute(conn, "UPDATE notice_mail SET state = 'sending'")
    assert send_mails(conn, settings, now).sent == 0
    assert states(conn) == ["unsure"] and box.mails == []


def test_server_without_tls_or_of_another_name_gets_nothing(conn, ward, person, box, settings):
    now = told(conn, ward)
    stranger = replace(settings, ca_file="")
    done = deliver(conn, ward, stranger, now)
    assert done.sent == 0 and "CERTIFICATE_VERIFY_FAILED" in done.trouble
    wrong = replace(settings, password="x")
    done = deliver(conn, ward, wrong, now + timedelta(minutes=2))
    assert done.sent == 0 and "SMTPAuthenticationError" in done.trouble
    assert box.mails == []


@pytest.mark.parametrize("lost", ["switched off", "another ward", "no address", "unconfirmed"])
def test_person_who_lost_their_right_gets_nothing_more(conn, ward, person, box, settings, lost):
    now = told(conn, ward)
    gather_mails(conn, ward, now)
    if lost == "switched off":
        set_active(conn, "lan", False)
    elif lost == "another ward":
        other = db.value(
            conn,
            "INSERT INTO ward (code, name_vi, name_en) VALUES ('khac', 'Khác', 'Other')"
            " RETURNING id",
        )
        db.execute(conn, 'UPDATE "user" SET ward_id = %s WHERE id = %s', (other, person))
    elif lost == "no address":
        forget_address(conn, person)
    else:
        db.execute(conn, "UPDATE notice_reader SET confirmed_at = NULL")
    assert send_mails(conn, settings, now).sent == 0
    assert states(conn) == ["dropped"] and box.mails == []


def test_address_is_used_once_its_owner_has_confirmed_it(conn, ward, box, settings):
    person = add_user(conn, "lan", "viewer", ward)
    subscribe(conn, ward, person)
    ask_address(conn, ward, person, " lan@ward.example ", "en")
    now = told(conn, ward)
    assert deliver(conn, ward, settings, now).sent == 1
    (mail,) = box.mails
    assert mail["Subject"] == "Điểm Nóng: confirm your address"
    token = re.search(r"/notices/confirm/(\S+)", parts(mail)[0]).group(1)
    assert not confirm_address(conn, "made-up")
    assert confirm_address(conn, token) and not confirm_address(conn, token)
    assert read_address(conn, person).confirmed_at is not None
    db.execute(conn, "UPDATE notice_reader SET confirmed_at = now() - interval '1 minute'")
    later = told(conn, ward)
    deliver(conn, ward, settings, later + timedelta(minutes=20))
    assert "notices · Test ward" in box.mails[-1]["Subject"]


@pytest.mark.parametrize(
    "wrong", ["", "lan", "lan@", "@x.vn", "a b@x.vn", "lan@x", "a@x.vn\nBcc: b@x.vn", "a" * 300]
)
def test_what_is_no_address_is_refused(conn, ward, person, wrong):
    with pytest.raises(InputError) as refused:
        ask_address(conn, ward, person, wrong, "vi")
    assert refused.value.field == "address"


def test_five_confirmations_a_day(conn, ward, person):
    for _ in range(5):
        ask_address(conn, ward, person, ADDRESS, "vi")
    with pytest.raises(InputError, match="tomorrow"):
        ask_address(conn, ward, person, ADDRESS, "vi")


def test_clock_asks_for_mails_only_where_a_server_takes_them(conn, ward, person):
    now = told(conn, ward)
    db.execute(conn, "DELETE FROM job")
    assert enqueue_due(conn, now) == 0
    assert enqueue_due(conn, now, mails_an_hour=200) == 1


def test_settings_default_to_tls_and_name_what_is_missing():
    assert not MailSettings.from_env({}).is_on
    said = {
        "DIEMNONG_SMTP_HOST": "smtp.example",
        "DIEMNONG_SMTP_FROM": "a@example.org",
        "DIEMNONG_SITE": "https://ward.example/",
    }
    read = MailSettings.from_env(said)
    assert (read.security, read.port, read.site) == ("starttls", 587, "https://ward.example")
    assert MailSettings.from_env(said | {"DIEMNONG_SMTP_SECURITY": "tls"}).port == 465
    for name in ("DIEMNONG_SMTP_FROM", "DIEMNONG_SITE"):
        with pytest.raises(Exception, match=name):
            MailSettings.from_env({key: value for key, value in said.items() if key != name})
    with pytest.raises(Exception, match="starttls, tls, none"):
        MailSettings.from_env(said | {"DIEMNONG_SMTP_SECURITY": "ssl"})
    assert "secret" not in repr(MailSettings(password="secret"))
