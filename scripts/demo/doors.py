"""The doors at which incidents of one half-year are found; no two of them are near each other."""

import math
from collections.abc import Callable
from datetime import date

from scripts.demo.buildings import House
from scripts.demo.truth import DOORS_APART_M, REPEAT_EVENTS, REPEAT_WINDOW_DAYS


class Doors:
    """Doors taken so far, with how often each may still be used."""

    def __init__(self) -> None:
        self._taken: dict[tuple[int, int], list[House]] = {}
        self._left: dict[str, int] = {}
        self._days: dict[str, list[date]] = {}
        self._by_address: dict[str, House] = {}

    def take(self, house: House, uses: int) -> bool:
        """Take a door for that many incidents; False where another taken door is too near."""
        if any(_distance(house, other) < DOORS_APART_M for other in self._around(house)):
            return False
        self._taken.setdefault(_square(house), []).append(house)
        self._left[house.address] = uses
        self._by_address[house.address] = house
        return True

    def use(self, house: House, day: date) -> None:
        self._left[house.address] -= 1
        self._days.setdefault(house.address, []).append(day)

    def free(self, wanted: Callable[[House], bool], day: date) -> list[House]:
        """Taken doors that bear one more on that day without becoming a repeat address."""
        return [
            self._by_address[address]
            for address, left in self._left.items()
            if left > 0 and self._bears(address, day) and wanted(self._by_address[address])
        ]

    def _bears(self, address: str, day: date) -> bool:
        near = [d for d in self._days.get(address, ()) if abs((d - day).days) <= REPEAT_WINDOW_DAYS]
        return len(near) < REPEAT_EVENTS - 1

    def _around(self, house: House) -> list[House]:
        x, y = _square(house)
        squares = [(x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
        return [other for square in squares for other in self._taken.get(square, ())]


def _square(house: House) -> tuple[int, int]:
    return int(house.front[0] // DOORS_APART_M), int(house.front[1] // DOORS_APART_M)


def _distance(a: House, b: House) -> float:
    return math.hypot(a.front[0] - b.front[0], a.front[1] - b.front[1])
