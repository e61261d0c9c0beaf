"""Vietnamese addresses in the forms they are typed in, and the lanes they mean."""

import pytest

from geo.address_match import SURE, LaneNames
from geo.address_text import read_address

LANES = LaneNames(
    enumerate(
        """
        Đường Nguyễn Văn Cừ | Phố Nguyễn Sơn | Phố Gia Thụy | Phố Gia Thủy | Phố Ngọc Lâm | Ngọc Lâm
        Phố Thể Giao | Phố Lê Hồng Phong
        Ngõ 12 Nguyễn Văn Cừ | Ngõ 640 Nguyễn Văn Cừ | Ngách 12/3 Nguyễn Văn Cừ
        Hẻm 12/3/5 Nguyễn Văn Cừ | Ngách 117/43 Nguyễn Sơn | Ngõ 117 Nguyễn Sơn | Ngõ 5 Ngọc Lâm
        Phố Hàng Bún | Ngõ Hàng Bún | Ngõ Huyện | Đường số 5 | Hoa Sữa 1-22 | Quốc lộ 5
        Ngõ 34A Ngọc Lâm | Ngách 31 Ngõ 135 Ngọc Lâm | Phố Long Biên 1 | Ngõ 77 Gia Thụy
        """.replace("\n", "|").split("|")
    )
)

SURE_ONES = [
    ("Ngõ 12 Nguyễn Văn Cừ", "Ngõ 12 Nguyễn Văn Cừ"),
    ("ngõ 640 Đường Nguyễn Văn Cừ", "Ngõ 640 Nguyễn Văn Cừ"),
    ("Ngách 117/43 Phố Nguyễn Sơn", "Ngách 117/43 Nguyễn Sơn"),
    ("Ngách 43 ngõ 117 Nguyễn Sơn", "Ngách 117/43 Nguyễn Sơn"),
    ("số 5 ngõ 12/3 Nguyễn Văn Cừ", "Ngách 12/3 Nguyễn Văn Cừ"),
    ("Số 5, ngách 3, ngõ 12, Nguyễn Văn Cừ", "Ngách 12/3 Nguyễn Văn Cừ"),
    ("hẻm 5 ngách 3 ngõ 12 Nguyễn Văn Cừ", "Hẻm 12/3/5 Nguyễn Văn Cừ"),
    ("Hẻm 12/3/5 đường Nguyễn Văn Cừ, phường Gia Thuỵ", "Hẻm 12/3/5 Nguyễn Văn Cừ"),
    ("SN 8 ngõ 117 Nguyễn Sơn, P. Gia Thụy, Q. Long Biên", "Ngõ 117 Nguyễn Sơn"),
    ("NGÕ 12 - NGUYỄN VĂN CỪ", "Ngõ 12 Nguyễn Văn Cừ"),
    ("ngõ12 Nguyễn Văn Cừ", "Ngõ 12 Nguyễn Văn Cừ"),
    ("ngõ số 012 Nguyễn Văn Cừ", "Ngõ 12 Nguyễn Văn Cừ"),
    ("Ng.12 Nguyễn Văn Cừ", "Ngõ 12 Nguyễn Văn Cừ"),
    ("đầu ngõ 12 Nguyễn Văn Cừ", "Ngõ 12 Nguyễn Văn Cừ"),
    ("Nguyễn Văn Cừ, ngõ 12", "Ngõ 12 Nguyễn Văn Cừ"),
    ("Tổ 5, ngõ 12 Nguyễn Văn Cừ", "Ngõ 12 Nguyễn Văn Cừ"),
    ("Bà Lan, số 5 ngõ 12 Nguyễn Văn Cừ", "Ngõ 12 Nguyễn Văn Cừ"),
    ("số nhà 21B Nguyễn Sơn", "Phố Nguyễn Sơn"),
    ("21 phố Nguyễn Sơn, Gia Thụy, Long Biên, Hà Nội", "Phố Nguyễn Sơn"),
    ("Ng. Văn Cừ", "Đường Nguyễn Văn Cừ"),
    ("phố Nguyễn Văn Cừ", "Đường Nguyễn Văn Cừ"),
    ("12 Gia Thuỵ", "Phố Gia Thụy"),
    ("Ngọc Lâm", "Phố Ngọc Lâm"),
    ("Phố Thể Giao", "Phố Thể Giao"),
    ("3 Lê Hồng Phong", "Phố Lê Hồng Phong"),
    ("Phố Gia Thủy", "Phố Gia Thủy"),
    ("Phố Hàng Bún", "Phố Hàng Bún"),
    ("số 3 ngõ Hàng Bún", "Ngõ Hàng Bún"),
    ("nhà 5 ngõ Huyện", "Ngõ Huyện"),
    ("Đường 5", "Đường số 5"),
    ("Hoa Sữa 1 - 22", "Hoa Sữa 1-22"),
    ("QL5", "Quốc lộ 5"),
    ("Ngõ 34a phố Ngọc Lâm", "Ngõ 34A Ngọc Lâm"),
    ("Ngách 135/31 Ngọc Lâm", "Ngách 31 Ngõ 135 Ngọc Lâm"),
]

UNSURE = [  # the address, what is offered first, a word of the reason
    ("ngo 12 nguyen van cu", "Ngõ 12 Nguyễn Văn Cừ", "dấu"),
    ("Ngõ 12 NVC", "Ngõ 12 Nguyễn Văn Cừ", "viết tắt"),
    ("ngõ 12 N.V. Cừ", "Ngõ 12 Nguyễn Văn Cừ", "viết tắt"),
    ("Ngõ 12 Nguyễn Văn Cử", "Ngõ 12 Nguyễn Văn Cừ", "dấu"),
    ("Ngõ 12 Nguyễn Văng Cừ", "Ngõ 12 Nguyễn Văn Cừ", "gần giống"),
    ("12/5 Nguyễn Văn Cừ", "Ngõ 12 Nguyễn Văn Cừ", "số nhà trên phố"),
    ("Ngách 12/99 Nguyễn Văn Cừ", "Ngõ 12 Nguyễn Văn Cừ", "chưa có ngõ"),
    ("Ngõ 99 Nguyễn Văn Cừ", "Đường Nguyễn Văn Cừ", "chưa có ngõ"),
    ("đối diện số 12 Nguyễn Sơn", "Phố Nguyễn Sơn", "đối diện"),
    ("ngã tư Nguyễn Văn Cừ - Nguyễn Sơn", "Đường Nguyễn Văn Cừ", "giao"),
    ("Ngõ 640", "Ngõ 640 Nguyễn Văn Cừ", "không nêu tên phố"),
    ("Hàng Bún", "Ngõ Hàng Bún", "không nói loại nào"),
    ("Ngõ 77, P. Gia Thụy", "Ngõ 77 Gia Thụy", "phường"),
]

NOTHING = [
    "",
    "tổ 5 phường Gia Thụy",
    "chợ Gia Lâm",
    "Số 5",
    "không rõ",
    "12",
    "Phường Gia Thụy, Hà Nội",
]


@pytest.mark.parametrize(("address", "lane"), SURE_ONES, ids=[each[0] for each in SURE_ONES])
def test_an_address_that_surely_means_a_lane(address, lane):
    found = LANES.sure(address)
    assert found is not None, LANES.find(address)
    assert (found.name, found.confidence >= SURE) == (lane, True)
    assert found.reasons


@pytest.mark.parametrize(("address", "lane", "why"), UNSURE, ids=[each[0] for each in UNSURE])
def test_an_address_that_only_a_person_can_place(address, lane, why):
    assert LANES.sure(address) is None
    first = LANES.find(address)[0]
    assert (first.name, 0 < first.confidence < SURE) == (lane, True)
    assert any(why in reason.vi for reason in first.reasons)
    assert all(reason.vi != reason.en for reason in first.reasons)


@pytest.mark.parametrize("address", NOTHING)
def test_an_address_that_names_no_lane(address):
    assert LANES.find(address) == ()


def test_marks_are_never_taken_off_for_a_match():
    assert LANES.sure("Ngõ 77 Gia Thủy") is None
    offered = LANES.find("Ngõ 77 Gia Thủy")
    assert ("Ngõ 77 Gia Thụy", 0.8) in {(each.name, each.confidence) for each in offered}


def test_lanes_of_one_name_are_one_candidate():
    lanes = LaneNames([(7, "Phố Huế"), (9, "Phố  Huế"), (8, "")])
    assert lanes.sure("số 5 phố Huế").lanes == (7, 9)
    assert len(lanes) == 1


def test_reading_never_fails_on_anything_typed():
    for odd in (
        "/",
        "ngõ",
        "số",
        "ngõ / ",
        "1/2/3/4/5/6/7",
        "-" * 500,
        "ngõ 12 " * 200,
        "\u0000",
        "đ.",
        "p.",
    ):
        assert isinstance(LANES.find(odd), tuple)
    assert read_address("Ngõ 12/").path == ("12",)
