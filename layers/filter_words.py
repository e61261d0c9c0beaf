"""A filter in words: what people call each thing it names, not its code."""

from psycopg2.extensions import connection

from geo.text import Text, same
from layers.filters import NO_GROUP, Filter
from layers.queries.sheet_rows import group_places, lane_places
from layers.queries.vocabulary import read_vocabulary
from layers.queries.wards import Ward

Parts = list[tuple[str, list[Text]]]


def filter_parts(conn: connection, ward: Ward, chosen: Filter) -> Parts:
    """Return by parameter of the address the words of what it names, but for days and areas."""
    known = read_vocabulary(conn, ward.id)
    parts: Parts = [
        (name, [known.get(field, {}).get(code, same(code)) for code in codes])
        for name, field, codes in (
            ("field", "field_code", chosen.fields),
            ("category", "category_code", chosen.categories),
            ("state", "state", chosen.states),
        )
    ]
    parts += [
        ("group", _groups(conn, ward, chosen)),
        (
            "lane",
            [place.title for place in lane_places(conn, ward, chosen)] if chosen.lanes else [],
        ),
        ("holder", [_or(unit, NO_HOLDER) for unit in chosen.holders]),
        ("round", [_or(code, NO_ROUND) for code in chosen.rounds]),
        ("text", [same(f"“{chosen.text}”")] if chosen.text else []),
        ("inside", [INSIDE] if chosen.inside else []),
        ("shape", [SHAPE] if chosen.shape else []),
    ]
    return [(name, words) for name, words in parts if words]


NO_HOLDER = Text("không ai nhận khoán", "no holder")
NO_ROUND = Text("không do đợt nào", "of no round")
INSIDE = Text("trong khung bản đồ đã chọn", "inside the chosen frame of the map")
SHAPE = Text("trong vùng đã vẽ trên bản đồ", "inside the part drawn on the map")


def _groups(conn: connection, ward: Ward, chosen: Filter) -> list[Text]:
    nowhere = [Text("ngoài các tổ", "in no group")] if NO_GROUP in chosen.groups else []
    if not set(chosen.groups) - {NO_GROUP}:
        return nowhere
    return nowhere + [place.title for place in group_places(conn, ward, chosen)]


def _or(code: str, nobody: Text) -> Text:
    return nobody if code == NO_GROUP else same(code)
