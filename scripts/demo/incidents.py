"""Incidents of one half-year, by the process that `truth.py` states."""

import math
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from shapely import Point

from scripts.demo import vocabulary
from scripts.demo.buildings import House
from scripts.demo.dice import Dice
from scripts.demo.doors import Doors
from scripts.demo.plane import Point as Spot
from scripts.demo.plane import distance, length, point, to_degrees
from scripts.demo.rounds import Walk, add_lane
from scripts.demo.rows import Incident
from scripts.demo.streets import Lane
from scripts.demo.truth import (
    CLUSTERS,
    HORIZON,
    JITTER_M,
    REPEAT_EVENTS,
    REPEAT_WINDOW_DAYS,
    Cluster,
    Half,
)

_KIND_WEIGHT = {"duong": 3.0, "pho": 2.4, "ngo": 1.0, "ngach": 0.5, "hem": 0.3}
AFTER_UPGRADE = 0.35
AGAIN = 0.14
USES, CLUSTER_USES = 2, 3
NEAR_MARKET_M = 130.0
OFFICERS = "Cán bộ trật tự đô thị"
NO_VIOLATIONS = ("huy", "huy", "huy", "khong_du_can_cu", "khong_du_can_cu")
OLD_ENOUGH_DAYS = 90


class Case(NamedTuple):
    """An incident before it has words: where, when, what, in which round, of which cluster."""

    house: House
    at: datetime
    field: str
    category: str
    walk: Walk | None
    cluster: str


class HalfYear:
    """Fills one half-year: repeat doors first, then clusters, sites, background, sanitation."""

    def __init__(
        self,
        half: Half,
        houses: list[House],
        lanes: list[Lane],
        walks: list[Walk],
        finished_on: Callable[[str], date | None],
    ) -> None:
        self.half, self.walks, self.lanes = half, walks, {lane.code: lane for lane in lanes}
        self.dice = Dice(f"incidents {half.code}")
        self.doors = Doors()
        self.cases: list[Case] = []
        self._usual = {lane.code: length(lane.points) * _KIND_WEIGHT[lane.kind] for lane in lanes}
        self._finished_on = finished_on
        self._houses: dict[str, list[House]] = {}
        for house in houses:
            self._houses.setdefault(house.lane, []).append(house)
        self._all = houses

    def fill(self, building: list[House]) -> list[Incident]:
        """All incidents of the half-year in order of time; `building` are the watched sites."""
        for cluster in CLUSTERS:
            self._cluster(cluster)
        self._repeats(self._elsewhere(), self.half.repeats_elsewhere, None)
        self._construction(building)
        wanted = self.half.ttdt - self.half.ttdt_by_officers
        while len(self.cases) - self.half.ttxd < wanted:
            self._background(self._a_round())
        for _ in range(self.half.ttdt_by_officers):
            self._background(None)
        for _ in range(self.half.vsmt):
            self._sanitation()
        return self._rows()

    # Planted: clusters and repeat doors

    def _cluster(self, cluster: Cluster) -> None:
        wanted = cluster.incidents[self.half.code]
        before = len(self.cases)
        near = self._doors_of(cluster)
        mixed = self.dice.shuffled(near)
        self._repeats(mixed, cluster.repeats[self.half.code], cluster)
        for house in mixed:
            self.doors.take(house, CLUSTER_USES)
        here = {house.address for house in near}
        for _ in range(wanted - (len(self.cases) - before)):
            walk = self._a_round()
            moment = self._moment(walk, cluster.code)
            left = self.doors.free(lambda h: h.address in here, moment.date())
            self._add(self.dice.one_of(left), walk, moment, cluster)
        if len(self.cases) - before != wanted:
            raise ValueError(f"{cluster.code}: too many repeats in {self.half.code}")

    def _doors_of(self, cluster: Cluster) -> list[House]:
        street = self.lanes[cluster.street].line
        return [
            house
            for house in self._all
            if distance(house.front, cluster.centre) <= cluster.radius_m - 2
            and street.distance(Point(house.front)) <= cluster.off_street_m
        ]

    def _elsewhere(self) -> list[House]:
        """Houses on streets and ngõ, well away from every cluster."""
        return self.dice.shuffled(
            [
                h
                for h in self._all
                if h.kind in ("duong", "pho", "ngo")
                and all(distance(h.front, c.centre) > c.radius_m + 60 for c in CLUSTERS)
            ]
        )

    def _repeats(self, houses: list[House], wanted: int, cluster: Cluster | None) -> None:
        """Doors that come back in rounds one after the other, within 30 days."""
        made = 0
        for house in houses:
            if made == wanted:
                return
            if not self.doors.take(house, 0):
                continue
            made += 1
            start = self.dice.one_of(self._close_rounds())
            category = self._category(house, cluster)
            visits = list(range(start, start + REPEAT_EVENTS))
            if start + REPEAT_EVENTS < len(self.walks) and self.dice.chance(0.45):
                visits.append(start + REPEAT_EVENTS)
            for n in visits:
                same = category if self.dice.chance(0.8) else self._category(house, cluster)
                self._visit(house, n, start, same, cluster)
        if made < wanted:
            raise ValueError(f"only {made} of {wanted} repeat doors in {self.half.code}")

    def _close_rounds(self) -> list[int]:
        """Rounds with which three in a row begin that lie within the window of repeats."""
        last = REPEAT_EVENTS - 1
        return [
            n
            for n in range(len(self.walks) - last)
            if (self.walks[n + last].first - self.walks[n].last).days <= REPEAT_WINDOW_DAYS
        ]

    def _visit(
        self, house: House, n: int, start: int, category: str, cluster: Cluster | None
    ) -> None:
        """One visit of a repeat door: the first late and the third early in its round."""
        walk = self.walks[n]
        days = {start: walk.last, start + REPEAT_EVENTS - 1: walk.first}
        moment = self._moment(walk, cluster.code if cluster else "round", days.get(n))
        add_lane(walk, self.lanes[house.lane], list(self.lanes.values()))
        self.cases.append(Case(house, moment, "ttdt", category, walk, _code(cluster)))

    # The rest

    def _background(self, walk: Walk | None) -> None:
        """One incident on a lane of the round, or on any lane where officers found it."""
        who = "officer" if walk is None else "round"
        while True:
            moment = self._moment(walk, who)
            lane = self._lane(moment.date(), walk)
            house = self._door(lane, moment.date())
            if house is not None:
                self._add(house, walk, moment, None)
                return

    def _construction(self, building: list[House]) -> None:
        """Incidents of construction order, at the sites that are being watched."""
        made = 0
        for house in self.dice.shuffled(building):
            if made < self.half.ttxd and self.doors.take(house, 0):
                for _ in range(min(self.dice.whole(1, 2), self.half.ttxd - made)):
                    category = vocabulary.draw(vocabulary.TTXD, self.dice)
                    self.cases.append(
                        Case(house, self._moment(None, "officer"), "ttxd", category, None, "")
                    )
                    made += 1
        if made < self.half.ttxd:
            raise ValueError(f"only {made} of {self.half.ttxd} at sites in {self.half.code}")

    def _sanitation(self) -> None:
        """An incident of sanitation; one in four lies around the market."""
        market, reach_m = CLUSTERS[0].centre, NEAR_MARKET_M if self.dice.chance(0.25) else math.inf
        while True:
            moment = self._moment(None, "officer")
            lane = self._lane(moment.date(), None)
            house = self._door(lane, moment.date(), lambda h: distance(h.front, market) < reach_m)
            if house is not None:
                category = vocabulary.draw(vocabulary.VSMT, self.dice)
                self.doors.use(house, moment.date())
                self.cases.append(Case(house, moment, "vsmt", category, None, ""))
                return

    def _lane(self, day: date, walk: Walk | None) -> Lane:
        codes = [code for code in self.lanes if walk is None or code in walk.lanes]
        codes = [code for code in codes if code in self._houses]
        return self.lanes[self.dice.weighted(codes, [self._weight(code, day) for code in codes])]

    def _weight(self, code: str, day: date) -> float:
        finished = self._finished_on(code)
        better = AFTER_UPGRADE if finished is not None and finished <= day else 1.0
        return self._usual[code] * better

    def _door(
        self, lane: Lane, day: date, wanted: Callable[[House], bool] = lambda _: True
    ) -> House | None:
        """A door on the lane: now and then one that was found before, else a new one."""
        if self.dice.chance(AGAIN):
            known = self.doors.free(lambda h: h.lane == lane.code and wanted(h), day)
            if known:
                return self.dice.one_of(known)
        house = self.dice.one_of(self._houses[lane.code])
        return house if wanted(house) and self.doors.take(house, USES) else None

    def _add(
        self, house: House, walk: Walk | None, moment: datetime, cluster: Cluster | None
    ) -> None:
        if walk is not None:
            add_lane(walk, self.lanes[house.lane], list(self.lanes.values()))
        self.doors.use(house, moment.date())
        category = self._category(house, cluster)
        self.cases.append(Case(house, moment, "ttdt", category, walk, _code(cluster)))

    def _category(self, house: House, cluster: Cluster | None) -> str:
        weights = vocabulary.TTDT[cluster.code if cluster else house.kind]
        return vocabulary.draw(weights, self.dice)

    def _a_round(self) -> Walk:
        return self.dice.one_of(self.walks)

    def _moment(self, walk: Walk | None, who: str, day: date | None = None) -> datetime:
        """A minute in the hours in which one looks, on a day of the round or the half-year."""
        if day is None and walk is not None:
            day = self.dice.one_of(walk.days())
        if day is None:
            span = (self.half.last - self.half.first).days
            day = self.half.first + timedelta(self.dice.whole(0, span))
        minute = vocabulary.minute_of_day(who, self.dice)
        return datetime(day.year, day.month, day.day) + timedelta(minutes=minute)

    def _rows(self) -> list[Incident]:
        ordered = sorted(self.cases, key=lambda case: (case.at, case.house.address, case.category))
        return [self._row(number, case) for number, case in enumerate(ordered, start=1)]

    def _row(self, number: int, case: Case) -> Incident:
        age_days = (HORIZON - case.at.date()).days
        return Incident(
            source_key=f"{self.half.code}-{number:03d}",
            occurred_at=case.at,
            field_code=case.field,
            category_code=case.category,
            state=vocabulary.state_after(age_days, self.dice),
            address=case.house.address,
            description=vocabulary.DESCRIPTIONS[case.category],
            round=case.walk.code if case.walk else None,
            place=case.cluster or None,
            found_by="UB MTTQ phường" if case.walk else OFFICERS,
            geom=to_degrees(Point(self._near(case.house.front))),
        )

    def _near(self, spot: Spot) -> Spot:
        """A little off the door, as a telephone would have it."""
        x = spot[0] + self.dice.between(-JITTER_M, JITTER_M)
        y = spot[1] + self.dice.between(-JITTER_M, JITTER_M)
        return point(x, y)


def _code(cluster: Cluster | None) -> str:
    return cluster.code if cluster else ""


def no_violations(half: Half, rows: list[Incident]) -> list[Incident]:
    """What was written down twice and cancelled, or found unfounded: on record, in no figure."""
    old = [row for row in rows if (HORIZON - row.occurred_at.date()).days >= OLD_ENOUGH_DAYS]
    again = Dice(f"no violations {half.code}").shuffled(old)
    return [
        row._replace(source_key=f"{half.code}-{len(rows) + n:03d}", state=state, place=None)
        for n, (row, state) in enumerate(zip(again, NO_VIOLATIONS, strict=False), start=1)
    ]
