"""Culture houses 8 and 10, the model of group 9 and its roll-out, the market, land certificates."""

from datetime import date, timedelta
from typing import Any

from scripts.demo.areas import group_code, group_name
from scripts.demo.dice import Dice
from scripts.demo.registers.units import OFFICE
from scripts.demo.rows import Demo

MARKET = "Dự án xây dựng chợ Gia Thụy"
MODEL = "Mô hình hoạt động nhà văn hóa cấp quận"
PARCELS, CLEARED, ISSUED = 24, 15, {5: 7, 7: 4, 9: 6}
_STAGE = {
    "Tiếp nhận hồ sơ": "tiep_nhan", "Kiểm tra thực địa": "thuc_dia",
    "Niêm yết công khai": "niem_yet", "Trình quận thẩm định": "trinh",
}  # fmt: skip


def make_projects() -> list[dict[str, Any]]:
    """Two culture houses being built, the market that is prepared, the lanes of phase 2."""
    houses = [
        {"key": f"nvh-{n:02d}", "name": f"Xây dựng Nhà văn hóa {group_name(n).lower()}",
         "kind": "nha_van_hoa", "group_id": group_code(n), "facility_id": f"nvh-{n:02d}",
         "state": "dang_xay", "progress": progress, "budget_million": 3200,
         "started_on": date(2016, 2, 22), "due_on": date(2016, 10, 31)}
        for n, progress in ((8, 60), (10, 45))
    ]  # fmt: skip
    return [
        *houses,
        {"key": "cho", "name": MARKET, "kind": "cho", "facility_id": "cho-gia-thuy",
         "group_id": group_code(7), "state": "chuan_bi", "progress": 10, "budget_million": 18500,
         "started_on": date(2016, 1, 20), "due_on": date(2017, 6, 30),
         "obstacle": "Giải phóng mặt bằng còn vướng mắc."},
        {"key": "ngo", "name": "Cải tạo, nâng cấp 25 tuyến ngõ giai đoạn 2", "kind": "ha_tang",
         "state": "dang_xay", "progress": 52, "budget_million": 9800,
         "started_on": date(2016, 1, 3), "due_on": date(2016, 12, 31)},
    ]  # fmt: skip


def make_adoptions() -> list[dict[str, Any]]:
    """Group 9 is the model, groups 2 and 14 take it up, the rest not yet."""
    return [
        {"group_id": group_code(group), "model": MODEL, "level": "quan", "state": state,
         "adopted_on": on, "facility_id": f"nvh-{group:02d}"}
        for group, state, on in (
            (9, "mo_hinh", date(2016, 1, 8)), (2, "nhan_rong", date(2016, 4, 15)),
            (14, "nhan_rong", date(2016, 5, 20)),
        )
    ]  # fmt: skip


def make_model_groups() -> list[dict[str, Any]]:
    return [
        {"group_id": group_code(group), "title": "Tổ dân phố văn hóa", "year": 2015,
         "criteria_met": 5, "decision": "QĐ minh hoạ", "decided_on": date(2016, 1, 28)}
        for group in (1, 3, 9, 12)
    ]  # fmt: skip


def make_committee_meetings() -> list[dict[str, Any]]:
    return [
        {"held_on": date(2016, month, 12), "unit_id": OFFICE, "members": 21, "present": 21 - month,
         "subject": f"Họp Ban chỉ đạo cuộc vận động, tháng {month}", "decisions": "Minh hoạ."}
        for month in (1, 3, 5, 6)
    ]  # fmt: skip


def make_committee_members() -> list[dict[str, Any]]:
    """Twenty-one members, as the meetings count them; the names are illustrations, not people."""
    roles = ["truong_ban", "pho_ban", "pho_ban", "thu_ky", *["thanh_vien"] * 17]
    return [
        {"person": f"Thành viên minh hoạ {number:02d}", "role": role, "unit_id": OFFICE,
         "since": date(2015, 9, 1)}
        for number, role in enumerate(roles, start=1)
    ]  # fmt: skip


def make_activities() -> list[dict[str, Any]]:
    """Two a month, at the culture houses that are open."""
    houses = (9, 1, 3, 5, 11, 13)
    names = (("Hội diễn văn nghệ quần chúng", "van_hoa"), ("Giải cầu lông tổ dân phố", "the_thao"))
    return [
        {"held_on": date(2016, month, 8 + 12 * turn), "name": names[turn][0],
         "kind": names[turn][1],
         "facility_id": f"nvh-{houses[month - 1]:02d}", "group_id": group_code(houses[month - 1]),
         "turnout": 40 + 15 * month + 10 * turn}
        for month in range(1, 7)
        for turn in range(2)
    ]  # fmt: skip


def make_parcels() -> list[dict[str, Any]]:
    """The parcels of the market: 15 of 24 handed over, the others at three stages."""
    stages = ("kiem_dem", "phuong_an", "chi_tra")
    return [
        {"code": f"TĐ-{n:02d}", "project_id": "cho", "group_id": group_code(7),
         "stage": "ban_giao" if n <= CLEARED else stages[n % 3], "area_m2": 35 + 4 * (n % 9),
         "stage_on": date(2016, 1, 20) + timedelta(5 * n),
         "obstacle": "" if n <= CLEARED or n % 2 else "Chưa thống nhất đơn giá (minh hoạ)"}
        for n in range(1, PARCELS + 1)
    ]  # fmt: skip


def make_dossiers(demo: Demo) -> list[dict[str, Any]]:
    """The dossiers that the map shows as waiting, and those of the same groups that were issued."""
    dice = Dice("dossiers")
    waiting = [row for row in demo.features if row.layer == "certificates"]
    rows = []
    for each in waiting:
        received = date.fromisoformat(str(each.properties["received_on"]))
        rows.append(
            {"code": each.source_key, "group_id": each.properties["group"],
             "stage": _STAGE[str(each.properties["stage"])], "received_on": received,
             "obstacle": each.properties["obstacle"], "due_on": received + timedelta(75)}
        )  # fmt: skip
    for group, count in ISSUED.items():
        for number in range(1, count + 1):
            received = date(2015, 7, 6) + timedelta(dice.whole(0, 180))
            rows.append(
                {"code": f"HS-{group:02d}-C{number:02d}", "group_id": group_code(group),
                 "stage": "da_cap", "received_on": received, "due_on": received + timedelta(75),
                 "issued_on": received + timedelta(dice.whole(50, 110))}
            )  # fmt: skip
    return rows
