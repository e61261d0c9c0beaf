"""What is new is told once, to those who asked for just that, with its rows."""

from datetime import datetime, timedelta

import pytest

from geo.text import Text
from layers import clock, db
from layers.cases.work import Worker, manage_case
from layers.notices.engine import tell
from layers.notices.inbox import count_unread, list_notices
from layers.notices.subscriptions import Wish, add_subscription, set_paused
from layers.queries.users import set_active
from layers.queries.wards import create_ward
from layers.roles import Role
from layers.watch import watch
from tests.factories import LAT, LON, add_area, add_incident, add_lane, add_place, add_user

NOON = datetime(2026, 11, 26, 12, tzinfo=clock.zone())


@pytest.fixture
def person(conn, ward):
    return add_user(conn, "lan", "viewer", ward)


def subscribe(conn, ward, person, rules=("new",), every="once", **query):
    wish = Wish("Theo dõi", list(rules), query, every)
    return add_subscription(conn, ward, person, wish)


def told(conn, ward, person):
    return [(n.rule, n.total, list(n.subjects)) for n in list_notices(conn, ward, person)[0]]


def test_new_incident_is_told_once(conn, ward, person):
    subscribe(conn, ward, person)
    incident = add_incident(conn, ward)
    assert tell(conn, ward, NOON).told == 1
    assert told(conn, ward, person) == [("new", 1, [incident])]
    assert tell(conn, ward, NOON).told == 0
    assert count_unread(conn, ward, person) == 1


def test_what_was_there_before_is_no_news(conn, ward, person):
    add_incident(conn, ward)
    subscribe(conn, ward, person)
    tell(conn, ward, NOON)
    assert told(conn, ward, person) == []


def test_rows_of_one_run_are_one_notice_newest_first(conn, ward, person):
    subscribe(conn, ward, person)
    older = add_incident(conn, ward, on="2016-03-01")
    newer = add_incident(conn, ward, on="2016-03-20")
    tell(conn, ward, NOON)
    assert told(conn, ward, person) == [("new", 2, [newer, older])]


@pytest.mark.parametrize(
    ("query", "is_told"),
    [
        ({"category": "lan_chiem_via_he"}, True),
        ({"category": "vut_rac"}, False),
        ({"field": "ttdt", "state": "phat_hien"}, True),
        ({"field": "vsmt"}, False),
        ({"group": "5"}, True),
        ({"group": "9"}, False),
        ({"shape": f"{LON},{LAT},20"}, True),
        ({"shape": f"{LON + 0.01},{LAT},20"}, False),
        (
            {"shape": f"{LON - 1e-3},{LAT - 1e-3};{LON + 1e-3},{LAT - 1e-3};{LON},{LAT + 1e-3}"},
            True,
        ),
        ({"text": "nguyen van cu"}, True),
        ({"text": "ngoc lam"}, False),
    ],
)
def test_only_what_the_filter_holds_is_told(conn, ward, person, query, is_told):
    add_area(conn, ward, "5")
    subscribe(conn, ward, person, **query)
    add_incident(conn, ward, address="12 Nguyễn Văn Cừ")
    db.execute(conn, "SELECT derive_incident_links(%s)", (ward.id,))
    tell(conn, ward, NOON)
    assert bool(told(conn, ward, person)) is is_told


def test_lane_that_is_near_is_told(conn, ward, person):
    lane = add_lane(conn, ward, points=[(LON - 0.001, LAT), (LON + 0.001, LAT)])
    other = add_lane(conn, ward, points=[(LON - 0.001, LAT + 0.005), (LON + 0.001, LAT + 0.005)])
    subscribe(conn, ward, person, lane=str(lane))
    subscribe(conn, ward, person, lane=str(other))
    incident = add_incident(conn, ward)
    db.execute(conn, "SELECT derive_incident_links(%s)", (ward.id,))
    tell(conn, ward, NOON)
    assert told(conn, ward, person) == [("new", 1, [incident])]


def test_what_comes_back_after_closing_is_told_as_that(conn, ward, person):
    add_incident(conn, ward, on="2016-02-01", state="ket_thuc")
    subscribe(conn, ward, person, ("recurs",))
    again = add_incident(conn, ward, on="2016-03-01")
    add_incident(conn, ward, LON + 0.01, on="2016-03-01")
    tell(conn, ward, NOON)
    assert told(conn, ward, person) == [("recurs", 1, [again])]


@pytest.mark.parametrize("state", ["stable", "removed"])
def test_incident_at_a_place_that_was_over_is_told_as_coming_back(conn, ward, person, state):
    over = add_place(conn, ward, state=state, confirmed_on="2016-02-01")
    hot = add_place(conn, ward, lon=LON + 0.01, state="hot", confirmed_on="2016-02-01")
    subscribe(conn, ward, person, ("recurs",))
    add_incident(conn, ward, on="2016-01-20", place_id=over)
    again = add_incident(conn, ward, on="2016-03-01", place_id=over)
    add_incident(conn, ward, LON + 0.01, on="2016-03-01", place_id=hot)
    tell(conn, ward, NOON)
    assert told(conn, ward, person) == [("recurs", 1, [again])]


def test_overdue_is_told_on_its_day_while_it_is_open(conn, ward, person):
    today = clock.today()
    waiting = add_incident(conn, ward, on=today - timedelta(days=29))
    add_incident(conn, ward, on=today - timedelta(days=29), state="ket_thuc")
    add_incident(conn, ward, on=today - timedelta(days=40))
    subscribe(conn, ward, person, ("overdue",))
    now = clock.now()
    tell(conn, ward, now)
    assert told(conn, ward, person) == []
    tell(conn, ward, now + timedelta(days=1))
    assert told(conn, ward, person) == [("overdue", 1, [waiting])]
    tell(conn, ward, now + timedelta(days=2))
    assert len(told(conn, ward, person)) == 1


def test_old_open_incident_that_comes_in_is_overdue_at_once(conn, ward, person):
    subscribe(conn, ward, person, ("overdue", "new"))
    late = add_incident(conn, ward, on="2016-01-01")
    tell(conn, ward)
    assert sorted(told(conn, ward, person)) == [("new", 1, [late]), ("overdue", 1, [late])]


@pytest.fixture
def boss(conn, ward):
    add_user(conn, "chi", "supervisor", ward)
    return Worker(ward, Role.SUPERVISOR, "chi")


def test_case_is_told_on_the_day_after_its_own_deadline_once(conn, ward, person, boss):
    """phat_hien may stand for 3 days: a case of three days ago is due today and late tomorrow."""
    now, today = clock.now(), clock.today()
    late = add_incident(conn, ward, on=today - timedelta(days=3))
    add_incident(conn, ward, on=today - timedelta(days=3), state="ket_thuc")
    add_incident(conn, ward, on=today - timedelta(days=9))  # late before anybody asked
    later = add_incident(conn, ward, on=today - timedelta(days=3))
    manage_case(conn, boss, later, 0, {"due_on": str(today + timedelta(days=1))})
    subscribe(conn, ward, person, ("past_due",))
    tell(conn, ward, now)
    assert told(conn, ward, person) == []
    tell(conn, ward, now + timedelta(days=1))
    assert told(conn, ward, person) == [("past_due", 1, [late])]
    tell(conn, ward, now + timedelta(days=1, minutes=5))
    tell(conn, ward, now + timedelta(days=2))
    tell(conn, ward, now + timedelta(days=3))
    assert sorted(told(conn, ward, person)) == sorted(
        [("past_due", 1, [late]), ("past_due", 1, [later])]
    )


def test_late_goes_by_the_days_of_the_ward_and_catches_up_after_days_without_a_worker(
    conn, ward, person
):
    now, today = clock.now(), clock.today()
    db.execute(
        conn,
        "INSERT INTO incident_deadline (ward_id, state_code, due_days, valid_from)"
        " VALUES (%s, 'phat_hien', 5, '2000-01-01')",
        (ward.id,),
    )
    case = add_incident(conn, ward, on=today - timedelta(days=3))
    subscribe(conn, ward, person, ("past_due",))
    tell(conn, ward, now + timedelta(days=2))
    assert told(conn, ward, person) == []
    tell(conn, ward, now + timedelta(days=9))
    assert told(conn, ward, person) == [("past_due", 1, [case])]


def test_open_for_long_and_late_are_two_things(conn, ward, person):
    """Late for weeks and now 30 days old: told as open for long, not as late again."""
    now, today = clock.now(), clock.today()
    case = add_incident(conn, ward, on=today - timedelta(days=29))
    fresh = add_incident(conn, ward, on=today - timedelta(days=3))
    subscribe(conn, ward, person, ("overdue", "past_due"))
    tell(conn, ward, now + timedelta(days=1))
    assert sorted(told(conn, ward, person)) == [("overdue", 1, [case]), ("past_due", 1, [fresh])]


def test_late_case_that_comes_in_is_told_at_once(conn, ward, person):
    subscribe(conn, ward, person, ("past_due",))
    late = add_incident(conn, ward, on="2016-01-01")
    add_incident(conn, ward, on="2016-01-01", state="ket_thuc")
    add_incident(conn, ward, on=clock.today())
    tell(conn, ward)
    assert told(conn, ward, person) == [("past_due", 1, [late])]


def test_day_that_is_put_into_the_past_is_told_once(conn, ward, person, boss):
    now, today = clock.now(), clock.today()
    case = add_incident(conn, ward, on=today - timedelta(days=10))
    subscribe(conn, ward, person, ("past_due",))
    manage_case(conn, boss, case, 0, {"due_on": str(today - timedelta(days=4))})
    tell(conn, ward, now + timedelta(days=1))
    tell(conn, ward, now + timedelta(days=2))
    assert told(conn, ward, person) == [("past_due", 1, [case])]


def test_gathered_for_the_day_and_told_at_seven(conn, ward, person):
    subscribe(conn, ward, person, every="day")
    add_incident(conn, ward)
    assert tell(conn, ward, NOON)[2:] == (1, 0)
    add_incident(conn, ward)
    tell(conn, ward, NOON + timedelta(hours=1))
    assert told(conn, ward, person) == [] and count_unread(conn, ward, person) == 0
    tell(conn, ward, (NOON + timedelta(days=1)).replace(hour=6))
    assert told(conn, ward, person) == []
    tell(conn, ward, (NOON + timedelta(days=1)).replace(hour=7, minute=1))
    assert [each[:2] for each in told(conn, ward, person)] == [("new", 2)]


def test_gathered_for_the_week_and_told_on_monday(conn, ward, person):
    subscribe(conn, ward, person, every="week")
    add_incident(conn, ward)
    for day in range(4):  # Thursday to Sunday
        tell(conn, ward, NOON + timedelta(days=day))
    assert told(conn, ward, person) == []
    tell(conn, ward, NOON + timedelta(days=4))
    assert [each[:2] for each in told(conn, ward, person)] == [("new", 1)]


def test_paused_hears_nothing_of_that_time(conn, ward, person):
    one = subscribe(conn, ward, person)
    set_paused(conn, ward, person, one, is_paused=True)
    add_incident(conn, ward)
    tell(conn, ward, NOON)
    set_paused(conn, ward, person, one, is_paused=False)
    later = add_incident(conn, ward)
    tell(conn, ward, NOON)
    assert told(conn, ward, person) == [("new", 1, [later])]


def test_person_who_may_no_longer_see_is_told_nothing(conn, ward, person):
    subscribe(conn, ward, person)
    moved = add_user(conn, "mai", "supervisor", ward)
    subscribe(conn, ward, moved)
    other = create_ward(conn, "phuong-khac", Text("Phường Khác", "Other ward"), 5897)
    db.execute(conn, 'UPDATE "user" SET ward_id = %s WHERE id = %s', (other.id, moved))
    set_active(conn, "lan", False)
    add_incident(conn, ward)
    assert tell(conn, ward, NOON).subscriptions == 0
    assert db.value(conn, "SELECT count(*) FROM notice") == 0


def test_ward_hears_only_of_itself(conn, ward, person):
    other = create_ward(conn, "phuong-khac", Text("Phường Khác", "Other ward"), 5897)
    subscribe(conn, ward, person)
    add_incident(conn, other)
    tell(conn, other, NOON)
    tell(conn, ward, NOON)
    assert told(conn, ward, person) == []


def test_many_rows_are_kept_up_to_a_limit_and_all_are_counted(conn, ward, person):
    subscribe(conn, ward, person)
    db.execute(
        conn,
        "INSERT INTO incident (ward_id, source_key, occurred_at, field_code, category_code, geom)"
        " SELECT %s, 'M' || n, '2016-03-01', 'ttdt', 'mai_che', ST_Point(105.88, 21.04, 4326)"
        "   FROM generate_series(1, 620) AS n",
        (ward.id,),
    )
    assert db.value(conn, "SELECT count(*) FROM notice_news") == 1
    tell(conn, ward, NOON)
    (notice,), _ = list_notices(conn, ward, person)
    assert (notice.total, len(notice.subjects), notice.left_out) == (620, 500, 120)


def test_change_asks_for_one_job_of_the_ward(conn, ward, person):
    def waiting():
        return db.value(conn, "SELECT count(*) FROM job WHERE kind = 'notices'")

    add_incident(conn, ward)
    assert waiting() == 0  # nobody asks
    subscribe(conn, ward, person)
    add_incident(conn, ward)
    add_incident(conn, ward)
    assert waiting() == 1


def test_finding_of_the_watch_is_told_where_one_of_its_incidents_is(conn, ward, person):
    add_area(conn, ward)
    for n in range(80):
        on = f"2016-{n % 12 + 1:02}-{n * 7 % 28 + 1:02}"
        add_incident(conn, ward, 105.881 + n * 37 % 97 / 12000, 21.041 + n * 61 % 89 / 12000, on=on)
    for day in (24, 25, 26, 28, 30):
        add_incident(conn, ward, 105.8853, 21.0453, on=f"2016-12-{day}")
    here = {"shape": "105.8853,21.0453,30"}
    subscribe(conn, ward, person, ("repeat", "hot"), **here)
    subscribe(conn, ward, person, ("repeat",), shape="105.95,21.1,30")
    watch(conn, ward)
    tell(conn, ward, NOON)
    rules = [(each[0], each[1]) for each in told(conn, ward, person)]
    assert ("repeat", 1) in rules and ("hot", 1) in rules and len(rules) == 2
    watch(conn, ward)
    tell(conn, ward, NOON)
    assert len(told(conn, ward, person)) == 2
