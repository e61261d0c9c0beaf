"""What a number must be, told from the plain rows in Python, without our own SQL."""

from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import Any

from geo.names import fold
from layers import clock
from layers.filters import Filter
from tests.layers.agreement.loading import Kept
from tests.layers.agreement.town import Row, is_open

NEAR = 0.00025
"""Degrees of longitude within which a line is near: between the 21 m and the 42 m of BESIDE."""
NOWHERE = "-"
VOID = ("huy", "khong_du_can_cu")
"""States in which an incident is no violation: it counts where a filter names them."""


class Judge:
    """Counts the rows of one made-up ward."""

    def __init__(self, kept: Kept) -> None:
        self.town, self.ids = kept.town, kept.ids

    def incidents(self, chosen: Filter) -> list[Row]:
        """Return the incidents that a filter leaves."""
        return [each for each in self.all_incidents if self._is_meant(each, chosen)]

    def count(self, chosen: Filter) -> int:
        return len(self.incidents(chosen))

    @cached_property
    def all_incidents(self) -> list[Row]:
        """Every incident with its day, its lane, its holder and the code of its round."""
        lanes = list(zip(self.ids["lane"], self.town["lane"], strict=True))
        routes = list(zip(self.ids["route"], self.town["route"], strict=True))
        walked = {each["code"] for each in self.town["inspection_round"]}
        return [
            row
            | {
                "on": on,
                "lane": _nearest(row, lanes, lambda _: True),
                "holder": self._holder(row, routes, on),
                "round": row["round"] if row["round"] in walked else None,
            }
            for row in self.town["incident"]
            for on in [date.fromisoformat(row["occurred_at"][:10])]
        ]

    def _holder(self, row: Row, routes: list[tuple[int, Row]], on: date) -> str:
        if row["is_pile_up"]:
            return NOWHERE
        found = _nearest(row, routes, lambda each: _is_valid(each, on))
        unit = "" if found is None else dict(routes)[found]["holder_unit"]
        return unit or NOWHERE

    def group_of(self, row: Row, chosen: Filter) -> Row | None:
        """Return the group that an incident lies in, under the boundaries of a filter."""
        day = row["on"] if chosen.boundaries.as_was else chosen.boundaries.stated_day
        inside = [
            each
            for each in self.town["area"]
            if each["kind"] == "group" and _is_valid(each, day) and _covers(each["box"], row)
        ]
        return min(inside, key=lambda each: (len(each["code"]), each["code"]), default=None)

    def _is_meant(self, row: Row, chosen: Filter) -> bool:
        west, south, east, north = chosen.inside or (-180, -90, 180, 90)
        words = fold(chosen.text)
        return bool(
            (chosen.first is None or row["on"] >= chosen.first)
            and (chosen.last is None or row["on"] <= chosen.last)
            and (not chosen.fields or row["field_code"] in chosen.fields)
            and (not chosen.categories or row["category_code"] in chosen.categories)
            and (not chosen.lanes or row["lane"] in chosen.lanes)
            and (row["state"] in chosen.states if chosen.states else row["state"] not in VOID)
            and (not chosen.groups or self._names(row, chosen) & set(chosen.groups))
            and (not chosen.holders or row["holder"] in chosen.holders)
            and (not chosen.rounds or (row["round"] or NOWHERE) in chosen.rounds)
            and any(words in fold(row[name]) for name in ("address", "source_key"))
            and west <= row["lon"] <= east
            and south <= row["lat"] <= north
        )

    def _names(self, row: Row, chosen: Filter) -> set[str]:
        group = self.group_of(row, chosen)
        if group is None:
            return {NOWHERE}
        return {group["code"], f"{group['code']}@{group['valid_from']}"}

    def layer(self, name: str, chosen: Filter) -> int:
        """Return how many rows a layer of the map has under a filter."""
        if name == "incidents":
            return self.count(chosen)
        rows = [each for each in self.town[_TABLES[name]] if each.get("kind") != "ward"]
        return sum(
            _in_layer[name](row, chosen, rows) and self._is_inside(row, name, chosen)
            for row in rows
        )

    def _is_inside(self, row: Row, name: str, chosen: Filter) -> bool:
        """Say whether a row touches the box of a filter; what has no shape touches nothing."""
        if chosen.inside is None:
            return True
        west, south, east, north = chosen.inside
        if name == "lane_projects":
            row = next(each for each in self.town["lane"] if each["code"] == row["lane"])
        if "box" in row:
            left, low, right, high = row["box"]
            return bool(left <= east and right >= west and low <= north and high >= south)
        if row["lon"] is None:
            return False
        is_beside = west <= row["lon"] <= east
        return bool(is_beside and ("lat" not in row or south <= row["lat"] <= north))


def _covers(box: tuple[float, float, float, float], row: Row) -> bool:
    west, south, east, north = box
    return bool(west <= row["lon"] <= east and south <= row["lat"] <= north)


def _is_valid(row: Row, day: date | None) -> bool:
    assert day is not None
    return bool(row["valid_from"] <= day and (row["valid_to"] is None or day < row["valid_to"]))


def _nearest(row: Row, lines: list[tuple[int, Row]], is_meant: Callable[[Row], bool]) -> int | None:
    """Return the id of the nearest of some lines that run north, the lower id where two are."""
    near = [
        (abs(line["lon"] - row["lon"]), number)
        for number, line in lines
        if abs(line["lon"] - row["lon"]) < NEAR and is_meant(line)
    ]
    return min(near, default=(0, None))[1]


def _overlaps(start: str, end: str) -> Callable[[Row, Filter, list[Row]], bool]:
    def is_meant(row: Row, chosen: Filter, _: list[Row]) -> bool:
        return bool(
            (chosen.last is None or row[start] <= chosen.last)
            and (chosen.first is None or row[end] is None or row[end] >= chosen.first)
        )

    return is_meant


def _valid_on(day_of: Callable[[Filter], date | None]) -> Callable[[Row, Filter, list[Row]], bool]:
    """As of the day that is asked for; else today, or the last day that had any."""

    def is_meant(row: Row, chosen: Filter, rows: list[Row]) -> bool:
        ends = [each["valid_to"] for each in rows]
        today = clock.today()
        known = today if None in ends else min(today, date.fromordinal(max(ends).toordinal() - 1))
        return _is_valid(row, day_of(chosen) or known)

    return is_meant


def _always(*_: Any) -> bool:
    return True


_in_layer: dict[str, Callable[[Row, Filter, list[Row]], bool]] = {
    "lanes": _always,
    "lane_projects": _always,
    "facilities": _always,
    "sites": _overlaps("watched_from", "watched_to"),
    "rounds": lambda row, chosen, rows: (
        is_open(row) and _overlaps("started_on", "ended_on")(row, chosen, rows)
    ),
    "routes": _valid_on(lambda chosen: chosen.last),
    "groups": _valid_on(lambda chosen: chosen.boundaries_on),
}
_TABLES = {
    "lanes": "lane", "lane_projects": "lane_project", "facilities": "facility", "sites": "site",
    "rounds": "inspection_round", "routes": "route", "groups": "area",
}  # fmt: skip
LAYERS = tuple(_TABLES)
