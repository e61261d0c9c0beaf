"""A layer as a file: the filter kept, the role obeyed, sent page by page."""

from flask import Blueprint, Response, stream_with_context

from layers.export import FORMATS, export_layer
from web.access import layer_for, public
from web.db import get_conn
from web.params import read_filter, read_run
from web.wards import current_ward, role_here

blueprint = Blueprint("exports", __name__)


@blueprint.get("/api/<ward>/layers/<layer>/export.<file_format>")
@public
def export(ward: str, layer: str, file_format: str) -> Response:
    here, shown = current_ward(), layer_for(layer)
    chosen = read_filter()
    chunks = export_layer(get_conn(), here, shown, role_here(), chosen, file_format, read_run())
    kind = FORMATS[file_format]
    answer = Response(stream_with_context(chunks), content_type=kind.media_type)
    bounds = chosen.boundaries
    areas = "" if bounds.as_was else f"-areas-{bounds.to_value()}"
    name = f"{here.code}-{shown.name}{areas}{kind.suffix}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
