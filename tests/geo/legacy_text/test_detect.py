"""Evidence for an encoding: shares and samples, never a decision."""

import pytest

from geo import legacy_text
from geo.legacy_text.detect import detect
from geo.legacy_text.syllables import is_syllable

WORDS = "Phường Gia Thụy; Tổ dân phố số 5; Ngõ 451 Nguyễn Văn Cừ; đổ phế thải trên vỉa hè"


@pytest.mark.parametrize("name", legacy_text.LEGACY)
def test_the_right_encoding_comes_first(name):
    content = legacy_text.encode(WORDS, name)
    best, second, *_ = detect(content)
    assert (best.encoding, best.share) == (name, 1.0)
    assert second.share < 0.7
    assert "Thụy" in best.after
    assert best.before != best.after


@pytest.mark.parametrize("name", ["tcvn3", "vni", "viscii"])
def test_a_legacy_text_that_became_unicode_is_seen(name):
    mistaken = legacy_text.encode(WORDS, name).decode("cp1252", "replace").replace("\ufffd", "")
    assert detect(mistaken)[0].encoding == f"{name}-in-utf8"
    assert detect(mistaken.encode())[0].encoding == f"{name}-in-utf8"


@pytest.mark.parametrize("content", [WORDS, WORDS.encode()])
def test_good_unicode_is_left_in_peace(content):
    (only,) = detect(content)
    assert (only.encoding, only.share) == ("utf-8", 1.0)


def test_ascii_leaves_nothing_to_ask():
    assert detect(b"ngo 12, gia thuy") == detect("ngo 12, gia thuy") == ()


@pytest.mark.parametrize("text", ["café Montjuïc", "Sønderborg, Århus", "Škoda Łódź"])
def test_other_languages_are_not_taken_for_vietnamese(text):
    assert all(each.share < 0.5 for each in detect(text))


def test_two_encodings_in_one_file_are_proposed_together():
    mixed = b"\n".join(legacy_text.encode(WORDS, name) for name in ("tcvn3", "tcvn3", "vni"))
    best = detect(mixed.decode("cp1252"))[0]
    assert (best.encoding, best.share) == ("tcvn3+vni-in-utf8", 1.0)


@pytest.mark.parametrize(
    "word", ["Thụy", "Thuỵ", "nghiêng", "quốc", "giêng", "gì", "khuya", "Đắc", "ĐƯỜNG", "xoong"]
)
def test_syllables(word):
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["Thôngg", "các̉", "cafộ", "Pleikú", "wào", "ấấ", "thừc"])
def test_no_syllables(word):
    assert not is_syllable(word)
