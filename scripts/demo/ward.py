"""Put the demonstration together: the same rows each time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import shapely
from shapely import MultiLineString, Point, Polygon

from scripts.demo import facilities, works
from scripts.demo.areas import make_areas
from scripts.demo.buildings import House, build_houses
from scripts.demo.groups import Block, cut_blocks, gather, group_blocks
from scripts.demo.incidents import HalfYear, no_violations
from scripts.demo.lanes import grow_lanes
from scripts.demo.plane import to_degrees
from scripts.demo.rounds import BODY, FIELDS, Walk, make_walks
from scripts.demo.rows import Demo, Feature, Incident, LaneRow, Place, Round, Site
from scripts.demo.sites import make_sites
from scripts.demo.streets import Lane, built_up, main_streets, strip_lines, ward_outline
from scripts.demo.truth import CLUSTERS, HALVES, Half

_SURFACE = {"duong": "nhựa", "pho": "nhựa", "ngo": "bê tông", "ngach": "bê tông", "hem": "gạch"}
_PLACE_STATE = {"cho": "hot", "truong": "stable", "giap-ranh": "repeat"}


@dataclass(frozen=True)
class Town:
    """The ward as it is built, in metres, before anything happens in it."""

    outline: Polygon
    ground: Polygon
    lanes: list[Lane]
    blocks: list[Block]
    groups: list[int]
    plots: dict[str, Polygon]
    houses: list[House]

    def group_at(self, x: float, y: float) -> int:
        """The number of the group at a position; the nearest one on a border."""
        spot = Point(x, y)
        nearest = min(range(len(self.blocks)), key=lambda i: self.blocks[i].polygon.distance(spot))
        return self.groups[nearest]

    def houses_by_group(self) -> dict[int, list[House]]:
        tree = shapely.STRtree([block.polygon for block in self.blocks])
        found: dict[int, list[House]] = {number: [] for number in sorted(set(self.groups))}
        for house in self.houses:
            inside = sorted(tree.query(house.outline.centroid, predicate="within").tolist())
            if inside:
                found[self.groups[inside[0]]].append(house)
        return found


def build_town() -> Town:
    """Streets, lanes, blocks, groups and houses."""
    outline = ward_outline()
    ground = built_up(outline)
    lanes = grow_lanes(ground, main_streets(outline)).lanes
    blocks = cut_blocks(outline, lanes, strip_lines())
    standing = facilities.plots(ground, lanes)
    houses = build_houses(ground, lanes, list(standing.values()))
    return Town(outline, ground, lanes, blocks, group_blocks(blocks), standing, houses)


def make_demo() -> Demo:
    """Every row of the demonstration ward."""
    town = build_town()
    houses_of = town.houses_by_group()
    shapes = gather(town.blocks, [str(group) for group in town.groups])
    middles = {int(key): (s.centroid.x, s.centroid.y) for key, s in shapes.items()}
    areas, lineage = make_areas(town.ground, town.blocks, town.groups, town.houses)
    projects = works.make_lane_projects(town.lanes)
    sites = make_sites(town.houses)
    walks, incidents, void = _history(town, sites, works.finished_on(projects))
    features = [*works.make_certificates(houses_of), *_buildings(town)]
    return Demo(
        areas=tuple(areas),
        lineage=tuple(lineage),
        lanes=tuple(_lane_row(lane) for lane in town.lanes),
        lane_projects=tuple(projects),
        rounds=tuple(_round_row(walk, town.lanes) for walk in walks),
        places=tuple(_places(town)),
        incidents=tuple(incidents),
        no_violations=tuple(void),
        sites=tuple(site for _, site in sites),
        facilities=tuple(facilities.make_facilities(town.plots, houses_of, middles)),
        routes=tuple(works.make_routes(town.lanes)),
        features=tuple(features),
    )


def _history(
    town: Town, sites: list[tuple[House, Site]], finished_on: Callable[[str], date | None]
) -> tuple[list[Walk], list[Incident], list[Incident]]:
    """Rounds, incidents and what was none, one half-year after the other."""
    zone_of = {lane.code: _zone(town, lane) for lane in town.lanes}
    walks, incidents, void = [], [], []
    for half in HALVES:
        rounds = make_walks(half, town.lanes, zone_of)
        year = HalfYear(half, town.houses, town.lanes, rounds, finished_on)
        made = year.fill(_watched(sites, half))
        incidents += made
        void += no_violations(half, made)
        walks += rounds
    return walks, incidents, void


def _zone(town: Town, lane: Lane) -> int:
    """Which third of the ward a lane lies in, by its resident group."""
    middle = lane.points[len(lane.points) // 2]
    return town.group_at(*middle) % 3


def _watched(sites: list[tuple[House, Site]], half: Half) -> list[House]:
    return [
        house
        for house, site in sites
        if site.watched_from <= half.last and (site.watched_to or half.last) >= half.first
    ]


def _lane_row(lane: Lane) -> LaneRow:
    geom = to_degrees(MultiLineString([lane.points]))
    return LaneRow(lane.code, lane.name, lane.kind, lane.width_m, _SURFACE[lane.kind], geom)


def _round_row(walk: Walk, lanes: list[Lane]) -> Round:
    lines = [lane.points for lane in lanes if lane.code in walk.lanes]
    note = f"{walk.note}: kiểm tra TTĐT và VSMT"
    geom = to_degrees(MultiLineString(lines))
    return Round(
        walk.code, BODY, walk.first, walk.last, note, geom, FIELDS, tuple(sorted(walk.lanes))
    )


def _places(town: Town) -> list[Place]:
    return [
        Place(
            code=cluster.code,
            name=cluster.name,
            address=next(lane.name for lane in town.lanes if lane.code == cluster.street),
            state=_PLACE_STATE[cluster.code],
            geom=to_degrees(Point(cluster.centre)),
        )
        for cluster in CLUSTERS
    ]


def _buildings(town: Town) -> list[Feature]:
    plots = [
        Feature("buildings", f"{plot.code}", {"number": "", "name": plot.name, "floors": 3},
                to_degrees(town.plots[plot.code]))
        for plot in facilities.PLOTS
    ]  # fmt: skip
    return plots + [
        Feature(
            "buildings",
            f"{house.lane}:{house.number}",
            {"number": str(house.number), "address": house.address, "floors": house.floors},
            to_degrees(house.outline),
        )
        for house in town.houses
    ]
