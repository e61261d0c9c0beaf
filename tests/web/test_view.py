"""A view is read from the address as the page reads it."""

import pytest
from flask import request

from geo.errors import InputError
from web.view import MapView, read_place, read_view


@pytest.fixture
def view_of(app, ward):
    """Read the view of an address of the test's ward, signed out."""

    def read(query):
        with app.test_request_context(f"/?ward={ward.code}&{query}"):
            return read_view(request.args)

    return read


def test_address_that_names_no_layer_shows_the_usual_ones(view_of):
    view = view_of("")
    assert view.layers and all(layer.default_on for layer in view.layers)
    assert (view.place, view.run, view.opacity) == (None, 0, {})


def test_order_says_which_layer_lies_on_top_and_the_unnamed_follow_as_listed(view_of):
    names = [layer.name for layer in view_of("layers=lanes,groups,incident_cells").layers]
    turned = view_of("layers=lanes,groups,incident_cells&order=lanes")
    assert [layer.name for layer in turned.layers] == ["lanes", *(n for n in names if n != "lanes")]


def test_layers_that_the_caller_may_not_see_are_left_out(view_of):
    assert view_of("layers=incidents,nothing,lanes").layers == view_of("layers=lanes").layers


def test_opacity_place_and_filter_are_read(view_of):
    view = view_of("layers=lanes,groups&opacity=lanes:60&map=16/21.0489/105.886&from=2016-01-01")
    shown = {layer.name: view.opacity_of(layer) for layer in view.layers}
    assert shown == {"lanes": 60, "groups": 100}
    assert view.place == MapView(16, 21.0489, 105.886)
    assert view.filter.to_query() == {"from": "2016-01-01"}


@pytest.mark.parametrize("words", ["16/21", "16/95/105", "x/21/105", "nan/21/105", "16/21/inf"])
def test_place_that_is_none_of_the_world_is_refused(words):
    with pytest.raises(InputError, match="16/21"):
        read_place(words)


@pytest.mark.parametrize(
    "raw", ["lanes", "lanes:101", "lanes:-1", "lanes:1e2", "lanes:²", "lanes:0000900"]
)
def test_opacity_that_is_no_percentage_is_refused(view_of, raw):
    with pytest.raises(InputError, match="lanes:60"):
        view_of(f"opacity={raw}")
