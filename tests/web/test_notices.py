"""The pages of notices: subscribing, what was told, and that each person sees only their own."""

import re

import pytest

from layers import clock, db
from layers.notices.engine import tell
from layers.notices.subscriptions import list_subscriptions
from layers.watch import watch
from tests.factories import add_area, add_incident


@pytest.fixture
def lan(client_as):
    return client_as("viewer")


def owner(conn):
    return db.value(conn, 'SELECT max(id) FROM "user"')


def subscribe(client, ward, **form):
    said = {"name": "Ngõ nhà tôi", "rule": ["new"], "every": "once"} | form
    return client.post(f"/notices/new?ward={ward.code}", data=said)


def page(client, ward, address="/notices", **query):
    answer = client.get(address, query_string={"ward": ward.code, "lang": "vi", **query})
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_filter_of_the_map_becomes_a_subscription(lan, conn, ward):
    add_area(conn, ward, "5")
    form = page(lan, ward, "/notices/new", group="5", category="mai_che", name="Tổ 5")
    assert "Chỉ: Tổ dân phố 5" in form
    assert "Chỉ: tổ 9" in page(lan, ward, "/notices/new", group="9")  # one that is no more
    assert "Mái che, mái vẩy" in form and 'value="Tổ 5"' in form
    said = {"w_group": "5", "w_category": "mai_che", "keep": ["group", "category"]}
    assert subscribe(lan, ward, **said).status_code == 302
    (kept,) = list_subscriptions(conn, ward, owner(conn))
    assert kept.filter == {"group": "5", "category": "mai_che"}
    assert "Ngõ nhà tôi" in page(lan, ward)


def test_part_that_is_not_kept_is_left_out_and_a_category_is_added(lan, conn, ward):
    subscribe(lan, ward, w_text="ngo 12", keep=[], category="vut_rac")
    (kept,) = list_subscriptions(conn, ward, owner(conn))
    assert kept.filter == {"category": "vut_rac"}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": " "}, "name=&#39;&#39;: cần 1 đến 80 ký tự"),
        ({"name": "x" * 81}, "cần 1 đến 80 ký tự"),
        ({"rule": []}, "hãy chọn ít nhất một việc"),
        ({"rule": ["loud"]}, "rule=loud: chỉ có new, recurs, overdue, repeat, hot"),
        ({"every": "hour"}, "every=hour: chỉ có once, day, week"),
        ({"w_lane": "x", "keep": ["lane"]}, "phải là mã số ngõ"),
    ],
)
def test_wrong_wish_is_refused_in_words_and_nothing_is_lost(lan, conn, ward, wrong, words):
    lan.get("/notices?lang=vi")
    answer = subscribe(lan, ward, **wrong)
    assert answer.status_code == 400
    assert words in answer.get_data(as_text=True)
    assert list_subscriptions(conn, ward, owner(conn)) == []


@pytest.mark.parametrize(
    ("lang", "rule", "said"),
    [
        ("vi", "Quá hạn xử lý", "1 vụ quá hạn xử lý"),
        ("en", "Past its deadline", "1 case past its deadline"),
    ],
)
def test_late_case_is_asked_for_and_told_in_page_and_feed(
    lan, client, conn, ward, lang, rule, said
):
    form = page(lan, ward, "/notices/new", lang=lang)
    assert 'value="past_due"' in form and rule in form
    assert {"vi": "Mở quá 30 ngày", "en": "Still open after 30 days"}[lang] in form
    subscribe(lan, ward, rule=["past_due"])
    add_incident(conn, ward, on="2016-03-15")
    tell(conn, ward)
    assert said in page(lan, ward, lang=lang)
    made = lan.post(f"/notices/feed?ward={ward.code}&lang={lang}").get_data(as_text=True)
    feed = "/feed/" + made.partition("http://localhost/feed/")[2].partition('"')[0]
    for address in (feed, feed.replace(".atom", ".rss")):
        assert f"{said}: Ngõ nhà tôi" in client.get(address).get_data(as_text=True)


def test_bell_counts_what_is_unread(lan, conn, ward):
    subscribe(lan, ward)
    add_incident(conn, ward)
    tell(conn, ward)
    assert lan.get(f"/api/{ward.code}/notices/count").json["unread"] == 1
    assert re.search(r'class="bell__count">1<', page(lan, ward))
    notice = re.search(r"/notices/(\d+)\?", page(lan, ward)).group(1)
    assert "Phát hiện" in page(lan, ward, f"/notices/{notice}")
    assert lan.get(f"/api/{ward.code}/notices/count").json["unread"] == 0
    lan.post(f"/notices/{notice}/read?ward={ward.code}", data={"read": "0"})
    assert lan.get(f"/api/{ward.code}/notices/count").json["unread"] == 1
    lan.post(f"/notices/read?ward={ward.code}")
    assert lan.get(f"/api/{ward.code}/notices/count").json["unread"] == 0


def test_number_of_a_notice_opens_just_its_rows(lan, conn, ward):
    subscribe(lan, ward)
    for day in (1, 2, 3):
        add_incident(conn, ward, on=f"2016-03-0{day}", address=f"{day} Ngõ 12")
    tell(conn, ward)
    add_incident(conn, ward, address="9 Ngõ 12")
    notice = re.search(r"/notices/(\d+)\?", page(lan, ward)).group(1)
    shown = page(lan, ward, f"/notices/{notice}")
    assert "3 vụ mới" in shown and "Các vụ: 3" in shown
    assert shown.count("<tr>") == 4 and "9 Ngõ 12" not in shown
    assert "from=2016-03-01&amp;to=2016-03-03" in shown


def test_row_that_is_gone_is_said(lan, conn, ward):
    subscribe(lan, ward)
    add_incident(conn, ward)
    gone = add_incident(conn, ward)
    tell(conn, ward)
    db.execute(conn, "DELETE FROM incident WHERE id = %s", (gone,))
    notice = re.search(r"/notices/(\d+)\?", page(lan, ward)).group(1)
    assert "1 vụ không còn nữa" in page(lan, ward, f"/notices/{notice}")


def test_nobody_sees_or_touches_another_person_s(lan, client_as, conn, ward):
    subscribe(lan, ward)
    add_incident(conn, ward)
    tell(conn, ward)
    notice = re.search(r"/notices/(\d+)\?", page(lan, ward)).group(1)
    kept = re.search(r"/notices/subscriptions/(\d+)\?", page(lan, ward)).group(1)
    other = client_as("admin")
    assert "Ngõ nhà tôi" not in page(other, ward)
    assert other.get(f"/notices/{notice}?ward={ward.code}").status_code == 404
    assert other.post(f"/notices/{notice}/read?ward={ward.code}").status_code == 404
    address = f"/notices/subscriptions/{kept}"
    assert other.get(f"{address}?ward={ward.code}").status_code == 404
    for action in ("", "/pause", "/remove", "/restore"):
        said = {"name": "x", "rule": "new"}
        assert other.post(f"{address}{action}?ward={ward.code}", data=said).status_code == 404
    assert lan.get(f"/api/{ward.code}/notices/count").json["unread"] == 1


def test_pause_edit_remove_and_undo(lan, conn, ward):
    subscribe(lan, ward)
    (kept,) = list_subscriptions(conn, ward, owner(conn))
    address, query = f"/notices/subscriptions/{kept.id}", {"ward": ward.code}
    lan.post(f"{address}/pause", query_string=query, data={"paused": "1"})
    assert "tạm dừng" in page(lan, ward)
    lan.post(f"{address}/pause", query_string=query, data={"paused": "0"})
    said = {"name": "Khác", "rule": ["hot", "new"], "every": "week"}
    lan.post(address, query_string=query, data=said)
    (now,) = list_subscriptions(conn, ward, owner(conn))
    assert (now.name, now.rules, now.every, now.paused_at) == ("Khác", ("new", "hot"), "week", None)
    gone = lan.post(f"{address}/remove", query_string=query)
    assert f"removed={kept.id}" in gone.headers["Location"]
    assert list_subscriptions(conn, ward, owner(conn)) == []
    assert "Hoàn tác" in page(lan, ward, removed=kept.id)
    lan.post(f"{address}/restore", query_string=query)
    assert [each.name for each in list_subscriptions(conn, ward, owner(conn))] == ["Khác"]


def test_person_cannot_keep_more_than_a_hundred(lan, conn, ward):
    subscribe(lan, ward)
    db.execute(
        conn,
        "INSERT INTO subscription (ward_id, owner_id, name, rules)"
        " SELECT ward_id, owner_id, name || n, rules FROM subscription, generate_series(1, 99) n",
    )
    lan.get("/notices?lang=en")
    answer = subscribe(lan, ward)
    assert answer.status_code == 400 and "You have 100" in answer.get_data(as_text=True)


def test_viewer_reads_no_description_in_a_notice(lan, conn, ward):
    """A description may name people; it is for inspectors."""
    subscribe(lan, ward)
    add_incident(conn, ward, description="Ông Nguyễn Văn A")
    tell(conn, ward, clock.now())
    notice = re.search(r"/notices/(\d+)\?", page(lan, ward)).group(1)
    assert "Nguyễn Văn A" not in page(lan, ward, f"/notices/{notice}")


def test_finding_opens_its_spot_and_the_incidents_behind_it(lan, conn, ward):
    add_area(conn, ward)
    subscribe(lan, ward, rule=["repeat"])
    for day in (24, 25, 26, 28, 30):
        add_incident(conn, ward, 105.8853, 21.0453, on=f"2016-12-{day}", address=f"{day} Ngõ 12")
    watch(conn, ward)
    tell(conn, ward)
    notice = re.search(r"/notices/(\d+)\?", page(lan, ward)).group(1)
    shown = page(lan, ward, f"/notices/{notice}")
    assert "1 điểm tái phạm mới" in shown and "5 vụ trong 30 ngày" in shown
    assert "at=21.0453" in shown and "<tr>" not in shown
    finding = re.search(r"finding=(\d+)", shown).group(1)
    opened = page(lan, ward, f"/notices/{notice}", finding=finding)
    assert "Các vụ: 5" in opened and opened.count("<tr>") == 6


def test_clause_about_a_field_is_not_kept_and_says_nothing_of_the_layer(lan, conn, ward):
    """Its layer may be for admins only, or be deleted: neither is told, nor a fault for good."""
    asked = {"group": "5", "where": "own_bi-mat.x:1"}
    assert "tổ 5" in page(lan, ward, "/notices/new", **asked)
    said = {"w_where": "own_bi-mat.x:1", "w_group": "5", "keep": ["where", "group"]}
    again = subscribe(lan, ward, **said, name="")
    assert again.status_code == 400 and "w_where" not in again.get_data(as_text=True)
    assert subscribe(lan, ward, **said).status_code == 302
    (kept,) = list_subscriptions(conn, ward, owner(conn))
    assert kept.filter == {"group": "5"}


def test_stored_clause_of_a_layer_that_is_gone_is_left_out(lan, conn, ward):
    subscribe(lan, ward)
    add_incident(conn, ward)
    tell(conn, ward)
    db.execute(conn, """UPDATE subscription SET filter = '{"where": "own_bi-mat.x:1"}'""")
    assert "Ngõ nhà tôi" in page(lan, ward)
    notice = re.search(r"/notices/(\d+)\?", page(lan, ward)).group(1)
    assert "1 vụ mới" in page(lan, ward, f"/notices/{notice}")
