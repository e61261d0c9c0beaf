"""DXF (AutoCAD R12) for lanes, areas and points: their outlines, with their names beside them."""

import re
from collections.abc import Iterator
from typing import Any

import shapely

from geo.names import fold
from geo.text import Text
from layers.exporting.base import Format, Row, Table, as_words
from layers.exporting.system import OF_WARD
from layers.own_files.drawings import LABELS, LONGEST, head_comment, parts_of, row_comments

Pairs = list[tuple[int, object]]

LABEL_M = 2.0
METRES_A_DEGREE = 111_000.0
LONGEST_LAYER = 31


def stream(table: Table) -> Iterator[bytes]:
    """Yield the drawing; what DXF cannot hold of a row stands in a comment before it."""
    layer = _layer_name(table.layer.name)
    comments: Pairs = [(999, head_comment(table.system.code, table.layer.geometry))]
    for line in map(_escaped, table.about.lines()):
        comments += [(999, line[at : at + LONGEST]) for at in range(0, len(line), LONGEST)]
    yield _encoded([*comments, *_head(layer), (0, "SECTION"), (2, "ENTITIES")])
    for page in table.pages:
        rows = [each for each in zip(page.rows, page.shapes, strict=True) if each[1] is not None]
        yield b"".join(_encoded(_entities(table, row, shape, layer)) for row, shape in rows)
    yield _encoded([(0, "ENDSEC"), (0, "EOF")])


def _head(layer: str) -> Pairs:
    """Return version and tables: R12 is what every CAD program reads."""
    layers: Pairs = []
    for name, colour in ((layer, 7), (LABELS, 8)):
        layers += [(0, "LAYER"), (2, name), (70, 0), (62, colour), (6, "CONTINUOUS")]
    return [
        (0, "SECTION"), (2, "HEADER"), (9, "$ACADVER"), (1, "AC1009"), (0, "ENDSEC"),
        (0, "SECTION"), (2, "TABLES"),
        (0, "TABLE"), (2, "LTYPE"), (70, 1), (0, "LTYPE"), (2, "CONTINUOUS"), (70, 0),
        (3, "Solid line"), (72, 65), (73, 0), (40, 0.0), (0, "ENDTAB"),
        (0, "TABLE"), (2, "LAYER"), (70, 2), *layers, (0, "ENDTAB"), (0, "ENDSEC"),
    ]  # fmt: skip


def _entities(table: Table, row: Row, shape: Any, layer: str) -> Pairs:
    values = {
        field.name: as_words(row[field.name])
        for field in table.fields
        if row[field.name] is not None
    }
    made: Pairs = [(999, each) for each in row_comments(values, parts_of(shape))]
    for part in shapely.get_parts(shape):
        made += _outlines(part, layer)
    label = as_words(row.get(table.layer.label)) if table.layer.label else ""
    height = LABEL_M if not table.system.is_degrees else LABEL_M / METRES_A_DEGREE
    return made + (_label(shape, label, height) if label else [])


def _outlines(part: Any, layer: str) -> Pairs:
    if part.geom_type == "Point":
        return [(0, "POINT"), (8, layer), *_at(part.x, part.y)]
    if part.geom_type == "Polygon":
        rings = [part.exterior, *part.interiors]
        return [pair for ring in rings for pair in _polyline(ring.coords[:-1], layer, closed=1)]
    return _polyline(part.coords, layer, closed=0)


def _polyline(corners: Any, layer: str, closed: int) -> Pairs:
    made: Pairs = [(0, "POLYLINE"), (8, layer), (66, 1), *_at(0.0, 0.0), (70, closed)]
    for x, y, *_ in corners:
        made += [(0, "VERTEX"), (8, layer), *_at(x, y)]
    return [*made, (0, "SEQEND"), (8, layer)]


def _label(shape: Any, words: str, height: float) -> Pairs:
    at = shapely.point_on_surface(shape)
    return [(0, "TEXT"), (8, LABELS), *_at(at.x, at.y), (40, height), (1, _escaped(words))]


def _at(x: float, y: float) -> Pairs:
    return [(10, float(x)), (20, float(y)), (30, 0.0)]


def _layer_name(name: str) -> str:
    """Return a name that R12 takes: capitals, digits and underlines."""
    return re.sub(r"[^A-Z0-9_]", "_", fold(name).upper().replace(" ", "_"))[:LONGEST_LAYER]


def _escaped(words: str) -> str:
    """Write letters beyond ASCII as CAD programs read them, on one line."""
    flat = " ".join(words.split())
    return "".join(each if each.isascii() else f"\\U+{ord(each):04X}" for each in flat)


def _encoded(pairs: Pairs) -> bytes:
    return "".join(f"{code:3d}\n{_value(value)}\n" for code, value in pairs).encode("ascii")


def _value(value: object) -> str:
    return repr(value) if isinstance(value, float) else str(value)


FORMAT = Format(
    "dxf",
    "DXF (CAD)",
    ".dxf",
    "image/vnd.dxf",
    stream=stream,
    usual_crs=OF_WARD,
    most_rows=200_000,
    loses=(
        Text(
            "thuộc tính: ghi trong chú thích (999), mất khi lưu lại bằng chương trình CAD",
            "attributes: they stand in comments (999) and are lost when a CAD program saves",
        ),
        Text(
            "hệ tọa độ: ghi trong chú thích; chương trình CAD không biết đến",
            "the coordinate system: in a comment; CAD programs do not know of it",
        ),
        Text("dòng không có hình trên bản đồ", "rows without a shape on the map"),
        Text("màu và nét của bản đồ", "the colours and dashes of the map"),
    ),
)
