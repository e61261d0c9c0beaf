"""Cut the ward into blocks along its lanes, and gather the blocks into resident groups.

A block is what lanes enclose; lanes that end blind are carried on to the next lane, as the backs
of the lots would be. Blocks are the atoms of every boundary of every epoch: whoever gathers them
gets areas that share their corners exactly and leave no gap.
"""

import math
from dataclasses import dataclass

import shapely
from shapely import LineString, MultiPolygon, Polygon

from scripts.demo.plane import GRID_M, Point, distance
from scripts.demo.streets import Lane

GROUPS = 14
REACH_M = 190.0
SMALLEST_BLOCK_M2 = 60.0
STREET_DISCOUNT = 0.67


@dataclass(frozen=True)
class Block:
    """A piece of the ward between lanes, and how much ties it to those it borders on.

    A tie is the length of the shared border in metres; along a street it counts for a third,
    because streets are where people draw the line between two groups.
    """

    polygon: Polygon
    centre: Point
    neighbours: dict[int, float]

    @property
    def area_m2(self) -> float:
        return float(self.polygon.area)


def cut_blocks(outline: Polygon, lanes: list[Lane], cuts: list[LineString]) -> list[Block]:
    """Cut the ward along lanes, backs of lots and other cuts; in order from south to north."""
    lines = [lane.line for lane in lanes] + [LineString(outline.exterior.coords)]
    lines += [*_backs_of_lots(outline, lanes), *cuts]
    noded = shapely.unary_union(lines, grid_size=GRID_M)
    cells = [cell for cell in shapely.get_parts(shapely.polygonize([noded])) if cell.area > 0]
    cells.sort(key=lambda cell: (round(cell.centroid.y, 2), round(cell.centroid.x, 2)))
    streets = shapely.union_all([lane.line for lane in lanes if lane.kind in ("duong", "pho")])
    whole = _without_slivers([shapely.normalize(cell) for cell in cells])
    return _with_neighbours(whole, streets.buffer(0.5))


def gather(blocks: list[Block], owner: list[str]) -> dict[str, MultiPolygon]:
    """Dissolve the blocks of each owner ("" is nobody); neighbours share all their corners."""
    parts: dict[str, list[Polygon]] = {}
    for block, key in zip(blocks, owner, strict=True):
        if key:
            parts.setdefault(key, []).append(block.polygon)
    return {key: _dissolved(parts[key]) for key in sorted(parts)}


def _dissolved(polygons: list[Polygon]) -> MultiPolygon:
    whole = shapely.coverage_union_all(polygons)
    return shapely.normalize(shapely.multipolygons(shapely.get_parts(whole)))


def group_blocks(blocks: list[Block], count: int = GROUPS) -> list[int]:
    """Give every block to one of `count` groups: compact, connected, of like size.

    Groups grow from far-apart blocks, the smallest one first; then blocks on their edges change
    over as long as this makes them rounder or more equal.
    """
    owner = _grow(blocks, _seeds(blocks, count))
    for _ in range(60):
        if not _improve(blocks, owner):
            break
    return _numbered(blocks, owner)


def is_connected(blocks: list[Block], members: set[int]) -> bool:
    """Whether one can go from any of these blocks to any other over shared borders."""
    if not members:
        return False
    seen, todo = set(), [min(members)]
    while todo:
        at = todo.pop()
        if at not in seen:
            seen.add(at)
            todo += [n for n in blocks[at].neighbours if n in members and n not in seen]
    return seen == members


def _backs_of_lots(outline: Polygon, lanes: list[Lane]) -> list[LineString]:
    """Carry blind ends straight on to the next lane or the border, if one is within reach."""
    walls = shapely.union_all([lane.line for lane in lanes] + [outline.exterior])
    uses: dict[Point, int] = {}
    for lane in lanes:
        for spot in set(lane.points):
            uses[spot] = uses.get(spot, 0) + 1
    backs = []
    for lane in lanes:
        for end, before in ((lane.points[-1], lane.points[-2]), (lane.points[0], lane.points[1])):
            if uses[end] == 1 and outline.exterior.distance(shapely.Point(end)) > 1:
                backs += _carried_on(before, end, walls)
    return backs


def _carried_on(before: Point, end: Point, walls: shapely.Geometry) -> list[LineString]:
    step = distance(before, end)
    ux, uy = (end[0] - before[0]) / step, (end[1] - before[1]) / step
    ray = LineString(
        [(end[0] + 0.05 * ux, end[1] + 0.05 * uy), (end[0] + REACH_M * ux, end[1] + REACH_M * uy)]
    )
    hits = shapely.get_coordinates(shapely.intersection(ray, walls))
    if not len(hits):
        return []
    x, y = min(hits.tolist(), key=lambda hit: math.hypot(hit[0] - end[0], hit[1] - end[1]))
    return [LineString([end, (x + 0.02 * ux, y + 0.02 * uy)])]


def _without_slivers(cells: list[Polygon]) -> list[Polygon]:
    """Join what is too small to stand on to the neighbour with the longest shared border."""
    cells = list(cells)
    while (least := min(cells, key=lambda cell: cell.area)).area < SMALLEST_BLOCK_M2:
        cells.remove(least)
        shared = [shapely.intersection(least, cell).length for cell in cells]
        best = shared.index(max(shared))
        cells[best] = shapely.normalize(shapely.coverage_union(least, cells[best]))
    return cells


def _with_neighbours(cells: list[Polygon], streets: shapely.Geometry) -> list[Block]:
    tree = shapely.STRtree(cells)
    blocks = []
    for i, cell in enumerate(cells):
        ties = {}
        for j in sorted(tree.query(cell, predicate="intersects").tolist()):
            shared = shapely.intersection(cell, cells[j])
            if j != i and shared.length > 1.0:
                on_street = shapely.intersection(shared, streets).length
                ties[int(j)] = float(shared.length - STREET_DISCOUNT * on_street)
        blocks.append(Block(cell, (cell.centroid.x, cell.centroid.y), ties))
    return blocks


def _seeds(blocks: list[Block], count: int) -> list[int]:
    """Blocks far from each other, beginning with the most western one."""
    seeds = [min(range(len(blocks)), key=lambda i: blocks[i].centre)]
    while len(seeds) < count:
        seeds.append(
            max(
                range(len(blocks)),
                key=lambda i: min(distance(blocks[i].centre, blocks[s].centre) for s in seeds),
            )
        )
    return _centred(blocks, seeds)


def _centred(blocks: list[Block], seeds: list[int]) -> list[int]:
    """Move the seeds to the middle of what lies nearest to them (Lloyd), a few times."""
    spots = [blocks[s].centre for s in seeds]
    for _ in range(12):
        mine: list[list[Block]] = [[] for _ in spots]
        for block in blocks:
            away = [distance(block.centre, spot) for spot in spots]
            mine[away.index(min(away))].append(block)
        spots = [_middle(part) if part else spot for part, spot in zip(mine, spots, strict=True)]
    return [
        min(range(len(blocks)), key=lambda i: distance(blocks[i].centre, spot)) for spot in spots
    ]


def _middle(blocks: list[Block]) -> Point:
    total = sum(block.area_m2 for block in blocks)
    return (
        sum(block.centre[0] * block.area_m2 for block in blocks) / total,
        sum(block.centre[1] * block.area_m2 for block in blocks) / total,
    )


def _grow(blocks: list[Block], seeds: list[int]) -> list[int]:
    owner = [-1] * len(blocks)
    for group, seed in enumerate(seeds):
        owner[seed] = group
    size = [blocks[seed].area_m2 for seed in seeds]
    while -1 in owner:
        for group in sorted(range(len(seeds)), key=lambda g: (size[g], g)):
            edge = {
                n for i, o in enumerate(owner) if o == group
                for n in blocks[i].neighbours if owner[n] == -1
            }  # fmt: skip
            if edge:
                seed = blocks[seeds[group]].centre
                best = min(sorted(edge), key=lambda n: distance(blocks[n].centre, seed))
                owner[best] = group
                size[group] += blocks[best].area_m2
                break
    return owner


def _improve(blocks: list[Block], owner: list[int]) -> bool:
    """Let blocks change over where it pays; return whether any did."""
    changed = False
    wanted = sum(block.area_m2 for block in blocks) / (max(owner) + 1)
    size = [0.0] * (max(owner) + 1)
    for block, group in zip(blocks, owner, strict=True):
        size[group] += block.area_m2
    for i, block in enumerate(blocks):
        old = owner[i]
        for new in sorted({owner[n] for n in block.neighbours} - {old}):
            kept = sum(m for n, m in block.neighbours.items() if owner[n] == old)
            won = sum(m for n, m in block.neighbours.items() if owner[n] == new)
            rounder = (won - kept) / 120.0
            levelling = (size[old] - size[new] - block.area_m2) * block.area_m2 * 7 / wanted**2
            left = {n for n, o in enumerate(owner) if o == old} - {i}
            if rounder + levelling > 0.02 and is_connected(blocks, left):
                owner[i] = new
                size[old] -= block.area_m2
                size[new] += block.area_m2
                changed = True
                break
    return changed


def _numbered(blocks: list[Block], owner: list[int]) -> list[int]:
    """Number the groups from 1, in rows from the south-west, as they were once counted off."""
    middle = {
        group: _middle([b for b, o in zip(blocks, owner, strict=True) if o == group])
        for group in sorted(set(owner))
    }
    order = sorted(middle, key=lambda g: (round((middle[g][1] - middle[g][0]) / 330), middle[g]))
    number = {group: i + 1 for i, group in enumerate(order)}
    return [number[group] for group in owner]
