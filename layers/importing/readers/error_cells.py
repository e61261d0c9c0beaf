"""Find the cells of an XLSX sheet that hold an error: the library of ours leaves them empty."""

import re
import zipfile
from pathlib import Path

_SHEET = re.compile(r"<(?:\w+:)?sheet\b[^>]*>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')
_ERROR = re.compile(
    rb'<(?:\w+:)?c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]{1,3})(\d{1,7})"[^>]*>'
    rb"(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>(#[^<]{1,12})</",
    re.S,
)

Cells = dict[tuple[int, int], str]


def error_cells(path: Path, sheet: str) -> Cells:
    """Return the errors of a sheet by row and column, counted from 0."""
    with zipfile.ZipFile(path) as archive:
        name = _part_of(archive, sheet)
        content = archive.read(name) if name in archive.namelist() else b""
    return {
        (int(row) - 1, _column(letters.decode())): value.decode("ascii", "replace")
        for letters, row, value in _ERROR.findall(content)
    }


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """Return the name of the part in which a sheet lies."""
    book = _read(archive, "workbook.xml")
    listed = [dict(_ATTRIBUTE.findall(tag)) for tag in _SHEET.findall(book)]
    related = [
        dict(_ATTRIBUTE.findall(tag))
        for tag in _RELATION.findall(_read(archive, "_rels/workbook.xml.rels"))
    ]
    targets = {each.get("Id"): each.get("Target", "") for each in related}
    found = next((each for each in listed if each.get("name") == sheet), {})
    target = targets.get(found.get("r:id"), "")
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _read(archive: zipfile.ZipFile, name: str) -> str:
    try:
        return archive.read(f"xl/{name}").decode("utf-8", "replace")
    except KeyError:
        return ""


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
