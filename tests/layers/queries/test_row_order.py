"""Lists found by their narrow rows are those that the whole rows give: same rows, same order."""

from random import Random

from psycopg2.extensions import connection

from layers.filters import Filter
from layers.queries.row_order import Sort
from layers.queries.row_tables import Paging, layer_table
from layers.queries.sources import layer_source
from layers.queries.wards import Ward
from layers.registry import get_layer
from layers.roles import Role
from tests.factories import add_incident
from tests.mixed_ward import fill_mixed, mixed_filters


def test_newest_first_holds_within_a_day_too(conn: connection, ward: Ward) -> None:
    hours = ("08:26", "17:41", "12:05")
    ids = {at: add_incident(conn, ward, on=f"2016-03-15T{at}") for at in hours}
    day_only = add_incident(conn, ward, on="2016-03-15", time_precision="day")
    newer = add_incident(conn, ward, on="2016-03-16T00:10")
    layer = get_layer("incidents")
    source = layer_source(ward, layer, Filter())
    for each in (source, source._replace(narrow=None)):
        rows = layer_table(conn, ward, layer, each, Role.SUPERVISOR, Paging())["rows"]
        assert [row["id"] for row in rows] == [
            newer, ids["17:41"], ids["12:05"], ids["08:26"], day_only
        ]  # fmt: skip


def test_a_list_is_that_of_the_whole_rows(conn: connection, ward: Ward) -> None:
    random = Random(20160630)
    lanes = fill_mixed(conn, ward, random)
    layer = get_layer("incidents")
    filters = list(mixed_filters(random, lanes))
    sorts = [
        None,
        *(Sort(each.name, down) for each in layer.fields for down in (False, True)),
    ]
    seen = 0
    for at, sort in enumerate(sorts):
        chosen = filters[at % 5] if at % 2 else filters[0]
        source = layer_source(ward, layer, chosen)
        assert source.narrow is not None
        whole = source._replace(narrow=None)
        for paging in (Paging(), Paging(20, 30)):
            quick, plain = (
                layer_table(conn, ward, layer, each, Role.SUPERVISOR, paging, sort)
                for each in (source, whole)
            )
            assert quick == plain, (sort, chosen, paging)
            seen += len(quick["rows"])
    assert seen > 1000
