"""Which layers a share link shows: those of its role, redacted where it says so, or its view's."""

from __future__ import annotations

from collections.abc import Iterable

from layers.contract import Layer
from layers.errors import LayerNotFound
from layers.redaction import redacted
from layers.registry import layers_of
from layers.roles import Role
from layers.run_layers import find_run_layer, is_run_layer
from web.db import get_conn
from web.sharing import is_redacted, locked_layers, share_here
from web.wards import current_ward, role_here


def as_shared(layers: Iterable[Layer]) -> tuple[Layer, ...]:
    """Return layers as the link of the request shows them; without a link as they are."""
    found = tuple(layers)
    if share_here() is None:
        return found
    if is_redacted():
        found = tuple(each for layer in found if (each := redacted(layer)) is not None)
    allowed = locked_layers()
    return found if allowed is None else tuple(each for each in found if each.name in allowed)


def shared_layer(name: str) -> Layer:
    """Return a layer that the link shows; LayerNotFound for every other, be it there or not."""
    known = as_shared((*_run_layer(name), *layers_of(get_conn(), current_ward(), role_here())))
    for layer in known:
        if layer.name == name:
            return layer
    raise LayerNotFound(name, [each.name for each in known])


def data_role() -> Role:
    """Return whose fields and names are given out: through a redacted link the public's."""
    return Role.PUBLIC if is_redacted() else role_here()


def _run_layer(name: str) -> tuple[Layer, ...]:
    if not is_run_layer(name) or role_here() < Role.VIEWER:
        return ()
    found = find_run_layer(get_conn(), current_ward(), name)
    return () if found is None else (found,)
