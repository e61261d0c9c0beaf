"""How many rows there are in what we hand out: tiles, pages of features, files."""

import csv
import io
import json
import random
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from psycopg2.extensions import connection
from python_calamine import CalamineWorkbook

from geo.tiles import Tile, tile_of
from layers.contract import Layer
from layers.exporting import Request, export_layer
from layers.exporting.workbook import DATA
from layers.filters import Filter
from layers.queries.features import features_page
from layers.queries.tiles import tile
from layers.queries.wards import Ward
from layers.roles import Role
from tests.layers.agreement.town import BESIDE, LATS, LONS
from tests.mvt import read_tile

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ZOOMS = (0, 11, 13, 14, 16)


def csv_lines(body: bytes) -> list[list[str]]:
    """Return the lines of a CSV below its head."""
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))[1:]


def xlsx_lines(body: bytes) -> list[list[Any]]:
    """Return the lines of the data sheet of a workbook below its head."""
    book = CalamineWorkbook.from_object(io.BytesIO(body))
    return book.get_sheet_by_name(DATA).to_python()[1:]


def in_file(
    conn: connection, ward: Ward, layer: Layer, chosen: Filter, role: Role, form: str
) -> int:
    """Make the file of a layer and count what is in it."""
    body = b"".join(export_layer(conn, ward, layer, role, Request(form, chosen)))
    if form == "csv":
        return len(csv_lines(body))
    return len(xlsx_lines(body)) if form == "xlsx" else len(json.loads(body)["features"])


def on_pages(
    conn: connection, ward: Ward, layer: Layer, chosen: Filter, role: Role, limit: int
) -> tuple[int, int | None]:
    """Walk through the pages of features; return how many came, and how many were promised."""
    found: list[int] = []
    after: int | None = 0
    while after is not None:
        page = features_page(conn, ward, layer, chosen, role, limit=limit, after=after)
        found += [each["id"] for each in json.loads(f"[{page.features}]")]
        after = page.next_after
    assert len(set(found)) == len(found)
    return len(found), page.matched


def on_tiles(
    conn: connection, ward: Ward, layer: Layer, chosen: Filter, dice: random.Random
) -> int:
    """Count what the tiles of some zoom show: counts below the grid's zoom, points above."""
    zoom, total = dice.choice(ZOOMS), 0
    seen: set[int | None] = set()
    for address in _tiles(zoom):
        for each in read_tile(tile(conn, ward, layer, address, chosen)).get(layer.name, []):
            total += int(each.properties.get("n", 0))
            seen.add(each.id)
    return total if zoom < (layer.grid_below or 0) else len(seen)


def _tiles(zoom: int) -> Iterator[Tile]:
    """Return the tiles of a zoom that hold a made-up ward."""
    first, last = tile_of(LONS[0], LATS[-1], zoom), tile_of(LONS[-1] + BESIDE[-1], LATS[0], zoom)
    for x in range(first.x, last.x + 1):
        for y in range(first.y, last.y + 1):
            yield Tile(zoom, x, y)


def docx_words(docx: bytes) -> tuple[str, list[list[list[str]]]]:
    """Return the text of a document, and its tables as cells of words."""
    with zipfile.ZipFile(io.BytesIO(docx)) as parts:
        document = ElementTree.fromstring(parts.read("word/document.xml"))
    tables = [
        [[_text(cell) for cell in row.iter(f"{W}tc")] for row in table.iter(f"{W}tr")]
        for table in document.iter(f"{W}tbl")
    ]
    return "\n".join(_text(each) for each in document.iter(f"{W}p")), tables


def _text(part: ElementTree.Element) -> str:
    return "".join(each.text or "" for each in part.iter(f"{W}t"))
