"""The ward and its resident groups until 30/6/2025, and what they became on 1/7/2025."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
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
OLD_WARD, OLD_NAME = "00130", "Phường Gia Thụy"
WARDS = {BO_DE: "Phường Bồ Đề", VIET_HUNG: "Phường Việt Hưng", LONG_BIEN: "Phường Long Biên"}

# The number that the part of an old group has in its new ward. Numbers are not in a row, and two
# parts with one number have become one group. In Long Biên there is land only, and no group.
_NEW_NUMBERS = {
    BO_DE: {1: 31, 2: 32, 3: 33, 4: 35, 5: 35, 6: 36, 7: 38, 8: 39, 9: 40, 10: 41, 11: 42, 12: 44,
            13: 45, 14: 46},
    VIET_HUNG: {5: 21, 8: 24, 13: 24},
}  # fmt: skip
_PREFIX = {BO_DE: "bd", VIET_HUNG: "vh"}


Pair = tuple[str, str]


def group_code(number: int) -> str:
    return f"to-{number:02d}"


def group_name(number: int) -> str:
    return f"Tổ dân phố số {number}"


@dataclass(frozen=True)
class Division:
    """One way to share out the blocks: who owns each ("" for nobody), and the owners as rows."""

    owner: list[str]
    rows: dict[str, Area]


def make_areas(
    ground: Polygon, blocks: list[Block], groups: list[int], houses: list[House]
) -> tuple[list[Area], list[Lineage]]:
    """Both epochs as rows, and how much of each old area went to each new one."""
    atoms = _Atoms(blocks, _people(blocks, houses))
    in_ward = _new_wards(ground, blocks)
    old_wards = atoms.divide("ward", [OLD_WARD] * len(blocks), {OLD_WARD: OLD_NAME}, FOUNDED)
    old_groups = atoms.divide(
        "group",
        [group_code(number) for number in groups],
        {group_code(number): group_name(number) for number in groups},
        FOUNDED,
    )
    new_wards = atoms.divide("ward", in_ward, WARDS, REFORM)
    codes, names = _new_groups(in_ward, groups)
    new_groups = atoms.divide("group", codes, names, REFORM)
    # What of a group lies in Long Biên went to no group: it is handed down to the ward.
    to_land = [ward if not code else "" for ward, code in zip(in_ward, codes, strict=True)]
    lineage = atoms.lineage(old_wards, new_wards)
    lineage += atoms.lineage(old_groups, new_groups)
    lineage += atoms.lineage(old_groups, Division(to_land, new_wards.rows))
    divisions = (old_wards, old_groups, new_wards, new_groups)
    return [row for division in divisions for row in division.rows.values()], lineage


class _Atoms:
    """The blocks with their people, of which all areas are made."""

    def __init__(self, blocks: list[Block], people: list[int]) -> None:
        self._blocks, self._people = blocks, people

    def divide(self, kind: str, owner: list[str], names: dict[str, str], since: date) -> Division:
        """One area for each owner of blocks, in order of code."""
        shapes = gather(self._blocks, owner)
        is_old = since < REFORM
        rows = {
            code: Area(
                kind=kind,
                code=code,
                name=names[code],
                valid_from=since,
                valid_to=REFORM if is_old else None,
                basis=OLD_BASIS if is_old else NEW_BASIS,
                people=sum(n for n, o in zip(self._people, owner, strict=True) if o == code),
                geom=to_degrees(shapes[code]),
            )
            for code in sorted(names)
        }
        return Division(owner, rows)

    def lineage(self, old: Division, new: Division) -> list[Lineage]:
        """Shares of ground (in metres) and people, wherever an old and a new area overlap."""
        ground, heads, whole_m2 = Counter[Pair](), Counter[Pair](), Counter[str]()
        for block, people, before, after in zip(
            self._blocks, self._people, old.owner, new.owner, strict=True
        ):
            whole_m2[before] += block.area_m2
            if after:
                ground[before, after] += block.area_m2
                heads[before, after] += people
        return [
            Lineage(
                origin=old.rows[before].key,
                successor=new.rows[after].key,
                kind=_kind(old.rows[before], new.rows[after], ground),
                share_area=round(ground[before, after] / whole_m2[before], 9),
                share_people=round(heads[before, after] / max(old.rows[before].people, 1), 9),
            )
            for before, after in sorted(ground)
        ]


def _kind(old: Area, new: Area, pairs: Iterable[Pair]) -> str:
    """What happened to a group on its way to a new one; wards, and land, come in parts."""
    if new.kind == "ward":
        return "part"
    if sum(1 for before, _ in pairs if before == old.code) > 1:
        return "split"
    return "merge" if sum(1 for _, after in pairs if after == new.code) > 1 else "recode"


def _new_groups(in_ward: list[str], groups: list[int]) -> tuple[list[str], dict[str, str]]:
    """The code of each block's new group ("" for land without people), and the names."""
    codes, names = [], {}
    for ward, old in zip(in_ward, groups, strict=True):
        number = _NEW_NUMBERS.get(ward, {}).get(old)
        codes.append(f"{_PREFIX[ward]}-{number}" if number else "")
        if number:
            names[codes[-1]] = f"{group_name(number)} ({WARDS[ward].removeprefix('Phường ')})"
    return codes, names


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
