"""Columns that name people are seen by their name or by what they hold."""

import pytest

from layers.custom.privacy import ADDRESS, IDENTITY, MAIL, NAME, PHONE, PLATE, risk_of


@pytest.mark.parametrize(
    ("title", "values", "reason"),
    [
        ("Họ và tên", [], NAME),
        ("Chủ hộ", [], NAME),
        ("nguoi_vi_pham", [], NAME),
        ("cột 3", ["Nguyễn Văn An", "Trần Thị Bình", "x"], NAME),
        ("SĐT", [], PHONE),
        ("lien lac", ["0912 345 678", "+84912345678"], PHONE),
        ("Địa chỉ", [], ADDRESS),
        ("vi tri", ["12 Ngõ 40", "số 5, phố Ngọc Lâm"], ADDRESS),
        ("xe", ["29A-123.45", "30H1 12345"], PLATE),
        ("so", ["001085012345"], IDENTITY),
        ("thu", ["a@b.vn"], MAIL),
    ],
)
def test_personal_column_is_named(title: str, values: list[str], reason: object) -> None:
    assert risk_of(title, values) == reason


@pytest.mark.parametrize(
    ("title", "values"),
    [
        ("Tên đường", ["Ngọc Lâm", "Ái Mộ"]),
        ("Loài", ["Sấu", "Xà cừ"]),
        ("Chiều cao", ["3.5", "12"]),
        ("Ghi chú", ["gặp Nguyễn Văn An", "cũ", "mới", "hỏng"]),
        ("population", ["120000", "98000"]),
    ],
)
def test_ordinary_column_is_not(title: str, values: list[str]) -> None:
    assert risk_of(title, values) is None
