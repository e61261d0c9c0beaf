"""Features as GeoJSON, page by page, and one record with its place and history."""

from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, request

from layers.queries.features import COUNT_CAP, Page, extent, features_page, read_feature
from layers.queries.field_facets import read_field_facets
from layers.queries.records import read_record
from layers.queries.row_tables import layer_table
from layers.queries.sources import drawn_source
from layers.registry import Layer
from web.access import layer_for, open_to_links, public
from web.db import get_conn
from web.links import page_of, ways_of
from web.params import (
    read_after,
    read_bbox,
    read_filter,
    read_form,
    read_limit,
    read_paging,
    read_sort,
)
from web.register_here import mentioned_in
from web.shared_layers import data_role
from web.sharing import is_locked
from web.shown_runs import run_of_rows
from web.wards import current_ward

blueprint = Blueprint("features", __name__)
GEOJSON = "application/geo+json"
LAYER = "/api/<ward>/layers/<layer>"


@blueprint.get(f"{LAYER}/extent")
@public
def layer_extent(ward: str, layer: str) -> Response:
    """Say in which box of degrees a layer lies under the filter."""
    shown = layer_for(layer)
    box = extent(get_conn(), current_ward(), shown, read_filter(), run_of_rows(shown))
    answer = jsonify(bounds=box)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@blueprint.get(f"{LAYER}/fields")
@public
def layer_fields(ward: str, layer: str) -> Response:
    """Say what the fields of a layer hold under the filter, each without its own part of it."""
    shown, chosen = layer_for(layer), read_filter()
    answer = jsonify(
        fields=read_field_facets(get_conn(), current_ward(), shown, chosen, data_role())
    )
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@blueprint.get(f"{LAYER}/features")
@public
@open_to_links
def features(ward: str, layer: str) -> Response:
    shown = layer_for(layer)
    page = features_page(
        get_conn(),
        current_ward(),
        shown,
        read_filter(),
        data_role(),
        bbox=read_bbox(),
        limit=read_limit(),
        after=read_after(),
        run_id=run_of_rows(shown),
    )
    return _private(Response(_collection(page), mimetype=GEOJSON))


@blueprint.get(f"{LAYER}/rows")
@public
@open_to_links
def rows(ward: str, layer: str) -> Response:
    """Answer the list beside the map: sorted, page by page, counted to the last."""
    conn, here, role, shown = get_conn(), current_ward(), data_role(), layer_for(layer)
    source = drawn_source(here, shown, read_filter(), run_of_rows(shown))
    return _private(
        jsonify(layer_table(conn, here, shown, source, role, read_paging(), read_sort()))
    )


@blueprint.get(f"{LAYER}/features/<int(max=9007199254740991):record_id>")
@public
@open_to_links
def feature(ward: str, layer: str, record_id: int) -> Response:
    """Answer a record with its place and history; with `f=geojson` the bare feature."""
    shown = layer_for(layer)
    if read_form() == "geojson":
        return _bare(shown, record_id)
    found = read_record(
        get_conn(),
        current_ward(),
        shown,
        record_id,
        data_role(),
        read_filter(),
        only_filtered=is_locked(),
    )
    also = {
        "registers": mentioned_in(shown.name, record_id),
        "page": page_of(shown.name, found),
        "ways": ways_of(shown.name, record_id),
    }
    return _private(jsonify(found | also))


def _bare(shown: Layer, record_id: int) -> Response:
    """Answer one feature just as it stands in a page of features."""
    found = read_feature(
        get_conn(),
        current_ward(),
        shown,
        record_id,
        data_role(),
        read_filter(),
        only_filtered=is_locked(),
    )
    return _private(Response(found, mimetype=GEOJSON))


def _collection(page: Page) -> str:
    """Put the page's ready-made text into its envelope."""
    matched = (
        f'"numberMatched":{page.matched}'
        if page.matched is not None
        else f'"numberMatched":null,"numberMatchedAtLeast":{COUNT_CAP + 1}'
    )
    links = _links(page)
    return (
        f'{{"type":"FeatureCollection","features":[{page.features}],'
        f'"numberReturned":{page.returned},{matched},"links":{links}}}'
    )


def _links(page: Page) -> str:
    if page.next_after is None:
        return "[]"
    query = {**request.args.to_dict(), "after": page.next_after}
    address = f"{request.path}?{urlencode(query)}".replace('"', "%22")
    return f'[{{"rel":"next","type":"{GEOJSON}","href":"{address}"}}]'


def _private(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer
