"""The hotspot methods as they are declared: what can be asked of `POST /api/<ward>/runs`."""

from flask import Blueprint, Response, jsonify

from geo.hotspots import METHODS, get_method
from geo.hotspots.schema import method_head, method_json
from web.access import public

blueprint = Blueprint("methods", __name__)


@blueprint.get("/api/methods")
@public
def methods() -> Response:
    return jsonify(methods=[method_head(method) for method in METHODS])


@blueprint.get("/api/methods/<name>")
@public
def method(name: str) -> Response:
    return jsonify(method_json(get_method(name)))
