"""What came back: incidents where one had been closed, places that are hot or relapsed."""

from datetime import timedelta

from geo.text import Text
from layers import db
from layers.day_words import short_day
from layers.filters import Filter
from layers.links import to_page
from layers.queries.row_lists import count_recurrences, rows_link
from layers.today.shapes import Entry, Line, Part
from layers.today.situation import Situation

LOOK_DAYS = 30
MOST_ENTRIES = 5
STATES = {
    "relapsed": Text("tái phát", "relapsed"),
    "hot": Text("điểm nóng", "hot spot"),
    "repeat": Text("tái phạm", "repeat point"),
}


def recurring_part(here: Situation) -> Part:
    """Return what came back in the days before `as_of`, and the places that did."""
    first = here.as_of - timedelta(days=LOOK_DAYS - 1)
    chosen = Filter(first=first, last=here.as_of)
    line = Line(
        "recurring",
        Text("Vụ tái phát", "Incidents that came back"),
        count_recurrences(here.conn, here.ward, chosen),
        rows_link(chosen, "recurring"),
        "warn",
    )
    since = short_day(first)
    return Part(
        "recurring",
        Text("Tái diễn", "Came back"),
        Text(
            f"Vụ từ {since.vi} ở nơi một vụ trước đã kết thúc; điểm đang nóng, tái phạm, tái phát.",
            f"Incidents from {since.en} on where an earlier one had been closed; places that are"
            " hot, repeat or relapsed.",
        ),
        Text("Không có gì tái diễn", "Nothing came back"),
        [line],
        _places(here),
    )


def _places(here: Situation) -> list[Entry]:
    return [
        Entry(
            Text(row["name"], row["name"]),
            STATES[row["state"]],
            to_page("", map=f"18/{row['lat']:.5f}/{row['lon']:.5f}"),
        )
        for row in db.rows(here.conn, PLACES, (here.ward.id, list(STATES), MOST_ENTRIES))
    ]


PLACES = """
    SELECT name, state, ST_X(geom) AS lon, ST_Y(geom) AS lat
      FROM place WHERE ward_id = %s AND state = ANY(%s)
     ORDER BY array_position(ARRAY['relapsed', 'hot', 'repeat'], state), name, id LIMIT %s
"""
