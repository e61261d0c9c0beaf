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
    chunks = export_layer(
        get_conn(), here, shown, role_here(), read_filter(), file_format, read_run()
    )
    kind = FORMATS[file_format]
    answer = Response(stream_with_context(chunks), content_type=kind.media_type)
    name = f"{here.code}-{shown.name}{kind.suffix}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
