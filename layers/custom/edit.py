"""Change a layer of a ward's own: its words, its fields, who may see it, how it is drawn."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import Text
from layers import db
from layers.contract import Field, Layer, Style
from layers.custom.draft import LONGEST_TITLE
from layers.custom.privacy import risk_of
from layers.custom.retype import retyped
from layers.errors import LayerNotFound, NotAllowed
from layers.queries.custom_layers import find_custom_layer, read_samples, update_layer
from layers.queries.wards import Ward
from layers.roles import Role

LONGEST_ATTRIBUTION = 300


@dataclass(frozen=True)
class Shown:
    """One field of a layer that is to be opened to all: some values, and what speaks against."""

    field: Field
    samples: tuple[str, ...]
    risk: Text | None


def change_layer(
    conn: connection,
    ward: Ward,
    name: str,
    changes: Mapping[str, Any],
    actor: str,
    revision: int | None = None,
    by: Role = Role.ADMIN,
) -> Layer:
    """Change what is named: title, label, attribution, min_zoom, max_zoom, default_on, fields.

    `fields` lists all of them in their new order; `by` is the role of whoever changes them.
    InputError where a change cannot be, or would show people something that they may not see,
    NotAllowed for what lies above that role; then nothing is changed.
    """
    with db.acting_as(conn, actor):
        layer = _own(conn, ward, name)
        plain: dict[str, Any] = {
            key: _PLAIN[key](key, value) for key, value in changes.items() if key in _PLAIN
        }
        layer = replace(layer, **plain)
        _require_zooms(layer)
        if "label" in changes:
            layer = replace(layer, label=changes["label"] or None)
        if "fields" in changes:
            layer = replace(layer, fields=_fields(conn, ward, layer, changes["fields"], by))
        check_nothing_leaks(layer)
        update_layer(conn, ward, layer, actor, revision)
    return layer


def style_layer(
    conn: connection, ward: Ward, name: str, style: Style, actor: str, revision: int | None = None
) -> Layer:
    """Give a layer another style, which stays as it is while rows change."""
    with db.acting_as(conn, actor):
        layer = replace(_own(conn, ward, name), style=style)
        check_nothing_leaks(layer)
        update_layer(conn, ward, layer, actor, revision)
    return layer


def fields_to_show(conn: connection, ward: Ward, layer: Layer) -> list[Shown]:
    """List the fields of a layer for whoever opens it to everybody, with what looks personal."""
    rows = read_samples(conn, ward, layer.name)
    found = []
    for field in layer.fields:
        texts = [str(row[field.name]) for row in rows if row.get(field.name) not in (None, "")]
        distinct = list(dict.fromkeys(texts))
        risk = risk_of(field.column or field.title.vi, distinct) or risk_of(field.title.vi, ())
        found.append(Shown(field, tuple(distinct[:3]), risk))
    return found


def share_layer(
    conn: connection,
    ward: Ward,
    name: str,
    role: Role,
    actor: str,
    shown_fields: Sequence[str] | None = None,
    revision: int | None = None,
    by: Role = Role.ADMIN,
) -> Layer:
    """Say from which role on a layer is seen.

    Opened to the public it shows the fields that are named one by one, and no others: InputError
    lists them where none are named.
    """
    named = set(shown_fields or ())
    with db.acting_as(conn, actor):
        layer = _own(conn, ward, name)
        _require_reach(by, role, *(f.visible_to for f in layer.fields if f.name in named))
        if role is Role.PUBLIC:
            layer = _opened(conn, ward, layer, shown_fields)
        layer = replace(layer, visible_to=role)
        check_nothing_leaks(layer)
        update_layer(conn, ward, layer, actor, revision)
    return layer


def check_nothing_leaks(layer: Layer) -> None:
    """Refuse a name on the map or a legend that tells more than its readers may know."""
    for use, name in (
        (Text("tên trên bản đồ", "the name on the map"), layer.label),
        (Text("chú giải", "the legend"), layer.style.field),
    ):
        field = layer.field(name) if name else None
        if name and field is None:
            raise _no_field(layer, name)
        if field is not None and field.visible_to > layer.visible_to:
            raise InputError(
                Text(
                    f"Trường '{field.title.vi}' chỉ cho từ '{field.visible_to.code}', nhưng"
                    f" {use.vi} sẽ lộ nó cho '{layer.visible_to.code}'. Hãy đổi {use.vi} trước.",
                    f"Field '{field.title.en}' is for '{field.visible_to.code}' and above, but"
                    f" {use.en} would show it to '{layer.visible_to.code}'. Change {use.en} first.",
                ),
                field=name,
                value=layer.visible_to.code,
            )


def _own(conn: connection, ward: Ward, name: str) -> Layer:
    layer = find_custom_layer(conn, ward, name)
    if layer is None:
        raise LayerNotFound(name)
    return layer


def _opened(
    conn: connection, ward: Ward, layer: Layer, shown_fields: Sequence[str] | None
) -> Layer:
    if shown_fields is None:
        listed = fields_to_show(conn, ward, layer)
        vi = ", ".join(f"{e.field.name}{f' ({e.risk.vi})' if e.risk else ''}" for e in listed[:40])
        en = ", ".join(f"{e.field.name}{f' ({e.risk.en})' if e.risk else ''}" for e in listed[:40])
        raise InputError(
            Text(
                f"Mở lớp cho công chúng thì phải nêu từng trường được hiện. Các trường: {vi}.",
                f"Opening a layer to the public, name each field that is shown. The fields: {en}.",
            ),
            field="shown_fields",
        )
    known = {field.name for field in layer.fields}
    for name in shown_fields:
        if name not in known:
            raise _no_field(layer, name)
    return replace(
        layer,
        fields=tuple(
            replace(
                field,
                visible_to=Role.PUBLIC
                if field.name in shown_fields
                else max(field.visible_to, Role.VIEWER),
            )
            for field in layer.fields
        ),
    )


def _require_reach(by: Role, *roles: Role) -> None:
    """Refuse to touch what only a higher role may see, and to close out oneself."""
    above = max(roles)
    if above > by:
        raise NotAllowed(
            Text(
                f"Chỉ '{above.code}' mới đổi được phần chỉ '{above.code}' được xem.",
                f"What only '{above.code}' may see is changed by '{above.code}' only.",
            )
        )


def _fields(conn: connection, ward: Ward, layer: Layer, listed: Any, by: Role) -> tuple[Field, ...]:
    """Return the fields in the order and with the words that were sent; none may be missing."""
    raw = listed if isinstance(listed, list) else []
    names = [each.get("name") for each in raw if isinstance(each, Mapping)]
    if sorted(map(str, names)) != sorted(field.name for field in layer.fields):
        raise InputError(
            Text(
                "Danh sách trường phải có đủ mọi trường của lớp, mỗi trường một lần.",
                "The list of fields must hold every field of the layer, each once.",
            ),
            field="fields",
        )
    return tuple(_field(conn, ward, layer, each, by) for each in raw)


def _field(conn: connection, ward: Ward, layer: Layer, raw: Mapping[str, Any], by: Role) -> Field:
    field = layer.field(raw["name"])
    assert field is not None
    wanted = str(raw.get("type", field.type))
    role = Role.parse(str(raw.get("visible_to", field.visible_to.code)))
    if (wanted, role) != (field.type, field.visible_to):
        _require_reach(by, role, field.visible_to)
    if layer.visible_to is Role.PUBLIC and role is Role.PUBLIC < field.visible_to:
        raise InputError(
            Text(
                f"Lớp đang công khai: hiện trường '{field.title.vi}' cho công chúng ở bước mở lớp.",
                f"The layer is public: show field '{field.title.en}' where the layer is opened.",
            ),
            field=field.name,
            value=role.code,
        )
    if wanted != field.type:
        _require_unused(layer, field)
        field = retyped(conn, ward, layer, field, wanted)
    title = _title("title", raw["title"]) if "title" in raw else field.title
    in_popup = bool(raw.get("in_popup", field.in_popup))
    return replace(field, title=title, visible_to=role, in_popup=in_popup)


def _require_unused(layer: Layer, field: Field) -> None:
    if layer.style.field == field.name:
        raise InputError(
            Text(
                f"Chú giải đang dùng trường '{field.title.vi}'; hãy đổi cách vẽ trước.",
                f"The legend uses field '{field.title.en}'; change the style before its type.",
            ),
            field=field.name,
            value=field.type,
        )


def _require_zooms(layer: Layer) -> None:
    if layer.min_zoom > layer.max_zoom:
        raise InputError(
            Text(
                f"Mức thu phóng nhỏ nhất {layer.min_zoom} lớn hơn mức lớn nhất {layer.max_zoom}.",
                f"The least zoom {layer.min_zoom} is above the greatest {layer.max_zoom}.",
            ),
            field="min_zoom",
            value=layer.min_zoom,
        )


def _title(name: str, value: Any) -> Text:
    return _words(name, value, LONGEST_TITLE, required=True)


def _words(name: str, value: Any, longest: int, *, required: bool = False) -> Text:
    raw = value if isinstance(value, Mapping) else {"vi": value, "en": value}
    vi, en = (" ".join(str(raw.get(each) or "").split()) for each in ("vi", "en"))
    vi, en = vi or en, en or vi
    if (required and not vi) or max(len(vi), len(en)) > longest:
        raise InputError(
            Text(
                f"{name}: cần 1 đến {longest} ký tự, đang có {max(len(vi), len(en))}.",
                f"{name}: 1 to {longest} characters are needed, there are {max(len(vi), len(en))}.",
            ),
            field=name,
            value=vi[:40],
        )
    return Text(vi, en)


def _attribution(name: str, value: Any) -> Text:
    return _words(name, value, LONGEST_ATTRIBUTION)


def _zoom(name: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 22:
        raise InputError(
            Text(
                f"{name} = {value}: cần một số nguyên từ 0 đến 22.",
                f"{name} = {value}: needs a whole number from 0 to 22.",
            ),
            field=name,
            value=value,
        )
    return value


_PLAIN: dict[str, Callable[[str, Any], Any]] = {
    "title": _title,
    "attribution": _attribution,
    "min_zoom": _zoom,
    "max_zoom": _zoom,
    "default_on": lambda name, value: bool(value),
}


def _no_field(layer: Layer, name: str) -> InputError:
    names = ", ".join(field.name for field in layer.fields[:40])
    return InputError(
        Text(
            f"Lớp không có trường '{name}'; có: {names}.",
            f"The layer has no field '{name}'; there are: {names}.",
        ),
        field="field",
        value=name,
    )
