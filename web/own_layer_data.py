"""Layers of a ward's own as the page about them gets them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from layers.custom.edit import Shown
from layers.custom.looks import StyleProposal
from layers.custom.stored import field_to_json, row_from_layer, style_to_json
from layers.queries.custom_layers import RESTORABLE_DAYS, CustomLayer
from layers.roles import Role


def describe_own_layer(found: CustomLayer, role: Role) -> dict[str, Any]:
    """Return a layer with its definition, its history, and until when it can be restored.

    Of a field above the role its name is told, since who orders the fields has to list them all,
    but none of its values.
    """
    row = row_from_layer(found.layer)
    for field, told in zip(found.layer.fields, row["fields"], strict=True):
        if field.visible_to > role:
            told["codes"] = {}
    until = found.deleted_at and found.deleted_at + timedelta(days=RESTORABLE_DAYS)
    return row | {
        "title": found.layer.title.to_json(),
        "attribution": found.layer.attribution.to_json(),
        "rows": found.rows,
        "revision": found.revision,
        "created_by": found.created_by,
        "created_at": found.created_at.isoformat(timespec="seconds"),
        "changed_by": found.changed_by,
        "changed_at": found.changed_at.isoformat(timespec="seconds"),
        "deleted_by": found.deleted_by,
        "deleted_at": found.deleted_at and found.deleted_at.isoformat(timespec="seconds"),
        "restorable_until": until and until.isoformat(timespec="seconds"),
    }


def describe_proposal(made: StyleProposal) -> dict[str, Any]:
    return {"style": style_to_json(made.style), "counts": made.counts, "moved": made.moved}


def describe_shown(shown: Shown) -> dict[str, Any]:
    """Return a field that may be opened to the public, with what speaks against it."""
    return field_to_json(shown.field) | {
        "samples": list(shown.samples),
        "risk": shown.risk and shown.risk.to_json(),
    }
