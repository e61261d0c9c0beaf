"""The bodies that the report names, and the cells of the fourteen groups."""

from datetime import date, timedelta
from typing import Any

from scripts.demo.areas import group_name

SINCE = date(2015, 7, 1)
PARTY, COUNCIL, OFFICE, FRONT = "Đảng ủy phường", "HĐND phường", "UBND phường", "UB MTTQ phường"
ORDER, LAND, CULTURE = "Bộ phận trật tự đô thị", "Bộ phận địa chính – xây dựng", "Bộ phận văn hóa"
POLICE, GUARD, DISTRICT = "Công an phường", "Bảo vệ dân phố", "Phòng Quản lý đô thị quận"
DISTRICT_PARTY, DISTRICT_LAND = "Quận ủy", "Phòng Tài nguyên và Môi trường quận"
GROUPS = range(1, 15)
_UNITS = (
    (PARTY, "dang"), (COUNCIL, "hdnd"), (OFFICE, "ubnd"), (FRONT, "mttq"),
    ("Hội Phụ nữ phường", "doan_the"), ("Hội Cựu chiến binh phường", "doan_the"),
    ("Đoàn Thanh niên phường", "doan_the"), (ORDER, "chuyen_mon"), (LAND, "chuyen_mon"),
    (CULTURE, "chuyen_mon"), (POLICE, "luc_luong"), (GUARD, "luc_luong"), (DISTRICT, "cap_tren"),
    (DISTRICT_LAND, "cap_tren"), (DISTRICT_PARTY, "cap_tren"),
)  # fmt: skip


def cell(group: int) -> str:
    return f"Chi bộ {group_name(group).lower()}"


def make_units() -> list[dict[str, Any]]:
    """Every unit with who heads it; the heads are illustrations, not people."""
    named = [*_UNITS, *((cell(group), "dang") for group in GROUPS)]
    return [
        {
            "key": name, "name": name, "kind": kind, "head_since": SINCE,
            "head": "" if kind == "cap_tren" else f"Người đứng đầu minh hoạ {number:02d}",
        }
        for number, (name, kind) in enumerate(named, start=1)
    ]  # fmt: skip


def make_head_terms() -> list[dict[str, Any]]:
    """Two units changed their head on 1 May 2016; the others kept theirs."""
    changed = date(2016, 5, 1)
    terms = []
    for number, (unit, _) in enumerate(_UNITS[:3] + _UNITS[7:10], start=1):
        named = {"unit_id": unit, "post": "Trưởng (minh hoạ)"}
        if unit not in (ORDER, LAND):
            terms.append(
                {**named, "person": f"Người đứng đầu minh hoạ {number:02d}", "since": SINCE}
            )
            continue
        before, after = (
            f"Trưởng bộ phận {number:02d}A (minh hoạ)",
            f"Trưởng bộ phận {number:02d}B (minh hoạ)",
        )
        last = changed - timedelta(1)
        terms.append({**named, "person": before, "since": SINCE, "until": last})
        terms.append({**named, "person": after, "since": changed})
    return terms
