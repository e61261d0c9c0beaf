"""Find a lane, a group or a place by what people type: without marks, with mistakes."""

import re
from functools import lru_cache
from typing import Any

from psycopg2.extensions import connection

from geo.address_match import LaneNames
from geo.address_text import read_address
from geo.errors import InputError
from geo.names import fold
from geo.spot_words import metres_between, read_typed_place
from geo.text import Text
from layers import db
from layers.queries.sources import read_sql
from layers.queries.spot import coordinates_of
from layers.queries.wards import Ward, ward_bounds
from layers.roles import Role

MOST = 12
# How alike two spellings must be to count as a slip of the finger.
ALIKE = 0.42
# From which confidence an address is offered; below it is one of several guesses.
LIKELY = 0.45
MOST_ADDRESSES = 3
# Coordinates farther from the ward than this are in another system, or turned round.
FARTHEST_M = 50_000
# Letters that may bear marks: any letter will do in a first, quick look at names as written.
CAN_HAVE_MARKS = re.compile("[adeiouy]")
# "tổ 5", "TDP 5", "tổ dân phố số 5": all the same group.
GROUP = re.compile(r"(?:to(?: dan pho)?|tdp|group)(?: so)? 0*(\d{1,3}[a-z]?)")


def search(conn: connection, ward: Ward, words: str, role: Role) -> list[dict[str, Any]]:
    """Return at most twelve places, best first; the public finds lanes, groups, facilities
    and what the ward shows it of its own layers.

    Typed coordinates are one place; an address with a number finds its lane before the names that
    only look like it. InputError for coordinates that are no place, or far from the ward.
    """
    spot = _typed_spot(conn, ward, words)
    if spot is not None:
        return [spot]
    folded = fold(words)
    if not folded:
        return []
    addressed = _by_address(conn, ward, words)
    known = {result["id"] for result in addressed}
    named = _by_name(conn, ward, folded, role)
    others = [each for each in named if each["kind"] != "lane" or each["id"] not in known]
    return [*addressed, *others][:MOST]


def _by_name(conn: connection, ward: Ward, folded: str, role: Role) -> list[dict[str, Any]]:
    group = GROUP.fullmatch(folded)
    params = {
        "ward_id": ward.id,
        "words": folded,
        "each_word": folded.split(),
        "numbers": [word for word in folded.split() if word[0].isdigit()],
        "group_number": group[1] if group else None,
        "parts": [f"%{CAN_HAVE_MARKS.sub('_', word)}%" for word in folded.split()],
        "is_staff": role > Role.PUBLIC,
        "visible": [each.code for each in Role if each <= role],
        "alike": ALIKE,
        "most": MOST,
    }
    return [_shown(row) for row in db.rows(conn, read_sql("search"), params)]


def _typed_spot(conn: connection, ward: Ward, words: str) -> dict[str, Any] | None:
    """Read the words as coordinates; None where they are none."""
    found = read_typed_place(words, ward.srid_measure)
    if found is None:
        return None
    lon, lat = round(found.lon, 7), round(found.lat, 7)
    bounds = ward_bounds(conn, ward)
    away = metres_between(lon, lat, bounds) if bounds else 0.0
    if away > FARTHEST_M:
        raise _too_far(words, away)
    said = coordinates_of(lon, lat, ward.srid_measure)
    plane = f"EPSG:{said['srid']} {said['plane']}"
    title, detail = (plane, said["degrees"]) if found.is_plane else (said["degrees"], plane)
    place = {"kind": "spot", "layer": None, "id": None, "title": title, "detail": detail}
    return place | {"bounds": [lon, lat, lon, lat]}


def _too_far(words: str, away: float) -> InputError:
    return InputError(
        Text(
            f"Tọa độ '{words[:60]}' cách phường {away / 1000:.0f} km: hãy kiểm tra hệ tọa độ"
            " và thứ tự hai số.",
            f"Coordinates '{words[:60]}' lie {away / 1000:.0f} km from the ward: check their"
            " system and the order of the two numbers.",
        ),
        field="q",
        value=words[:60],
    )


def _by_address(conn: connection, ward: Ward, words: str) -> list[dict[str, Any]]:
    """Find the lanes that an address with a number means, the surest first."""
    said = read_address(words)
    if not said.street or not (said.house or said.path):
        return []
    lanes = db.rows(conn, LANE_NAMES, (ward.id,))
    names = _lane_names(tuple((row["id"], row["name"]) for row in lanes))
    found = [each for each in names.find(words) if each.confidence >= LIKELY][:MOST_ADDRESSES]
    if not found:
        return []
    bounds = {
        row["id"]: row
        for row in db.rows(conn, LANE_BOUNDS, (ward.id, [each.lanes[0] for each in found]))
    }
    house = f" · {said.house}" if said.house else ""
    return [
        _shown(
            {"kind": "address" if house else "lane", "layer": "lanes", "id": each.lanes[0]}
            | {"title": each.name + house, "detail": ""}
            | bounds[each.lanes[0]]
        )
        | {"reasons": [reason.to_json() for reason in each.reasons]}
        for each in found
    ]


@lru_cache(maxsize=4)  # read anew only when a name has changed: many letters are typed
def _lane_names(names: tuple[tuple[int, str], ...]) -> LaneNames:
    return LaneNames(names)


LANE_NAMES = "SELECT id, name FROM lane WHERE ward_id = %s AND name <> '' ORDER BY id"
LANE_BOUNDS = """
    SELECT id, ST_XMin(geom) AS west, ST_YMin(geom) AS south,
           ST_XMax(geom) AS east, ST_YMax(geom) AS north
      FROM lane WHERE ward_id = %s AND id = ANY(%s)
"""


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": row["kind"],
        "layer": row["layer"],
        "id": row["id"],
        "title": row["title"],
        "detail": row["detail"],
        "bounds": [row["west"], row["south"], row["east"], row["north"]],
    }
