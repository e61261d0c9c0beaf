"""A layer drawn in a look that nobody has saved: what the editor shows while somebody chooses."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from threading import Lock

from flask import request

from layers.custom.looks import Look, StyleProposal, propose_style
from layers.queries.versions import layer_version
from layers.registry import Layer
from layers.roles import Role
from web.access import require
from web.db import get_conn
from web.wards import current_ward

KEPT = 64
_made: OrderedDict[tuple[int, str, str], StyleProposal] = OrderedDict()
_lock = Lock()


def previewed(layer: Layer) -> Layer:
    """Return the layer in the look that the address asks for; for those who may change it."""
    look = request.args.get("look", "")
    if not look or not layer.is_custom:
        return layer
    require(Role.SUPERVISOR)
    return replace(layer, style=proposed(layer, look).style)


def proposed(layer: Layer, look: str) -> StyleProposal:
    """Return the style of a look; the last ones are kept, since each tile of a map asks for one."""
    conn, ward, wanted = get_conn(), current_ward(), Look.parse(look)
    field = layer.field(wanted.field)
    require(field.visible_to if field else Role.SUPERVISOR)
    key = (ward.id, layer_version(conn, ward.id, layer), look)
    with _lock:
        if key in _made:
            _made.move_to_end(key)
            return _made[key]
    found = propose_style(conn, ward, layer, wanted)
    with _lock:
        _made[key] = found
        while len(_made) > KEPT:
            _made.popitem(last=False)
    return found
