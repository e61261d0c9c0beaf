"""What a print says of its data: period, filter, boundaries, when it was read, whose it is."""

from collections.abc import Sequence
from datetime import datetime

from psycopg2.extensions import connection

from geo.crs import crs_name, operation_accuracy_m
from geo.text import Text, same
from layers.contract import Layer
from layers.filters import NO_GROUP, Filter
from layers.printing import words
from layers.printing.furniture import Fact
from layers.queries.sheet_rows import group_places, lane_places
from layers.queries.vocabulary import read_vocabulary
from layers.queries.wards import Ward

MOST_NAMED = 6


def facts_of(conn: connection, ward: Ward, chosen: Filter, made_at: datetime) -> list[Fact]:
    """Return the facts that hold for every sheet of a print."""
    boundaries = chosen.boundaries.words()
    plain = Text(*(each.split(": ", 1)[-1] for each in boundaries))
    limits = filter_words(conn, ward, chosen)
    return [
        Fact(words.PERIOD, words.period_words(chosen)),
        *([Fact(words.FILTER, limits)] if limits.vi else []),
        Fact(words.AREAS, plain),
        Fact(words.MADE, words.moment_words(made_at)),
    ]


def filter_words(conn: connection, ward: Ward, chosen: Filter) -> Text:
    """Say the filter's lists by name; empty where everything is taken."""
    known = read_vocabulary(conn, ward.id)
    said: list[Text] = []
    for codes, field in (
        (chosen.fields, "field_code"),
        (chosen.categories, "category_code"),
        (chosen.states, "state"),
    ):
        said += [known.get(field, {}).get(code, same(code)) for code in codes]
    if NO_GROUP in chosen.groups:
        said.append(Text("ngoài các tổ", "in no group"))
    if set(chosen.groups) - {NO_GROUP}:
        said += [place.title for place in group_places(conn, ward, chosen)]
    if chosen.lanes:
        said += [place.title for place in lane_places(conn, ward, chosen)]
    said += [_holder(unit) for unit in chosen.holders] + [_round(code) for code in chosen.rounds]
    if chosen.text:
        said.append(same(f"“{chosen.text}”"))
    if chosen.inside:
        said.append(Text("trong khung bản đồ đã chọn", "inside the chosen frame of the map"))
    if chosen.shape:
        said.append(Text("trong vùng đã vẽ trên bản đồ", "inside the part drawn on the map"))
    more = len(said) - MOST_NAMED
    if more > 0:
        said = [*said[:MOST_NAMED], Text(f"và {more} mục khác", f"and {more} more")]
    return Text("; ".join(each.vi for each in said), "; ".join(each.en for each in said))


def _holder(unit: str) -> Text:
    if unit == NO_GROUP:
        return Text("không ai nhận khoán", "no holder")
    return Text(f"khoán quản: {unit}", f"held by: {unit}")


def _round(code: str) -> Text:
    if code == NO_GROUP:
        return Text("không do đợt nào", "of no round")
    return Text(f"đợt {code}", f"round {code}")


def source_words(ward: Ward, layers: Sequence[Layer], language: str) -> str:
    """Name whose data is shown: the ward's and what each layer says of itself, each once."""
    said = [ward.attribution, *(layer.attribution.in_language(language) for layer in layers)]
    named = "; ".join(dict.fromkeys(each for each in said if each))
    return f"{words.SOURCE.in_language(language)}: {named or ward.name.in_language(language)}"


def system_words(ward: Ward, language: str) -> str:
    """Name the system the sheet is drawn in, and how exact the way into it is."""
    accuracy = operation_accuracy_m(ward.srid_measure)
    exact = f" (±{accuracy:.1f} m)" if accuracy is not None else ""
    name = f"EPSG:{ward.srid_measure} {crs_name(ward.srid_measure)}{exact}"
    return f"{words.SYSTEM.in_language(language)}: {name}"
