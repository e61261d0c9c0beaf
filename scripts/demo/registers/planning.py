"""The programme, the plan of 5 January 2016 and its roadmap; who answers for what; field visits."""

from datetime import date, timedelta
from typing import Any

from scripts.demo.areas import group_code
from scripts.demo.registers.units import (
    CULTURE,
    DISTRICT_PARTY,
    FRONT,
    GROUPS,
    LAND,
    OFFICE,
    ORDER,
    PARTY,
)

PLAN = "Thực hiện Chương trình 03-CTr/QU trên địa bàn phường"
FIELDS = (("ttdt", ORDER), ("ttxd", LAND), ("vsmt", ORDER))
NOBODY, TWO = (13, "vsmt"), (2, "ttdt")
"""Planted: a group and field for which nobody answers, and one for which two do."""


def make_plans() -> list[dict[str, Any]]:
    """The number 03-CTr/QU stands for two programmes of two terms."""
    return [
        {"key": "ctr-2011", "number": "03-CTr/QU",
         "title": "Chương trình nhiệm kỳ trước (minh hoạ)",
         "kind": "chuong_trinh", "issuer_id": DISTRICT_PARTY, "issued_on": date(2011, 1, 10),
         "term_from": date(2010, 10, 1), "term_to": date(2015, 9, 30)},
        {"key": "ctr", "number": "03-CTr/QU", "kind": "chuong_trinh", "issuer_id": DISTRICT_PARTY,
         "title": "Đầu tư hạ tầng đô thị, xây dựng nếp sống văn minh đô thị",
         "issued_on": date(2015, 11, 20),
         "term_from": date(2015, 10, 1), "term_to": date(2020, 9, 30)},
        {"key": "kh", "number": "30-KH/ĐU", "title": PLAN, "kind": "ke_hoach", "issuer_id": PARTY,
         "issued_on": date(2016, 1, 5), "parent_id": "ctr",
         "term_from": date(2016, 1, 5), "term_to": date(2016, 12, 31)},
        {"key": "da", "number": "01-ĐA/UBND", "kind": "de_an", "issuer_id": OFFICE,
         "title": "Nâng cao hiệu quả lực lượng bảo vệ dân phố thực hiện quản lý đô thị",
         "issued_on": date(2016, 1, 25), "parent_id": "kh"},
        {"key": "pa", "number": "02-PA/UBND", "title": "Phương án khoán quản địa bàn",
         "kind": "de_an", "issuer_id": OFFICE, "issued_on": date(2016, 2, 22), "parent_id": "kh"},
    ]  # fmt: skip


def make_tasks() -> list[dict[str, Any]]:
    """Three tasks of the year, each with its quarters, one with its months."""
    rows: list[dict[str, Any]] = []
    years = (
        ("Duy trì trật tự đô thị trên các tuyến phố", ORDER, "ttdt"),
        ("Hoàn thành nâng cấp các ngõ giai đoạn 2", LAND, "ngo"),
        ("Nhân rộng mô hình nhà văn hóa", CULTURE, "nvh"),
    )
    for title, unit, key in years:
        rows.append(_task(title, unit, "nam", date(2016, 12, 31), None, key=key))
        for quarter, due in enumerate((date(2016, 3, 31), date(2016, 6, 30)), start=1):
            late = 6 if (key, quarter) == ("ngo", 1) else -4
            done = None if (key, quarter) == ("nvh", 2) else due + timedelta(late)
            named = f"{title}: quý {quarter}"
            rows.append(_task(named, unit, "quy", due, done, parent=key, key=f"{key}-q{quarter}"))
    for month in range(1, 7):
        due = date(2016, month + 1, 1) - timedelta(1)
        done = due + timedelta(3 if month == 4 else -1)
        parent = f"ttdt-q{1 if month <= 3 else 2}"
        title = f"Ra quân xử lý vi phạm vỉa hè tháng {month}"
        rows.append(_task(title, ORDER, "thang", due, done, parent=parent))
    rows.append(_task("Rà soát biển quảng cáo", None, "quy", date(2016, 6, 30), None))
    return rows


def _task(
    title: str, unit: str | None, span: str, due: date, done: date | None,
    parent: str | None = None, key: str = "",
) -> dict[str, Any]:  # fmt: skip
    made = {
        "title": title, "plan_id": "kh", "parent_id": parent, "span": span, "unit_id": unit,
        "person": f"Phụ trách {unit.lower()} (minh hoạ)" if unit else "",
        "responsibility": "chu_tri", "due_on": due, "done_on": done,
        "state": "xong" if done else "dang_lam",
    }  # fmt: skip
    return made | ({"key": key} if key else {})


def make_assignments() -> list[dict[str, Any]]:
    """One person for each group and field, but for the planted gap and clash."""
    rows = []
    for group in GROUPS:
        for field, unit in FIELDS:
            if (group, field) == NOBODY:
                continue
            rows.append(_assignment(group, field, unit, f"Cán bộ minh hoạ {group % 7 + 1:02d}"))
    return [*rows, _assignment(*TWO, ORDER, "Cán bộ minh hoạ 09")]


def _assignment(group: int, field: str, unit: str, person: str) -> dict[str, Any]:
    return {
        "person": person, "post": "Cán bộ phụ trách", "unit_id": unit, "field": field,
        "group_id": group_code(group), "valid_from": date(2016, 1, 15),
        "substitute": "Cán bộ minh hoạ 08",
    }  # fmt: skip


def make_visits() -> list[dict[str, Any]]:
    """Leaders in the field; two instructions were not followed up."""
    seen = (
        ((1, 21), PARTY, "Khu vực chợ tạm phố Gia Thụy", {"place_id": "cho"}, 20, "mot_phan"),
        ((2, 19), OFFICE, "Cổng trường phố Nguyễn Sơn", {"place_id": "truong"}, 12, "dat"),
        ((3, 11), OFFICE, "Nhà văn hóa tổ 8", {"facility_id": "nvh-08"}, 25, "dat"),
        ((3, 30), PARTY, "Nhà văn hóa tổ 10", {"facility_id": "nvh-10"}, 40, "dat"),
        ((4, 12), FRONT, "Đoạn giáp ranh tổ 2 – tổ 12", {"place_id": "giap-ranh"}, None, "cho"),
        ((5, 5), OFFICE, "Mặt bằng dự án chợ", {"facility_id": "cho-gia-thuy"}, None, "cho"),
        ((6, 9), PARTY, "Ngõ nâng cấp giai đoạn 2", {"group_id": group_code(5)}, 10, "dat"),
    )
    days = [(date(2016, *on), *rest) for on, *rest in seen]
    return [
        {
            "visited_on": on, "unit_id": unit, "subject": f"Kiểm tra hiện trường: {what}", **where,
            "instruction": "Chỉ đạo minh hoạ.", "due_on": on + timedelta(30), "result": result,
            "checked_on": on + timedelta(after) if after else None,
        }
        for on, unit, what, where, after, result in days
    ]  # fmt: skip


def make_targets() -> list[dict[str, Any]]:
    """What the plan of 2016 asks for in its first half, each a figure of a register."""
    first, last = date(2016, 1, 1), date(2016, 6, 30)
    asked = (
        ("Phát thanh tuyên truyền mỗi tuần một buổi 15 phút", "broadcasts:minutes", 390),
        ("Giám sát các nhà dân đang xây dựng", "site_visits:sites", 40),
        ("Giám sát các tuyến ngõ giai đoạn 2", "lane_supervisions:lanes", 25),
        ("Báo cáo tháng của chi bộ đúng hạn", "cell_reports:on_time", 84),
        ("Nhân rộng mô hình nhà văn hóa", "adoptions:adopters", 4),
    )
    return [
        {
            "plan_id": "kh",
            "item": item,
            "figure": figure,
            "since": first,
            "due_on": last,
            "goal": goal,
        }
        for item, figure, goal in asked
    ]
