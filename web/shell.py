"""The map's shell, built by folium: options, layers and their order. It never carries data."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import ClassVar

import folium
from branca.element import CssLink, Element, JavascriptLink
from folium.elements import JSCSSMixin
from folium.template import Template, tojavascript
from markupsafe import escape

from layers.contract import drawing_order
from layers.queries.wards import Ward
from layers.registry import Layer
from web.basemap import Basemap

Bounds = tuple[float, float, float, float]
CONTAINER = "map"
CLOSEST, FARTHEST = 20, 6


class RemoteAddress(RuntimeError):
    """A programming mistake: a part of the map would be loaded from somebody else's host."""


class WardMap(folium.Map):
    """A map without folium's own scripts and styles: the page brings Leaflet from our host."""

    default_js: ClassVar[list[tuple[str, str]]] = []
    default_css: ClassVar[list[tuple[str, str]]] = []
    _template = Template(
        """
        {% macro script(this, kwargs) %}
        const {{ this.get_name() }} = window.L.map({{ this.container|tojavascript }}, {
          center: {{ this.location|tojavascript }},
          ...{{ this.options|tojavascript }}
        });
        {% endmacro %}
        """
    )

    def __init__(self, centre: tuple[float, float], zoom: int) -> None:
        longitude, latitude = centre
        super().__init__(
            location=(latitude, longitude),
            tiles=None,
            zoom_control=False,
            zoom_start=zoom,
            minZoom=FARTHEST,
            maxZoom=CLOSEST,
            zoomSnap=1,
        )
        self._id = "ward"
        self.container = CONTAINER


class DataLayer(JSCSSMixin, folium.map.Layer):
    """A layer that our own module draws: the shell names it and says what it lies above.

    Whether it is on is for the address of the page to say, so folium never adds it (`show`).
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        window.diemnong.addLayer({{ this.options|tojavascript }});
        {% endmacro %}
        """
    )

    def __init__(self, layer: Layer, z: int, language: str) -> None:
        title = layer.title.in_language(language)
        super().__init__(name=title, overlay=True, control=False, show=False)
        self._name = "DataLayer"
        self._id = layer.name
        self.options = {"name": layer.name, "z": z, "title": title}


class OutsideTiles(JSCSSMixin, folium.map.Layer):
    """The base map of another host, below everything: only where a setting names one."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        window.L.tileLayer({{ this.url|tojavascript }}, {{ this.options|tojavascript }})
          .addTo({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, basemap: Basemap) -> None:
        super().__init__(name="basemap", overlay=False, control=False, show=False)
        self._name, self._id = "OutsideTiles", "basemap"
        self.url = basemap.url
        # Leaflet takes an attribution for HTML: what the setting says is text.
        self.options = {"attribution": str(escape(basemap.attribution)), "maxZoom": CLOSEST}


class Start(folium.map.Layer):
    """The last line of the shell: hand the map over to the page."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        window.diemnong.start({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        super().__init__(name="start", control=False, show=False)
        self._name, self._id = "Start", "start"


def build_shell(
    ward: Ward,
    layers: Sequence[Layer],
    language: str,
    bounds: Bounds,
    basemap: Basemap | None = None,
) -> str:
    """Return the text of an ES module that makes the ward's map; the same input, the same text."""
    west, south, east, north = bounds
    shell = WardMap(((west + east) / 2, (south + north) / 2), zoom=15)
    if basemap:
        OutsideTiles(basemap).add_to(shell)
    for place, layer in enumerate(drawing_order(layers)):
        DataLayer(layer, place, language).add_to(shell)
    Start().add_to(shell)
    named = [layer.title.in_language(language) for layer in layers]
    return _script_of(shell, ward, language, basemap.url if basemap else None, named)


def shell_version(text: str) -> str:
    """Return a short hash of a shell's text, for an address that may be kept for ever."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def check_local(elements: Sequence[Element]) -> None:
    """Raise where an element of a figure would be loaded from another host."""
    for element in elements:
        address = getattr(element, "url", "")
        is_remote = "//" in address or address.startswith("data:")
        if isinstance(element, (JavascriptLink, CssLink)) and is_remote:
            raise RemoteAddress(f"{type(element).__name__} {address}")


def _script_of(
    shell: WardMap, ward: Ward, language: str, basemap_url: str | None, titles: Sequence[str]
) -> str:
    """Return the script; what people call a layer may look like an address and is none."""
    figure = shell.get_root()
    figure.render()
    check_local(list(figure.header._children.values()))
    script = figure.script.render()
    ours = script
    for words in (*map(tojavascript, titles), basemap_url or ""):
        ours = ours.replace(words, "") if words else ours
    if "//" in ours:
        raise RemoteAddress("the shell's script names an address")
    lines = [line.strip() for line in script.splitlines() if line.strip()]
    title = f"/* {ward.code} ({language}): made by folium from the layer definitions. */"
    return "\n".join([title, '"use strict";', *lines, ""])
