"""Define a layer from what a file holds and what a person wishes of it; nothing is stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import shapely

from geo.errors import InputError
from geo.text import Text, same
from layers.contract import FIELD_TYPES, Field, Layer, Style, StyleClass, TimeRule
from layers.custom.infer import (
    find_risks,
    geometry_kinds,
    infer_fields,
    label_field,
    plain_name,
)
from layers.custom.stored import GROUP, PREFIX
from layers.importing.options import ImportOptions
from layers.importing.questions import Option, Question
from layers.importing.source import Source
from layers.roles import Role

MOST_FIELDS = 500
LONGEST_TITLE = 120
KINDS = {
    "point": Text("điểm", "points"),
    "line": Text("đường", "lines"),
    "polygon": Text("vùng", "areas"),
}


@dataclass(frozen=True)
class Wishes:
    """What a person says of a new layer; without a word it is proposed from the file.

    `key` is the column that tells rows apart when the file comes again; `types` and `left_out` are
    by the column's name in the file. A new layer is never public: sharing is a step of its own.
    """

    title: Text | None = None
    visible_to: Role = Role.SUPERVISOR
    key: str | None = None
    types: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.visible_to is Role.PUBLIC:
            raise InputError(
                Text(
                    "Lớp mới chưa công khai được: hãy tạo trước, rồi mở cho công chúng sau.",
                    "A new layer cannot be public: make it first, then open it to the public.",
                ),
                field="visible_to",
                value="public",
            )


NO_WISHES = Wishes()


def wishes_from_json(raw: Mapping[str, Any]) -> Wishes:
    """Read the wishes that a page sends: title, title_en, visible_to, key, types, left_out."""
    vi, en = (" ".join(str(raw.get(each) or "").split()) for each in ("title", "title_en"))
    types, left_out = raw.get("types") or {}, raw.get("left_out") or []
    if not isinstance(types, Mapping) or not isinstance(left_out, list):
        raise InputError(
            Text(
                "Kiểu và cột bỏ qua của lớp mới viết sai dạng.",
                "Types and columns left out of the new layer have a wrong form.",
            ),
            field="new_layer",
        )
    return Wishes(
        title=Text(vi or en, en or vi) if vi or en else None,
        visible_to=Role.parse(str(raw.get("visible_to") or "supervisor")),
        key=str(raw["key"]) if raw.get("key") else None,
        types={str(column): str(kind) for column, kind in types.items()},
        left_out=tuple(map(str, left_out)),
    )


def draft_layer(
    source: Source, options: ImportOptions, wishes: Wishes, path: Path
) -> tuple[Layer, tuple[Question, ...]]:
    """Define a layer from what the file holds; with the question which kind of shape is meant."""
    geometry, asked = _geometry(source, options)
    own_numbering = {"id", "fid"} if source.geometry is not None else set()
    not_fields = (
        {options.x, options.y, options.wkt, "source_key"} | set(wishes.left_out) | own_numbering
    )
    columns = [name for name in source.frame.columns if name not in not_fields]
    _require_few(columns)
    fields = infer_fields(source.frame, {str(each) for each in not_fields}, options)
    fields = tuple(_as_wished(each, wishes) for each in fields)
    title = wishes.title or same(" ".join(path.stem.replace("_", " ").split()) or path.name)
    title = Text(*(words.strip()[:LONGEST_TITLE] or path.name for words in title))
    layer = Layer(
        name=PREFIX + (plain_name(title.vi, before_digit="") or "layer"),
        title=title,
        group=GROUP,
        order=0,
        geometry=geometry,
        source="feature",
        generic=True,
        aggregated=False,
        visible_to=wishes.visible_to,
        visible_up_to=Role.ADMIN,
        default_on=False,
        min_zoom=0,
        max_zoom=22,
        grid_below=None,
        label=label_field(fields, find_risks(fields, source.frame)),
        attribution=same(""),
        time=TimeRule(),
        needs_run=None,
        tables=("feature",),
        fields=fields,
        style=one_class(geometry, title),
        is_custom=True,
    )
    return layer, asked


def one_class(geometry: str, title: Text) -> Style:
    """Return the style a layer starts with: all rows alike."""
    shapes = {"point": "circle", "line": "", "polygon": "fill"}
    return Style("single", (StyleClass("all", title, "cat-1", shapes[geometry], width=3.0),))


def _geometry(source: Source, options: ImportOptions) -> tuple[str, tuple[Question, ...]]:
    """Choose the kind of shape: the only one there is, or as the person says."""
    shapes = source.geometry
    if shapes is None and options.wkt in source.frame:
        shapes = shapely.from_wkt(source.frame[options.wkt].to_numpy(), on_invalid="ignore")
    kinds = geometry_kinds(shapes)
    most = next(iter(kinds), "point")
    if options.geometry is not None:
        return options.geometry, ()
    if len(kinds) < 2:
        return most, ()
    choices = tuple(
        Option(kind, KINDS[kind], Text(f"{n} đối tượng của tệp", f"{n} features of the file"))
        for kind, n in kinds.items()
    )
    text = Text(
        "Tệp có nhiều kiểu hình; một lớp giữ một kiểu. Lấy kiểu nào?",
        "The file has shapes of several kinds; a layer holds one kind. Which one?",
    )
    return most, (Question("geometry", text, choices, most),)


def _require_few(columns: list[str]) -> None:
    if len(columns) > MOST_FIELDS:
        raise InputError(
            Text(
                f"Tệp có {len(columns)} cột; một lớp giữ nhiều nhất {MOST_FIELDS}. Hãy bỏ bớt cột.",
                f"The file has {len(columns)} columns; a layer holds at most {MOST_FIELDS}. Leave"
                " some of them out.",
            ),
            field="file",
            value=len(columns),
        )


def _as_wished(field_: Field, wishes: Wishes) -> Field:
    wanted = wishes.types.get(field_.column)
    if wanted is None or wanted == field_.type:
        return field_
    if wanted not in FIELD_TYPES:
        raise InputError(
            Text(
                f"Cột '{field_.column}': không có kiểu '{wanted}'; chọn: {', '.join(FIELD_TYPES)}.",
                f"Column '{field_.column}': there is no type '{wanted}'; choose:"
                f" {', '.join(FIELD_TYPES)}.",
            ),
            field="type",
            value=wanted,
        )
    return replace(field_, type=wanted, codes={})
