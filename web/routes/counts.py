"""Live counts of the filters, and the search box."""

from flask import Blueprint, Response, jsonify
from flask import json as flask_json

from layers import clock
from layers.queries.counts import read_counts
from layers.queries.search import search
from layers.queries.timeline import read_timeline
from layers.queries.unplaced import count_waiting
from layers.queries.versions import layer_version, layer_versions
from layers.registry import get_layer
from layers.roles import Role
from web.access import open_to_links, public
from web.cache import cached
from web.db import get_conn
from web.params import read_filter, read_search
from web.shared_layers import data_role
from web.sharing import is_locked, is_redacted
from web.shown_layers import layers_shown
from web.shown_runs import runs_of_counts
from web.wards import current_ward, role_here

blueprint = Blueprint("counts", __name__)
GROUND = ("lane", "group", "facility", "address", "spot")


@blueprint.get("/api/<ward>/counts")
@public
@open_to_links
def counts(ward: str) -> Response:
    conn, here, role, chosen = get_conn(), current_ward(), role_here(), read_filter()
    layers = layers_shown()
    versions = tuple(layer_versions(conn, here.id, layers).items())
    runs = runs_of_counts()
    asked = (*chosen.to_query().items(), *runs.items())
    redacted, locked = is_redacted(), is_locked()
    waiting = None if data_role() is Role.PUBLIC else count_waiting(conn, here, chosen)
    key = ("counts", here.id, role, redacted, locked, versions, asked, clock.today(), waiting)

    def make() -> bytes:
        found = read_counts(
            conn, here, layers, chosen, role, runs, redacted=redacted, locked=locked
        )
        return flask_json.dumps(found | {"unplaced": waiting}).encode()

    answer = cached(key, "application/json", make)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@blueprint.get("/api/<ward>/timeline")
@public
def timeline(ward: str) -> Response:
    conn, here, role, chosen = get_conn(), current_ward(), role_here(), read_filter()
    version = layer_version(conn, here.id, get_layer("incidents"))
    key = ("timeline", here.id, role, version, tuple(chosen.to_query().items()), clock.today())

    def make() -> bytes:
        return flask_json.dumps(read_timeline(conn, here, chosen, role)).encode()

    answer = cached(key, "application/json", make)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@blueprint.get("/api/<ward>/search")
@public
@open_to_links
def find(ward: str) -> Response:
    found = search(get_conn(), current_ward(), read_search(), data_role())
    if is_locked():  # a search knows no filter: of a locked view it finds the ground it lies on
        names = {layer.name for layer in layers_shown()}
        shown = [each for each in found if each["layer"] in (None, *names)]
        found = [each for each in shown if each["kind"] in GROUND]
    return jsonify(results=found)
