"""Visits to the 40 sites, supervision of the 25 lanes of phase 2, patrols, priorities."""

from datetime import date, timedelta
from typing import Any

from scripts.demo.areas import group_code
from scripts.demo.dice import Dice
from scripts.demo.registers.units import FRONT, GUARD, LAND, OFFICE, ORDER
from scripts.demo.rows import Demo, LaneProject, Site
from scripts.demo.truth import HALVES

HALF = HALVES[1]
ITEMS = ("shielded", "permit_shown", "as_permitted", "street_clear", "waste_removed")
_PRIORITIES = (
    ("Chợ tạm lấn lòng đường, tái phạm nhiều lần", "cho", "GT", 7, date(2016, 2, 1), None),
    ("Đỗ xe, bán hàng trước cổng trường giờ cao điểm", "truong", "NS", 14, date(2016, 2, 15),
     date(2016, 6, 20)),
    ("Đoạn giáp ranh hai tổ, mỗi bên chờ bên kia", "giap-ranh", "HNT", 2, date(2016, 3, 7), None),
)  # fmt: skip


def watched(demo: Demo) -> list[Site]:
    """The sites that were watched in the half-year."""
    return [
        site for site in demo.sites
        if site.watched_from <= HALF.last and (site.watched_to or HALF.last) >= HALF.first
    ]  # fmt: skip


def make_site_visits(demo: Demo) -> list[dict[str, Any]]:
    """Each of the sites at least once; two visits of three are clean."""
    dice = Dice("site visits")
    return [row for site in watched(demo) for row in _visits(site, dice)]


def _visits(site: Site, dice: Dice) -> list[dict[str, Any]]:
    first = max(site.watched_from, HALF.first)
    last = min(site.watched_to or HALF.last, HALF.last)
    days = sorted({first + timedelta(dice.whole(0, (last - first).days)) for _ in range(2)})
    rows = []
    for on in days:
        bad = None if dice.chance(0.67) else dice.one_of(ITEMS)
        items = {item: "khong_dat" if item == bad else "dat" for item in ITEMS}
        items["as_permitted"] = "khong_thay" if dice.chance(0.2) else items["as_permitted"]
        rows.append({"site_id": site.code, "visited_on": on, "persuaded": True, **items,
                     "unit_id": dice.one_of((FRONT, LAND))})  # fmt: skip
    return rows


def make_lane_supervisions(demo: Demo) -> list[dict[str, Any]]:
    """One record for each project of phase 2, also where work has not begun."""
    projects = [project for project in demo.lane_projects if project.phase == 2]
    return [_supervision(project, number) for number, project in enumerate(projects, start=1)]


def _supervision(project: LaneProject, number: int) -> dict[str, Any]:
    begun = project.started_on is not None and project.started_on <= date(2016, 6, 1)
    on = max(project.started_on or HALF.first, HALF.first) + timedelta(20 if begun else 10)
    made = {"project_id": project.code, "unit_id": FRONT, "minutes_no": f"{number:02d}/BB-GSCĐ"}
    if not begun:
        on = min(on, HALF.last)
        return made | {"held_on": on, "finding": "chua_khoi_cong", "defects": 0}
    made |= {"surface": "be_tong", "width_m": 2 + number % 5 / 2,
             "drainage": "kem" if number % 8 == 0 else "tot"}  # fmt: skip
    faults = number % 3 if number % 4 == 0 else 0
    if not faults:
        return made | {"held_on": on, "finding": "dat", "defects": 0}
    mended = on + timedelta(12) if number % 8 else None
    return made | {"held_on": on, "finding": "khiem_khuyet", "defects": faults,
                   "due_on": on + timedelta(15), "fixed_on": mended,
                   "defect_note": "Nắp ga, mặt bê tông (minh hoạ)."}  # fmt: skip


def make_patrols() -> list[dict[str, Any]]:
    """Three patrols a week; group 11 is never walked, which the table of coverage shows."""
    dice, groups = Dice("patrols"), [group for group in range(1, 15) if group != 11]
    return [
        {
            "key": f"{week}-{turn}",
            "patrolled_on": date(2016, 1, 5) + timedelta(7 * week + 2 * turn), "unit_id": GUARD,
            "group_id": group_code(groups[(3 * week + turn) % len(groups)]),
            "members": dice.whole(2, 4), "hours": dice.whole(2, 4), "found": dice.whole(0, 2),
        }
        for week in range(25)
        for turn in range(3)
    ]  # fmt: skip


def make_patrol_finds(demo: Demo) -> list[dict[str, Any]]:
    """Incidents of no round on the day of a patrol, as many as it says that it found."""
    by_day: dict[date, list[str]] = {}
    for each in demo.incidents:
        if each.round is None:
            by_day.setdefault(each.occurred_at.date(), []).append(each.source_key)
    rows = []
    for patrol in make_patrols():
        on = patrol["patrolled_on"]
        for _ in range(patrol["found"]):
            if by_day.get(on):
                key = by_day[on].pop()
                rows.append({"found_on": on, "patrol_id": patrol["key"], "incident_id": key})
    return rows


def make_priorities() -> list[dict[str, Any]]:
    return [
        {
            "decided_on": on, "reason": reason, "rank": rank, "field": "ttdt", "place_id": place,
            "lane_id": lane, "group_id": group_code(group),
            "unit_id": ORDER if rank < 3 else OFFICE, "due_on": on + timedelta(120),
            "cleared_on": cleared,
        }
        for rank, (reason, place, lane, group, on, cleared) in enumerate(_PRIORITIES, start=1)
    ]  # fmt: skip
