"""Combinations that cannot be are refused by name, by the form, a sheet and a change of state."""

from datetime import timedelta

import pytest

from layers import clock, db
from layers.registers.figures import read_figure
from layers.registers.left_behind import left_behind
from layers.registers.reading import find_register
from layers.registers.scope import Reader, View, window_of
from layers.registers.values import FormRefused
from layers.registers.writing import set_state
from layers.roles import Role
from tests.factories import add_area, add_incident, add_lane, add_lane_project, add_place, add_site

TODAY = clock.today()
AHEAD = (TODAY + timedelta(40)).isoformat()
TASK = {"title": "Dọn ngõ", "span": "thang", "responsibility": "chu_tri", "due_on": "2016-05-31"}


@pytest.fixture
def refused(add):
    """Return what is said of each column where a row is refused."""

    def ask(register: str, said: dict[str, str]) -> dict[str, str]:
        with pytest.raises(FormRefused) as found:
            add(register, said)
        return {name: text.vi for name, text in found.value.faults.items()}

    return ask


@pytest.mark.parametrize("state", ["chua_lam", "dang_lam", "huy"])
def test_a_task_that_is_not_done_has_no_day_on_which_it_was(refused, state) -> None:
    said = refused("tasks", TASK | {"state": state, "done_on": "2016-05-10"})
    assert "'10/05/2016' không đi với" in said["done_on"]


def test_a_task_is_not_done_in_the_future(refused, add) -> None:
    said = refused("tasks", TASK | {"state": "xong", "done_on": AHEAD})
    assert "còn ở phía trước" in said["done_on"]
    assert add("tasks", TASK | {"state": "xong", "done_on": TODAY.isoformat()})


def test_a_change_of_state_is_held_to_the_same(conn, ward, add, reader, window) -> None:
    done = add("tasks", TASK | {"state": "xong", "done_on": "2016-05-10"})
    later = add("broadcasts", {"broadcast_on": AHEAD, "minutes": "15", "topic": "x",
                               "state": "du_kien"})  # fmt: skip
    for register, row, state, column in (
        ("tasks", done, "dang_lam", "done_on"),
        ("broadcasts", later, "da_phat", "broadcast_on"),
    ):
        who = reader("supervisor")
        with pytest.raises(FormRefused) as found:
            set_state(conn, find_register(register), who, [(row, 1)], state, window(register, who))
        assert set(found.value.faults) == {column}
        assert db.value(conn, f"SELECT version FROM {find_register(register).table}") == 1


def test_a_planned_broadcast_may_lie_ahead(add, refused) -> None:
    said = {"broadcast_on": AHEAD, "minutes": "15", "topic": "x"}
    assert add("broadcasts", said | {"state": "du_kien"})
    assert "Đã phát" in refused("broadcasts", said | {"state": "da_phat"})["broadcast_on"]


def test_what_has_happened_does_not_lie_ahead(conn, ward, add, refused, unit) -> None:
    group, who = str(add_area(conn, ward, "5")), unit("Tổ trật tự")
    other = str(add_area(conn, ward, "6", box=(105.89, 21.04, 105.90, 21.05)))
    checks = dict.fromkeys(
        ("shielded", "permit_shown", "as_permitted", "street_clear", "waste_removed"), "dat"
    )
    border = {"name": "Giáp ranh", "first_id": group, "width_m": "20", "first_unit": "a",
              "second_unit": "b", "acts_first": "cung", "state": "moi"}  # fmt: skip
    assert "trùng với" in refused("border_areas", border | {"second_id": group})["second_id"]
    border_id = str(add("border_areas", border | {"second_id": other}))
    for register, column, said in (
        ("site_visits", "visited_on",
         checks | {"site_id": str(add_site(conn, ward)), "unit_id": who, "persuaded": "true"}),
        ("patrols", "patrolled_on",
         {"unit_id": who, "group_id": group, "members": "3", "hours": "2", "found": "0"}),
        ("place_actions", "acted_on",
         {"place_id": str(add_place(conn, ward)), "kind": "khac", "what": "x", "unit": "x"}),
        ("joint_operations", "held_on",
         {"border_id": border_id, "led_by": "a", "with_unit": "b", "people": "4",
          "handled": "0"}),
    ):  # fmt: skip
        assert "còn ở phía trước" in refused(register, said | {column: AHEAD})[column]
        assert add(register, said | {column: "2016-05-01"})


def test_a_dossier_is_issued_when_its_stage_says_so(conn, ward, add, refused) -> None:
    said = {"code": "HS-1", "group_id": str(add_area(conn, ward, "5")),
            "received_on": "2016-01-05", "due_on": "2016-06-30"}  # fmt: skip
    early = refused("dossiers", said | {"stage": "tiep_nhan", "issued_on": "2016-03-01"})
    assert "không đi với" in early["issued_on"]
    assert "phải có" in refused("dossiers", said | {"stage": "da_cap"})["issued_on"]
    assert add("dossiers", said | {"stage": "da_cap", "issued_on": "2016-03-01"})


def test_an_upgrade_is_as_far_as_its_days_say(conn, ward, add, refused) -> None:
    said = {"code": "T1", "lane_id": str(add_lane(conn, ward)), "phase": "2"}
    for state, day in (("building", "started_on"), ("done", "finished_on"),
                       ("accepted", "finished_on")):  # fmt: skip
        assert "phải có" in refused("lane_upgrades", said | {"state": state})[day]
        ahead = refused("lane_upgrades", said | {"state": state, day: AHEAD})
        assert "còn ở phía trước" in ahead[day]
    assert add("lane_upgrades", said | {"state": "done", "finished_on": "2016-03-01"})
    assert add("lane_upgrades", said | {"code": "T2", "state": "planned", "started_on": AHEAD})


@pytest.mark.parametrize(
    ("register", "said", "column"),
    [
        ("projects", {"name": "Nhà", "kind": "cho", "state": "dang_xay",
                      "opened_on": "2016-02-01"}, "opened_on"),
        ("projects", {"name": "Nhà", "kind": "cho", "state": "khai_truong"}, "opened_on"),
        ("projects", {"name": "Nhà", "kind": "cho", "state": "dang_xay",
                      "started_on": AHEAD}, "started_on"),
        ("democracy", {"regulation": "cong_khai", "rated_on": AHEAD}, "rated_on"),
        ("activities", {"held_on": AHEAD, "name": "Hội thao"}, "held_on"),
        ("briefings", {"held_on": AHEAD}, "held_on"),
        ("committee_meetings", {"held_on": AHEAD}, "held_on"),
    ],
)  # fmt: skip
def test_states_and_days_of_works_and_meetings_agree(refused, register, said, column) -> None:
    fault = refused(register, said)[column]
    assert any(words in fault for words in ("không đi với", "phải có", "còn ở phía trước")), fault


def test_a_visit_that_nobody_followed_up_has_no_day_of_it(refused, add, unit) -> None:
    said = {"visited_on": "2016-03-01", "subject": "Chợ", "unit_id": unit("UBND"),
            "instruction": "Dọn"}  # fmt: skip
    early = refused("visits", said | {"result": "cho", "checked_on": "2016-03-10"})
    assert "không đi với" in early["checked_on"]


def test_a_report_is_of_its_month(conn, ward, add, refused) -> None:
    group = str(add_area(conn, ward, "5"))
    said = {"group_id": group, "month": "2016-03", "due_on": "2016-04-05", "ttdt": "0",
            "ttxd": "0", "vsmt": "0"}  # fmt: skip
    assert "quá xa" in refused("cell_reports", said | {"due_on": "2026-11-05"})["due_on"]
    assert "đứng trước" in refused("cell_reports", said | {"due_on": "2016-02-05"})["due_on"]
    early = refused("cell_reports", said | {"submitted_on": "2015-09-01"})
    assert "đứng trước" in early["submitted_on"]
    assert add("cell_reports", said | {"submitted_on": "2016-03-31"})


def test_a_find_is_of_the_day_of_its_patrol_and_not_before_the_incident(
    conn, ward, add, refused, unit
) -> None:
    patrol = {"unit_id": unit("Tổ"), "group_id": str(add_area(conn, ward, "5")),
              "patrolled_on": "2016-03-10", "members": "3", "hours": "2", "found": "1"}  # fmt: skip
    incident = add_incident(conn, ward, on="2016-03-12")
    number = db.value(conn, "SELECT source_key FROM incident WHERE id = %s", (incident,))
    said = {"patrol_id": str(add("patrols", patrol)), "incident_id": number}
    assert (
        "phải đúng ngày ấy"
        in refused("patrol_finds", said | {"found_on": "2016-03-11"})["found_on"]
    )
    text = refused("patrol_finds", said | {"found_on": "2016-03-10"})["found_on"]
    assert "(ngày 12/03/2016); phải từ ngày ấy trở đi" in text


def test_a_patrol_of_another_day_tells_of_its_finds(conn, ward, add, unit) -> None:
    said = {"unit_id": unit("Tổ"), "group_id": str(add_area(conn, ward, "5")),
            "patrolled_on": "2016-03-10", "members": "3", "hours": "2", "found": "1"}  # fmt: skip
    incident = add_incident(conn, ward, on="2016-03-10")
    number = db.value(conn, "SELECT source_key FROM incident WHERE id = %s", (incident,))
    patrol = add("patrols", said)
    find = {"patrol_id": str(patrol), "incident_id": number, "found_on": "2016-03-10"}
    add("patrol_finds", find)
    assert left_behind(conn, "register_patrol", patrol) == ()
    day = "UPDATE register_patrol SET patrolled_on = '2016-03-01' WHERE id = %s"
    db.execute(conn, day, (patrol,))
    (note,) = left_behind(conn, "register_patrol", patrol)
    assert "có dòng ngày 10/03/2016" in note.vi


def test_a_supervision_is_closed_with_a_conclusion_and_a_day(add, refused, unit) -> None:
    said = {"held_on": "2016-03-10", "kind": "thuong_xuyen", "body_id": unit("HĐND"),
            "subject": "x", "state": "da_dong"}  # fmt: skip
    assert set(refused("supervisions", said)) == {"conclusion", "closed_on"}
    assert add("supervisions", said | {"conclusion": "đạt", "closed_on": "2016-04-01"})


def test_what_passed_has_no_defects(conn, ward, add, refused, unit) -> None:
    project = add_lane_project(conn, ward, add_lane(conn, ward))
    said = {"project_id": str(project), "held_on": "2016-03-10", "unit_id": unit("Ban"),
            "finding": "dat", "defects": "5"}  # fmt: skip
    assert "'5' không đi với" in refused("lane_supervisions", said)["defects"]
    assert add("lane_supervisions", said | {"defects": "0"})


def test_rows_of_earlier_days_that_contradict_are_not_counted_as_done(conn, ward) -> None:
    """What was written down before the rules: a cancelled task with a day of doing."""
    db.execute(
        conn,
        "INSERT INTO register_task (ward_id, created_by, updated_by, title, span, responsibility,"
        " due_on, done_on, state) VALUES (%s, 'x', 'x', 'x', 'thang', 'chu_tri', '2016-05-31',"
        " '2016-05-10', 'huy')",
        (ward.id,),
    )
    tasks, who = find_register("tasks"), Reader(ward, Role.ADMIN, "lan")
    view = View(period="2016H1")
    window = window_of(conn, tasks, who, view)
    assert read_figure(conn, tasks, who, view, window, "done_on_time").value == 0


def test_a_recommendation_goes_to_another_unit_and_waits_unanswered(add, refused, unit) -> None:
    one, other = unit("MTTQ"), unit("UBND")
    said = {"sent_on": "2016-03-01", "kind": "kien_nghi", "subject": "x", "from_unit_id": one,
            "to_unit_id": other, "due_on": "2016-04-01", "outcome": "cho"}  # fmt: skip
    assert (
        "hai bên khác nhau" in refused("recommendations", said | {"to_unit_id": one})["to_unit_id"]
    )
    early = refused("recommendations", said | {"answered_on": "2016-03-20"})
    assert "không đi với" in early["answered_on"]
    assert add("recommendations", said | {"answered_on": "2016-03-20", "outcome": "da_xong"})


def test_a_warning_has_no_amount_and_a_model_is_taken_over_in_the_past(
    conn, ward, add, refused
) -> None:
    category = db.value(conn, "SELECT id FROM category WHERE ward_id = %s LIMIT 1", (ward.id,))
    said = {"decision": "1", "person_code": "x", "category_id": str(category),
            "act_on": "2016-03-01", "decided_on": "2016-03-05", "kind": "canh_cao"}  # fmt: skip
    assert "không đi với" in refused("sanctions", said | {"amount_dong": "500000"})["amount_dong"]
    assert add("sanctions", said)
    model = {"group_id": str(add_area(conn, ward, "9")), "model": "Tự quản", "level": "phuong"}
    ahead = refused("adoptions", model | {"state": "nhan_rong", "adopted_on": AHEAD})
    assert "còn ở phía trước" in ahead["adopted_on"]
    assert add("adoptions", model | {"state": "du_kien", "adopted_on": AHEAD})


def test_a_sanction_is_of_the_day_of_its_incident(conn, ward, add, refused) -> None:
    category = db.value(conn, "SELECT id FROM category WHERE ward_id = %s LIMIT 1", (ward.id,))
    add_incident(conn, ward, on="2016-03-12", source_key="V-1")
    add_incident(conn, ward, on="2016-04-01", source_key="V-2", time_precision="month")
    said = {"decision": "1", "person_code": "x", "category_id": str(category), "kind": "canh_cao",
            "incident_id": "V-1", "act_on": "2016-03-13", "decided_on": "2016-05-05"}  # fmt: skip
    assert "(ngày 12/03/2016); phải đúng ngày ấy" in refused("sanctions", said)["act_on"]
    assert add("sanctions", said | {"act_on": "2016-03-12"})
    known = said | {"decision": "2", "incident_id": "V-2", "act_on": "2016-05-02"}
    assert "không khớp" in refused("sanctions", known)["act_on"]
    assert add("sanctions", known | {"act_on": "2016-04-19"})


def test_a_priority_says_where(conn, ward, add, refused, unit) -> None:
    said = {"decided_on": "2016-03-01", "reason": "x", "rank": "1", "field": "ttdt",
            "unit_id": unit("UBND"), "due_on": "2016-06-01"}  # fmt: skip
    assert "cần ghi ít nhất một mục" in refused("priorities", said)["place_id"]
    assert add("priorities", said | {"lane_id": str(add_lane(conn, ward))})
