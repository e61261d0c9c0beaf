"""Read a Vietnamese address as it is typed: house, lanes within lanes, street.

"Số 5, ngách 3, ngõ 12 Phố Nguyễn Sơn, P. Gia Thụy" is house 5 in lane 12/3 of Phố Nguyễn Sơn. What
is read is compared as `geo.names.match_key` does: the tone mark may stand on either vowel, and no
mark is ever taken off.
"""

import re
from typing import Literal, NamedTuple

from geo.names import match_key

Kind = Literal["duong", "pho", "ngo", "ngach", "hem", ""]
Relation = Literal["", "within", "beside", "between"]


class Address(NamedTuple):
    """What an address says; `path` are lane numbers, the outermost first.

    `kind` is that of the street: a street whose name begins with "Ngõ" and has no number is one.
    `doubts` name what could be read in another way. `is_bare`: it was typed without any marks.
    """

    house: str = ""
    path: tuple[str, ...] = ()
    kind: Kind = ""
    street: str = ""
    relation: Relation = ""
    doubts: tuple[str, ...] = ()
    is_bare: bool = False

    @property
    def says_nothing(self) -> bool:
        return not self.path and not self.street


_NUMBER = r"\d+[a-zđ]?"
_NUMBERS = rf"{_NUMBER}(?:\s*/\s*{_NUMBER})*"
_LEVELS = {"ngõ": 1, "ngo": 1, "kiệt": 1, "kiet": 1, "ng": 1} | {
    "ngách": 2, "ngach": 2, "nghách": 2, "nghach": 2, "ngh": 2, "hẻm": 3, "hem": 3
}  # fmt: skip
_KINDS: dict[str, Kind] = {
    "đường": "duong", "duong": "duong", "đ": "duong", "đg": "duong", "phố": "pho", "pho": "pho",
    "p": "pho", "ngõ": "ngo", "ngo": "ngo", "ngách": "ngach", "ngach": "ngach", "hẻm": "hem",
    "hem": "hem",
}  # fmt: skip

_MARK = re.compile(
    rf"(?<!\w)(?:"
    rf"(?P<level>ngõ|ngách|nghách|hẻm|kiệt|ngo|ngach|nghach|hem|kiet|ngh\.?|ng\.?)"
    rf"\s*(?:(?:số|so)\s+)?(?P<lane>{_NUMBERS})(?!\w)"
    rf"|(?P<said>số\s+nhà|nhà\s+số|so\s+nha|nha\s+so|s\.\s?n\.?|sn\.?|số|nhà|so|nha)\s*[:.]?\s*"
    rf"(?P<house>{_NUMBERS})(?!\w)"
    rf"|(?P<way>(?:đường|phố|đg|duong|pho|ngõ|ngách|hẻm|ngo|ngach|hem)(?!\w)\.?|đ\.|p\.)\s*"
    rf"(?:(?:số|so)\s+(?=\d))?(?=\S)"
    rf")"
)
_LEADING = re.compile(rf"\s*(?P<house>{_NUMBERS})(?=\s+[^\W\d])")
_TAIL = re.compile(
    r"(?<!\w)(?:(?:phường|phuong|quận|q\.|tổ dân phố|to dan pho|tổ|tdp|xã|huyện|thành phố|thanh pho"
    r"|tp\.?|thị trấn|thị xã|tỉnh|khu phố|khu tập thể|ktt|kđt|cụm|p\.?(?=\s*\d+\s*$))(?=\s*\w)"
    r"|(?:hà nội|ha noi|hn|việt nam)\s*$).*"
)
_SEPARATOR = re.compile(r"[,;()\n\r\t]|\s[-–—]\s|[-–—]\s(?=\D)|(?<=\D)\s[-–—]")
_RELATIONS: tuple[tuple[Relation, re.Pattern[str]], ...] = (
    (
        "between",
        re.compile(
            r"(?<!\w)(?:ngã ba|ngã tư|ngã năm|chỗ giao|giao với|giao cắt|nga tu|nga ba)(?!\w)"
        ),
    ),
    ("beside", re.compile(r"(?<!\w)(?:đối diện|gần|cạnh|sau|trước|doi dien|gan|canh|truoc)(?!\w)")),
    ("within", re.compile(r"(?<!\w)(?:đầu|cuối|giữa|trong|dau|cuoi|giua)(?!\w)")),
)
_SHORT = (
    (re.compile(r"(?<!\w)(?:ng|ngn)\.\s*(?=[^\W\d])"), "nguyễn "),
    (re.compile(r"(?<!\w)(?:ql|qlộ)\.?\s*(?=\d)"), "quốc lộ "),
    (re.compile(r"(?<!\w)tl\.?\s*(?=\d)"), "tỉnh lộ "),
)


def read_address(text: str) -> Address:
    """Read an address; what it does not say is empty. Never fails, never guesses a name."""
    key = match_key(text)
    bare = all(letter.isascii() or not letter.isalpha() for letter in key)
    for pattern, long in _SHORT:
        key = pattern.sub(long, key)
    found = _Reading()
    relation: Relation = next((name for name, words in _RELATIONS if words.search(key)), "")
    for _, words in _RELATIONS:
        key = words.sub(" ", key)
    for segment in _SEPARATOR.split(_closed_hyphens(key)):
        found.read(segment)
    return found.address(relation, is_bare=bare)


def is_divided(text: str) -> bool:
    """Say whether a text falls into parts, at a comma or a hyphen between words."""
    return len(_SEPARATOR.split(_closed_hyphens(match_key(text)))) > 1


def street_key(name: str) -> str:
    """Return a street's name as it is compared: hyphens closed up, no leading zeros."""
    plain = _closed_hyphens(match_key(name))
    plain = re.sub(r"(?<![\d])0+(?=\d)", "", plain)
    plain = re.sub(r"^(?:số|so)\s+(?=\d)", "", plain.strip(" .:'\"-–/"))
    return " ".join(plain.replace(".", " ").split())


def _closed_hyphens(key: str) -> str:
    return re.sub(r"(?<=\d)\s*[-–]\s*(?=\d)", "-", key)


class _Name(NamedTuple):
    """A name that could be the street's; `weight` says how plainly the text puts it there."""

    weight: int
    kind: Kind
    name: str


_ALONE, _AFTER_HOUSE, _AFTER_LANE, _CALLED = 1, 2, 3, 4


class _Reading:
    """Gathers what the parts of one address say."""

    def __init__(self) -> None:
        self.house = ""
        self.levels: list[tuple[int, tuple[str, ...]]] = []
        self.names: list[_Name] = []
        self.doubts: list[str] = []

    def read(self, segment: str) -> None:
        tail = _TAIL.search(segment)
        if tail:
            segment = segment[: tail.start()]
        before = _ALONE
        lead = _LEADING.match(segment)
        if lead and not self.house and not self.names:
            self.house, segment, before = (
                _joined(lead["house"]),
                segment[lead.end() :],
                _AFTER_HOUSE,
            )
        marks = list(_MARK.finditer(segment))
        ends = [*(mark.start() for mark in marks), len(segment)]
        self._name(segment[: ends[0]], "", before)
        for mark, end in zip(marks, ends[1:], strict=True):
            self._take(mark, segment[mark.end() : end])

    def _take(self, mark: re.Match[str], rest: str) -> None:
        if mark["level"]:
            rank = _LEVELS[mark["level"].rstrip(".")]
            self.levels.append((rank, tuple(_joined(mark["lane"]).split("/"))))
            self._name(rest, "", _AFTER_LANE)
        elif mark["said"]:
            self.house = self.house or _joined(mark["house"])
            self._name(rest, "", _AFTER_HOUSE)
        else:
            word = mark["way"].rstrip(".")
            strongest = max((each.weight for each in self.names), default=0)
            if word == "p" and strongest >= _AFTER_HOUSE:
                return  # the street is known: this is the ward
            if word == "p":
                self.doubts.append("p.")
            self._name(rest, _KINDS[word], _CALLED)

    def _name(self, words: str, kind: Kind, weight: int) -> None:
        name = street_key(words)
        if name and (kind or re.search(r"[^\W\d_]", name)):
            self.names.append(_Name(weight, kind, name))

    def address(self, relation: Relation, *, is_bare: bool) -> Address:
        weight = max((each.weight for each in self.names), default=0)
        best = [each for each in self.names if each.weight == weight]
        doubts = list(self.doubts)
        if weight > _ALONE and len({each.name for each in best}) > 1:
            doubts.append("names")
        street = best[0] if best else _Name(0, "", "")
        return Address(
            self.house, self._path(), street.kind, street.name, relation, tuple(doubts), is_bare
        )

    def _path(self) -> tuple[str, ...]:
        path: tuple[str, ...] = ()
        for _, numbers in sorted(self.levels, key=lambda level: level[0]):
            inside = len(numbers) > len(path) and numbers[: len(path)] == path
            path = numbers if inside else path + numbers
        return path


def _joined(numbers: str) -> str:
    plain = re.sub(r"\s+", "", numbers)
    return re.sub(r"(?<!\d)0+(?=\d)", "", plain)
