"""Vietnamese text from before Unicode: codecs for it, and the evidence for which one a text is in.

Importing this package gives Python the codecs "tcvn3" (ABC fonts), "vni" and "viscii", and the
error handler "vietnamese_lower" for encoding. What bytes cannot tell: TCVN3 has no accented
capitals. Its users switched to a font that draws small letters as capitals, so "HOÀNG" is stored
as "HOµNG" or wholly in small letters. `decode` raises the accented letters of words whose other
letters are capitals; a word with a single other letter ("Lý" or "LÝ") follows the words around it;
text stored wholly in small letters stays small, because nothing in it says otherwise.
"""

import codecs
import re
import unicodedata

from geo.legacy_text.codec import codec_info, lower_capital
from geo.legacy_text.syllables import vietnamese_share

LEGACY = ("tcvn3", "vni", "viscii", "cp1258")
LOWER = "vietnamese_lower"
IN_UTF8 = "-in-utf8"
"""Ending of an encoding's name: text of it that was taken for Latin-1 and saved as Unicode."""

codecs.register(codec_info)
codecs.register_error(LOWER, lower_capital)

_WORD = re.compile(r"[^\W\d_]+")
_PIECE = re.compile(r"[^,;|\t\r\n]+")  # a cell of a table, as far as bytes tell
_TONES_1258 = "\u0300\u0309\u0303\u0301\u0323"


def decode(content: bytes, encoding: str) -> str:
    """Return the text in composed Unicode; raises what `bytes.decode` raises."""
    text = unicodedata.normalize("NFC", content.decode(encoding))
    return restore_capitals(text) if codecs.lookup(encoding).name == "tcvn3" else text


def encode(text: str, encoding: str) -> bytes:
    """Return the bytes; for cp1258, which has letters and tones apart, the tones are split off.

    For TCVN3 a capital that it lacks becomes a small letter, as its users typed it.
    """
    name = codecs.lookup(encoding).name
    if name == "cp1258":
        return "".join(map(_split_tone, unicodedata.normalize("NFC", text))).encode(name)
    return text.encode(name, LOWER if name == "tcvn3" else "strict")


def reread(text: str, encoding: str) -> str:
    """Read again, in its own encoding, a text that was taken for Latin-1 or Windows-1252.

    Of several encodings ("tcvn3+vni", as merged files need) the one that makes the text more
    Vietnamese is taken, the first where they are equal. UnicodeError where none can be.
    """
    content = b"".join(map(_byte, text))
    readings: list[str] = []
    failure: UnicodeError | None = None
    for name in encoding.split("+"):
        try:
            readings.append(decode(content, name))
        except UnicodeError as error:
            failure = failure or error
    if failure and not readings:
        raise failure
    return max(readings, key=vietnamese_share) if len(readings) > 1 else readings[0]


def restore_capitals(text: str) -> str:
    """Raise the small accented letters of words that are otherwise in capitals."""
    return _PIECE.sub(lambda piece: _restored(piece.group()), text)


def _restored(piece: str) -> str:
    words = [_is_capital(word) for word in _WORD.findall(piece)]
    in_capitals = True in words and False not in words

    def raised(word: "re.Match[str]") -> str:
        decided = _is_capital(word.group())
        upper = in_capitals if decided is None else decided
        return word.group().upper() if upper else word.group()

    return _WORD.sub(raised, piece)


def _is_capital(word: str) -> bool | None:
    """Say whether a word was typed in capitals; None where too few of its letters can tell."""
    telling = [letter for letter in word if letter.isascii()]
    if not all(map(str.isupper, telling)):
        return False
    return True if len(telling) > 1 else None


def _byte(character: str) -> bytes:
    return bytes([ord(character)]) if ord(character) < 0x100 else character.encode("cp1252")


def _split_tone(letter: str) -> str:
    """Return a letter as cp1258 has it: the vowel with its hat or horn, then the tone."""
    try:
        letter.encode("cp1258")
    except UnicodeEncodeError:
        parts = unicodedata.normalize("NFD", letter)
        tone = [mark for mark in parts if mark in _TONES_1258]
        head = "".join(mark for mark in parts if mark not in _TONES_1258)
        return unicodedata.normalize("NFC", head) + "".join(tone)
    return letter
