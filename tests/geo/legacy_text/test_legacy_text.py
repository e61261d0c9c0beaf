"""Codecs for Vietnamese text from before Unicode: both directions, and what cannot be known."""

import codecs
import io
import unicodedata

import pytest

from geo import legacy_text

SMALL = (
    "àảãáạăằẳẵắặâầẩẫấậèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵđ"
    " phường gia thụy, ngõ 12/5 “nguyễn văn cừ”"
)
TEXT = SMALL + SMALL.upper()

KNOWN = [  # as the fonts of each show them on a machine that takes them for Latin-1
    ("tcvn3", "Gia Thụy", "Gia Thôy"),
    ("tcvn3", "Thị trấn Tân Châu", "ThÞ trÊn T©n Ch©u"),
    ("vni", "Phường Tân Thạnh Đông", "Phöôøng Taân Thaïnh Ñoâng"),
    ("vni", "Thủ Thiêm, Bình Khánh", "Thuû Thieâm, Bình Khaùnh"),
    ("viscii", "Gia Thụy", "Gia Thøy"),
]


@pytest.mark.parametrize("name", ["vni", "cp1258"])
def test_all_letters_and_quotes_come_back(name):
    assert legacy_text.decode(legacy_text.encode(TEXT, name), name) == TEXT


def test_viscii_has_every_letter_and_no_curly_quotes():
    plain = TEXT.replace("“", "").replace("”", "")
    assert legacy_text.decode(plain.encode("viscii"), "viscii") == plain
    with pytest.raises(UnicodeEncodeError):
        "“".encode("viscii")


def test_tcvn3_has_every_small_letter():
    assert SMALL.encode("tcvn3").decode("tcvn3") == SMALL


@pytest.mark.parametrize(("name", "text", "seen"), KNOWN)
def test_known_words(name, text, seen):
    assert text.encode(name).decode("cp1252") == seen
    assert legacy_text.reread(seen, name) == text


@pytest.mark.parametrize("name", ["tcvn3", "vni", "viscii"])
def test_decomposed_text_is_encoded_alike(name):
    word = "phường thụy"
    assert unicodedata.normalize("NFD", word).encode(name) == word.encode(name)


@pytest.mark.parametrize("alias", ["TCVN3", "ABC", "tcvn-3", "VNI", "vni-win", "VISCII"])
def test_names_are_found_as_python_finds_its_own(alias):
    assert codecs.lookup(alias).name in legacy_text.LEGACY


@pytest.mark.parametrize(
    ("name", "content"), [("tcvn3", b"ok \xff"), ("vni", b"ok \xe9"), ("vni", b"\x81")]
)
def test_a_byte_without_meaning_is_an_error_or_a_mark(name, content):
    with pytest.raises(UnicodeDecodeError):
        content.decode(name)
    assert "\ufffd" in content.decode(name, "replace")


def test_vni_takes_a_capital_with_a_small_mark():
    assert "AÙO aùo Aùo".encode("cp1252").decode("vni") == "ÁO áo Áo"


def test_vni_is_read_in_pieces():
    content = "Phường Thạnh".encode("vni")
    stream = io.TextIOWrapper(io.BytesIO(content), encoding="vni")
    stream._CHUNK_SIZE = 1
    assert stream.read() == "Phường Thạnh"
    decoder = codecs.getincrementaldecoder("vni")()
    pieces = [decoder.decode(content[i : i + 1]) for i in range(len(content))]
    assert "".join(pieces) + decoder.decode(b"", True) == "Phường Thạnh"


def test_cp1258_is_composed():
    assert legacy_text.decode("Gia Thu\u0323y".encode("cp1258"), "cp1258") == "Gia Thụy"


def test_tcvn3_lacks_accented_capitals():
    """A plain encode says so; the handler stores what people typed."""
    with pytest.raises(UnicodeEncodeError):
        "HOÀNG".encode("tcvn3")
    assert "HOÀNG".encode("tcvn3", legacy_text.LOWER) == b"HO\xb5NG"
    with pytest.raises(UnicodeEncodeError):
        "日".encode("tcvn3", legacy_text.LOWER)


@pytest.mark.parametrize(
    ("stored", "restored"),
    [
        ("HOàNG VăN THụ", "HOÀNG VĂN THỤ"),
        ("NGUYễN THị Lý", "NGUYỄN THỊ LÝ"),
        ("Lý Thường Kiệt", "Lý Thường Kiệt"),
        ("Lý", "Lý"),  # or LÝ: nothing tells
        ("hoàng", "hoàng"),  # or HOÀNG: nothing tells
        ("LOúA,Lý\nTHôN", "LOÚA,Lý\nTHÔN"),
        ("UBND phường", "UBND phường"),
    ],
)
def test_capitals_are_raised_only_where_the_other_letters_tell(stored, restored):
    assert legacy_text.restore_capitals(stored) == restored


def test_a_merged_text_is_read_in_the_better_of_two():
    assert legacy_text.reread("Phöôøng Taân Kieång", "tcvn3+vni") == "Phường Tân Kiểng"
    assert legacy_text.reread("T©n Ch©u", "tcvn3+vni") == "Tân Châu"


def test_what_was_never_latin_1_is_not_reread():
    with pytest.raises(UnicodeError):
        legacy_text.reread("Tổ dân phố", "tcvn3")
