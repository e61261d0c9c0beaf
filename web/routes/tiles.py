"""Vector tiles: bytes from the cache, or made by PostGIS."""

from flask import Blueprint, Response, request

from layers.filters import Filter
from layers.queries.sources import settled
from layers.queries.tiles import tile
from layers.queries.versions import version_from
from layers.registry import Layer
from layers.roles import Role
from web.access import layer_for, open_to_links, public
from web.cache import cached
from web.db import get_conn
from web.own_looks import previewed
from web.params import read_dates, read_filter, read_tile
from web.sharing import is_redacted, share_here
from web.shown_runs import run_of_rows
from web.wards import current_ward, role_here, tables_moved

blueprint = Blueprint("tiles", __name__)
MVT = "application/vnd.mapbox-vector-tile"


@blueprint.get("/tiles/<ward>/<layer>/<int:z>/<int:x>/<int:y>.mvt")
@public
@open_to_links
def tiles(ward: str, layer: str, z: int, x: int, y: int) -> Response:
    address, chosen, dates = read_tile(z, x, y), read_filter(), read_dates()
    shown, here, conn = previewed(layer_for(layer)), current_ward(), get_conn()
    run_id = run_of_rows(shown)
    version = version_from(tables_moved(), shown)
    as_of = settled(shown, chosen)
    asked = (*as_of.to_query().items(), run_id, dates, role_here(), is_redacted())
    key = ("tile", here.id, layer, version, asked, address)
    answer = cached(key, MVT, lambda: tile(conn, here, shown, address, chosen, run_id, dates))
    answer.headers["Cache-Control"] = _how_long(shown, version, chosen)
    return answer


def _how_long(layer: Layer, version: str, chosen: Filter) -> str:
    """An address that names the version may be kept for ever, unless it silently means today."""
    if share_here() is not None:  # revoked is revoked: the next look asks again
        return "private, no-cache"
    audience = "public" if role_here() is Role.PUBLIC else "private"
    is_exact = request.args.get("v") == version and settled(layer, chosen) == chosen
    return f"{audience}, max-age=31536000, immutable" if is_exact else f"{audience}, no-cache"
