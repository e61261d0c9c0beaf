"""Read a vector file through GDAL, after its first bytes were seen to be what its name says."""

import json
import math
import re
import warnings
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyogrio
import shapely
from numpy.typing import NDArray

from geo.text import Text, same
from layers.importing.issues import listing, refused, shorten
from layers.importing.questions import Option, Question, asked
from layers.importing.source import FEATURE, Source

BYTE_BY_BYTE = "ISO-8859-1"
"""Encoding to read attributes in whose bytes are then looked at: each has a character."""
DRIVERS = (
    "GeoJSON", "GeoJSONSeq", "GPKG", "FlatGeobuf", "ESRI Shapefile", "MapInfo File", "LIBKML",
    "KML", "GPX", "DXF",
)  # fmt: skip
_PATH = re.compile(r"(/[\w.+-]+){2,}:?")
_NOWHERE = ("LOCAL_CS", "ENGCRS", "ENGINEERINGCRS")
SKIPPED_DRIVERS = tuple(name for name in pyogrio.list_drivers() if name not in DRIVERS)
"""Drivers that the reading process does not even register: whatever a file says it is."""

# Belt and braces besides the check of the first bytes: nothing may reach beyond the file.
pyogrio.set_gdal_config_options(
    {
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
        "OGR_SQLITE_ALLOW_EXTERNAL_ACCESS": "NO",
        "GDAL_HTTP_MAX_RETRY": "0",
        "OGR_GEOJSON_MAX_OBJ_SIZE": "200",
    }
)


def require_start(path: Path, starts: tuple[bytes, ...], name: str) -> None:
    """Refuse a file whose first bytes are not those of the format that its name claims."""
    with path.open("rb") as file:
        head = file.read(512).removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head.startswith(starts):
        raise refused(
            "file",
            "format",
            path.name,
            Text(
                f"'{path.name}' không phải tệp {name}, dù có đuôi như vậy.",
                f"'{path.name}' is no {name} file, although its name ends like one.",
            ),
        )


def choose_table(path: Path, wanted: str | None, usable: tuple[str, ...] = ()) -> str:
    """Return the one table of a file that has rows, or the one that was named; else Asked.

    With `usable`, tables of other names do not count.
    """
    listed = [str(row[0]) for row in _guarded(path, pyogrio.list_layers, path)]
    names = [name for name in listed if not usable or name in usable]
    if wanted in names:
        return str(wanted)
    if not names:
        raise refused(
            "file",
            "empty",
            path.name,
            Text("Tệp không có bảng nào.", "The file has no table at all."),
        )
    rows = {name: _count(path, name) for name in names} if len(names) > 1 else {}
    filled = [name for name in names if rows.get(name, 1)]
    if wanted is None and len(filled or names) == 1:
        return (filled or names)[0]
    found = listing(names)
    options = tuple(
        Option(name, same(name), Text(f"{rows.get(name)} đối tượng", f"{rows.get(name)} features"))
        for name in names
    )
    text = Text(
        f"Hãy chọn một bảng bằng --table; tệp có: {found}.",
        f"Choose one table with --table; the file has: {found}.",
    )
    raise asked("table", "table", wanted or "", Question("table", text, options))


def _count(path: Path, table: str) -> int:
    info = _guarded(path, pyogrio.read_info, path, layer=table, force_feature_count=True)
    return int(info["features"])


def read_table(path: Path, table: str, encoding: str | None = None, **open_options: str) -> Source:
    """Read one table: attributes as text, geometry as shapely objects, features counted from 1."""
    driver = _require_driver(path, table, encoding)
    return _read(path, driver, table, encoding, 0, None, **open_options)


def read_table_blocks(
    path: Path, table: str, rows: int, encoding: str | None = None
) -> Iterator[Source]:
    """Read as `read_table` does, so many features at a time: a table of any size, one memory.

    For formats that leave out what stands before a block without reading it all anew.
    """
    driver = _require_driver(path, table, encoding)
    for number in count():
        source = _read(path, driver, table, encoding, number * rows, rows)
        if number == 0 or len(source.frame):
            yield source
        if len(source.frame) < rows:
            return


def _require_driver(path: Path, table: str, encoding: str | None) -> str:
    """Return what GDAL reads the table with, if that is a format we let in."""
    info = _guarded(path, pyogrio.read_info, path, layer=table, encoding=encoding)
    if info["driver"] not in DRIVERS:
        raise refused(
            "file",
            "format",
            info["driver"],
            Text(
                f"Tệp thuộc dạng {info['driver']}; chỉ đọc {listing(DRIVERS)} và CSV.",
                f"The file is of the format {info['driver']}; only {listing(DRIVERS)} and CSV"
                " are read.",
            ),
        )
    return str(info["driver"])


def _read(
    path: Path,
    driver: str,
    table: str,
    encoding: str | None,
    before: int,
    rows: int | None,
    **options: str,
) -> Source:
    """Read the features that follow `before` others, at most so many; None: all."""
    meta, _, wkb, columns = _guarded(
        path,
        pyogrio.raw.read,
        path,
        layer=table,
        encoding=encoding,
        force_2d=True,
        datetime_as_string=True,
        skip_features=before,
        max_features=rows,
        **options,
    )
    if wkb is None:
        raise refused(
            "geometry",
            "no_geometry",
            table,
            Text(f"Bảng '{table}' không có hình.", f"Table '{table}' has no geometry."),
        )
    index = pd.Index(np.arange(before + 1, before + len(wkb) + 1), dtype="int64")
    kinds = dict(zip(meta["fields"], meta["dtypes"], strict=True))
    frame = pd.DataFrame(
        {
            str(name): as_text(values, kinds[name])
            for name, values in zip(meta["fields"], columns, strict=True)
        },
        index=index,
        dtype=object,
    )
    built = _build(wkb, before)
    return Source(
        frame,
        driver,
        FEATURE,
        built.geometry,
        built.broken,
        _known_crs(meta["crs"]),
        open_rings=built.open_rings,
    )


def _known_crs(declared: str | None) -> str | None:
    """Return the system a file declares; a plan of its own that lies nowhere on Earth is none."""
    return None if declared is None or declared.startswith(_NOWHERE) else declared


def as_text(values: NDArray[Any], declared: str) -> list[str]:
    """Return attribute values as the text a person would have typed; nothing there is ''.

    `declared` is the type that the table gives the column: where a value is missing, yes and no
    and whole numbers arrive as floats, in one block of a file and not in the next.
    """
    if values.dtype.kind == "f" and declared == "bool":
        return ["" if math.isnan(each) else str(bool(each)) for each in values]
    if values.dtype.kind == "f":
        return [_number(float(each)) for each in values]
    if values.dtype.kind == "M":
        return ["" if np.isnat(each) else str(each) for each in values]
    if values.dtype.kind in "iub":
        return list(map(str, values.tolist()))
    return [
        each if each.__class__ is str else "" if each is None else _plain(each)
        for each in values.tolist()
    ]


def _plain(value: Any) -> str:
    """Return one value as text; lists, which GeoJSON may hold, as JSON."""
    if isinstance(value, np.ndarray):
        return json.dumps(value.tolist(), ensure_ascii=False)
    return str(value)


def _number(number: float) -> str:
    if math.isnan(number):
        return ""
    return str(int(number)) if number.is_integer() and abs(number) < 2**53 else repr(number)


class _Built(NamedTuple):
    """Geometries, the reason for each line that has none, and the lines whose rings were open."""

    geometry: NDArray[np.object_]
    broken: tuple[tuple[int, str], ...]
    open_rings: tuple[int, ...]


def _build(wkb: NDArray[Any], before: int) -> _Built:
    """Build geometries one by one only where building all at once finds a broken one.

    `before`: how many features stand before these.

    A ring that is not closed gets its last side; whether that may be is asked later.
    """
    geometry = np.asarray(shapely.from_wkb(wkb, on_invalid="ignore"), dtype=object)
    lost = [at for at, made in enumerate(geometry) if made is None and wkb[at] is not None]
    reasons = {at: _why_broken(wkb[at]) for at in lost}
    closed = [at for at in lost if "closed" in reasons[at]]
    geometry[closed] = shapely.from_wkb(wkb[closed], on_invalid="fix")
    closed = [at for at in closed if geometry[at] is not None]
    broken = tuple((before + at + 1, reasons[at]) for at in lost if at not in closed)
    return _Built(geometry, broken, tuple(before + at + 1 for at in closed))


def _why_broken(wkb: bytes) -> str:
    try:
        shapely.from_wkb(wkb)
    except shapely.errors.GEOSException as error:
        return shorten(str(error).removeprefix("IllegalArgumentException: "))
    return ""


def _guarded(path: Path, call: Any, *arguments: Any, **named: Any) -> Any:
    """Call GDAL; what it cannot read is refused with its own reason."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return call(*arguments, **named)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as error:
        reason = _reason(str(error).replace(str(path), path.name), path)
    except (UnicodeDecodeError, pyogrio.errors.FieldError, RuntimeError, IndexError) as error:
        reason = _reason(str(error), path)
    raise refused(
        "file",
        "unreadable",
        path.name,
        Text(f"Không đọc được tệp: {reason.vi}", f"The file cannot be read: {reason.en}"),
    )


def _reason(words: str, path: Path) -> Text:
    """Return GDAL's reason without the paths of where it was built, or ours for its commonest."""
    if "not recognized as being in a supported file format" in words:
        return Text(
            f"nội dung của '{path.name}' không phải định dạng mà tên tệp nói.",
            f"the content of '{path.name}' is not of the format that its name says.",
        )
    if "setting an array element with a sequence" in words:
        return Text(
            "một cột có khi là một giá trị, có khi là danh sách nhiều giá trị.",
            "a column holds now a single value, now a list of several.",
        )
    if "Geometry type is not supported" in words:
        return Text(
            "hình thuộc loại không dùng được (đường cong hoặc khối); hãy lưu lại thành điểm, đường"
            " hay vùng thường.",
            "its shapes are of a kind that cannot be used (curves or solids); save them as plain"
            " points, lines or polygons.",
        )
    return same(shorten(_PATH.sub("", words).lstrip(" ,;:0123456789")))
