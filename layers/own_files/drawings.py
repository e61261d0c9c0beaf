"""What our DXF files say in comments: whose they are, and the attributes that DXF cannot hold.

DXF has no attributes. Before each row stands a comment (group 999), which CAD programs pass over:
its fields, and how many of the rings or lines that follow make up each part. What writes the
comments and what reads them again stands here, side by side.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import shapely

HEAD = "DIEMNONG-DXF 1 "
ROW, GOES_ON = "DIEMNONG-ROW ", "DIEMNONG-+++ "
LONGEST = 200  # characters a line: CAD programs do not take lines of any length
LABELS = "NHAN"
"""The layer of the drawing that holds the names; they are no rows."""
_COMMENT = b"999"


class Drawing(NamedTuple):
    """`rows` are the fields of each row, `parts` its rings (areas) or lines, part by part."""

    crs: str
    is_area: bool
    rows: list[dict[str, str]]
    parts: list[list[int]]


def head_comment(crs: str, geometry: str) -> str:
    return HEAD + json.dumps({"crs": crs, "geometry": geometry})


def row_comments(values: dict[str, str], parts: Sequence[int]) -> list[str]:
    """Say a row in lines of ASCII."""
    told = json.dumps({"parts": list(parts), "fields": values})
    pieces = [told[at : at + LONGEST] for at in range(0, len(told), LONGEST)]
    return [f"{GOES_ON if at else ROW}{piece}" for at, piece in enumerate(pieces)]


def parts_of(shape: Any) -> list[int]:
    """Count the outlines of each part of a shape: an area has its holes besides its border."""
    parts = shapely.get_parts(shape)
    return [1 + len(getattr(part, "interiors", ())) for part in parts]


def read_drawing(path: Path) -> Drawing | None:
    """Return what the comments of a file say; None for a drawing that is not ours."""
    comments = _comments(path)
    first = next(comments, "")
    if not first.startswith(HEAD):
        return None
    told = [json.loads(each) for each in _rows(comments)]
    rows = [{str(name): str(value) for name, value in row["fields"].items()} for row in told]
    parts = [[int(count) for count in row["parts"]] for row in told]
    head = json.loads(first.removeprefix(HEAD))
    return Drawing(str(head["crs"]), head["geometry"] == "polygon", rows, parts)


def _rows(comments: Iterator[str]) -> list[str]:
    found: list[str] = []
    for each in comments:
        if each.startswith(ROW):
            found.append(each.removeprefix(ROW))
        elif each.startswith(GOES_ON) and found:
            found[-1] += each.removeprefix(GOES_ON)
    return found


def _comments(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        for line in file:
            content = next(file, b"")
            if line.strip() == _COMMENT:
                yield content.decode("ascii", "replace").strip("\r\n")


def rebuilt(outlines: Sequence[Any], parts: Sequence[int], *, is_area: bool) -> Any:
    """Put the outlines of one row together again; ValueError where they do not fit."""
    if sum(parts) != len(outlines) or not outlines:
        raise ValueError("the drawing was changed")
    if outlines[0].geom_type == "Point":
        return outlines[0]
    if not is_area:
        return shapely.multilinestrings(list(outlines))
    left, made = list(outlines), []
    for count in parts:
        border, *holes = (each.coords for each in left[:count])
        made.append(shapely.Polygon(border, holes))
        left = left[count:]
    return shapely.multipolygons(made)
