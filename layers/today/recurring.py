"""What came back: incidents where one had been closed, places that are hot or relapsed."""

from datetime import date, timedelta

from geo.text import Text
from layers import db
from layers.day_words import short_day
from layers.filters import Filter
from layers.links import to_page
from layers.places.reading import BACK
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
    back = Line(
        "places-back",
        Text("Điểm đã ổn định, có vụ trở lại", "Places that were over, with incidents again"),
        int(db.value(here.conn, BACK_COUNT, (here.as_of, here.ward.id))),
        to_page("places", state=BACK, as_of=here.as_of),
        "bad",
    )
    since = short_day(first)
    return Part(
        "recurring",
        Text("Tái diễn", "Came back"),
        Text(
            f"Vụ từ {since.vi} ở nơi một vụ trước đã kết thúc; điểm đang nóng, tái phạm, tái phát;"
            " điểm đã ổn định hay đã xóa mà có vụ trở lại.",
            f"Incidents from {since.en} on where an earlier one had been closed; places that are"
            " hot, repeat or relapsed; places that were stable or removed, with incidents again.",
        ),
        Text("Không có gì tái diễn", "Nothing came back"),
        [line, back],
        _places(here),
    )


def _places(here: Situation) -> list[Entry]:
    values = (here.as_of, here.ward.id, list(STATES), MOST_ENTRIES)
    return [
        Entry(
            Text(row["name"], row["name"]),
            _came_back(row["back_on"]) if row["back_on"] else STATES[row["state"]],
            to_page("places", row["id"])
            if row["back_on"]
            else to_page("", map=f"18/{row['lat']:.5f}/{row['lon']:.5f}"),
        )
        for row in db.rows(here.conn, PLACES, values)
    ]


def _came_back(day: date) -> Text:
    on = short_day(day)
    return Text(
        f"có vụ trở lại, gần nhất {on.vi}: tái phát?", f"incidents again, {on.en}: relapsed?"
    )


PLACES = """
    SELECT p.id, p.name, p.state, ST_X(p.geom) AS lon, ST_Y(p.geom) AS lat, back.last_on AS back_on
      FROM place AS p CROSS JOIN LATERAL back_at_place(p.id, p.state, %s) AS back
     WHERE p.ward_id = %s AND (p.state = ANY(%s) OR back.n > 0)
     ORDER BY back.n = 0, array_position(ARRAY['relapsed', 'hot', 'repeat'], p.state),
              p.name COLLATE vietnamese, p.id
     LIMIT %s
"""
BACK_COUNT = """
    SELECT count(*) FROM place AS p CROSS JOIN LATERAL back_at_place(p.id, p.state, %s) AS back
     WHERE p.ward_id = %s AND back.n > 0
"""
