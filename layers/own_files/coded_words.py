"""Codes as the Vietnamese words people read, and back: only words that stand for one code."""

from collections import Counter
from collections.abc import Mapping

from geo.names import match_key
from geo.text import Text

YES, NO = "có", "không"


def words_of(codes: Mapping[str, Text]) -> dict[str, str]:
    """Return the word of each code; a code whose word is not its own keeps being a code."""
    keys = Counter(match_key(words.vi) for words in codes.values())
    taken = {match_key(code) for code in codes}
    return {
        code: words.vi
        for code, words in codes.items()
        if keys[match_key(words.vi)] == 1 and match_key(words.vi) not in taken - {match_key(code)}
    }


def codes_by_word(codes: Mapping[str, Text]) -> dict[str, str]:
    """Return the code that each word stands for, by the key that names are matched with."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for code, words in codes.items():
        for key in {match_key(words.vi), match_key(words.en)}:
            twice |= {key} & found.keys()
            found[key] = code
    return {key: code for key, code in found.items() if key not in twice and key not in codes}
