from geo.text import Text, same


def test_text_speaks_the_asked_language():
    words = Text("ô nóng", "hot cell")
    assert words.in_language("en") == "hot cell"
    assert words.in_language("vi") == "ô nóng"
    assert words.in_language("fr") == "ô nóng"
    assert words.to_json() == {"vi": "ô nóng", "en": "hot cell"}


def test_same_words_in_both_languages():
    assert same("m") == Text("m", "m")
