"""What a form refuses, and in which words: the field, the value, what is allowed."""

from decimal import Decimal

import pytest

from geo.errors import InputError
from geo.text import Text
from layers.queries.wards import create_ward
from layers.registers.reading import find_register
from layers.registers.values import FormRefused, read_form, read_value
from layers.registers.words import as_typed, words_of
from layers.roles import Role
from tests.factories import add_area, add_incident
from tests.layers.registers.conftest import BROADCAST


@pytest.mark.parametrize(
    ("column", "said", "vi", "en"),
    [
        ("minutes", "15 phút", "Số phút: '15 phút'", "a whole number from 1 to 240"),
        ("minutes", "0", "số nguyên từ 1 đến 240", "Minutes: '0'"),
        ("minutes", "1.5", "Số phút: '1.5'", "whole number"),
        ("minutes", "999999999999", "từ 1 đến 240", "whole number"),
        ("minutes", "", "Số phút: còn trống", "Minutes: is empty"),
        ("broadcast_on", "31/01/2016", "viết 2016-01-31", "write 2016-01-31"),
        ("broadcast_on", "2016-02-30", "Ngày phát: '2016-02-30'", "is no day"),
        ("broadcast_on", "0001-01-01", "1900", "2199"),
        ("state", "xong", "một trong: Dự kiến, Đã phát, Không phát", "one of: Planned"),
        ("topic", "", "Chủ đề: còn trống", "Topic: is empty"),
        ("topic", "a" * 201, "dài 201 ký tự; nhiều nhất 200", "at most 200"),
        ("group_id", "999", "chọn một tổ dân phố của phường", "resident group of the ward"),
        ("group_id", "1 OR 1=1", "Tổ dân phố: '1 OR 1=1'", "Resident group"),
    ],
)
def test_refusal_names_field_value_and_allowed(conn, ward, column, said, vi, en) -> None:
    form = BROADCAST | {column: said}
    with pytest.raises(FormRefused) as refused:
        read_form(conn, ward, find_register("broadcasts"), Role.INSPECTOR, form)
    assert list(refused.value.faults) == [column]
    assert vi in refused.value.faults[column].vi and en in refused.value.faults[column].en


def test_all_that_is_wrong_is_said_at_once(conn, ward) -> None:
    with pytest.raises(FormRefused) as refused:
        read_form(conn, ward, find_register("broadcasts"), Role.INSPECTOR, {})
    assert set(refused.value.faults) == {"broadcast_on", "minutes", "topic", "state"}


def test_days_out_of_order_are_refused(conn, ward, unit) -> None:
    said = {"sent_on": "2016-02-10", "due_on": "2016-02-01", "kind": "kien_nghi", "outcome": "cho",
            "subject": "x", "from_unit_id": unit("A"), "to_unit_id": unit("B")}  # fmt: skip
    with pytest.raises(FormRefused) as refused:
        read_form(conn, ward, find_register("recommendations"), Role.INSPECTOR, said)
    assert "đứng trước Ngày gửi" in refused.value.faults["due_on"].vi


def test_group_of_another_ward_is_refused(conn, ward) -> None:
    other = create_ward(conn, "phuong-khac", Text("Phường Khác", "Other"), 5897)
    theirs = str(add_area(conn, other))
    with pytest.raises(FormRefused):
        read_form(
            conn,
            ward,
            find_register("broadcasts"),
            Role.INSPECTOR,
            BROADCAST | {"group_id": theirs},
        )


def test_people_are_names_that_can_sign_in(conn, ward, unit) -> None:
    said = {"held_on": "2016-03-01", "kind": "dot_xuat", "body_id": unit("HĐND"), "subject": "x",
            "state": "du_kien", "members": "Ai-Do, khong-co"}  # fmt: skip
    with pytest.raises(FormRefused) as refused:
        read_form(conn, ward, find_register("supervisions"), Role.INSPECTOR, said)
    assert "'ai-do, khong-co' không phải tên đăng nhập" in refused.value.faults["members"].vi


def test_month_is_its_first_day() -> None:
    month = find_register("cell_reports").column("month")
    assert read_value(month, "2016-03").isoformat() == "2016-03-01"


@pytest.mark.parametrize(
    ("said", "whole", "vi", "en"),
    [
        ("150.000", "150000", "150,0000", "150.0000"),
        ("1,500", "1500", "1,5000", "1.5000"),
        ("- 1.500", "-1500", "-1,5000", "-1.5000"),
    ],
)
def test_number_that_may_be_thousands_is_refused_with_both_readings(said, whole, vi, en) -> None:
    column = find_register("parcels").column("area_m2")
    with pytest.raises(InputError) as refused:
        read_value(column, said)
    text = refused.value.text
    assert f"'{said}' có thể là {whole} hoặc {vi};" in text.vi
    assert f"'{said}' may be {whole} or {en};" in text.en


@pytest.mark.parametrize(
    ("said", "value"),
    [("150000", "150000"), ("150 000", "150000"), ("1,50", "1.5"), ("1.5000", "1.5"),
     ("0.125", "0.125"), ("1500,125", "1500.125")],
)  # fmt: skip
def test_number_of_one_reading_is_read(said, value) -> None:
    assert read_value(find_register("parcels").column("area_m2"), said) == Decimal(value)


@pytest.mark.parametrize("value", [Decimal("500000.00"), Decimal("500000"), 500000.0, "5E+5"])
def test_equal_numbers_are_typed_alike(value) -> None:
    column = find_register("parcels").column("area_m2")
    assert as_typed(column, value) == "500000"
    assert as_typed(column, Decimal("12.50")) == "12.5"


def test_incident_of_the_ward_is_no_group(conn, ward) -> None:
    said = BROADCAST | {"group_id": str(add_incident(conn, ward))}
    with pytest.raises(FormRefused):
        read_form(conn, ward, find_register("broadcasts"), Role.INSPECTOR, said)


@pytest.mark.parametrize(
    ("register", "column", "value", "words"),
    [
        ("model_groups", "year", 2016, Text("2016", "2016")),
        ("articles", "views", 2016, Text("2.016", "2,016")),
    ],
)
def test_a_year_has_no_thousands_and_an_amount_has(register, column, value, words) -> None:
    assert words_of(find_register(register).column(column), {column: value}) == words
