"""Wards made up at random, as plain rows: small, with everything a real file brings."""

import random
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from layers.registers.reading import all_registers

Row = dict[str, Any]

WEST, SOUTH, SIDE = 105.880, 21.040, 0.002
# Corners and middles of the groups, and a ring outside of all of them.
LONS = [round(WEST + SIDE * step / 2, 6) for step in range(-1, 6)]
LATS = [round(SOUTH + SIDE * step / 2, 6) for step in range(-1, 4)]
BESIDE = (0.0, 0.0002, 0.0004)
"""Degrees east of a line: on it, 21 m away (still of it: 30 m), 42 m away (no more)."""
COLUMNS = range(3)

DAYS = [
    date.fromisoformat(day)
    for day in (
        "2015-06-30", "2015-07-01", "2015-12-31", "2016-01-01", "2016-01-31", "2016-02-01",
        "2016-02-29", "2016-03-01", "2016-03-14", "2016-03-15", "2016-03-31", "2016-04-01",
        "2016-06-30", "2016-07-01", "2016-12-31", "2017-01-01",
    )
]  # fmt: skip
HOURS = ("00:00", "00:00:00.000001", "07:30", "23:59:59.999999")
EPOCHS = [date(2010, 1, 1), date(2016, 3, 15), date(2016, 6, 30), date(2025, 7, 1)]
CATEGORIES = {
    "lan_chiem_via_he": "ttdt",
    "do_xe_sai": "ttdt",
    "vut_rac": "vsmt",
    "sai_phep": "ttxd",
    "khong_phep": "ttxd",
}
STATES = ("phat_hien", "ket_thuc", "huy", "nhac_nho", "khong_du_can_cu")
WORDS = (
    "", "12 ngõ 5 Nguyễn Văn Cừ", "Ngõ 45 Ngọc Lâm", "=1+1", "-5", "+84", "@x", "a,b;c\td", '"',
    "dòng 1\ndòng 2", "  ", "<b>&amp;</b>", "12/5", "0012", "1e5", "TRUE", "{incidents}", "%s",
    "é e\u0301", "\u200bẩn", "🏠 nhà", "'; DROP TABLE incident; --", "x" * 300, "Tổng cộng",
)  # fmt: skip
UNITS = ("", "Đội 1, phường", "Đội 2", '"Đội" 3', "Đội 4|5")
GROUPS = ("2", "10", "9", "9a", "5,6", "Tổ 1")
ROUNDS = ("Đ1", "Đ2, bù", "Đ3;x", "Đ 4", '"Đ5"', "Đ6")
REGISTERS = [each.name for each in all_registers() if not each.is_of_map]


@dataclass
class Town:
    """Rows by kind; they name each other by place in their list, so that rows can be left out."""

    rows: dict[str, list[Row]] = field(default_factory=dict)

    def __getitem__(self, kind: str) -> list[Row]:
        return self.rows.get(kind, [])

    def size(self) -> int:
        return sum(map(len, self.rows.values()))

    def __str__(self) -> str:
        return "\n".join(f"{kind}: {row}" for kind, rows in self.rows.items() for row in rows)


def make_town(dice: random.Random) -> Town:
    """Make up a ward: 0 to 30 incidents, a few of everything else, now and then none of a kind."""
    rows: dict[str, list[Row]] = {
        "area": _areas(dice),
        "lane": _lanes(dice),
        "route": _routes(dice),
        "inspection_round": _rounds(dice),
    }
    codes = [each["code"] for each in rows["inspection_round"] if is_open(each)]
    lanes = [each["code"] for each in rows["lane"]]
    rows["lane_project"] = [_project(dice, lanes, n) for n in range(_few(dice, 5) if lanes else 0)]
    rows["site"] = [_site(dice, number) for number in range(_few(dice, 8))]
    rows["facility"] = [_facility(dice, number) for number in range(_few(dice, 3))]
    rows["place"] = [_place(dice, number) for number in range(_few(dice, 4))]
    rows["incident"] = [_incident(dice, codes, number) for number in range(_few(dice, 30))]
    rows["unplaced_incident"] = [_unplaced(dice, number) for number in range(_few(dice, 3))]
    for name in dice.sample(REGISTERS, dice.choice((0, 1, 2))):
        # What a row says hangs on what there is to refer to: only its throw is kept here.
        rows[f"register:{name}"] = [{"throw": dice.random()} for _ in range(_few(dice, 8))]
    return Town(rows)


def is_open(walk: Row) -> bool:
    """Say whether everybody may know of a round."""
    return not walk["deleted_at"] and (
        walk["state"] == "xong" or (walk["state"] == "dang_di" and walk["kind"] != "dot_xuat")
    )


def _few(dice: random.Random, most: int) -> int:
    """Throw a number of rows: often none, often one, at most so many."""
    return dice.choice((0, 1, dice.randint(0, most), dice.randint(0, most), most))


def box(column: int, columns: int = 1) -> tuple[float, float, float, float]:
    """West, south, east, north of a resident group that lies in so many columns."""
    east = round(WEST + SIDE * (column + columns), 6)
    return round(WEST + SIDE * column, 6), SOUTH, east, round(SOUTH + SIDE, 6)


def _areas(dice: random.Random) -> list[Row]:
    """Lay out groups for one or more epochs: codes are used again, columns stay empty, join."""
    starts = sorted(dice.sample(EPOCHS[1:], dice.choice((0, 0, 1, 1, 2, 3))))
    starts = [EPOCHS[0], *starts]
    rows: list[Row] = []
    for number, first in enumerate(starts):
        last = starts[number + 1] if number + 1 < len(starts) else None
        codes = dice.sample(GROUPS, len(COLUMNS))
        for column, code in zip(COLUMNS, codes, strict=True):
            if dice.random() < 0.25:
                continue
            rows.append({
                "kind": "group", "code": code, "name": dice.choice((f"Tổ dân phố {code}", "")),
                "valid_from": first, "valid_to": last, "people": dice.choice((None, 0, 350)),
                "box": box(column),
            })  # fmt: skip
    if dice.random() < 0.6:
        rows.append({
            "kind": "ward", "code": "00130", "name": "Phường", "valid_from": EPOCHS[0],
            "valid_to": None, "people": None, "box": box(0, len(COLUMNS)),
        })  # fmt: skip
    return rows if dice.random() < 0.9 else []


def _lanes(dice: random.Random) -> list[Row]:
    return [
        {"code": f"L{number}", "name": dice.choice(WORDS), "kind": dice.choice(("ngo", "pho")),
         "lon": lon}
        for number, lon in enumerate(dice.sample(LONS, _few(dice, 4)))
    ]  # fmt: skip


def _routes(dice: random.Random) -> list[Row]:
    """Contracted routes, some handed over to another unit on a day."""
    rows: list[Row] = []
    for number, lon in enumerate(dice.sample(LONS, _few(dice, 3))):
        days = [date(2015, 1, 1), *sorted(dice.sample(DAYS, dice.choice((0, 1)))), None]
        for first, last in pairwise(days):
            rows.append({
                "code": f"T{number}", "name": dice.choice(WORDS), "holder_unit": dice.choice(UNITS),
                "holder_name": "Ông A", "valid_from": first, "valid_to": last, "lon": lon,
            })  # fmt: skip
    return rows


def _rounds(dice: random.Random) -> list[Row]:
    """Regular and surprise rounds, planned, done and cancelled; some deleted, some not drawn."""
    rows: list[Row] = []
    for code in dice.sample(ROUNDS, _few(dice, len(ROUNDS))):
        first, last = sorted(dice.choices(DAYS, k=2))
        rows.append({
            "code": code, "body": dice.choice(("MTTQ", "Công an")), "started_on": first,
            "ended_on": last, "kind": dice.choice(("thuong_xuyen", "thuong_xuyen", "dot_xuat")),
            "state": dice.choice(("xong", "xong", "dang_di", "du_kien", "huy")),
            "members": ["lan"], "note": dice.choice(WORDS),
            "deleted_at": dice.choice((None, None, None, date(2016, 5, 1))),
            "covers_ttdt": dice.random() < 0.5, "covers_vsmt": dice.random() < 0.5,
            "lon": dice.choice((None, *LONS)),
        })  # fmt: skip
    return rows


def _project(dice: random.Random, lanes: list[str], number: int) -> Row:
    first, last = sorted(dice.choices(DAYS, k=2))
    return {
        "code": f"P{number}", "lane": dice.choice(lanes), "phase": dice.choice((1, 2, 2, 3)),
        "state": dice.choice(("planned", "building", "done", "accepted")),
        "started_on": dice.choice((None, first)), "finished_on": dice.choice((None, last)),
    }  # fmt: skip


def _site(dice: random.Random, number: int) -> Row:
    first, last = sorted(dice.choices(DAYS, k=2))
    return {
        "code": f"S{number}", "address": dice.choice(WORDS), "watched_from": first,
        "stage": dice.choice(("frame", "completed", "stopped")), "owner_name": "Bà B",
        "watched_to": dice.choice((None, last)), "lon": dice.choice(LONS), "lat": dice.choice(LATS),
    }  # fmt: skip


def _facility(dice: random.Random, number: int) -> Row:
    return {
        "code": f"F{number}", "kind": dice.choice(("culture_house", "school")),
        "name": dice.choice(WORDS), "lon": dice.choice(LONS), "lat": dice.choice(LATS),
    }  # fmt: skip


def _place(dice: random.Random, number: int) -> Row:
    return {
        "code": f"D{number}", "name": dice.choice(WORDS), "lon": dice.choice(LONS),
        "lat": dice.choice(LATS),
    }  # fmt: skip


def _moment(dice: random.Random) -> str:
    return f"{dice.choice(DAYS)} {dice.choice(HOURS)}"


def _incident(dice: random.Random, rounds: list[str], number: int) -> Row:
    category = dice.choice(list(CATEGORIES))
    return {
        "source_key": f"V{number}", "occurred_at": _moment(dice), "category_code": category,
        "field_code": CATEGORIES[category], "state": dice.choice(STATES),
        "address": dice.choice(WORDS), "description": dice.choice(WORDS),
        "round": dice.choice((None, *rounds)), "is_pile_up": dice.random() < 0.1,
        "time_precision": dice.choice(("minute", "day", "month")),
        "lon": round(dice.choice(LONS) + dice.choice(BESIDE), 6), "lat": dice.choice(LATS),
    }  # fmt: skip


def _unplaced(dice: random.Random, number: int) -> Row:
    return {
        "source_key": f"U{number}", "occurred_at": _moment(dice), "address": f"{number} ngõ 5",
        "field_code": "ttdt", "category_code": "lan_chiem_via_he",
    }  # fmt: skip
