"""What was planted on purpose: the ground truth that tests hold the analysis against.

Incidents of urban order (TTĐT) come from a stated process:

* background: one lane after the other in proportion to its length and to the weight of its kind,
  less on lanes whose upgrade is finished, at the doors of its houses;
* planted clusters: a market, a school gate, a strip along the border of two groups, each with its
  own number of incidents a half-year, within its radius;
* repeat addresses: doors with three incidents or more within 30 days, some inside the clusters
  and some elsewhere. All other doors have two at most, and two doors with incidents lie at least
  `DOORS_APART_M` from each other, so that the rule "3 events, 10 m, 30 days" finds the repeat
  addresses and nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from shapely import Point as Position

from scripts.demo.plane import ORIGIN_EAST, ORIGIN_NORTH, Point, to_degrees

DOORS_APART_M = 13.0
JITTER_M = 0.9
REPEAT_EVENTS = 3
REPEAT_WINDOW_DAYS = 30


@dataclass(frozen=True)
class Half:
    """A half-year and its figures: rounds of the Front, incidents by field."""

    code: str
    first: date
    last: date
    rounds: int
    ttdt: int
    ttdt_by_officers: int
    ttxd: int
    vsmt: int
    repeats_elsewhere: int


HALVES = (
    Half("2015H2", date(2015, 7, 1), date(2015, 12, 31), 14, 188, 24, 29, 52, 3),
    # The half-year of the report: 15 rounds, 205 incidents of urban order, all found in them.
    Half("2016H1", date(2016, 1, 1), date(2016, 6, 30), 15, 205, 0, 34, 61, 4),
    Half("2016H2", date(2016, 7, 1), date(2016, 12, 31), 16, 231, 31, 27, 58, 4),
    Half("2017H1", date(2017, 1, 1), date(2017, 6, 30), 14, 176, 22, 22, 47, 3),
)
HORIZON = HALVES[-1].last


@dataclass(frozen=True)
class Cluster:
    """A planted cluster: incidents (TTĐT) and repeat addresses by half-year.

    All lie within `radius_m` of the centre and `off_street_m` of the street it is named after.
    """

    code: str
    name: str
    centre: Point
    radius_m: float
    groups: tuple[str, ...]
    street: str
    off_street_m: float
    incidents: Mapping[str, int]
    repeats: Mapping[str, int]


CLUSTERS = (
    Cluster(
        "cho", "Khu vực chợ tạm phố Gia Thụy", (122.0, 163.0), 115.0, ("to-07",), "GT", 115.0,
        {"2015H2": 34, "2016H1": 46, "2016H2": 52, "2017H1": 42},
        {"2015H2": 3, "2016H1": 5, "2016H2": 6, "2017H1": 4},
    ),
    Cluster(
        "truong", "Cổng trường phố Nguyễn Sơn", (-352.0, 140.0), 120.0, ("to-14",), "NS", 120.0,
        {"2015H2": 34, "2016H1": 40, "2016H2": 42, "2017H1": 9},
        {"2015H2": 3, "2016H1": 3, "2016H2": 3, "2017H1": 0},
    ),
    Cluster(
        "giap-ranh", "Đoạn giáp ranh tổ 2 – tổ 12, phố Hoàng Như Tiếp", (-128.0, -16.0), 115.0,
        ("to-02", "to-12"), "HNT", 75.0,
        {"2015H2": 10, "2016H1": 36, "2016H2": 44, "2017H1": 30},
        {"2015H2": 1, "2016H1": 4, "2016H2": 5, "2017H1": 3},
    ),
)  # fmt: skip


class Planted(NamedTuple):
    """Where and when a cluster was planted, and how strongly, as tests want it."""

    code: str
    name: str
    lon: float
    lat: float
    east_m: float
    north_m: float
    radius_m: float
    period: str
    first: date
    last: date
    incidents: int
    repeat_points: int
    groups: tuple[str, ...]
    strength: float


def planted_clusters(period: str | None = None) -> list[Planted]:
    """Every planted cluster of a half-year (all of them by default).

    `strength` is how many times more incidents of urban order it holds than the same ground holds
    on average over the ward (120 ha), all incidents counted.
    """
    return [
        _planted(cluster, half)
        for half in HALVES
        for cluster in CLUSTERS
        if period in (None, half.code) and cluster.incidents[half.code]
    ]


def repeat_points(period: str) -> int:
    """How many repeat addresses were planted in a half-year."""
    half = next(half for half in HALVES if half.code == period)
    return half.repeats_elsewhere + sum(cluster.repeats[period] for cluster in CLUSTERS)


def _planted(cluster: Cluster, half: Half) -> Planted:
    place = to_degrees(Position(cluster.centre))
    hectares = 3.14159 * cluster.radius_m**2 / 10_000
    incidents = cluster.incidents[half.code]
    return Planted(
        cluster.code,
        cluster.name,
        place.x,
        place.y,
        ORIGIN_EAST + cluster.centre[0],
        ORIGIN_NORTH + cluster.centre[1],
        cluster.radius_m,
        half.code,
        half.first,
        half.last,
        incidents,
        cluster.repeats[half.code],
        cluster.groups,
        round(incidents / hectares / (half.ttdt / 120.0), 1),
    )
