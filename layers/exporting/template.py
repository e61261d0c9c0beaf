"""A blank spreadsheet for a layer: filled in, it is imported without a question."""

import tempfile
from pathlib import Path

from psycopg2.extensions import connection

from geo.text import Text
from layers.contract import Layer
from layers.exporting.columns import coordinate_columns, field_columns
from layers.exporting.system import read_system
from layers.exporting.workbook import HELP, LISTS, start_book
from layers.importing.targets import Target, find_target
from layers.own_files.fields import fields_of
from layers.queries.vocabulary import read_vocabulary
from layers.queries.wards import Ward
from layers.roles import Role

_MADE = ("code", "source_key")  # where a file has no key, the content makes one


def make_template(conn: connection, ward: Ward, layer: Layer, crs: str | None = None) -> bytes:
    """Return the workbook; InputError for a layer that nothing can be loaded into."""
    target, system = find_target(conn, ward, layer.name), read_system(crs, ward)
    vocabulary = read_vocabulary(conn, ward.id)
    needed = {column.name for column in target.columns if column.required}
    wanted = tuple(f for f in fields_of(layer, Role.ADMIN) if target.column(f.name) is not None)
    columns = field_columns(layer, wanted, vocabulary, needed - _optional(target))
    columns += coordinate_columns(layer, system, required=True)
    with tempfile.TemporaryDirectory(prefix="diemnong-export-") as folder:
        path = Path(folder) / "template.xlsx"
        with start_book(path, columns, _notes(ward, layer)):
            pass  # the header and what belongs to it is all
        return path.read_bytes()


def _optional(target: Target) -> set[str]:
    """Name the key, unless an area: its code is what tells it from the others."""
    return set() if target.table == "area" else set(_MADE)


def _notes(ward: Ward, layer: Layer) -> list[tuple[Text, Text]]:
    return [
        (Text("Mẫu nhập", "Template for"), layer.title),
        (Text("Phường", "Ward"), ward.name),
        (
            Text("Cách dùng", "How to use it"),
            Text(
                "Mỗi dòng của trang đầu là một đối tượng. Giữ nguyên dòng tiêu đề; cột nền cam là"
                " bắt buộc; cột không dùng để trống. Không gộp ô, không thêm dòng cộng.",
                "One row a thing on the first sheet. Keep the row of titles; orange columns are"
                " required, others may stay empty. No merged cells, no rows of totals.",
            ),
        ),
        (
            Text("Số hiệu, mã", "Keys, codes"),
            Text(
                "Điền cho mọi dòng, hoặc để trống cả cột; nhờ đó lần nạp sau nhận ra đúng dòng cũ.",
                "Given for every row or for none; by it a later import knows the row again.",
            ),
        ),
        (
            Text("Các trang", "Sheets"),
            Text(
                f"'{HELP}' và '{LISTS}' chỉ để xem, không được nạp.",
                f"'{HELP}' and '{LISTS}' are for reading and are not loaded.",
            ),
        ),
        (
            Text("Nạp", "To load it"),
            Text(
                f"./scripts/ward import {layer.name} TỆP.xlsx --ward {ward.code}",
                f"./scripts/ward import {layer.name} FILE.xlsx --ward {ward.code}",
            ),
        ),
    ]
