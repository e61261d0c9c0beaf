"""Which encoding a text is in: what each reading of it would give, and how Vietnamese that is."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from geo.legacy_text import IN_UTF8, LEGACY, decode, reread
from geo.legacy_text.syllables import accented_tokens, is_vietnamese

SAMPLE_BYTES = 1 << 20
SAMPLE_TOKENS = 20_000  # distinct
SHOWN = 8
MIXED_GAIN = 0.02  # what a second encoding must explain to be proposed beside the first


@dataclass(frozen=True)
class Candidate:
    """One way to read a text.

    `share` of its `tokens` beyond ASCII become words that Vietnamese spelling allows. `before`
    is a sample as it looks unread (bytes as Latin-1, a text as it stands), `after` the same, read.
    """

    encoding: str
    share: float
    tokens: int
    before: str
    after: str


def detect(content: bytes | str) -> tuple[Candidate, ...]:
    """Return the readings that are possible, the most Vietnamese one first.

    Of bytes: the encodings in which all of them have a meaning. Of a text: as it stands
    ("utf-8"), or as a legacy encoding that was once taken for Latin-1 ("tcvn3-in-utf8"). Empty
    for plain ASCII, which is the same in all of them. Nothing is decided here.
    """
    if isinstance(content, str):
        return _of_text(content)
    sample = _whole_lines(content)
    if sample.isascii():
        return ()
    if _decodes(sample, "utf-8"):
        return _of_text(sample.decode("utf-8"))
    tokens = _count(sample.decode("latin-1"))
    names = [name for name in (*LEGACY, "cp1252") if _decodes(sample, name)]
    return _ranked(tokens, {name: _reread(tokens, name) for name in names}, names)


def _of_text(text: str) -> tuple[Candidate, ...]:
    tokens = _count(text[:SAMPLE_BYTES])
    if not tokens:
        return ()
    readings: dict[str, dict[str, str]] = {"utf-8": {token: token for token in tokens}}
    names = []
    if _share_of_latin(tokens) > 0.5:
        names = [name + IN_UTF8 for name in LEGACY]
        readings |= {name: _reread(tokens, name) for name in names}
    return _ranked(tokens, readings, names)


def _ranked(
    tokens: "Counter[str]", readings: dict[str, dict[str, str]], legacy: list[str]
) -> tuple[Candidate, ...]:
    """Judge every reading; propose two at once where the best legacy one leaves much unread."""
    found = [_candidate(name, tokens, read) for name, read in readings.items()]
    best = max((each for each in found if each.encoding in legacy), key=_share, default=None)
    for name in legacy if best is not None and best.share >= 0.5 else ():
        assert best is not None
        both = _merged(readings[best.encoding], readings[name])
        pair = f"{best.encoding.removesuffix(IN_UTF8)}+{name}"
        mixed = _candidate(pair, tokens, both)
        if mixed.share >= best.share + MIXED_GAIN:
            found.append(mixed)
    return tuple(sorted(found, key=_share, reverse=True))


def _share(candidate: Candidate) -> float:
    return candidate.share


def _candidate(name: str, tokens: "Counter[str]", read: Mapping[str, str]) -> Candidate:
    good = sum(n for token, n in tokens.items() if is_vietnamese(read.get(token, "\ufffd")))
    shown = [token for token, _ in tokens.most_common(SHOWN)]
    total = sum(tokens.values())
    after = " ".join(read.get(token, "\ufffd") for token in shown)
    return Candidate(name, good / total if total else 0.0, total, " ".join(shown), after)


def _reread(tokens: "Counter[str]", name: str) -> dict[str, str]:
    """Read each token in an encoding; those that cannot be are left out."""
    read: dict[str, str] = {}
    for token in tokens:
        try:
            read[token] = reread(token, name.removesuffix(IN_UTF8))
        except UnicodeError:
            continue
    return read


def _merged(first: Mapping[str, str], second: Mapping[str, str]) -> dict[str, str]:
    better = {t: read for t, read in second.items() if is_vietnamese(read)}
    return {**second, **first, **{t: r for t, r in better.items() if not _is_good(first, t)}}


def _is_good(read: Mapping[str, str], token: str) -> bool:
    return is_vietnamese(read.get(token, "\ufffd"))


def _count(text: str) -> "Counter[str]":
    """Count the pieces beyond ASCII, the most frequent ones where there are very many."""
    return Counter(dict(Counter(accented_tokens(text)).most_common(SAMPLE_TOKENS)))


def _share_of_latin(tokens: "Counter[str]") -> float:
    read = _reread(tokens, "cp1252")
    return sum(n for token, n in tokens.items() if token in read) / sum(tokens.values())


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        decode(content, encoding)
    except UnicodeError:
        return False
    return True


def _whole_lines(content: bytes) -> bytes:
    """Return as much as is looked at, without cutting a character in two."""
    if len(content) <= SAMPLE_BYTES:
        return content
    return content[: content.rfind(b"\n", 0, SAMPLE_BYTES) + 1 or SAMPLE_BYTES]
