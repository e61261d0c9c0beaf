"""The folium shell: one text for one input, nothing from other hosts, no data."""

from dataclasses import replace

import folium
import pytest
from branca.element import CssLink, Figure, JavascriptLink

from geo.text import Text
from layers.contract import drawing_order
from layers.registry import all_layers
from web.basemap import Basemap
from web.shell import RemoteAddress, build_shell, check_local, shell_version

BOUNDS = (105.87, 21.04, 105.90, 21.06)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_same_input_gives_the_same_text(ward, language):
    first = build_shell(ward, all_layers(), language, BOUNDS)
    assert first == build_shell(ward, all_layers(), language, BOUNDS)


def test_version_moves_with_layers_language_and_bounds(ward):
    versions = {
        shell_version(build_shell(ward, all_layers(), "vi", BOUNDS)),
        shell_version(build_shell(ward, all_layers(), "en", BOUNDS)),
        shell_version(build_shell(ward, all_layers()[:-1], "vi", BOUNDS)),
        shell_version(build_shell(ward, all_layers(), "vi", (105.0, 21.0, 105.1, 21.1))),
    }
    assert len(versions) == 4


def test_shell_names_every_layer_and_no_address(ward):
    script = build_shell(ward, all_layers(), "vi", BOUNDS)
    assert all(f'"name": "{layer.name}"' in script for layer in all_layers())
    assert "//" not in script.replace("/*", "").replace("*/", "")
    assert "<" not in script


def test_layer_may_be_called_like_an_address(ward):
    title = Text("Cây // http://vi.du", "Trees // http://ex.am")
    layers = [replace(all_layers()[0], title=title), *all_layers()[1:]]
    assert "// http://vi.du" in build_shell(ward, layers, "vi", BOUNDS)


def test_borders_lie_above_lanes_and_points_on_top():
    names = [layer.name for layer in drawing_order(all_layers())]
    assert names.index("buildings") < names.index("lanes") < names.index("groups")
    assert names.index("ward_border") < names.index("hot_spots") < names.index("lane_projects")
    assert names[-2:] == ["incidents", "repeat_points"]


@pytest.mark.parametrize("link", [JavascriptLink, CssLink])
@pytest.mark.parametrize("address", ["https://example.org/a", "//example.org/a"])
def test_remote_link_is_refused(link, address):
    with pytest.raises(RemoteAddress):
        check_local([link(address)])


def test_plain_folium_map_would_be_refused():
    figure = folium.Map().get_root()
    assert isinstance(figure, Figure)
    figure.render()
    with pytest.raises(RemoteAddress):
        check_local(list(figure.header._children.values()))


def test_base_map_of_another_host_is_there_only_where_it_is_named(ward):
    basemap = Basemap("https://tiles.example/{z}/{x}/{y}.png", "<b>Nguồn</b> & bạn")
    script = build_shell(ward, all_layers(), "vi", BOUNDS, basemap)
    assert script.count("tileLayer") == script.count("https://tiles.example/") == 1
    assert script.index("tileLayer") < script.index("addLayer")
    assert "<b>" not in script
    assert "tileLayer" not in build_shell(ward, all_layers(), "vi", BOUNDS)
