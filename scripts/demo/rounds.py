"""Inspection rounds of the Fatherland Front: on which days, and along which lanes."""

from dataclasses import dataclass
from datetime import date, timedelta

from scripts.demo.dice import Dice
from scripts.demo.streets import Lane
from scripts.demo.truth import Half

BODY = "UB MTTQ phường"
FIELDS = ("ttdt", "vsmt")

# The week of the lunar new year, without rounds.
_TET = ((date(2016, 2, 5), date(2016, 2, 14)), (date(2017, 1, 25), date(2017, 2, 3)))
ZONES = 3


@dataclass
class Walk:
    """One round: its days and the codes of the lanes that were walked."""

    code: str
    first: date
    last: date
    lanes: set[str]
    note: str = ""

    def days(self) -> list[date]:
        return [self.first + timedelta(n) for n in range((self.last - self.first).days + 1)]


def make_walks(half: Half, lanes: list[Lane], zone_of: dict[str, int]) -> list[Walk]:
    """The rounds of a half-year, at even steps; each walks all streets and a third of the lanes."""
    dice = Dice(f"rounds {half.code}")
    days = (half.last - half.first).days - 6
    walks = []
    for number in range(half.rounds):
        start = half.first + timedelta(3 + days * number // half.rounds + dice.whole(0, 2))
        start = _working_day(start)
        last = min(start + timedelta(dice.whole(0, 1)), half.last)
        zone = (number + half.first.month) % ZONES
        walk = Walk(f"{half.code}-D{number + 1:02d}", start, last, set(), f"Đợt {number + 1}")
        for lane in lanes:
            if lane.kind in ("duong", "pho") or zone_of[lane.code] == zone:
                add_lane(walk, lane, lanes)
        walks.append(walk)
    return walks


def add_lane(walk: Walk, lane: Lane, lanes: list[Lane]) -> None:
    """Let a round walk a lane too, and the lanes by which it is reached from the street."""
    by_code = {each.code: each for each in lanes}
    while lane.code not in walk.lanes:
        walk.lanes.add(lane.code)
        if not lane.parent:
            break
        lane = by_code[lane.parent]


def _working_day(day: date) -> date:
    for first, last in _TET:
        if first <= day <= last:
            day = last + timedelta(1)
    return day + timedelta({5: 2, 6: 1}.get(day.weekday(), 0))
