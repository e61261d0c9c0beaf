"""A view of the map as one HTML file that opens from disk: data, scripts and looks inside."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from datetime import datetime
from typing import Any, NamedTuple

from branca.element import Element
from flask import request
from markupsafe import escape

from layers.filter_words import filter_parts
from layers.filters import Filter
from layers.queries.map_runs import runs_of_map
from layers.queries.run_words import counted_by_layer
from layers.queries.snapshot import ROW_LIMIT, Columns, snapshot_columns
from layers.queries.sources import check_public
from layers.queries.vocabulary import Vocabulary, read_vocabulary
from layers.queries.wards import ward_bounds
from layers.registry import Layer
from layers.roles import Role
from layers.run_layers import is_run_layer
from web.assets import STATIC
from web.db import get_conn
from web.i18n import catalogue, current_language, in_language, show_date, show_moment, t
from web.page_data import describe_style
from web.shared_layers import data_role
from web.shell import Bounds, build_shell
from web.view import View
from web.wards import current_ward, role_here

SOMEWHERE: Bounds = (105.7, 20.95, 105.95, 21.15)
STYLES = ("vendor/leaflet/leaflet.css", "css/tokens.css", "css/snapshot.css")
# In the order in which they need each other: in one file there is nothing to import from.
SCRIPTS = (
    "js/layers/palette.js",
    "js/layers/area_paint.js",
    "js/layers/symbols.js",
    "js/i18n.js",
    "js/dom.js",
    "js/timeline/days.js",
    "js/timeline/play.js",
    "js/snapshot/words.js",
    "js/snapshot/rows.js",
    "js/snapshot/drawing.js",
    "js/snapshot/panel.js",
    "js/snapshot/time.js",
    "js/snapshot/start.js",
)
MODULE_LINES = re.compile(r"^import\s[^;]*;\n|^export (?=(?:const|function|class)\b)", re.MULTILINE)
FONT_FACES = re.compile(r"@font-face\s*\{[^}]*\}")
PAGE = Element(
    """<!doctype html>
<html lang="{{ this.lang }}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{{ this.policy }}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{{ this.title }}</title>
{% for text in this.styles %}<style>{{ text }}</style>
{% endfor %}</head>
<body>
<main class="one" id="main">
<aside class="one__panel" id="panel"></aside>
<div class="one__map" id="map" role="region" tabindex="0" aria-label="{{ this.region }}"></div>
</main>
<script type="application/json" id="view-data">{{ this.data }}</script>
{% for text in this.scripts %}<script>{{ text }}</script>
{% endfor %}</body>
</html>
"""
)


class Shown(NamedTuple):
    """A layer of the file, its rows, and of a run what it counted."""

    layer: Layer
    rows: Columns
    counted: str = ""


def make_snapshot(view: View, made_at: datetime) -> str:
    """Return the HTML of a view as the caller's role sees it; needs no network when opened.

    InputError where the view has more rows than one file holds.
    """
    shown = _read_layers(view)
    ward, bounds = current_ward(), ward_bounds(get_conn(), current_ward()) or SOMEWHERE
    layers = [each.layer for each in shown]
    scripts = [
        _read("vendor/leaflet/leaflet.js"),
        _own_script(),
        build_shell(ward, layers, current_language(), bounds),
    ]
    scripts = [_inside(f"{{{text}\n}}" if at else text) for at, text in enumerate(scripts)]
    styles = [FONT_FACES.sub("", _read(path)) for path in STYLES]
    data = _page_data(view, shown, bounds, made_at)
    page = Element()
    page._template = PAGE._template
    page.lang, page.title = current_language(), escape(data["title"])
    page.region = escape(t("map.region"))
    page.policy, page.styles, page.scripts = policy_of(scripts, styles), styles, scripts
    page.data = _as_json(data)
    return str(page.render())


def policy_of(scripts: list[str], styles: list[str]) -> str:
    """Return a content security policy that lets these very texts run and nothing else."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {' '.join(map(_hash, scripts))}",
            f"style-src {' '.join(map(_hash, styles))}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _read_layers(view: View) -> list[Shown]:
    conn, ward, role = get_conn(), current_ward(), role_here()
    if role is Role.PUBLIC:
        check_public(view.filter)
    vocabulary, runs, left = read_vocabulary(conn, ward.id), _runs(view, role), ROW_LIMIT
    said = counted_by_layer(conn, ward, view.layers, runs)
    shown: list[Shown] = []
    for layer in view.layers:
        rows = _read_rows(view, layer, vocabulary, runs, left)
        shown.append(
            Shown(layer, rows, in_language(said[layer.name]) if layer.name in said else "")
        )
        left -= len(shown[-1].rows)
    return shown


def _read_rows(
    view: View, layer: Layer, vocabulary: Vocabulary, runs: dict[str, int], left: int
) -> Columns:
    return snapshot_columns(
        get_conn(),
        current_ward(),
        layer,
        view.filter,
        data_role(),
        vocabulary,
        language=current_language(),
        run_id=runs.get(layer.needs_run or ""),
        limit=left,
    )


def _runs(view: View, role: Role) -> dict[str, int]:
    """Return the analyses that the map itself would show under this filter."""
    asks = any(each.needs_run and not is_run_layer(each.name) for each in view.layers)
    seen = asks and role > Role.PUBLIC
    return runs_of_map(get_conn(), current_ward(), view.filter) if seen else {}


def _page_data(view: View, shown: list[Shown], bounds: Bounds, made_at: datetime) -> dict[str, Any]:
    ward, place = current_ward(), view.place
    return {
        "lang": current_language(),
        "title": t("snapshot.title", ward=in_language(ward.name)),
        "made": t("snapshot.made", when=show_moment(made_at)),
        "demo": t("snapshot.demo") if ward.is_demo else "",
        "filter": _filter_words(view.filter),
        "role": t("snapshot.public" if role_here() is Role.PUBLIC else "snapshot.staff"),
        "attribution": _attributions(shown),
        "bounds": bounds,
        "place": [place.latitude, place.longitude, place.zoom] if place else None,
        "layers": [_layer_data(view, each) for each in shown],
        "messages": _messages(),
    }


def _filter_words(chosen: Filter) -> list[str]:
    """Say the filter as people write it: days by day, month, year; titles, not codes."""
    days = (("from", chosen.first), ("to", chosen.last))
    said = [f"{t('snapshot.' + name)}: {show_date(day)}" for name, day in days if day]
    for name, named in filter_parts(get_conn(), current_ward(), chosen):
        said.append(f"{t('snapshot.' + name)}: {', '.join(in_language(each) for each in named)}")
    if not chosen.boundaries.as_was:
        said.append(in_language(chosen.boundaries.words()))
    return said


def _layer_data(view: View, shown: Shown) -> dict[str, Any]:
    layer, rows = shown.layer, shown.rows
    style = describe_style(layer.style)["classes"]
    return {
        "name": layer.name,
        "title": in_language(layer.title),
        "counted": shown.counted,
        "geometry": layer.geometry,
        "needs_run": layer.needs_run is not None,
        "is_run": layer.run_id is not None,
        "opacity": view.opacity_of(layer) / 100,
        "classes": [each | {"title": each["title"][current_language()]} for each in style],
        "titles": [in_language(field.title) for field in layer.fields_for(data_role())],
        "title_at": _title_at(layer),
        "time": layer.time.kind,
        "classes_of_rows": rows.classes,
        "start": rows.start,
        "end": rows.end,
        "shapes": rows.shapes,
        "fields": rows.fields,
    }


def _title_at(layer: Layer) -> list[int]:
    """Return the places of the fields that name a row, the first that says something wins."""
    names = [field.name for field in layer.fields_for(data_role())]
    wanted = (layer.label, "name", "category_code", "label", "address", "code")
    return [names.index(each) for each in wanted if each in names]


def _attributions(shown: list[Shown]) -> list[str]:
    ward = current_ward().attribution
    named = [ward, *(in_language(each.layer.attribution) for each in shown)]
    return list(dict.fromkeys(each for each in named if each))


def _messages() -> dict[str, str]:
    """Return the words that the scripts of the file say themselves."""
    words = catalogue(current_language()).items()
    return {key: message for key, message in words if key.startswith("snapshot.")}


def _own_script() -> str:
    """Join our modules into one text: their import lines and export words go."""
    return "\n".join(MODULE_LINES.sub("", _read(path)) for path in SCRIPTS)


def _inside(text: str) -> str:
    """Make a script safe to stand in a page: nothing in it may end its element."""
    return text.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _as_json(data: dict[str, Any]) -> str:
    """Write data for a script element: no sign in it can end the element or begin another."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _read(path: str) -> str:
    return (STATIC / path).read_text(encoding="utf-8").replace("\r\n", "\n")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def file_name() -> str:
    """Return the name under which the caller keeps the file."""
    return f"{current_ward().code}-map-{request.args.get('from', 'all')[:10]}.html"
