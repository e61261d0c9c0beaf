"""The bodies that the report names, and the cells of the fourteen groups."""

from datetime import date
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
