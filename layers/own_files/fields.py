"""The fields of a layer that leave with its rows and come back with them."""

from geo.text import Text
from layers.contract import Field, Layer
from layers.roles import Role

KEY = Field("source_key", Text("Số hiệu", "Key"), "text", Role.VIEWER, {})


def fields_of(layer: Layer, role: Role) -> tuple[Field, ...]:
    """Return the fields that a role may take away: a layer of table `feature` has its key too."""
    fields = layer.fields_for(role)
    if layer.generic and role >= KEY.visible_to and layer.field(KEY.name) is None:
        return (KEY, *fields)
    return fields


def left_out_of(layer: Layer, role: Role) -> tuple[Field, ...]:
    """Return the fields that a role may not take away."""
    return tuple(field for field in layer.fields if field.visible_to > role)


def titles_of(fields: tuple[Field, ...]) -> dict[str, str]:
    """Return the field of each Vietnamese title; a title that two fields bear gets the name too."""
    titles = [field.title.vi for field in fields]
    return {
        f"{title} ({field.name})" if titles.count(title) > 1 else title: field.name
        for field, title in zip(fields, titles, strict=True)
    }
