"""A view of the map as one HTML file."""

from flask import Blueprint, Response, request

from layers import clock
from web.access import open_to_links, public
from web.routes.exports import as_file
from web.snapshot import file_name, make_snapshot
from web.view import read_view

blueprint = Blueprint("snapshot", __name__)


@blueprint.get("/view.html")
@public
@open_to_links
def view_file() -> Response:
    """Give the view of the address as a file to keep, as the caller's role sees it."""
    made = make_snapshot(read_view(request.args), clock.now())
    return as_file(Response(made, mimetype="text/html"), file_name())
