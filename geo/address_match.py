"""Find the lane that an address means, with a confidence and its reasons.

A match keeps every mark of a name. Names that differ in marks, by a letter, or are shortened are
near misses: offered to a person, never taken. A house number is never turned into a place along
the lane: it says on which lane, and no more.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from geo.address_text import Address, is_divided, read_address, street_key
from geo.names import fold
from geo.text import Text

SURE = 0.9
"""From this confidence on an address is put on its lane without a person."""
MOST_CANDIDATES = 5

_LEAST_ALIKE = 0.8
_BROAD = {"duong", "pho"}


class Candidate(NamedTuple):
    """Lanes of one name that an address may mean; `lanes` are the numbers the caller gave."""

    name: str
    lanes: tuple[int, ...]
    confidence: float
    reasons: tuple[Text, ...]


class _Lane(NamedTuple):
    name: str
    numbers: tuple[int, ...]
    said: Address


_Key = tuple[tuple[str, ...], str]


class LaneNames:
    """The lanes of a ward by what their names say. Lanes of one name are one candidate."""

    def __init__(self, names: Iterable[tuple[int, str]]) -> None:
        numbers: dict[str, list[int]] = defaultdict(list)
        for number, name in names:
            if name.strip():
                numbers[" ".join(name.split())].append(number)
        self._exact: dict[_Key, list[_Lane]] = defaultdict(list)
        self._by_path: dict[tuple[str, ...], list[_Lane]] = defaultdict(list)
        self._streets: dict[str, list[str]] = defaultdict(list)
        self._whole: dict[str, _Lane] = {}
        for name, same in sorted(numbers.items()):
            lane = _Lane(name, tuple(same), read_address(name))
            if is_divided(name):  # "Cầu vượt A - B" is one name, and only as a whole
                self._whole[street_key(name)] = lane
                continue
            if lane.said.says_nothing:
                continue
            self._exact[lane.said.path, lane.said.street].append(lane)
            self._by_path[lane.said.path].append(lane)
            folded = fold(lane.said.street)
            if lane.said.street and lane.said.street not in self._streets[folded]:
                self._streets[folded].append(lane.said.street)

    def __len__(self) -> int:
        return len(self._exact)

    def find(self, text: str, *, near: bool = True) -> tuple[Candidate, ...]:
        """Return what an address may mean, the surest first; without `near`, no near misses."""
        whole = self._whole.get(street_key(text)) if self._whole else None
        if whole is not None:
            return (Candidate(whole.name, whole.numbers, 1.0, (_SAME_NAME,)),)
        said = read_address(text)
        if said.says_nothing:
            return ()
        found = self._of_street(said, said.street, 1.0, ())
        if not said.street:
            found += self._of_number(said)
        elif near and max((each.confidence for each in found), default=0.0) < SURE:
            for street, share, reason in self._near(said.street):
                found += self._of_street(said, street, share, (reason,))
        return _best(found)

    def sure(self, text: str) -> Candidate | None:
        """Return the one lane that an address surely means; None: a person must say."""
        found = self.find(text, near=False)
        if not found or found[0].confidence < SURE:
            return None
        rivals = [each for each in found[1:] if each.confidence >= SURE]
        return None if rivals else found[0]

    def _of_street(
        self, said: Address, street: str, share: float, reasons: tuple[Text, ...]
    ) -> list[Candidate]:
        """Look for the lane and, where it is not known, for those it would leave from."""
        if not street:
            return []
        found = self._exactly(said, said.path, street, share, reasons)
        if not said.path and "/" in said.house:
            inner = tuple(said.house.split("/")[:-1])
            why = (*reasons, _house_may_be_lane(said.house, inner))
            found = [_lowered(each, 0.6) for each in found]
            found += self._exactly(said, inner, street, share * 0.75, why)
        for depth in range(len(said.path) - 1, -1, -1):
            if found:
                break
            why = (*reasons, _not_known(said.path))
            found = self._exactly(said, said.path[:depth], street, share * 0.5, why)
        return found

    def _exactly(
        self,
        said: Address,
        path: tuple[str, ...],
        street: str,
        share: float,
        reasons: tuple[Text, ...],
    ) -> list[Candidate]:
        lanes = _joined(self._exact.get((path, street), []))
        found = []
        for lane in lanes:
            factor, why = _kinds_agree(said, lane, len(lanes))
            doubt, because = _doubts(said)
            told = reasons if reasons else (_SAME_NAME, *reasons)
            found.append(
                Candidate(lane.name, lane.numbers, share * factor * doubt, (*told, *why, *because))
            )
        return found

    def _of_number(self, said: Address) -> list[Candidate]:
        """Without a street, a lane can only be told by its number."""
        lanes = self._by_path.get(said.path, [])
        share = 0.7 if len(lanes) == 1 else 0.3
        reason = _only_number(len(lanes))
        return [Candidate(each.name, each.numbers, share, (reason,)) for each in lanes]

    def _near(self, street: str) -> list[tuple[str, float, Text]]:
        """Return streets with a name like this one, and what differs."""
        folded = fold(street)
        found = [
            (name, 0.8, _other_marks(name))
            for name in self._streets.get(folded, [])
            if name != street
        ]
        for key, names in self._streets.items():
            if key == folded:
                continue
            if _shortens(folded, key):
                found += [(name, 0.7, _shortened(name)) for name in names]
            elif _is_alike(folded, key):
                found += [(name, 0.6, _alike(name)) for name in names]
        return found


def _kinds_agree(said: Address, lane: _Lane, rivals: int) -> tuple[float, tuple[Text, ...]]:
    """Judge the kind of way: streets mix "đường" and "phố"; a named ngõ is another lane."""
    mine, theirs = said.kind, lane.said.kind
    if mine == theirs and mine:
        return 1.0, ()
    if not mine:
        if rivals > 1:
            return 0.6, (_several_kinds(rivals),)
        return (1.0, ()) if theirs in _BROAD | {""} else (0.85, (_kind_not_said(lane.name),))
    if not theirs or {mine, theirs} <= _BROAD:
        return (
            (0.95, (_other_kind(lane.name),)) if rivals == 1 else (0.5, (_other_kind(lane.name),))
        )
    return 0.5, (_other_kind(lane.name),)


def _joined(lanes: list[_Lane]) -> list[_Lane]:
    """Take "Khâm Thiên" and "Phố Khâm Thiên" for one street, where only one kind is told."""
    kinds = {lane.said.kind for lane in lanes} - {""}
    if len(lanes) < 2 or len(kinds) > 1 or (not lanes[0].said.path and not kinds <= _BROAD):
        return lanes
    whole = next((lane for lane in lanes if lane.said.kind), lanes[0])
    numbers = tuple(sorted(number for lane in lanes for number in lane.numbers))
    return [whole._replace(numbers=numbers)]


def _doubts(said: Address) -> tuple[float, tuple[Text, ...]]:
    factor = 1.0
    reasons: list[Text] = []
    if said.relation in ("beside", "between"):
        factor, reasons = factor * 0.7, [*reasons, _BESIDE]
    if "p." in said.doubts:
        factor, reasons = factor * 0.8, [*reasons, _WARD_OR_STREET]
    if "names" in said.doubts:
        factor, reasons = factor * 0.8, [*reasons, _TWO_NAMES]
    return factor, tuple(reasons)


def _lowered(found: Candidate, factor: float) -> Candidate:
    return found._replace(confidence=found.confidence * factor)


def _best(found: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Keep the surest reading of each name, in order of confidence."""
    by_name: dict[str, Candidate] = {}
    for each in found:
        if each.name not in by_name or by_name[each.name].confidence < each.confidence:
            by_name[each.name] = each._replace(confidence=round(each.confidence, 3))
    ordered = sorted(by_name.values(), key=lambda each: (-each.confidence, each.name))
    return tuple(ordered[:MOST_CANDIDATES])


def _shortens(short: str, full: str) -> bool:
    """Say whether one name shortens another: "nvc", "n v cu", "nv cu" for "nguyen van cu"."""
    mine, words = short.split(), full.split()
    if len(words) < 2:
        return False
    initials = "".join(word[0] for word in words)
    if short.replace(" ", "") == initials:
        return True
    led = "".join(mine[:-1])
    return len(mine) > 1 and mine[-1] == words[-1] and led == initials[:-1]


def _is_alike(mine: str, other: str) -> bool:
    if abs(len(mine) - len(other)) > 2 or any(letter.isdigit() for letter in mine + other):
        return False
    matcher = SequenceMatcher(None, mine, other, autojunk=False)
    return (
        matcher.quick_ratio() >= _LEAST_ALIKE and matcher.ratio() >= 1 - 2 / len(mine + other) * 1.5
    )


_SAME_NAME = Text("đúng tên ngõ, phố trong danh mục", "the very name of a lane in the register")
_BESIDE = Text(
    "địa chỉ nói 'gần', 'đối diện' hay 'giao': có thể là đường bên cạnh",
    "the address says near, opposite or at a crossing: it may be the way beside",
)
_WARD_OR_STREET = Text(
    "'P.' có thể là phố hoặc phường", "'P.' may stand for phố (street) or phường (ward)"
)
_TWO_NAMES = Text("địa chỉ nêu hai tên đường", "the address names two streets")


def _house_may_be_lane(house: str, inner: tuple[str, ...]) -> Text:
    lane = "/".join(inner)
    return Text(
        f"'{house}' có thể là nhà trong ngõ {lane}, cũng có thể là số nhà trên phố",
        f"'{house}' may be a house in lane {lane}, or a house number on the street",
    )


def _not_known(path: tuple[str, ...]) -> Text:
    lane = "/".join(path)
    return Text(f"chưa có ngõ {lane} trong danh mục", f"lane {lane} is not in the register")


def _only_number(lanes: int) -> Text:
    if lanes == 1:
        return Text(
            "không nêu tên phố; cả phường chỉ có một ngõ mang số này",
            "no street is named; one lane of the ward bears this number",
        )
    return Text(
        f"không nêu tên phố; {lanes} ngõ mang số này",
        f"no street is named; {lanes} lanes bear this number",
    )


def _other_marks(name: str) -> Text:
    return Text(f"khác dấu so với '{name}'", f"differs in its marks from '{name}'")


def _shortened(name: str) -> Text:
    return Text(f"có lẽ viết tắt của '{name}'", f"perhaps short for '{name}'")


def _alike(name: str) -> Text:
    return Text(f"gần giống '{name}'", f"nearly '{name}'")


def _several_kinds(lanes: int) -> Text:
    return Text(
        f"{lanes} đường, phố, ngõ cùng mang tên này; địa chỉ không nói loại nào",
        f"{lanes} ways of different kinds bear this name; the address does not say which",
    )


def _kind_not_said(name: str) -> Text:
    return Text(f"danh mục ghi '{name}'; địa chỉ không nói là ngõ", f"the register has '{name}'")


def _other_kind(name: str) -> Text:
    return Text(f"danh mục ghi loại khác: '{name}'", f"the register has another kind: '{name}'")
