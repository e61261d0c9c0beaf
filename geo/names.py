"""Vietnamese names: keys to search, to match and to sort by."""

import re
import unicodedata

_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}  # huyền … nặng
_MARKED = {"\u0302", "\u0306", "\u031b"}  # circumflex, breve, horn: part of the letter
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_ETH_FOR_D = str.maketrans({"Ð": "Đ", "ð": "đ"})  # the Icelandic letter many old fonts typed

_VOWELS = "aăâeêioôơuưy"
_WORD = re.compile(r"[^\W\d_]+")
_SYLLABLE = re.compile(
    r"(?P<onset>ngh|ng|nh|ch|gh|kh|ph|th|tr|qu|gi(?=[aăâeêioôơuưy])|[bcdđghklmnpqrstvx])?"
    rf"(?P<vowels>[{_VOWELS}]{{1,3}})"
    r"(?P<coda>ng|nh|ch|[cmnpt])?"
)
_OPEN_SECOND = {"oa", "oe", "uy"}  # open pairs that carry the tone on the second vowel
_ALPHABET = {"ă": "a~1", "â": "a~2", "đ": "d~", "ê": "e~", "ô": "o~1", "ơ": "o~2", "ư": "u~"}


def fold(text: str) -> str:
    """Return the key to *search* by: lower case, no marks, punctuation as single spaces.

    "Ngõ 12/5 Nguyễn Văn Cừ" becomes "ngo 12 5 nguyen van cu". Different names may fold to the
    same key, so never use it to decide that two names are one.
    """
    plain = _clean(text).casefold().replace("đ", "d")
    letters = (c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[\W_]+", " ", "".join(letters)).split())


def match_key(text: str) -> str:
    """Return the key to *match* by: same name in another spelling, same key.

    Case, spaces and the place of the tone mark no longer differ ("Gia Thuỵ" and "Gia Thụy");
    every mark and đ stay, so "Gia Thụy" and "Gia Thủy" remain two names.
    """
    plain = " ".join(_clean(text).casefold().split())
    return _WORD.sub(lambda found: _place_tone(found.group()), plain)


def natural_key(text: str) -> tuple[tuple[int, int, str, tuple[int, ...]], ...]:
    """Return a key that sorts "Tổ 2" before "Tổ 10", in the order of the Vietnamese alphabet."""
    parts = re.findall(r"[0-9]+|[^0-9]+", match_key(text))
    return tuple(_natural_part(part) for part in parts)


def _clean(text: str) -> str:
    return unicodedata.normalize("NFC", text).translate(_INVISIBLE).translate(_ETH_FOR_D)


def _split_tones(word: str) -> tuple[str, list[str]]:
    """Separate the tone marks from a word; the letters keep circumflex, breve and horn."""
    decomposed = unicodedata.normalize("NFD", word)
    tones = [c for c in decomposed if c in _TONES]
    letters = "".join(c for c in decomposed if c not in _TONES)
    return unicodedata.normalize("NFC", letters), tones


def _place_tone(word: str) -> str:
    """Put the tone of one Vietnamese syllable in its canonical place; leave other words."""
    letters, tones = _split_tones(word)
    syllable = _SYLLABLE.fullmatch(letters)
    if len(tones) != 1 or syllable is None:
        return word
    at = syllable.start("vowels") + _tone_index(syllable["vowels"], bool(syllable["coda"]))
    return unicodedata.normalize("NFC", letters[: at + 1] + tones[0] + letters[at + 1 :])


def _tone_index(vowels: str, has_coda: bool) -> int:
    """Return which vowel carries the tone: a marked letter first, else by the group's shape."""
    marked = [i for i, v in enumerate(vowels) if _MARKED & set(unicodedata.normalize("NFD", v))]
    if marked:
        return marked[-1]
    if len(vowels) == 2:
        return 1 if has_coda or vowels in _OPEN_SECOND else 0
    return len(vowels) // 2


def _natural_part(part: str) -> tuple[int, int, str, tuple[int, ...]]:
    if part[0] in "0123456789":
        return (0, int(part), "", ())
    letters, _ = _split_tones(part)
    tones = tuple(_TONES[c] for c in unicodedata.normalize("NFD", part) if c in _TONES)
    return (1, 0, "".join(_ALPHABET.get(letter, letter) for letter in letters), tones)
