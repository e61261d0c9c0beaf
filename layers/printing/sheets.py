"""Which sheets a print has: one, or an atlas of resident groups or lanes at one scale."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import shapely
from psycopg2.extensions import connection
from shapely.geometry.base import BaseGeometry

from geo.crs import to_metric
from geo.errors import InputError
from geo.sheet import SCALES, Box, MapFrame, frame_on, holds_in_reading_order
from geo.text import Text
from layers.errors import NotFound
from layers.number_words import number_words
from layers.printing.layout import Layout
from layers.printing.request import ONE_GROUP, PrintRequest
from layers.queries.sheet_rows import Place, group_places, lane_places
from layers.queries.wards import Ward, ward_bounds

MOST_SHEETS = 300
LANE_ROOM_M = 25.0
"""Ground seen on each side of a lane of an atlas."""


class Sheet(NamedTuple):
    """One map of a print. `name` is empty for the only sheet of a print that is no atlas."""

    name: str
    frame: MapFrame
    focus: BaseGeometry | None = None


def plan_sheets(conn: connection, ward: Ward, asked: PrintRequest, layout: Layout) -> list[Sheet]:
    """Return the sheets in the order of their pages; InputError where there are none, or many."""
    if not asked.atlas:
        return [_single(conn, ward, asked, layout)]
    find = group_places if asked.atlas == "groups" else lane_places
    places = find(conn, ward, asked.chosen)
    _require_number(len(places))
    if asked.atlas == "lanes":
        places = [place._replace(box=place.box.grown(LANE_ROOM_M)) for place in places]
        places = [places[at] for at in holds_in_reading_order([each.box for each in places])]
    return [_of_place(place, asked, layout) for place in places]


def overview_frame(sheets: list[Sheet], layout: Layout) -> MapFrame:
    """Lay a frame over all sheets of an atlas."""
    sides = np.asarray([sheet.frame.ground for sheet in sheets])
    ground = Box(*map(float, (*sides[:, :2].min(axis=0), *sides[:, 2:].max(axis=0))))
    return frame_on(ground, layout.map)


def _of_place(place: Place, asked: PrintRequest, layout: Layout) -> Sheet:
    frame = frame_on(place.box, layout.map, asked.scale, keeps=True)
    return Sheet(place.title.in_language(asked.language), frame, place.shape)


def _single(conn: connection, ward: Ward, asked: PrintRequest, layout: Layout) -> Sheet:
    """Lay the sheet over what is asked for, else what the filter chooses, else the screen."""
    places = _places_of_one(conn, ward, asked)
    if places:
        frame = frame_on(_around([each.box for each in places]), layout.map, asked.scale)
        is_named = asked.area.startswith(ONE_GROUP)
        name = places[0].title.in_language(asked.language) if is_named else ""
        return Sheet(name, frame, shapely.union_all([each.shape for each in places]))
    is_screen = asked.area != "ward"
    if is_screen and asked.scale is not None and asked.centre is not None:
        x, y = to_metric(*asked.centre, ward.srid_measure)
        return Sheet("", MapFrame(layout.map, (float(x), float(y)), asked.scale))
    sides = (is_screen and asked.seen) or ward_bounds(conn, ward)
    if sides is None:
        raise InputError(
            Text("Phường chưa có gì để in.", "The ward has nothing to print yet."), field="ward"
        )
    frame = frame_on(_metric_box(sides, ward), layout.map, asked.scale)
    if sides is asked.seen and frame.scale > SCALES[-1]:
        raise _too_much_seen(asked.seen)
    return Sheet("", frame)


def _too_much_seen(seen: object) -> InputError:
    largest = number_words(SCALES[-1])
    return InputError(
        Text(
            f"seen: vùng đang xem quá rộng để in (nhỏ hơn 1:{largest.vi}); hãy phóng to, hoặc in cả"
            " phường.",
            f"seen: too much ground to print (smaller than 1:{largest.en}); zoom in, or print the"
            " ward.",
        ),
        field="seen",
        value=str(seen)[:60],
    )


def _places_of_one(conn: connection, ward: Ward, asked: PrintRequest) -> list[Place]:
    chosen = asked.chosen
    if asked.area.startswith(ONE_GROUP):
        code = asked.area.removeprefix(ONE_GROUP)
        found = group_places(conn, ward, replace(chosen, groups=(code,)))
        if not found:
            raise NotFound(Text("tổ dân phố", "resident group"), code)
        return found
    if asked.area:
        return []
    if chosen.lanes:
        return lane_places(conn, ward, chosen)
    return group_places(conn, ward, chosen) if chosen.groups else []


def _around(boxes: list[Box]) -> Box:
    sides = np.asarray(boxes)
    return Box(*map(float, (*sides[:, :2].min(axis=0), *sides[:, 2:].max(axis=0))))


def _metric_box(sides: tuple[float, float, float, float], ward: Ward) -> Box:
    west, south, east, north = sides
    xs, ys = to_metric([west, east, west, east], [south, south, north, north], ward.srid_measure)
    return Box(float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max()))


def _require_number(number: int) -> None:
    if number == 0:
        raise InputError(
            Text("Không có tổ hay ngõ nào để làm tập bản đồ.", "There is nothing for an atlas."),
            field="atlas",
        )
    if number > MOST_SHEETS:
        raise InputError(
            Text(
                f"Tập bản đồ sẽ có {number} tờ; nhiều nhất {MOST_SHEETS}. Hãy lọc theo tổ hoặc"
                " ngõ.",
                f"The atlas would have {number} sheets; at most {MOST_SHEETS}. Filter by group or"
                " lane.",
            ),
            field="atlas",
            value=number,
        )


def page_key(number: int) -> str:
    """Name a page for the links of the file."""
    return f"page-{number}"
