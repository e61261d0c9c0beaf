"""Writing rows: one of two editors wins and the other loses nothing; undo; states; references."""

import random
import re
from datetime import date

import pytest

from geo.errors import InputError
from layers import db
from layers.errors import NotAllowed, NotFound
from layers.registers.about import UNSEEN, standing_on
from layers.registers.history import read_history
from layers.registers.listing import read_row
from layers.registers.plan_tree import read_tree
from layers.registers.reading import find_register
from layers.registers.scope import Reader
from layers.registers.values import FormRefused
from layers.registers.writing import (
    EditConflict,
    add_row,
    change_row,
    remove_row,
    restore_row,
    set_state,
)
from layers.roles import Role
from tests.factories import add_area
from tests.layers.registers.conftest import BROADCAST

BROADCASTS = find_register("broadcasts")
BROADCAST_FIGURE = "broadcasts:broadcasts"


def test_what_is_typed_is_kept_with_who_and_version(conn, add, reader, window) -> None:
    who = reader()
    row_id = add("broadcasts", BROADCAST, who)
    row = read_row(conn, BROADCASTS, who, row_id, window("broadcasts", who))
    assert (row["minutes"], row["topic"], row["version"], row["created_by"]) == (
        15,
        "Vỉa hè",
        1,
        "lan",
    )


def test_viewer_writes_nothing(conn, reader) -> None:
    with pytest.raises(NotAllowed, match="inspector"):
        add_row(conn, BROADCASTS, reader("viewer"), BROADCAST)


def test_second_of_two_editors_sees_both_versions(conn, add, reader, window) -> None:
    lan, minh = reader(login="lan"), reader(login="minh")
    row_id, days = add("broadcasts", BROADCAST, lan), window("broadcasts", lan)
    change_row(conn, BROADCASTS, lan, row_id, 1, BROADCAST | {"minutes": "20"}, days)
    mine = BROADCAST | {"topic": "Chợ tạm"}
    with pytest.raises(EditConflict) as conflict:
        change_row(conn, BROADCASTS, minh, row_id, 1, mine, days)
    both = conflict.value
    assert both.base and both.base["minutes"] == 15
    assert (both.theirs["minutes"], both.theirs["version"]) == (20, 2)
    assert both.mine["topic"] == "Chợ tạm"
    row = read_row(conn, BROADCASTS, lan, row_id, days)
    assert (row["minutes"], row["topic"]) == (20, "Vỉa hè")


def test_no_interleaving_of_two_editors_loses_a_change(conn, add, reader, window) -> None:
    """Whoever is refused has the other's version and their own; every win is in the change log."""
    dice = random.Random(26)
    people = [reader(login="lan"), reader(login="minh")]
    row_id, days = add("broadcasts", BROADCAST, people[0]), window("broadcasts", people[0])
    opened = [1, 1]
    wins = conflicts = 0
    for step in range(200):
        at = dice.randrange(2)
        if dice.random() < 0.5:
            opened[at] = read_row(conn, BROADCASTS, people[at], row_id, days)["version"]
            continue
        said = BROADCAST | {"topic": f"Chủ đề {step}"}
        try:
            change_row(conn, BROADCASTS, people[at], row_id, opened[at], said, days)
        except EditConflict as conflict:
            conflicts += 1
            assert conflict.mine["topic"] == f"Chủ đề {step}"
            assert conflict.base and conflict.base["version"] == opened[at]
            assert conflict.theirs["version"] == wins + 1
        else:
            wins += 1
    assert wins > 20 and conflicts > 20
    history = read_history(conn, BROADCASTS, row_id, Role.VIEWER)
    logged = db.value(
        conn,
        "SELECT count(*) FROM change_log WHERE table_name = 'register_broadcast'"
        " AND row_id = %s AND action = 'update'",
        (str(row_id),),
    )
    assert logged == wins and history[0].changes[0].title.vi == "Chủ đề"
    assert {each.actor for each in history} == {""}, "who did it is for inspectors and above"
    named = read_history(conn, BROADCASTS, row_id, Role.INSPECTOR)
    assert {each.actor for each in named} == {"lan", "minh"}


def test_deleted_row_is_gone_and_comes_back(conn, add, reader, window) -> None:
    who = reader()
    row_id, days = add("broadcasts", BROADCAST, who), window("broadcasts", who)
    remove_row(conn, BROADCASTS, who, row_id, 1, days)
    with pytest.raises(NotFound):
        read_row(conn, BROADCASTS, who, row_id, days)
    restore_row(conn, BROADCASTS, who, row_id)
    assert read_row(conn, BROADCASTS, who, row_id, days)["version"] == 3
    actions = [event.action for event in read_history(conn, BROADCASTS, row_id, who.role)]
    assert actions == ["restore", "delete", "insert"]


def test_row_comes_back_only_after_the_row_that_it_names(conn, add, unit, reader, window) -> None:
    who, plans, targets = reader("supervisor"), find_register("plans"), find_register("targets")
    plan = add("plans", {"number": "1", "title": "Kế hoạch A", "kind": "ke_hoach",
                         "issuer_id": unit("UBND"), "issued_on": "2016-01-05"})  # fmt: skip
    target = add("targets", {"plan_id": str(plan), "item": "Mục 1", "figure": BROADCAST_FIGURE,
                             "since": "2016-01-01", "due_on": "2016-12-31",
                             "goal": "4"})  # fmt: skip
    remove_row(conn, targets, who, target, 1, window("targets", who))
    remove_row(conn, plans, who, plan, 1, window("plans", who))
    with pytest.raises(InputError) as refused:
        restore_row(conn, targets, who, target)
    assert "kế hoạch mà dòng này nhắc đến đang bị xóa" in refused.value.text.vi
    assert "the plan that this row refers to is deleted" in refused.value.text.en
    with pytest.raises(NotFound):
        read_row(conn, targets, who, target, window("targets", who))
    restore_row(conn, plans, who, plan)
    restore_row(conn, targets, who, target)
    assert [len(each.targets) for each in read_tree(conn, who, date(2016, 6, 1))] == [1]


def test_tree_stands_while_the_plan_of_a_target_is_away(conn, add, unit, reader) -> None:
    plan = add("plans", {"number": "1", "title": "Kế hoạch A", "kind": "ke_hoach",
                         "issuer_id": unit("UBND"), "issued_on": "2016-01-05"})  # fmt: skip
    add("targets", {"plan_id": str(plan), "item": "Mục 1", "figure": BROADCAST_FIGURE,
                    "since": "2016-01-01", "due_on": "2016-12-31", "goal": "4"})  # fmt: skip
    db.execute(conn, "UPDATE register_plan SET deleted_at = now() WHERE id = %s", (plan,))
    assert read_tree(conn, reader("supervisor"), date(2016, 6, 1)) == []


def test_row_that_changed_is_not_deleted(conn, add, reader, window) -> None:
    who = reader()
    row_id, days = add("broadcasts", BROADCAST, who), window("broadcasts", who)
    change_row(conn, BROADCASTS, who, row_id, 1, BROADCAST | {"minutes": "5"}, days)
    with pytest.raises(InputError, match="just changed"):
        remove_row(conn, BROADCASTS, who, row_id, 1, days)


def test_unit_that_others_name_is_not_deleted(conn, reader, unit, add, window) -> None:
    who = reader("supervisor")
    front, office = unit("UB MTTQ"), unit("UBND")
    add("recommendations", {
        "sent_on": "2016-02-01", "kind": "kien_nghi", "subject": "Vỉa hè", "from_unit_id": front,
        "to_unit_id": office, "due_on": "2016-02-15", "outcome": "cho",
    })  # fmt: skip
    with pytest.raises(InputError, match=r"Kiến nghị, chỉ đạo, đôn đốc: 1"):
        remove_row(conn, find_register("units"), who, int(office), 1, window("units", who))


def test_state_moves_only_as_the_definition_says(conn, add, reader, unit, window) -> None:
    who, name = reader(), "supervisions"
    said = {"held_on": "2016-03-01", "kind": "thuong_xuyen", "body_id": unit("HĐND"),
            "subject": "TTĐT", "state": "du_kien"}  # fmt: skip
    row_id, days = add(name, said, who), window(name, who)
    with pytest.raises(FormRefused, match=r"Dự kiến.*Đang giám sát"):
        change_row(conn, find_register(name), who, row_id, 1, said | {"state": "da_dong"}, days)
    with pytest.raises(FormRefused):
        set_state(conn, find_register(name), who, [(row_id, 1)], "da_dong", days)
    assert set_state(conn, find_register(name), who, [(row_id, 1)], "dang_lam", days).changed == 1


def test_many_rows_at_once_leave_those_that_changed(conn, add, reader, window) -> None:
    who = reader()
    rows = [add("broadcasts", BROADCAST | {"state": "du_kien"}, who) for _ in range(3)]
    days = window("broadcasts", who)
    changed = BROADCAST | {"state": "du_kien", "minutes": "30"}
    change_row(conn, BROADCASTS, who, rows[1], 1, changed, days)
    done = set_state(conn, BROADCASTS, who, [(row, 1) for row in rows], "da_phat", days)
    assert (done.changed, done.left) == (2, [rows[1]])


def test_one_report_of_a_cell_a_month(conn, ward, add, reader) -> None:
    group = str(add_area(conn, ward))
    said = {"group_id": group, "month": "2016-03", "due_on": "2016-04-05", "ttdt": "3",
            "ttxd": "0", "vsmt": "1"}  # fmt: skip
    add("cell_reports", said)
    with pytest.raises(FormRefused, match="Tháng báo cáo"):
        add("cell_reports", said)


def test_group_that_a_person_chose_is_in_the_history(conn, ward, add, reader, window) -> None:
    who, group = reader(), add_area(conn, ward, code="to-07", name="Tổ 7")
    row_id = add("broadcasts", BROADCAST, who)
    said = BROADCAST | {"group_id": str(group)}
    change_row(conn, BROADCASTS, who, row_id, 1, said, window("broadcasts", who))
    change = read_history(conn, BROADCASTS, row_id, who.role)[0].changes[0]
    assert (change.title.vi, change.after.vi) == ("Tổ dân phố", "Tổ 7")


def test_refusal_tells_nothing_of_rows_one_may_not_see(conn, ward, add, unit, window) -> None:
    """A unit and a group that only a secret supervision names stay, and nobody learns why."""
    office, group = unit("HĐND"), add_area(conn, ward)
    makes, other = Reader(ward, Role.ADMIN, "lan"), Reader(ward, Role.ADMIN, "minh")
    add("supervisions", {"held_on": "2016-03-01", "kind": "dot_xuat", "body_id": office,
                         "subject": "Chợ tạm", "state": "du_kien", "group_id": str(group)},
        makes)  # fmt: skip
    units = find_register("units")
    told = []
    for who in (makes, other):
        with pytest.raises(InputError) as refused:
            remove_row(conn, units, who, int(office), 1, window("units", who))
        told.append(refused.value.text)
    assert ": 1)" in told[0].en
    assert UNSEEN.vi in told[1].vi and UNSEEN.en in told[1].en
    assert not re.search(r"\d|[Ss]upervision|[Gg]iám sát", told[1].en + told[1].vi)
    assert [each.vi.count("1 dòng") for each in standing_on(conn, makes, "area", [group])] == [1]
    assert standing_on(conn, other, "area", [group]) == [UNSEEN]
    add("broadcasts", BROADCAST | {"group_id": str(group)})
    named = standing_on(conn, other, "area", [group])
    assert [each.en.startswith("1 rows of 'Broadcasts'") for each in named] == [True]


def test_refusal_names_a_register_only_to_its_roles(conn, ward, add, unit) -> None:
    office = unit("UBND")
    add("conduct", {"received_on": "2016-04-01", "kind": "phan_anh", "subject": "x",
                    "unit_id": office, "due_on": "2016-05-01", "result": "cho"})  # fmt: skip
    told = {
        role: standing_on(conn, Reader(ward, role, "hoa"), "register_unit", [int(office)])
        for role in (Role.INSPECTOR, Role.SUPERVISOR)
    }
    assert told[Role.INSPECTOR] == [UNSEEN]
    assert len(told[Role.SUPERVISOR]) == 1 and UNSEEN not in told[Role.SUPERVISOR]
