"""The people whom the demonstration's registers and routes name: illustrations, nobody's names."""

from typing import Any

from scripts.demo.registers.units import CULTURE, GUARD, LAND, OFFICE, ORDER

IN_CHARGE = (ORDER, LAND, CULTURE)
OFFICERS, HOLDERS = range(1, 10), (*range(1, 11), 14)


def make_people() -> list[dict[str, Any]]:
    """Who has tasks, answers for groups or holds a route; nobody of them signs in."""
    named = [
        *((f"Phụ trách {unit.lower()} (minh hoạ)", unit) for unit in IN_CHARGE),
        *((f"Cán bộ minh hoạ {number:02d}", OFFICE) for number in OFFICERS),
        *((f"Người nhận khoán minh hoạ {number:02d}", GUARD) for number in HOLDERS),
    ]
    return [{"name": name, "unit_id": unit} for name, unit in named]
