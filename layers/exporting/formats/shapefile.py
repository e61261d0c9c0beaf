"""Shapefile in a ZIP, in UTF-8, with the table of its full names and what could not be held."""

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from geo.text import Text
from layers.contract import Field
from layers.exporting.base import Format, Page, Table, as_words
from layers.exporting.gdal_tables import Target, write_table
from layers.own_files.names import NAMES_END

LONGEST_NAME = 10
LONGEST_TEXT = 254  # bytes in UTF-8
_AS_TEXT = ("datetime",)


def build(table: Table, folder: Path) -> Path:
    """Write the parts and pack them; texts that were cut are counted in the table of names."""
    stem, names, cut = table.layer.name, short_names(table.fields), Counter[str]()
    target = Target(
        folder / f"{stem}.shp", "ESRI Shapefile", names, as_text=_AS_TEXT, encoding="UTF-8"
    )
    write_table(replace(table, pages=_cutting(table, cut)), target)
    (folder / f"{stem}{NAMES_END}").write_text(_names(table, names, cut), "utf-8-sig")
    (folder / "README.txt").write_text(_readme(table, cut), "utf-8-sig")
    path = folder / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(folder.iterdir()):
            if part != path:
                archive.write(part, part.name)
    return path


def short_names(fields: tuple[Field, ...]) -> dict[str, str]:
    """Return a name of at most ten characters for each field, each its own."""
    made: dict[str, str] = {}
    for field in fields:
        name, number = field.name[:LONGEST_NAME], 2
        while name in made.values():
            name, number = f"{field.name[: LONGEST_NAME - 2]}_{number}", number + 1
        made[field.name] = name
    return made


def _cutting(table: Table, cut: Counter[str]) -> Iterator[Page]:
    """Yield the pages with texts that the format takes; count those of each field that were cut."""
    texts = [field.name for field in table.fields if field.type in ("text", "code")]
    for page in table.pages:
        for row in page.rows:
            for name in texts:
                words = as_words(row[name]).encode()
                if len(words) > LONGEST_TEXT:
                    row[name] = words[:LONGEST_TEXT].decode("utf-8", "ignore")
                    cut[name] += 1
        yield page


def _names(table: Table, names: dict[str, str], cut: Counter[str]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["short", "name", "title_vi", "title_en", "type", "cut_texts"])
    for field in table.fields:
        writer.writerow(
            [names[field.name], field.name, field.title.vi, field.title.en, field.type,
             cut[field.name]]
        )  # fmt: skip
    return text.getvalue()


def _readme(table: Table, cut: Counter[str]) -> str:
    lines = table.about.lines()
    lines += [
        f"Bị cắt / Cut ({LONGEST_TEXT} byte): {name} × {count}"
        for name, count in cut.items()
        if count
    ]
    return "\r\n".join([*lines, ""])


FORMAT = Format(
    "shp",
    "Shapefile (ZIP)",
    ".shp.zip",
    "application/zip",
    build=build,
    most_rows=500_000,
    loses=(
        Text(
            f"tên cột dài quá {LONGEST_NAME} ký tự (tên đầy đủ nằm trong bảng *{NAMES_END})",
            f"column names over {LONGEST_NAME} characters (the full ones are in *{NAMES_END})",
        ),
        Text(
            f"chữ dài quá {LONGEST_TEXT} byte UTF-8 bị cắt; số ô bị cắt ghi trong README.txt",
            f"texts over {LONGEST_TEXT} bytes of UTF-8 are cut; README.txt counts them",
        ),
        Text("thời điểm có giờ ghi dưới dạng chữ", "moments with a time stand as text"),
        Text("số lẻ quá 15 chữ số thập phân", "numbers beyond 15 decimals"),
        Text("phân biệt ô trống với chữ rỗng", "the difference of nothing and an empty text"),
    ),
)
