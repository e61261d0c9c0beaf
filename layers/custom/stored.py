"""A layer of a ward's own as a row of the database holds it, and back."""

from typing import Any

from geo.text import Text
from layers.contract import Field, Layer, Style, StyleClass, TimeRule, check_layer
from layers.roles import Role

GROUP = "own"
PREFIX = "own_"


def layer_from_row(row: dict[str, Any]) -> Layer:
    """Return the layer that a row of `custom_layer` defines."""
    layer = Layer(
        name=row["name"],
        title=Text(row["title_vi"], row["title_en"]),
        group=GROUP,
        order=int(row["id"]),
        geometry=row["geometry"],
        source="feature",
        generic=True,
        aggregated=False,
        visible_to=Role.parse(row["visible_to"]),
        visible_up_to=Role.ADMIN,
        default_on=row["is_default_on"],
        min_zoom=row["min_zoom"],
        max_zoom=row["max_zoom"],
        grid_below=None,
        label=row["label"],
        attribution=Text(row["attribution_vi"], row["attribution_en"]),
        time=TimeRule(),
        needs_run=None,
        tables=("feature",),
        fields=tuple(field_from_json(each) for each in row["fields"]),
        style=style_from_json(row["style"]),
        is_custom=True,
    )
    check_layer(layer)
    return layer


def row_from_layer(layer: Layer) -> dict[str, Any]:
    """Return the columns of a row, without what the database keeps itself; JSON as plain data."""
    return {
        "name": layer.name,
        "title_vi": layer.title.vi,
        "title_en": layer.title.en,
        "geometry": layer.geometry,
        "fields": [field_to_json(each) for each in layer.fields],
        "style": style_to_json(layer.style),
        "label": layer.label,
        "visible_to": layer.visible_to.code,
        "is_default_on": layer.default_on,
        "min_zoom": layer.min_zoom,
        "max_zoom": layer.max_zoom,
        "attribution_vi": layer.attribution.vi,
        "attribution_en": layer.attribution.en,
    }


def field_to_json(field: Field) -> dict[str, Any]:
    return {
        "name": field.name,
        "title": field.title.to_json(),
        "type": field.type,
        "visible_to": field.visible_to.code,
        "in_popup": field.in_popup,
        "column": field.column,
        "codes": {code: words.to_json() for code, words in field.codes.items()},
    }


def field_from_json(raw: dict[str, Any]) -> Field:
    return Field(
        name=raw["name"],
        title=_text(raw["title"]),
        type=raw["type"],
        visible_to=Role.parse(raw["visible_to"]),
        codes={code: _text(words) for code, words in raw["codes"].items()},
        in_popup=raw["in_popup"],
        column=raw["column"],
    )


def style_to_json(style: Style) -> dict[str, Any]:
    return {
        "kind": style.kind,
        "field": style.field,
        "method": style.method,
        "palette": style.palette,
        "breaks": list(style.breaks),
        "other": style.other,
        "missing": style.missing,
        "classes": [each.to_json() for each in style.classes],
    }


def style_from_json(raw: dict[str, Any]) -> Style:
    classes = tuple(
        StyleClass(
            each["value"],
            _text(each["title"]),
            each["colour"],
            each["shape"],
            each["dash"],
            float(each["width"]),
            float(each["size"]),
        )
        for each in raw["classes"]
    )
    return Style(
        raw["kind"],
        classes,
        raw["field"],
        tuple(float(each) for each in raw["breaks"]),
        raw["other"],
        raw["missing"],
        raw["method"],
        raw["palette"],
    )


def _text(raw: dict[str, str]) -> Text:
    return Text(raw["vi"], raw["en"])
