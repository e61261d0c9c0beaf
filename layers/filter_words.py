"""A filter in words: what people call each thing it names, not its code."""

from psycopg2.extensions import connection

from geo.text import Text, same
from layers.day_words import short_day
from layers.field_filter import RANGE, field_of, read_clause
from layers.filters import NO_GROUP, Filter
from layers.periods import known_day
from layers.queries.sheet_rows import group_places, lane_places
from layers.queries.vocabulary import read_vocabulary
from layers.queries.wards import Ward
from layers.registry import layer_of
from layers.roles import Role

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
        ("where", [_clause(conn, ward, raw) for raw in chosen.where]),
        ("text", [same(f"“{chosen.text}”")] if chosen.text else []),
        ("inside", [INSIDE] if chosen.inside else []),
        ("shape", [SHAPE] if chosen.shape else []),
    ]
    if chosen.states_on:
        day = short_day(chosen.states_on)
        then = Text(f"trạng thái ở cuối ngày {day.vi}", f"states at the end of {day.en}")
        parts.append(("state_on", [then]))
    return [(name, words) for name, words in parts if words]


NO_HOLDER = Text("không ai nhận khoán", "no holder")
NO_ROUND = Text("không do đợt nào", "of no round")
INSIDE = Text("trong khung bản đồ đã chọn", "inside the chosen frame of the map")
SHAPE = Text("trong vùng đã vẽ trên bản đồ", "inside the part drawn on the map")


def _groups(conn: connection, ward: Ward, chosen: Filter) -> list[Text]:
    nowhere = [Text("ngoài các tổ", "in no group")] if NO_GROUP in chosen.groups else []
    codes = [code for code in chosen.groups if code != NO_GROUP]
    if not codes:
        return nowhere
    titles = [place.title for place in group_places(conn, ward, chosen)]
    return nowhere + (titles or [same(code) for code in codes])  # unknown: said, not left out


def _clause(conn: connection, ward: Ward, raw: str) -> Text:
    """Say a clause about a field; whoever may ask for it was checked before."""
    clause = read_clause(raw)
    layer = layer_of(conn, ward, clause.layer, Role.ADMIN)
    field = field_of(layer, clause, layer.fields)
    said = [field.codes.get(code, same(code)) for code in clause.value.split("|")]
    if field.type != "code":
        said = [_plain(field.type, clause.value)]
    title, values = layer.title, Text(", ".join(e.vi for e in said), ", ".join(e.en for e in said))
    return Text(
        f"{title.vi} · {field.title.vi}: {values.vi}", f"{title.en} · {field.title.en}: {values.en}"
    )


def _plain(kind: str, value: str) -> Text:
    """Say a value or the two ends of a range; days as each language writes them."""
    ends = [each.strip() for each in value.split(RANGE)]
    days = [known_day(each) if kind == "date" else None for each in ends]
    said = [short_day(day) if day else same(end) for day, end in zip(days, ends, strict=True)]
    return Text(*(" … ".join(words).strip() for words in zip(*said, strict=True)))


def _or(code: str, nobody: Text) -> Text:
    return nobody if code == NO_GROUP else same(code)
