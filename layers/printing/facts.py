"""What a print says of its data: period, filter, boundaries, when it was read, whose it is."""

from collections.abc import Sequence
from datetime import datetime

from psycopg2.extensions import connection

from geo.crs import crs_name, operation_accuracy_m
from geo.text import Text
from layers.contract import Layer
from layers.filter_words import NO_HOLDER, NO_ROUND, filter_parts
from layers.filters import Filter
from layers.printing import words
from layers.printing.content import Scene
from layers.printing.furniture import Fact
from layers.queries.run_words import counted_by_layer
from layers.queries.wards import Ward

MOST_NAMED = 6


def facts_of(conn: connection, scene: Scene, made_at: datetime) -> list[Fact]:
    """Return the facts that hold for every sheet of a print."""
    ward, chosen = scene.ward, scene.chosen
    boundaries = chosen.boundaries.words()
    plain = Text(*(each.split(": ", 1)[-1] for each in boundaries))
    limits = filter_words(conn, ward, chosen)
    return [
        Fact(words.PERIOD, words.period_words(chosen)),
        *([Fact(words.FILTER, limits)] if limits.vi else []),
        *_counted(conn, scene),
        Fact(words.AREAS, plain),
        Fact(words.MADE, words.moment_words(made_at)),
    ]


def _counted(conn: connection, scene: Scene) -> list[Fact]:
    """Say what the runs on the sheet counted: layers of the same words in one fact."""
    said = counted_by_layer(conn, scene.ward, scene.layers, scene.runs)
    titles: dict[Text, list[Text]] = {}
    for layer in reversed(scene.layers):
        if layer.name in said:
            titles.setdefault(said[layer.name], []).append(layer.title)
    return [
        Fact(Text(", ".join(each.vi for each in named), ", ".join(each.en for each in named)), it)
        for it, named in titles.items()
    ]


def filter_words(conn: connection, ward: Ward, chosen: Filter) -> Text:
    """Say the filter's lists by name; empty where everything is taken."""
    said = [
        _with_its_kind(name, each)
        for name, named in filter_parts(conn, ward, chosen)
        for each in named
    ]
    more = len(said) - MOST_NAMED
    if more > 0:
        said = [*said[:MOST_NAMED], Text(f"và {more} mục khác", f"and {more} more")]
    return Text("; ".join(each.vi for each in said), "; ".join(each.en for each in said))


def _with_its_kind(name: str, value: Text) -> Text:
    """Say what a bare name is the name of, where nobody would know."""
    if name == "holder" and value != NO_HOLDER:
        return Text(f"khoán quản: {value.vi}", f"held by: {value.en}")
    if name == "round" and value != NO_ROUND:
        return Text(f"đợt {value.vi}", f"round {value.en}")
    return value


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
