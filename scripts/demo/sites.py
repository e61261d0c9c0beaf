"""Houses under construction that were watched: exactly 40 of them in the first half of 2016."""

from datetime import date, timedelta

from shapely import Point

from scripts.demo.buildings import House
from scripts.demo.dice import Dice
from scripts.demo.plane import to_degrees
from scripts.demo.rows import Site
from scripts.demo.truth import HALVES, HORIZON

REPORT = HALVES[1]
WATCHED = 40
BEFORE, AFTER = 22, 37
APART_M = 16.0


def make_sites(houses: list[House]) -> list[tuple[House, Site]]:
    """The sites with the house that is built there; periods before, in and after the report."""
    dice = Dice("sites")
    chosen = _apart(dice.shuffled([h for h in houses if h.kind != "hem"]), BEFORE + WATCHED + AFTER)
    sites = []
    for number, house in enumerate(chosen):
        first, last = _period(number, dice)
        sites.append((house, _site(number + 1, house, first, last, dice)))
    return sites


def _period(number: int, dice: Dice) -> tuple[date, date | None]:
    """From when to when a site was watched; None: it still is."""
    days = timedelta(dice.whole(75, 210))
    if number < BEFORE:
        last = date(2015, 7, 20) + timedelta(dice.whole(0, 160))
        return last - days, last
    if number < BEFORE + WATCHED:
        # Begun between October 2015 and June 2016, and not finished before the half-year began.
        first = date(2015, 10, 5) + timedelta(dice.whole(0, 262))
        return first, max(first + days, REPORT.first + timedelta(dice.whole(6, 40)))
    first = REPORT.last + timedelta(dice.whole(2, 350))
    last = first + days
    return first, last if last <= HORIZON else None


def _site(number: int, house: House, first: date, last: date | None, dice: Dice) -> Site:
    stage = _stage(number, first, last, dice)
    permit = dice.weighted(("valid", "none", "expired", "unknown"), (84, 7, 5, 4))
    permit_no = f"MH-{number:03d}/GPXD-{first.year}" if permit in ("valid", "expired") else ""
    return Site(
        code=f"CT-{first.year}-{number:03d}",
        address=house.address,
        stage=stage,
        permit_no=permit_no,
        permit_state=permit,
        watched_from=first,
        watched_to=last,
        owner_name=f"Chủ hộ minh hoạ {number:03d}",
        geom=to_degrees(Point(house.front)),
    )


def _stage(number: int, first: date, last: date | None, dice: Dice) -> str:
    """How far the building is: as last seen, for most of them when they were still watched."""
    if number <= BEFORE:
        return "completed" if dice.chance(0.95) else "stopped"
    if last is not None and last < REPORT.last:
        return dice.weighted(("completed", "finishing", "stopped"), (75, 20, 5))
    return dice.weighted(("foundation", "frame", "finishing", "stopped"), (24, 42, 28, 6))


def _apart(houses: list[House], wanted: int) -> list[House]:
    chosen: list[House] = []
    for house in houses:
        if len(chosen) < wanted and all(
            abs(house.front[0] - other.front[0]) + abs(house.front[1] - other.front[1]) > APART_M
            for other in chosen
        ):
            chosen.append(house)
    return chosen
