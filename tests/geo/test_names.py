import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.names import fold, match_key, natural_key


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Gia Thụy", "Gia Thuỵ"),
        ("hòa", "hoà"),
        ("Khuỷu", "Khủyu"),
        ("qúy", "quý"),
        ("cuả", "của"),
        ("GIA  THỤY ", "gia thụy"),
        ("Bồ Đề", unicodedata.normalize("NFD", "Bồ Đề")),
        ("Bồ Ðề", "Bồ Đề"),
        ("Ngọc\u200b Lâm", "Ngọc\u00a0Lâm"),
    ],
)
def test_spellings_of_one_name_match(first, second):
    assert match_key(first) == match_key(second)


@pytest.mark.parametrize(
    ("first", "second"),
    [("Gia Thụy", "Gia Thủy"), ("Đông Hội", "Dông Hội"), ("Tổ 1", "Tổ 10"), ("mía", "mịa")],
)
def test_two_names_stay_two(first, second):
    assert match_key(first) != match_key(second)


@pytest.mark.parametrize(
    "word", ["khuỷu", "giếng", "gìn", "già", "quý", "thuở", "mía", "hoà", "nguyễn", "xoòng", "café"]
)
def test_right_words_are_left_as_they_are(word):
    assert match_key(word) == word


@given(st.text())
def test_keys_are_stable(text):
    assert match_key(match_key(text)) == match_key(text)
    assert fold(fold(text)) == fold(text)


def test_fold_finds_an_address_typed_without_marks():
    assert fold("Ngõ 12 Nguyễn Văn Cừ") == "ngo 12 nguyen van cu"
    assert fold("Ngách 117/43, P. Bồ Đề") == "ngach 117 43 p bo de"


def test_natural_key_counts_and_follows_the_alphabet():
    assert sorted(["Tổ 10", "Tổ 2"], key=natural_key) == ["Tổ 2", "Tổ 10"]
    assert sorted(["Đê", "Ăn", "Dê", "Anh", ""], key=natural_key) == ["", "Anh", "Ăn", "Dê", "Đê"]
