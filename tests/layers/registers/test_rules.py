"""Rules of a register: rows that overlap, what another value needs, figures by name."""

import pytest

from geo.text import Text
from layers import db
from layers.registers.reading import find_register
from layers.registers.values import FormRefused
from layers.registers.writing import change_row

BASIS = {"number": "1/2016", "article": "12", "act": "Vứt rác", "subject": "ca_nhan",
         "valid_from": "2016-01-01", "checking": "chua"}  # fmt: skip


@pytest.fixture
def basis(conn, ward, add):
    category = db.value(
        conn, "SELECT id FROM category WHERE ward_id = %s AND code = 'vut_rac'", (ward.id,)
    )
    return lambda **said: add("legal_bases", BASIS | {"category_id": str(category)} | said)


def test_second_basis_for_an_act_on_the_same_days_is_refused(conn, basis) -> None:
    basis(valid_to="2016-06-30")
    with pytest.raises(FormRefused) as refused:
        basis(number="2/2016", valid_from="2016-06-30")
    text: Text = refused.value.faults["valid_from"]
    assert "đã có căn cứ cùng Loại vi phạm, Hành vi, Đối tượng" in text.vi
    assert "holds on these days already" in text.en
    basis(number="2/2016", valid_from="2016-07-01")
    basis(number="3/2016", subject="to_chuc")
    basis(number="4/2016", act="Vứt rác ra cống")


def test_basis_cannot_be_stretched_over_the_next_one(conn, basis, reader, window) -> None:
    first = basis(valid_to="2016-06-30")
    basis(number="2/2016", valid_from="2016-07-01")
    who, register = reader("supervisor"), find_register("legal_bases")
    category = db.value(
        conn, "SELECT category_id FROM register_legal_basis WHERE id = %s", (first,)
    )
    said = BASIS | {"category_id": str(category), "valid_to": ""}
    with pytest.raises(FormRefused):
        change_row(conn, register, who, first, 1, said, window("legal_bases", who))


def test_checked_needs_who_and_when(basis) -> None:
    with pytest.raises(FormRefused) as refused:
        basis(checking="da")
    assert set(refused.value.faults) == {"checked_by", "checked_on"}
    assert "it must be there where Checked is 'Checked'" in refused.value.faults["checked_by"].en
    basis(checking="da", checked_by="Cán bộ tư pháp", checked_on="2016-02-01")


def test_figure_of_a_target_is_one_that_there_is(conn, add, unit) -> None:
    plan = add("plans", {"number": "1", "title": "Kế hoạch", "kind": "ke_hoach",
                         "issuer_id": unit("UBND"), "issued_on": "2016-01-05"})  # fmt: skip
    said = {"plan_id": str(plan), "item": "Phát thanh", "since": "2016-01-01",
            "due_on": "2016-06-30", "goal": "390"}  # fmt: skip
    with pytest.raises(FormRefused, match="is no figure of a register"):
        add("targets", said | {"figure": "broadcasts:hours"})
    add("targets", said | {"figure": "broadcasts:minutes"})


def test_one_head_at_a_time(add, unit) -> None:
    office = unit("UBND")
    add("head_terms", {"unit_id": office, "person": "Bà A", "since": "2015-01-01"})
    with pytest.raises(FormRefused, match="give the other its last day first"):
        add("head_terms", {"unit_id": office, "person": "Ông B", "since": "2016-05-01"})
