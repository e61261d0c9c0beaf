"""Make the file of a layer: streamed where the format allows, else in a folder that goes again."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import Text
from layers import clock
from layers.contract import Layer
from layers.exporting.about import About
from layers.exporting.base import Format, Table
from layers.exporting.formats import FORMATS
from layers.exporting.reading import count_rows, read_pages
from layers.exporting.system import System, read_system
from layers.filters import Filter
from layers.own_files.fields import fields_of, left_out_of
from layers.queries.sources import Source, drawn_source
from layers.queries.vocabulary import read_vocabulary
from layers.queries.wards import Ward
from layers.roles import Role

CHUNK = 1 << 18


@dataclass(frozen=True)
class Request:
    """What is asked for beside the layer. `crs`: "4326", "EPSG:…" or "ward"; None: as usual."""

    file_format: str
    chosen: Filter
    crs: str | None = None
    run_id: int | None = None
    permalink: str = ""


def export_layer(
    conn: connection, ward: Ward, layer: Layer, role: Role, asked: Request
) -> Iterator[bytes]:
    """Yield the bytes of a file with the rows under a filter and the fields that `role` may see.

    InputError for a format or system that there is not, or more rows than the format takes.
    What is made in a folder is gone again when the last byte, or the reader, has gone.
    """
    form = get_format(asked.file_format)
    system = system_for(form, asked.crs, ward)
    source = drawn_source(ward, layer, asked.chosen, asked.run_id)
    _require_few(conn, form, source)
    return _bytes(form, _table(conn, ward, layer, role, asked, system, form, source))


def get_format(name: str) -> Format:
    """Find a format by its name; InputError lists the names."""
    if name in FORMATS:
        return FORMATS[name]
    known = ", ".join(FORMATS)
    raise InputError(
        Text(
            f"Không xuất được dạng '{name}'; chọn: {known}.",
            f"There is no export as '{name}'; choose: {known}.",
        ),
        field="format",
        value=name,
    )


def system_for(form: Format, said: str | None, ward: Ward) -> System:
    """Return the system of the file; InputError where the format holds another one only."""
    system = read_system(said, ward, form.usual_crs)
    if form.only_srid not in (None, system.srid):
        raise InputError(
            Text(
                f"{form.title} chỉ giữ được EPSG:{form.only_srid}, không phải {system.code}."
                " Hãy bỏ crs, hoặc chọn định dạng khác.",
                f"{form.title} holds EPSG:{form.only_srid} only, not {system.code}. Drop crs, or"
                " choose another format.",
            ),
            field="crs",
            value=system.code,
        )
    return system


def _require_few(conn: connection, form: Format, source: Source) -> None:
    if form.most_rows is None:
        return
    count = count_rows(conn, source)
    if count > form.most_rows:
        raise InputError(
            Text(
                f"Có {count} dòng; một tệp {form.title} nhận nhiều nhất {form.most_rows}. Hãy lọc"
                " bớt, hoặc chọn GeoJSON, CSV.",
                f"There are {count} rows; a file of {form.title} takes {form.most_rows} at most."
                " Narrow the filter, or choose GeoJSON or CSV.",
            ),
            field="format",
            value=form.name,
        )


def _table(
    conn: connection,
    ward: Ward,
    layer: Layer,
    role: Role,
    asked: Request,
    system: System,
    form: Format,
    source: Source,
) -> Table:
    fields = fields_of(layer, role)
    about = About(
        ward,
        layer,
        role,
        asked.chosen,
        system,
        fields,
        left_out_of(layer, role),
        form.loses,
        asked.permalink,
        clock.now(),
    )
    pages = read_pages(conn, layer, fields, source, system)
    return Table(layer, fields, read_vocabulary(conn, ward.id), system, about, pages)


def _bytes(form: Format, table: Table) -> Iterator[bytes]:
    if form.stream is not None:
        yield from form.stream(table)
        return
    assert form.build is not None
    with (
        tempfile.TemporaryDirectory(prefix="diemnong-export-") as name,
        form.build(table, Path(name)).open("rb") as file,
    ):
        while chunk := file.read(CHUNK):
            yield chunk
