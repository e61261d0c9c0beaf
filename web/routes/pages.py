"""The pages: map, board, design system."""

from functools import lru_cache
from typing import NamedTuple

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as WerkzeugResponse

from layers.errors import LayerNotFound
from layers.queries.runs import get_run
from layers.queries.shares import count_use
from layers.queries.wards import Ward, ward_bounds
from layers.registry import Layer
from web.access import layer_for, open_to_links, public, role_required
from web.basemap import Basemap
from web.db import get_conn
from web.i18n import current_language
from web.layer_looks import looks_of, without_looks
from web.page_data import in_one_language, layer_list, page_data
from web.params import read_run, read_run_beside
from web.reader import reader
from web.sharing import share_here
from web.shell import Bounds, build_shell, shell_version
from web.shown_layers import layers_shown
from web.view_address import start_address
from web.wards import current_ward

blueprint = Blueprint("pages", __name__)
KEEP = "private, max-age=31536000, immutable"
# What a ward without any data shows: Hanoi.
SOMEWHERE: Bounds = (105.7, 20.95, 105.95, 21.15)


class Shell(NamedTuple):
    """The text of the map's shell, and the hash that its address carries."""

    text: str
    version: str


@blueprint.get("/")
@public
@open_to_links
def map_page() -> str | WerkzeugResponse:
    """Show the map; an empty address leads to the view that the caller's role begins with."""
    share = share_here()
    if share is not None:
        count_use(get_conn(), share)
        return _map()
    start = start_address()
    return _map() if start is None else redirect(start)


@blueprint.get("/board")
@role_required("supervisor")
def board_page() -> str:
    return _page("board/index.html")


@blueprint.get("/compare")
@role_required("supervisor")
def compare_page() -> str:
    return _page("compare/index.html")


@blueprint.get("/patrol")
@role_required("supervisor")
def patrol_page() -> str:
    return _page("patrol/index.html")


@blueprint.get("/effect")
@role_required("supervisor")
def effect_page() -> str:
    return _page("effect/index.html")


@blueprint.get("/wall")
@role_required("supervisor")
def wall_page() -> str:
    return _page("wall/index.html")


@blueprint.get("/layers")
@role_required("supervisor")
def layers_page() -> str:
    return _page("layers/index.html")


@blueprint.get("/layers/<name>")
@role_required("supervisor")
def layer_page(name: str) -> str:
    """Show the editor of a layer of the ward's own; those of the program are not changed here."""
    if not layer_for(name).is_custom:
        raise LayerNotFound(name)
    return _page("layers/edit.html")


@blueprint.get("/runs")
@role_required("supervisor")
def runs_page() -> str:
    return _page("runs/index.html")


@blueprint.get("/runs/<int(max=9007199254740991):run_id>")
@role_required("supervisor")
def run_page(run_id: int) -> str:
    get_run(get_conn(), current_ward(), run_id)
    return _page("runs/run.html")


@blueprint.get("/map/shell.js")
@public
@open_to_links
def map_shell() -> Response:
    shell = _shell()
    answer = Response(shell.text, mimetype="text/javascript")
    is_exact = request.args.get("v") == shell.version
    answer.headers["Cache-Control"] = KEEP if is_exact else "private, no-cache"
    return answer


@blueprint.get("/map/looks.js")
@public
@open_to_links
def map_looks() -> Response:
    looks = looks_of(in_one_language(layer_list()))
    answer = Response(looks.text, mimetype="text/javascript")
    is_exact = request.args.get("v") == looks.version
    answer.headers["Cache-Control"] = KEEP if is_exact else "private, no-cache"
    return answer


@blueprint.get("/design")
@public
def design_page() -> str:
    return render_template("design/index.html", **reader())


def _page(template: str) -> str:
    """Render a page with its ward, its reader and the data for its scripts.

    Before there is any ward it says how to load one.
    """
    seen = reader()
    if not seen["wards"]:
        return render_template("map/no_ward.html", **seen)
    current_ward()  # a wrong name is an error here, not a page without a ward
    return render_template(
        template, page_data=in_one_language(page_data()), shell_url=shell_url(), **seen
    )


def _map() -> str:
    """Render the map; what its layers look like stands in a script that the browser keeps."""
    seen = reader()
    if not seen["wards"]:
        return render_template("map/no_ward.html", **seen)
    current_ward()
    data = in_one_language(page_data())
    looks_url = _kept_script("pages.map_looks", looks_of(data).version)
    return render_template(
        "map/index.html",
        page_data=without_looks(data),
        looks_url=looks_url,
        shell_url=shell_url(),
        **seen,
    )


def shell_url() -> str:
    """Return the address of the shell that folium builds for this ward, reader and language."""
    return _kept_script("pages.map_shell", _shell().version)


def _kept_script(endpoint: str, version: str) -> str:
    return url_for(
        endpoint,
        ward=current_ward().code,
        lang=current_language(),
        v=version,
        run=read_run(),
        run2=read_run_beside(),
    )


def _shell() -> Shell:
    ward = current_ward()
    bounds = ward_bounds(get_conn(), ward) or SOMEWHERE
    basemap = current_app.extensions["web_settings"].basemap
    layers = layers_shown()
    return _built(ward, layers, current_language(), bounds, basemap)


@lru_cache(maxsize=64)
def _built(
    ward: Ward,
    layers: tuple[Layer, ...],
    language: str,
    bounds: Bounds,
    basemap: Basemap | None,
) -> Shell:
    """Build a shell once: folium takes 20 ms for it, and it is the same for all of a role."""
    text = build_shell(ward, layers, language, bounds, basemap)
    return Shell(text, shell_version(text))
