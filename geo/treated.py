"""Which units were treated, which lie around them, and which are left to compare with."""

from collections.abc import Mapping
from typing import NamedTuple, cast

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.errors import InputError
from geo.events import Events
from geo.hotspots.base import point_of
from geo.names import match_key
from geo.result import Units
from geo.snapping import snap
from geo.tessellation import area_of
from geo.text import Text

Integers = NDArray[np.int64]
Words = NDArray[np.str_]

MOST_NAMED = 8


class Setting(NamedTuple):
    """The units shown, the role of each, and the unit of every event (-1: none)."""

    units: Units
    role: Words
    where: Integers
    is_stated: bool


def setting(
    events: Events, area: BaseGeometry, given: Units | None, used: Mapping[str, object]
) -> Setting:
    """Return the units with their roles; the ring is the last unit where there is one."""
    if given is None:
        return _place(events, area, used)
    where = _where(events, given, used)
    treated = _named(given, str(used["treated"]), "treated")
    otherwise = _named(given, str(used["treated_otherwise"]), "treated_otherwise")
    if (treated & otherwise).any():
        raise _both(given, treated & otherwise)
    if not treated.any():
        role = np.full(len(given), "comparison", dtype="<U20")
        return Setting(given, role, where, is_stated=False)
    role = np.where(treated, "treated", np.where(otherwise, "treated_otherwise", "comparison"))
    zone = shapely.union_all(given.geometry[treated])
    return _with_ring(events, given, role, where, zone, cast("float", used["ring_m"]))


def _where(events: Events, given: Units, used: Mapping[str, object]) -> Integers:
    if used["unit_kind"] == "lanes":
        return snap(events, given.geometry, cast("float", used["snap_m"])).line
    return area_of(given.geometry, events)


def _with_ring(
    events: Events,
    given: Units,
    role: Words,
    where: Integers,
    zone: BaseGeometry,
    ring_m: float,
) -> Setting:
    """Take what lies within the ring out of the comparison, and into a unit of its own."""
    near = shapely.dwithin(shapely.points(events.x, events.y), zone, ring_m)
    roles = np.append(role, "none")[where]
    is_ring = (roles == "comparison") & near
    around = shapely.difference(shapely.buffer(zone, ring_m), zone)
    units = Units(
        given.kind,
        np.append(given.geometry, np.array([around], dtype=object)),
        (*given.labels, f"≤ {ring_m:g} m"),
        (*given.keys, "") if given.keys else (),
    )
    where = np.where(is_ring, len(given), where)
    return Setting(units, np.append(role, "ring"), where, is_stated=True)


def _place(events: Events, area: BaseGeometry, used: Mapping[str, object]) -> Setting:
    """Return a disc, the ring around it, and the rest of the area."""
    centre, radius = point_of(used["centre"]), cast("float", used["radius_m"])
    if centre is None:
        raise InputError(
            Text(
                "centre: hãy nêu tâm của chỗ đã xử lý, dạng 105.8863, 21.0490.",
                "centre: give the middle of the treated place, such as 105.8863, 21.0490.",
            ),
            field="centre",
        )
    ring_m = cast("float", used["ring_m"])
    away = np.hypot(events.x - centre[0], events.y - centre[1])
    where = np.where(away <= radius, 0, np.where(away <= radius + ring_m, 1, 2))
    point = shapely.Point(*centre)
    disc, outer = shapely.buffer(point, radius), shapely.buffer(point, radius + ring_m)
    rest = shapely.difference(area, outer) if not area.is_empty else outer
    shapes = np.array([disc, shapely.difference(outer, disc), rest], dtype=object)
    labels = (f"≤ {radius:g} m", f"{radius:g} – {radius + ring_m:g} m", f"> {radius + ring_m:g} m")
    role = np.array(["treated", "ring", "comparison"], dtype="<U20")
    return Setting(Units("zone", shapes, labels), role, where.astype(np.int64), is_stated=True)


def _named(given: Units, names: str, field: str) -> NDArray[np.bool_]:
    """Return which units are named, by key or by label (every unit of that label)."""
    chosen = np.zeros(len(given), dtype=bool)
    keys = np.array(given.keys if given.keys else [""] * len(given), dtype=object)
    labels = np.array([match_key(label) for label in given.labels], dtype=object)
    for name in (part.strip() for part in names.replace(";", ",").split(",")):
        if name:
            found = keys == name
            found = found if found.any() else labels == match_key(name)
            if not found.any():
                raise _unknown(given, name, field)
            chosen |= found
    return chosen


def _unknown(given: Units, name: str, field: str) -> InputError:
    some = ", ".join(dict.fromkeys(given.labels[:MOST_NAMED]))
    more = ", …" if len(given) > MOST_NAMED else ""
    return InputError(
        Text(
            f"{field}: không có đơn vị {name!r}; có: {some}{more}",
            f"{field}: there is no unit {name!r}; there are: {some}{more}",
        ),
        field=field,
        value=name,
    )


def _both(given: Units, twice: NDArray[np.bool_]) -> InputError:
    name = given.labels[int(np.flatnonzero(twice)[0])]
    return InputError(
        Text(
            f"treated_otherwise: {name!r} đã được nêu ở treated.",
            f"treated_otherwise: {name!r} is already named in treated.",
        ),
        field="treated_otherwise",
        value=name,
    )
