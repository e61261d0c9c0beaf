"""Rounds: lanes and findings, the line laid from them and undone, incidents and rates."""

from datetime import timedelta

import pytest

from geo.errors import InputError
from geo.rates import poisson_interval
from geo.written import short_day
from layers import clock, db
from layers.errors import NotAllowed
from layers.registers.reading import find_register
from layers.registers.scope import View, window_of
from layers.registers.values import FormRefused
from layers.registers.writing import change_row, remove_row, set_state
from layers.rounds.reading import read_incidents, read_lanes, read_round, read_rounds, total_of
from layers.rounds.walking import (
    attach_incidents,
    detach_incident,
    forget_lane,
    lay_line,
    note_lanes,
    note_lanes_of_line,
    undo_line,
)
from tests.factories import add_incident, add_lane, add_round
from tests.layers.rounds.conftest import SAID


def _walked(conn, who, round_id, window):
    return read_round(conn, who, round_id, window(who))["walked"]


def test_line_is_laid_along_noted_lanes_and_undone(conn, ward, reader, window, add) -> None:
    who, round_id = reader(), add()
    lanes = [add_lane(conn, ward), add_lane(conn, ward)]
    assert _walked(conn, who, round_id, window).km is None
    assert note_lanes(conn, who, round_id, lanes, "khong_phat_hien", window(who)) == 2
    lay_line(conn, who, round_id, window(who))
    metres = sum(each["metres"] for each in read_lanes(conn, ward, round_id))
    length = db.value(
        conn,
        "SELECT sum(ST_Length(ST_Transform(geom, %s))) FROM lane WHERE id = ANY(%s)",
        (ward.srid_measure, lanes),
    )
    assert metres == pytest.approx(length)
    both = _walked(conn, who, round_id, window).km
    assert both == pytest.approx(length / 1000)
    forget_lane(conn, who, round_id, lanes[0], window(who))
    lay_line(conn, who, round_id, window(who))
    assert _walked(conn, who, round_id, window).km < both
    assert undo_line(conn, who, round_id, window(who))
    assert _walked(conn, who, round_id, window).km == pytest.approx(both)


def test_line_without_lanes_is_refused(conn, reader, window, add) -> None:
    who, round_id = reader(), add()
    with pytest.raises(InputError, match="Chưa ghi ngõ"):
        lay_line(conn, who, round_id, window(who))
    assert not undo_line(conn, who, round_id, window(who))


def test_lanes_are_read_off_a_drawn_line(conn, ward, reader, window) -> None:
    who = reader()
    on = add_lane(conn, ward, points=[(105.881, 21.045), (105.889, 21.045)])
    add_lane(conn, ward, points=[(105.885, 21.040), (105.885, 21.050)])  # only crossed
    round_id = add_round(conn, ward, points=[(105.881, 21.045), (105.889, 21.045)])
    assert note_lanes_of_line(conn, who, round_id, window(who)) == 1
    assert [each["id"] for each in read_lanes(conn, ward, round_id)] == [on]


def test_lane_of_another_ward_and_unknown_finding_are_refused(
    conn, ward, reader, window, add
) -> None:
    who, round_id = reader(), add()
    with pytest.raises(InputError, match="lane=987654"):
        note_lanes(conn, who, round_id, [987654], "co_vi_pham", window(who))
    with pytest.raises(InputError, match="finding=tot"):
        note_lanes(conn, who, round_id, [add_lane(conn, ward)], "tot", window(who))
    viewer = reader("xem", "viewer")
    with pytest.raises(NotAllowed):
        lay_line(conn, viewer, round_id, window(viewer))


def test_rate_is_incidents_over_km_with_garwood_s_interval(conn, ward, reader, window) -> None:
    who = reader()
    round_id = add_round(conn, ward)
    for _ in range(4):
        add_incident(conn, ward, round_id=round_id)
    walked = _walked(conn, who, round_id, window)
    low, high = poisson_interval([4], 0.95)
    assert walked.incidents == 4 == len(read_incidents(conn, round_id))
    assert walked.rate == pytest.approx(4 / walked.km)
    assert walked.low == pytest.approx(low[0] / walked.km)
    assert walked.high == pytest.approx(high[0] / walked.km)


def test_list_sorts_by_what_is_worked_out_and_adds_up(conn, ward, reader) -> None:
    who = reader()
    long = add_round(conn, ward, points=[(105.881, 21.045), (105.889, 21.045)])
    short = add_round(conn, ward, points=[(105.881, 21.045), (105.883, 21.045)])
    add_incident(conn, ward, round_id=short)
    register = find_register("rounds")
    for sort, first in (("km", short), ("-km", long), ("-rate", short)):
        view = View(sort=sort)
        rows = read_rounds(conn, who, view, window_of(conn, register, who, view))
        assert next(row["id"] for row in rows) == first
    total = total_of(rows)
    assert total.incidents == 1
    assert total.km == pytest.approx(sum(row["walked"].km for row in rows))


def test_incidents_are_attached_by_number_and_taken_off(conn, ward, reader, window, add) -> None:
    who, round_id = reader(), add()
    incident = add_incident(conn, ward, source_key="V-1", on="2016-03-01")
    assert attach_incidents(conn, who, round_id, ["V-1"], window(who)) == 1
    with pytest.raises(InputError, match="'V-1'"):
        attach_incidents(conn, who, add(), ["V-1"], window(who))
    detach_incident(conn, who, round_id, incident, window(who))
    assert read_incidents(conn, round_id) == []


def test_incidents_of_other_days_or_fields_are_not_what_a_round_found(
    conn, ward, reader, window, add
) -> None:
    """Each is named with why, and none is linked."""
    who, round_id = reader(), add(ended_on="2016-03-03")  # covers urban order and sanitation
    add_incident(conn, ward, source_key="V-1", on="2016-03-03 22:10")
    add_incident(conn, ward, source_key="V-2", on="2016-03-04")
    add_incident(conn, ward, source_key="V-3", on="2016-02-29", field="ttxd", category="sai_phep")
    with pytest.raises(InputError) as refused:
        attach_incidents(conn, who, round_id, ["V-1", "V-2", "V-3"], window(who))
    text = refused.value.text
    assert (refused.value.field, refused.value.value) == ("numbers", "V-2, V-3")
    assert text.vi == (
        "Số hiệu vụ: V-2: ngày 04/03/2016 ngoài những ngày của đợt (01/03/2016 – 03/03/2016)."
        " V-3: ngày 29/02/2016 ngoài những ngày của đợt (01/03/2016 – 03/03/2016); lĩnh vực Trật"
        " tự xây dựng không thuộc đợt, chỉ có Trật tự đô thị, Vệ sinh môi trường. Chưa gắn vụ nào."
    )
    assert "04 Mar 2016 is not among the days of the round (01 Mar 2016 – 03 Mar 2016)" in text.en
    assert "the round does not cover Construction order, only Urban order" in text.en
    assert read_incidents(conn, round_id) == []
    assert attach_incidents(conn, who, round_id, ["V-1"], window(who)) == 1


def test_month_that_is_all_one_knows_may_be_the_round_s(conn, ward, reader, window, add) -> None:
    who, round_id = reader(), add(started_on="2016-03-20", ended_on="2016-03-21")
    add_incident(conn, ward, source_key="V-1", on="2016-03-01", time_precision="month")
    add_incident(conn, ward, source_key="V-2", on="2016-02-01", time_precision="month")
    with pytest.raises(InputError, match="V-2: ngày"):
        attach_incidents(conn, who, round_id, ["V-1", "V-2"], window(who))
    assert attach_incidents(conn, who, round_id, ["V-1"], window(who)) == 1


def test_surprise_round_that_names_no_field_is_held_to_none(
    conn, ward, reader, window, add
) -> None:
    who = reader()
    of = add(who, kind="dot_xuat", covers_ttdt="false", covers_vsmt="false")
    add_incident(conn, ward, source_key="V-1", on="2016-03-01", field="ttxd", category="sai_phep")
    assert attach_incidents(conn, who, of, ["V-1"], window(who)) == 1


def test_planned_round_counts_nowhere_until_it_goes(conn, ward, reader, window, add) -> None:
    who, round_id = reader(), add(state="du_kien")
    add_incident(conn, ward, source_key="V-1")
    assert db.value(conn, "SELECT count(*) FROM layer_rounds") == 0
    with pytest.raises(InputError, match="state=du_kien"):
        attach_incidents(conn, who, round_id, ["V-1"], window(who))


def test_round_with_incidents_is_not_deleted_or_cancelled(conn, ward, reader, window, add) -> None:
    who, round_id = reader(), add()
    add_incident(conn, ward, source_key="V-1", on="2016-03-01")
    attach_incidents(conn, who, round_id, ["V-1"], window(who))
    register = find_register("rounds")
    with pytest.raises(FormRefused, match="còn vụ gắn"):
        remove_row(conn, register, who, round_id, 1, window(who))
    with pytest.raises(FormRefused, match="không trở lại dự kiến"):
        set_state(conn, register, who, [(round_id, 1)], "du_kien", window(who))


def test_round_that_is_done_does_not_lie_ahead(conn, ward, reader, window, add) -> None:
    """Neither made so, nor set so, nor moved there; one that is only planned may."""
    who, register = reader(), find_register("rounds")
    today = clock.today()
    ahead = {"started_on": str(today), "ended_on": str(today + timedelta(1))}
    with pytest.raises(FormRefused) as refused:
        add(state="xong", **ahead)
    (text,) = refused.value.faults.values()
    assert set(refused.value.faults) == {"ended_on"}
    ended, now = (short_day(each) for each in (today + timedelta(1), today))
    assert text.vi.startswith(f"Đến ngày: '{ended.vi}' còn ở phía trước")
    assert text.en.startswith(f"To: '{ended.en}' is still ahead") and now.en in text.en
    planned = add(state="du_kien", **ahead)
    with pytest.raises(FormRefused, match="còn ở phía trước"):
        set_state(conn, register, who, [(planned, 1)], "xong", window(who))
    done = add(state="xong", started_on=str(today), ended_on=str(today))
    with pytest.raises(FormRefused, match="còn ở phía trước"):
        change_row(conn, register, who, done, 1, SAID | {"state": "xong"} | ahead, window(who))


def test_round_that_is_under_way_has_begun(conn, reader, window, add) -> None:
    who, register = reader(), find_register("rounds")
    ahead = {"started_on": str(clock.today() + timedelta(1)),
             "ended_on": str(clock.today() + timedelta(2))}  # fmt: skip
    with pytest.raises(FormRefused) as refused:
        add(state="dang_di", **ahead)
    assert set(refused.value.faults) == {"started_on"}
    planned = add(state="du_kien", **ahead)
    with pytest.raises(FormRefused, match="đã bắt đầu"):
        set_state(conn, register, who, [(planned, 1)], "dang_di", window(who))
    assert add(state="dang_di", **(ahead | {"started_on": str(clock.today())}))


def test_regular_round_covers_a_field(conn, reader, window, add) -> None:
    nothing = {"covers_ttdt": "false", "covers_ttxd": "false", "covers_vsmt": "false"}
    with pytest.raises(FormRefused) as refused:
        add(**nothing)
    text = refused.value.faults["covers_ttdt"]
    assert "Vệ sinh môi trường: đều là 'không'" in text.vi and "'Thường xuyên'" in text.vi
    assert "all are 'no'; where Kind is 'Regular' at least one is 'yes'" in text.en
    who, round_id = reader(), add()
    with pytest.raises(FormRefused):
        change_row(conn, find_register("rounds"), who, round_id, 1, SAID | nothing, window(who))
    assert add(kind="dot_xuat", **nothing), "what a surprise round looks at may be open"


def test_fields_are_the_same_as_ticks_and_as_rows(conn, ward, reader, window, add) -> None:
    who, round_id = reader(), add()
    fields = (
        "SELECT array_agg(field_code ORDER BY 1) FROM inspection_round_field WHERE round_id = %s"
    )
    assert db.value(conn, fields, (round_id,)) == ["ttdt", "vsmt"]
    said = SAID | {"code": "X", "covers_vsmt": "false", "covers_ttxd": "true"}
    change_row(conn, find_register("rounds"), who, round_id, 1, said, window(who))
    assert db.value(conn, fields, (round_id,)) == ["ttdt", "ttxd"]
    loaded = add_round(conn, ward, fields=("vsmt",))
    row = db.one(
        conn, "SELECT covers_ttdt, covers_vsmt FROM inspection_round WHERE id = %s", (loaded,)
    )
    assert row == {"covers_ttdt": False, "covers_vsmt": True}
