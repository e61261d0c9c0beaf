"""A layer as a file: the filter kept, the role obeyed; its plan before, and a blank template."""

from collections.abc import Iterator
from threading import BoundedSemaphore
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, request, stream_with_context

from geo.text import Text
from layers.errors import Unavailable
from layers.exporting import FORMATS, Request, export_layer, make_template, plan_export
from layers.filters import Filter
from layers.queries.wards import Ward
from web.access import layer_for, open_to_links, public, role_required
from web.db import get_conn
from web.params import read_filter
from web.shared_layers import data_role
from web.sharing import base_path
from web.shown_runs import run_of_rows
from web.wards import current_ward

blueprint = Blueprint("exports", __name__)

AT_ONCE = 2
"""Files made at the same time by one server process; its other threads stay free for pages."""
_places = BoundedSemaphore(AT_ONCE)


@blueprint.get("/api/<ward>/layers/<layer>/export")
@public
@open_to_links
def plan(ward: str, layer: str) -> Response:
    shown = layer_for(layer)
    run = run_of_rows(shown)
    answer = jsonify(
        plan_export(get_conn(), current_ward(), shown, data_role(), read_filter(), run)
    )
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@blueprint.get("/api/<ward>/layers/<layer>/export.<file_format>")
@public
@open_to_links
def export(ward: str, layer: str, file_format: str) -> Response:
    here, shown, chosen = current_ward(), layer_for(layer), read_filter()
    asked = Request(
        file_format,
        chosen,
        request.args.get("crs"),
        run_of_rows(shown),
        _permalink(here, layer, chosen),
    )
    chunks = begun(export_layer(get_conn(), here, shown, data_role(), asked))
    kind = FORMATS[file_format]
    answer = Response(stream_with_context(chunks), content_type=kind.media_type)
    bounds = chosen.boundaries
    areas = "" if bounds.as_was else f"-areas-{bounds.to_value()}"
    return as_file(answer, f"{here.code}-{shown.name}{areas}{kind.suffix}")


@blueprint.get("/api/<ward>/layers/<layer>/template.xlsx")
@role_required("viewer")
def template(ward: str, layer: str) -> Response:
    here, shown = current_ward(), layer_for(layer)
    made = make_template(get_conn(), here, shown, request.args.get("crs"))
    answer = Response(made, content_type=FORMATS["xlsx"].media_type)
    return as_file(answer, f"{here.code}-{shown.name}-mau.xlsx")


def begun(chunks: Iterator[bytes]) -> "Begun":
    """Make the first part now, so that what goes wrong is an answer of its own; lend a place."""
    if not _places.acquire(blocking=False):
        raise Unavailable(
            Text(
                f"Máy chủ đang xuất {AT_ONCE} tệp khác; hãy thử lại sau ít phút.",
                f"The server is making {AT_ONCE} other files; try again in a few minutes.",
            )
        )
    made = Begun(chunks)
    made.begin()
    return made


class Begun:
    """An iterator whose first part is there, and whose place is given back however it ends."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._first: bytes | None = None
        self._is_open = True

    def begin(self) -> None:
        try:
            self._first = next(self._chunks, b"")
        except BaseException:
            self.close()
            raise

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if self._first is not None:
            first, self._first = self._first, None
            return first
        try:
            return next(self._chunks)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        if self._is_open:
            self._is_open = False
            getattr(self._chunks, "close", lambda: None)()
            _places.release()


def _permalink(ward: Ward, layer: str, chosen: Filter) -> str:
    """Return the address of the map with the same filter, as a person would open it."""
    query = {"ward": ward.code, **chosen.to_query(), "layers": layer}
    return f"{request.host_url.rstrip('/')}{base_path()}/?{urlencode(query)}"


def as_file(answer: Response, name: str) -> Response:
    """Make an answer a file to keep, which no cache may hold."""
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
