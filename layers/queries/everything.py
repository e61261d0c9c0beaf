"""Search over everything a reader may see: things, incidents and rows of registers."""

from typing import NamedTuple

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.names import fold
from geo.text import Text, same
from layers import db
from layers.filters import Filter, incident_condition
from layers.links import Link, to_page
from layers.queries.row_lists import count_incidents, rows_link
from layers.queries.search import search
from layers.registers.counting import count_views
from layers.registers.listing import list_rows
from layers.registers.reading import registers_for
from layers.registers.scope import Reader, View, Window
from layers.registers.words import row_title
from layers.things.registry import kind_of_layer

SHOWN = 5
SHORTEST = 2
"""Fewer letters than this are found in nearly everything."""

# Registers whose rows have pages of their own.
PAGES = {"units": ("units",)}


class Hit(NamedTuple):
    """Something found: its name, what tells it apart, where it opens, where it lies on the map."""

    title: Text
    detail: Text
    opens: Link
    on_map: Link | None = None


class Found(NamedTuple):
    """The hits of one kind: the first of them, how many there are, where all of them open.

    `opens` None: they are all here.
    """

    name: str
    title: Text
    hits: list[Hit]
    total: int
    opens: Link | None


def search_everything(conn: connection, reader: Reader, words: str, window: Window) -> list[Found]:
    """Return what the words find, by kind; kinds without any are left out.

    Marks are not needed and a slip is forgiven in names of places; numbers of incidents and texts
    of registers (rounds are one) must hold the words as typed but for their marks. Of each only
    what the reader may see is found, and counted. InputError for coordinates outside the ward.
    """
    if len(fold(words)) < SHORTEST:
        return []
    found = [
        *_places(conn, reader, words),
        _incidents(conn, reader, words),
        *_registers(conn, reader, words, window),
    ]
    return [each for each in found if each.total]


def _places(conn: connection, reader: Reader, words: str) -> list[Found]:
    """Group what the search box of the map finds by kind."""
    groups: dict[str, list[Hit]] = {}
    for each in search(conn, reader.ward, words, reader.role):
        kind = "lane" if each["kind"] == "address" else each["kind"]
        opens, on_map = _page_of(conn, reader, each), _map_at(each)
        detail = same(each["detail"] or "")
        hit = Hit(same(each["title"]), detail, opens or on_map, on_map if opens else None)
        groups.setdefault(kind, []).append(hit)
    return [
        Found(kind, PLACE_KINDS.get(kind, OTHER), hits, len(hits), None)
        for kind, hits in groups.items()
    ]


def _page_of(conn: connection, reader: Reader, hit: dict[str, object]) -> Link | None:
    """Return the page of what the map finds; None where it has none."""
    if hit["layer"] == "places":
        return to_page("places", hit["id"])
    kind = kind_of_layer(str(hit["layer"]))
    if kind is not None:
        row = db.one(conn, CODES[kind.path], (hit["id"], reader.ward.id))
        if row is not None:
            day = row["valid_from"].isoformat() if kind.has_versions else None
            return to_page(kind.path, row["code"], on=day)
    return None


def _map_at(hit: dict[str, object]) -> Link:
    west, south, east, north = hit["bounds"]  # type: ignore[misc]
    at = f"18/{(south + north) / 2:.5f}/{(west + east) / 2:.5f}"  # type: ignore[has-type]
    return to_page("", map=at)


def _incidents(conn: connection, reader: Reader, words: str) -> Found:
    # Whoever looks for a number finds it, also where it is no violation any more.
    states = [row["code"] for row in db.rows(conn, "SELECT code FROM incident_state")]
    chosen = Filter(text=words, states=tuple(states))
    total = count_incidents(conn, reader.ward, chosen)
    condition, params = incident_condition(reader.ward.id, chosen)
    query = sql.SQL(INCIDENTS).format(condition=condition)
    hits = [
        Hit(
            same(row["source_key"]),
            Text(f"{row['occurred_on']:%d/%m/%Y} · {row['name_vi']} · {row['address']}",
                 f"{row['occurred_on']:%d %b %Y} · {row['name_en']} · {row['address']}"),
            to_page("incidents", row["id"]),
            to_page("", map=f"18/{row['lat']:.5f}/{row['lon']:.5f}",
                    selected=f"incidents/{row['id']}"),
        )
        for row in db.rows(conn, query, params | {"most": SHOWN})
    ]  # fmt: skip
    return Found("incidents", Text("Vụ vi phạm", "Incidents"), hits, total, rows_link(chosen))


def _registers(conn: connection, reader: Reader, words: str, window: Window) -> list[Found]:
    view = View(search=words)
    asked = [(register, view) for register in registers_for(reader.role)]
    counts = count_views(conn, reader, asked, window)
    found = []
    for (register, _), count in zip(asked, counts, strict=True):
        if count:
            rows = list_rows(conn, register, reader, view, window).rows[:SHOWN]
            path = PAGES.get(register.name, ("registers", register.name))
            hits = [Hit(row_title(register, row), same(""), to_page(*path, row["id"]))
                    for row in rows]  # fmt: skip
            link = to_page("registers", register.name, **view.to_query())
            found.append(Found(register.name, register.title, hits, count, link))
    return found


PLACE_KINDS = {
    "lane": Text("Tuyến, ngõ", "Lanes"),
    "group": Text("Tổ dân phố", "Resident groups"),
    "facility": Text("Công trình", "Facilities"),
    "site": Text("Nhà đang xây", "Houses under construction"),
    "place": Text("Điểm", "Places"),
    "spot": Text("Tọa độ", "Coordinates"),
    "own": Text("Lớp của phường", "The ward's own layers"),
}
OTHER = Text("Nơi khác", "Other places")
CODES = {
    "groups": "SELECT code, valid_from FROM area WHERE id = %s AND ward_id = %s",
    "lanes": "SELECT code FROM lane WHERE id = %s AND ward_id = %s",
    "sites": "SELECT code FROM site WHERE id = %s AND ward_id = %s",
    "facilities": "SELECT code FROM facility WHERE id = %s AND ward_id = %s",
}
INCIDENTS = """
    SELECT i.id, i.source_key, i.occurred_on, i.address, c.name_vi, c.name_en,
           ST_X(i.geom) AS lon, ST_Y(i.geom) AS lat
      FROM incident AS i
      JOIN category AS c ON c.ward_id = i.ward_id AND c.code = i.category_code
     WHERE i.id = ANY (ARRAY(
             SELECT incident.id FROM incident WHERE {condition}
              ORDER BY coalesce(split_part(incident.search_text, E'\\n', 2) <> %(text)s,
                                (SELECT fold_vi(long.source_key) <> %(text)s
                                   FROM incident AS long WHERE long.id = incident.id)),
                       incident.occurred_on DESC, incident.occurred_at DESC, incident.id DESC
                       LIMIT %(most)s))
     ORDER BY fold_vi(i.source_key) <> %(text)s, i.occurred_on DESC, i.occurred_at DESC, i.id DESC
"""
