"""The list of layers with everything the map needs to draw and explain them."""

from flask import Blueprint, Response, jsonify

from web.access import open_to_links, public
from web.page_data import layer_list

blueprint = Blueprint("layers", __name__)


@blueprint.get("/api/<ward>/layers")
@public
@open_to_links
def layers(ward: str) -> Response:
    return jsonify(layer_list())
