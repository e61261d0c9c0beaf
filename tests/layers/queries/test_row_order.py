"""Lists found by their narrow rows are those that the whole rows give: same rows, same order."""

from random import Random

from psycopg2.extensions import connection

from layers.queries.row_order import Sort
from layers.queries.row_tables import Paging, layer_table
from layers.queries.sources import layer_source
from layers.queries.wards import Ward
from layers.registry import get_layer
from layers.roles import Role
from tests.mixed_ward import fill_mixed, mixed_filters


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
