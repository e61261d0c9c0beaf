"""Broadcasts (15 minutes each week, 390 in the half-year), articles, briefings, coordination."""

from datetime import date, timedelta
from typing import Any

from scripts.demo.registers.units import (
    CULTURE,
    DISTRICT,
    DISTRICT_LAND,
    FRONT,
    LAND,
    OFFICE,
    ORDER,
    PARTY,
)

FIRST_MONDAY, WEEKS, MINUTES = date(2016, 1, 4), 26, 15
_TOPICS = (
    ("Nếp sống văn minh đô thị: giữ vỉa hè thông thoáng", None),
    ("Trật tự đô thị khu vực chợ tạm phố Gia Thụy", "cho"),
    ("Đỗ xe đúng nơi quy định trước cổng trường", "truong"),
    ("Che chắn công trình, không để rơi vãi vật liệu", None),
    ("Không họp chợ ở đoạn giáp ranh tổ 2 – tổ 12", "giap-ranh"),
    ("Thu gom rác đúng giờ, không đổ phế thải", None),
)


def make_broadcasts() -> list[dict[str, Any]]:
    """One broadcast a week; two weeks of three speak of a hot spot's neighbourhood or of none."""
    rows = []
    for week in range(WEEKS):
        topic, place = _TOPICS[week % len(_TOPICS)]
        rows.append(
            {
                "broadcast_on": FIRST_MONDAY + timedelta(7 * week),
                "minutes": MINUTES,
                "topic": topic,
                "state": "da_phat",
                "place_id": place,
                "script": "Nội dung minh hoạ.",
            }
        )
    return rows


def make_articles() -> list[dict[str, Any]]:
    """Two articles a month in the section on civil city living."""
    return [
        {"published_on": date(2016, month, 6 + 14 * turn), "channel": "cong", "author": CULTURE,
         "title": f"Xây dựng nếp sống văn minh đô thị: {_TOPICS[(2 * month + turn) % 6][0]}",
         "place_id": _TOPICS[(2 * month + turn) % 6][1], "views": 120 + 35 * month + 11 * turn}
        for month in range(1, 7)
        for turn in range(2)
    ]  # fmt: skip


def make_briefings() -> list[dict[str, Any]]:
    """The plan was explained to all whom the report names."""
    held = (
        (date(2016, 1, 8), "Hội nghị Đảng bộ phường", PARTY, 140),
        (date(2016, 1, 13), "Hội nghị cán bộ, công chức cơ quan phường", OFFICE, 46),
        (date(2016, 1, 15), "Hội nghị UB MTTQ và các đoàn thể", FRONT, 62),
        (date(2016, 1, 19), "Hội nghị bí thư chi bộ, tổ trưởng tổ dân phố", PARTY, 56),
        (date(2016, 4, 6), "Giao ban quý I", OFFICE, 38),
    )
    item = "Quán triệt, triển khai kế hoạch 30-KH/ĐU"
    return [
        {"held_on": on, "meeting": meeting, "unit_id": unit, "plan_id": "kh", "item": item,
         "attendees": attendees}
        for on, meeting, unit, attendees in held
    ]  # fmt: skip


def make_coordination() -> list[dict[str, Any]]:
    """Requests to departments of the district, which was there until July 2025."""

    def row(subject: str, to: str, of: str, on: date, after: int | None) -> dict[str, Any]:
        answered = on + timedelta(after) if after else None
        return {"sent_on": on, "subject": subject, "counterpart_id": to, "unit_id": of,
                "due_on": on + timedelta(30), "answered_on": answered}  # fmt: skip

    return [
        row("Phối hợp giải tỏa chợ tạm", DISTRICT, ORDER, date(2016, 2, 3), 21),
        row("Thẩm định hồ sơ cấp giấy chứng nhận tổ 5, 7, 9", DISTRICT_LAND, LAND,
            date(2016, 3, 2), 44),
        row("Đơn giá bồi thường dự án chợ", DISTRICT_LAND, LAND, date(2016, 4, 18), None),
        row("Kẻ vạch, cắm biển cấm đỗ trước cổng trường", DISTRICT, ORDER, date(2016, 5, 10), 18),
    ]  # fmt: skip
