"""The ward and its resident groups until 30/6/2025, and what they became on 1/7/2025."""

from datetime import date

import shapely
import shapely.ops
from shapely import LineString, Polygon

from scripts.demo.buildings import House
from scripts.demo.groups import Block, gather
from scripts.demo.plane import smooth, to_degrees
from scripts.demo.rows import Area, Lineage
from scripts.demo.streets import street_points

FOUNDED = date(2004, 1, 1)
REFORM = date(2025, 7, 1)
OLD_BASIS = "Dữ liệu minh hoạ: địa giới trước 1/7/2025"
NEW_BASIS = "Dữ liệu minh hoạ: sắp xếp đơn vị hành chính 1/7/2025"
PEOPLE_A_HOUSE = 5

BO_DE, VIET_HUNG, LONG_BIEN = "00118", "00127", "00145"
WARDS = {BO_DE: "Phường Bồ Đề", VIET_HUNG: "Phường Việt Hưng", LONG_BIEN: "Phường Long Biên"}

# The number that the part of an old group has in its new ward. Numbers are not in a row, and two
# parts with one number have become one group. In Long Biên there is land only, and no group.
_NEW_NUMBERS = {
    BO_DE: {1: 31, 2: 32, 3: 33, 4: 35, 5: 35, 6: 36, 7: 38, 8: 39, 9: 40, 10: 41, 11: 42, 12: 44,
            13: 45, 14: 46},
    VIET_HUNG: {5: 21, 8: 24, 13: 24},
}  # fmt: skip
_PREFIX = {BO_DE: "bd", VIET_HUNG: "vh"}


def group_code(number: int) -> str:
    return f"to-{number:02d}"


def group_name(number: int) -> str:
    return f"Tổ dân phố số {number}"


def make_areas(
    ground: Polygon, blocks: list[Block], groups: list[int], houses: list[House]
) -> tuple[list[Area], list[Lineage]]:
    """Both epochs as rows, and how much of each old area went to each new one."""
    people = _people(blocks, houses)
    wards = _new_wards(ground, blocks)
    numbers = [_NEW_NUMBERS.get(w, {}).get(g, 0) for w, g in zip(wards, groups, strict=True)]
    codes = [f"{_PREFIX[w]}-{n}" if n else "" for w, n in zip(wards, numbers, strict=True)]

    old_wards = _areas("ward", {0: ("00130", "Phường Gia Thụy")}, blocks, [0] * len(blocks), people)
    old_groups = _areas(
        "group", {n: (group_code(n), group_name(n)) for n in sorted(set(groups))}, blocks, groups, people
    )
    new_wards = _areas("ward", {c: (c, n) for c, n in WARDS.items()}, blocks, wards, people, REFORM)
    named = {
        code: (code, f"{group_name(number)} ({WARDS[ward].removeprefix('Phường ')})")
        for code, number, ward in sorted(zip(codes, numbers, wards, strict=True))
        if code
    }
    new_groups = _areas("group", named, blocks, codes, people, REFORM)

    lineage = _lineage(old_wards, [0] * len(blocks), new_wards, wards, blocks, people)
    lineage += _lineage(old_groups, groups, new_groups, codes, blocks, people)
    # What of a group lies in Long Biên went to no group: it is handed down to the ward.
    to_land = [ward if not code else "" for ward, code in zip(wards, codes, strict=True)]
    lineage += _lineage(old_groups, groups, new_wards, to_land, blocks, people)
    areas = [*old_wards.values(), *old_groups.values(), *new_wards.values(), *new_groups.values()]
    return areas, lineage


def _areas(kind, names, blocks, owner, people, since=FOUNDED):  # noqa: ANN001, ANN202
    """One row for each owner of blocks, by owner."""
    shapes = gather(blocks, [str(o) for o in owner])
    return {
        key: Area(
            kind=kind,
            code=code,
            name=name,
            valid_from=since,
            valid_to=REFORM if since < REFORM else None,
            basis=OLD_BASIS if since < REFORM else NEW_BASIS,
            people=sum(p for p, o in zip(people, owner, strict=True) if o == key),
            geom=to_degrees(shapes[str(key)]),
        )
        for key, (code, name) in names.items()
    }


def _lineage(old, old_owner, new, new_owner, blocks, people):  # noqa: ANN001, ANN202
    """Shares of ground (in metres) and people, wherever an old and a new area have blocks in common."""
    ground: dict[tuple[object, object], float] = {}
    heads: dict[tuple[object, object], int] = {}
    for block, count, before, after in zip(blocks, people, old_owner, new_owner, strict=True):
        if after in new:
            ground[before, after] = ground.get((before, after), 0.0) + block.area_m2
            heads[before, after] = heads.get((before, after), 0) + count
    whole_m2 = {k: sum(b.area_m2 for b, o in zip(blocks, old_owner, strict=True) if o == k) for k in old}
    return [
        Lineage(
            origin=old[before].key,
            successor=new[after].key,
            kind=_kind(before, after, ground, old[before].kind == new[after].kind == "group"),
            share_area=round(ground[before, after] / whole_m2[before], 9),
            share_people=round(heads[before, after] / max(old[before].people, 1), 9),
        )
        for before, after in ground
    ]


def _kind(before: object, after: object, pairs: dict, both_groups: bool) -> str:
    if not both_groups:
        return "part"
    if sum(1 for b, _ in pairs if b == before) > 1:
        return "split"
    return "merge" if sum(1 for _, a in pairs if a == after) > 1 else "recode"


def _people(blocks: list[Block], houses: list[House]) -> list[int]:
    tree = shapely.STRtree([block.polygon for block in blocks])
    count = [0] * len(blocks)
    for house in houses:
        found = tree.query(house.outline.centroid, predicate="within")
        if len(found):
            count[int(min(found))] += PEOPLE_A_HOUSE
    return count


def _new_wards(ground: Polygon, blocks: list[Block]) -> list[str]:
    """Railway land to Long Biên, what lies beyond Phố Nguyễn Cao Luyện to Việt Hưng, else Bồ Đề."""
    street = LineString(smooth(street_points("NCL")))
    parts = shapely.get_parts(shapely.ops.split(ground, street)).tolist()
    beyond = max(parts, key=lambda part: part.centroid.x)
    wards = []
    for block in blocks:
        inside = block.polygon.representative_point()
        if not ground.contains(inside):
            wards.append(LONG_BIEN)
        else:
            wards.append(VIET_HUNG if beyond.contains(inside) else BO_DE)
    return wards
