"""What was done at repeat points, and the border areas that two groups keep together."""

from datetime import date
from typing import Any

from scripts.demo.areas import group_code

_ACTIONS = (
    ("cho", date(2016, 2, 18), "tuyen_truyen", "Vận động các hộ vào chợ", "UB MTTQ phường"),
    ("cho", date(2016, 3, 22), "ra_quan", "Ra quân giải tỏa trước chợ", "Công an phường"),
    ("cho", date(2016, 5, 10), "chot_truc", "Chốt trực giờ cao điểm", "Tổ bảo vệ dân phố"),
    ("truong", date(2016, 2, 22), "tuyen_truyen", "Họp phụ huynh về đỗ xe", "Trường tiểu học"),
    ("truong", date(2016, 4, 4), "cai_tao", "Kẻ vạch, đặt chậu cây trước cổng", "UBND phường"),
    ("giap-ranh", date(2016, 4, 14), "ra_quan", "Hai tổ cùng ra quân", "Tổ trật tự"),
)  # fmt: skip
_BORDER = "Giáp ranh tổ 2 – tổ 12, phố Hoàng Như Tiếp"


def make_place_actions() -> list[dict[str, Any]]:
    return [
        {"place_id": place, "acted_on": on, "kind": kind, "what": what, "unit": unit}
        for place, on, kind, what, unit in _ACTIONS
    ]


def make_border_areas() -> list[dict[str, Any]]:
    return [
        {
            "key": "2-12", "name": _BORDER, "first_id": group_code(2), "second_id": group_code(12),
            "width_m": 30, "first_unit": "Tổ dân phố số 2", "second_unit": "Tổ dân phố số 12",
            "acts_first": "ai_thay", "state": "phoi_hop",
            "agreement": "Ai phát hiện trước xử lý trước, báo tổ bên kia trong ngày.",
        },
        {
            "key": "7-8", "name": "Giáp ranh tổ 7 – tổ 8", "first_id": group_code(7),
            "second_id": group_code(8), "width_m": 30, "first_unit": "Tổ dân phố số 7",
            "second_unit": "Tổ dân phố số 8", "acts_first": "cung", "state": "moi",
        },
    ]  # fmt: skip


def make_joint_operations() -> list[dict[str, Any]]:
    return [
        {
            "border_id": "2-12", "held_on": on, "led_by": "Tổ dân phố số 2",
            "with_unit": "Tổ dân phố số 12", "people": people, "handled": handled,
        }
        for on, people, handled in ((date(2016, 4, 14), 12, 5), (date(2016, 5, 19), 9, 2))
    ]  # fmt: skip
