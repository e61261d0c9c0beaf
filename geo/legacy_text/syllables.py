"""Which written words can be Vietnamese syllables: onset, rime and tone that go together."""

import re
import unicodedata
from functools import lru_cache

_TONES = frozenset("\u0300\u0309\u0303\u0301\u0323")
_STOP_TONES = frozenset("\u0301\u0323")  # a syllable that ends in c, ch, p or t has one of these
_ONSET = re.compile(r"ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx]")
_WRITTEN = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu
im in inh ip it iu o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt
oc oe oen oeo oet oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
u ua uân uâng uât uây uc uê uêch uênh ui um un ung uơ uôc uôi uôm uôn uông uôt up ut
uy uya uych uyên uyêt uynh uyt uyu ư ưa ưc ưi ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
y yêm yên yêng yêt yêu ych ynh yt
"""
_RIMES = frozenset(_WRITTEN.split())
_STOPS = ("c", "ch", "p", "t")
_RUN = re.compile(r"[^\W\d_]+")
_SEPARATORS = re.compile(r"[\s,;|/()\-]+")
_EDGES = ".,;:()\"'!?[]/-_"
_SIGNS = "“”‘’…–—•·«»№°²³ \u00a0"  # what may stand in a text besides letters and ASCII


@lru_cache(maxsize=1 << 16)
def is_syllable(word: str) -> bool:
    """Say whether Vietnamese spelling allows the word; names of other languages mostly fail."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    tones = [mark for mark in decomposed if mark in _TONES]
    letters = unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in _TONES))
    if len(tones) > 1 or not letters:
        return False
    if letters.endswith(_STOPS) and not set(tones) & _STOP_TONES:
        return False
    return any(rime in _RIMES for rime in _rimes(letters))


def _rimes(letters: str) -> list[str]:
    """Return what may be the rime: "gi" and "qu" are onsets, or an onset and a vowel."""
    onset = _ONSET.match(letters)
    if onset is None:
        return [letters]
    rest = letters[onset.end() :]
    return [rest, letters[1:]] if onset.group() in ("gi", "qu") else [rest]


def accented_tokens(text: str) -> list[str]:
    """Return the pieces between spaces that have something beyond ASCII."""
    return [
        piece.strip(_EDGES) for piece in _SEPARATORS.split(text) if piece and not piece.isascii()
    ]


def is_vietnamese(token: str) -> bool:
    """Say whether all accented words of a piece are syllables, and nothing foreign is between."""
    marked = [run for run in _RUN.findall(token) if not run.isascii()]
    signs = _RUN.sub("", token).strip(_SIGNS)
    return bool(marked) and signs.isascii() and all(map(is_syllable, marked))


def vietnamese_share(text: str) -> float:
    """Return which part of the accented pieces is Vietnamese; 1 where there are none."""
    tokens = accented_tokens(text)
    return sum(map(is_vietnamese, tokens)) / len(tokens) if tokens else 1.0
