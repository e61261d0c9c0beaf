"""`ward analyse … --input FILE`: the options of a plain file, and its result in a terminal."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click
import shapely

from geo.errors import InputError
from geo.hotspots import get_method
from geo.text import Text
from layers.plain_crs import LOCAL
from layers.plain_input import PlainOptions
from scripts.cli._table import table

Command = Callable[..., Any]

HEADER = ("rank", "label", "where · nơi", "n", "expected", "score", "p", "p adjusted", "class")
_OPTIONS: tuple[tuple[str, str, str], ...] = (
    ("x", "COLUMN", "Column of the easting or longitude (tables)."),
    ("y", "COLUMN", "Column of the northing or latitude (tables)."),
    ("time", "COLUMN", "Column of the day (ngày)."),
    ("value", "COLUMN", "Column of the weight of a row, 1 without it (trọng số)."),
    ("category-column", "COLUMN", "Column of the category (hành vi)."),
    ("address-column", "COLUMN", "Column of the address (địa chỉ)."),
    ("crs", "EPSG:N|local", "System of the coordinates; local: metres without a system."),
    ("measure-crs", "EPSG:N", "Plane system to measure in; without it metres of the file's own"
     " or of the UTM zone."),
    ("area", "FILE", "Polygons: the area, and what is compared with unit_kind=areas."),
    ("area-label", "COLUMN", "Column of the names of the areas."),
    ("lanes", "FILE", "Lines, for methods that speak about lanes (ngõ)."),
    ("lane-label", "COLUMN", "Column of the names of the lanes."),
    ("date-format", "FORMAT", "Such as %d/%m/%Y; only ISO dates need none."),
    ("table", "NAME", "Which table of a file that has several."),
    ("encoding", "NAME", "Encoding of the text, where it is not UTF-8."),
)  # fmt: skip
_COLUMNS = {"category_column": "category", "address_column": "address"}


def plain_options(command: Command) -> Command:
    """Add --input and the options that go with it."""
    command = click.option(
        "--skip-bad", is_flag=True, help="With --input: leave faulty rows out, and count them."
    )(command)
    for name, metavar, words in reversed(_OPTIONS):
        command = click.option(f"--{name}", metavar=metavar, help=f"With --input: {words}")(command)
    return click.option(
        "--input",
        "input_file",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="Analyse this file (CSV, TSV, GeoJSON, GeoPackage, Shapefile) instead of a ward: no"
        " database, nothing is stored (tệp).",
    )(command)


def taken_options(said: dict[str, Any]) -> PlainOptions:
    """Take the options of a file out of all that was said."""
    names = [name.replace("-", "_") for name, _, _ in _OPTIONS]
    taken = {_COLUMNS.get(name, name): said.pop(name) for name in names}
    for name in ("area", "lanes"):
        taken[name] = None if taken[name] is None else Path(taken[name])
    return PlainOptions(**taken, skip_bad=said.pop("skip_bad"))


def require_one_source(file: Path | None, plain: PlainOptions, ward: Mapping[str, object]) -> None:
    """Refuse options of a file without --input, and options of a ward with it."""
    if file is None and plain != PlainOptions():
        wrong, vi, en = _said_names(vars(plain)), "chỉ dùng cùng --input", "only go with --input"
    elif file is not None and any(ward.values()):
        wrong, vi, en = _said_names(ward), "không dùng cùng --input", "do not go with --input"
    else:
        return
    raise InputError(Text(f"{wrong}: {vi}.", f"{wrong}: {en}."), field=wrong)


def plain_lines(document: Mapping[str, Any], top: int) -> list[str]:
    """Return a result as lines for a terminal: the rule, the most urgent units, the notes."""
    title, rule = get_method(document["method"]).title, document["summary"]["rule"]
    found = [unit for unit in document["units"] if unit["class_code"] != 0][:top]
    given = document["input"]
    rows = [_row(unit, local=given["crs"] == LOCAL) for unit in found]
    return [
        f"{title.vi} · {title.en}",
        f"  {rule['vi']}",
        f"  {rule['en']}",
        *said_in_words(document["summary"]),
        "",
        *(table(HEADER, rows) if rows else ["Không tìm thấy nơi nào. · Nothing found."]),
        "",
        *(f"! {note['text']['vi']} · {note['text']['en']}" for note in document["notes"]),
        f"{given['file']}: {document['rows']} rows, {len(document['units'])} units,"
        f" measured in {given['measured_in']}, seed {document['seed']},"
        f" rows {document['rows_sha256'][:12]}, {document['code_version']}",
    ]


def said_in_words(summary: Mapping[str, Any]) -> list[str]:
    """Return what a method found as sentences, each in both languages."""
    return [
        f"  {each[language]}" for each in summary.get("findings", ()) for language in ("vi", "en")
    ]


def _row(unit: Mapping[str, Any], *, local: bool) -> tuple[object, ...]:
    middle = shapely.point_on_surface(shapely.geometry.shape(unit["geometry"]))
    digits = 1 if local else 6
    where = f"{middle.x:.{digits}f}, {middle.y:.{digits}f}"
    numbers = (unit[name] for name in ("value", "expected", "score", "p", "p_adjusted"))
    return (unit["rank"], unit["label"], where, *numbers, unit["class_code"])


def _said_names(options: Mapping[str, object]) -> str:
    columns = {given: name for name, given in _COLUMNS.items()}
    names = [columns.get(name, name) for name, value in options.items() if value]
    return ", ".join(f"--{name.replace('_', '-')}" for name in names)
