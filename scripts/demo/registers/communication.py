"""What was broadcast: 15 minutes each week, 26 weeks and 390 minutes in the half-year."""

from datetime import date, timedelta
from typing import Any

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
