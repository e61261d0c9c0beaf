"""The walk of a round as a GPX file: read from a phone or a receiver, and given out."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import shapely
from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import Text
from layers import db
from layers.errors import NotFound
from layers.gpx import add_track, gpx_bytes, start_gpx
from layers.importing.issues import FileRefused, Issues
from layers.importing.options import ImportOptions
from layers.importing.room.reading import read_apart
from layers.importing.source import Source
from layers.queries.wards import Ward
from layers.registers.scope import Reader, Window
from layers.rounds.reading import read_round
from layers.rounds.walking import require_editable

LARGEST = 8 * 1024 * 1024
FARTHEST_M = 2000
MOST_POINTS = 100_000
KINDS = ("tracks", "routes")
LINE = "SELECT ST_AsBinary(geom) FROM inspection_round WHERE ward_id = %s AND id = %s"
SET_LINE = """
UPDATE inspection_round SET geom = ST_Multi(ST_SetSRID(ST_GeomFromWKB(%s), 4326))
 WHERE ward_id = %s AND id = %s
"""
AWAY = """
SELECT ST_Distance(ST_Transform(ST_SetSRID(ST_GeomFromWKB(%(line)s), 4326), %(srid)s),
                   ST_Transform(ST_Collect(geom), %(srid)s)) AS metres
  FROM area WHERE ward_id = %(ward)s AND kind = 'group'
"""


class Track(NamedTuple):
    """What was read: how many lines, and points in all."""

    lines: int
    points: int


def load_track(
    conn: connection, reader: Reader, round_id: int, content: bytes, window: Window
) -> Track:
    """Take the tracks (else the routes) of a GPX file as the line of a round, all or nothing.

    The earlier line can be brought back. InputError names the row, the field and what is allowed.
    """
    require_editable(conn, reader, round_id, window)
    if not content:
        raise _refused("file", "", Text("chọn một tệp GPX", "choose a GPX file"))
    source, kind = _read(content)
    lines = [
        line
        for number, geometry in zip(source.frame.index, _geometries(source), strict=True)
        for line in lines_at_ward(conn, reader.ward, f"{kind} {number}", geometry)
    ]
    points = sum(len(line.coords) for line in lines)
    if not lines or points > MOST_POINTS:
        allowed = Text(f"1 – {MOST_POINTS} điểm trên tuyến", f"1 – {MOST_POINTS} points on a line")
        raise _refused("file", str(points), allowed)
    with db.acting_as(conn, reader.login):
        set_line(conn, reader.ward, round_id, lines)
    return Track(len(lines), points)


def set_line(
    conn: connection, ward: Ward, round_id: int, lines: Sequence[shapely.LineString]
) -> None:
    """Make lines in degrees the walk of a round; the earlier one stays in the log of changes."""
    walked = shapely.to_wkb(shapely.MultiLineString(lines))
    db.execute(conn, SET_LINE, (walked, ward.id, round_id))


def round_gpx(conn: connection, reader: Reader, round_id: int, window: Window) -> bytes:
    """Return the line of a round as GPX; NotFound for a round that is not seen, or has no line."""
    row = read_round(conn, reader, round_id, window)
    shape = db.value(conn, LINE, (reader.ward.id, round_id))
    if shape is None:
        raise NotFound(Text("tuyến đã đi của đợt", "line of the round"), row["code"])
    root = start_gpx()
    lines = shapely.get_parts(shapely.from_wkb(bytes(shape)))
    add_track(root, (line.coords for line in lines), f"{row['code']} {row['started_on']}")
    return gpx_bytes(root)


def _read(content: bytes) -> tuple[Source, str]:
    """Have the file read apart: the first kind of lines that it has any of."""
    with tempfile.TemporaryDirectory(prefix="diemnong-") as folder:
        path = Path(folder) / "walk.gpx"
        path.write_bytes(content)
        try:
            for kind in KINDS:
                source = read_apart(path, ImportOptions(table=kind), Issues())
                if len(source.frame):
                    break
        except FileRefused as refused:
            issue = refused.issue
            raise InputError(issue.message, field=issue.field, value=issue.value) from refused
    return source, kind


def _geometries(source: Source) -> list[shapely.Geometry | None]:
    return [] if source.geometry is None else list(source.geometry)


def lines_at_ward(
    conn: connection, ward: Ward, row: str, geometry: shapely.Geometry | None
) -> list[shapely.LineString]:
    """Return the segments of a row that are lines, without heights.

    InputError names the `row` where there is none, or where one begins too far from the ward.
    """
    flat = shapely.force_2d(geometry) if geometry is not None else shapely.LineString()
    lines = [each for each in shapely.get_parts(flat) if not each.is_empty and each.length > 0]
    if not lines:
        words = Text("ít nhất hai điểm khác nhau", "at least two different points")
        raise _refused(f"{row}, geometry", str(shapely.get_num_coordinates(flat)), words)
    for line in lines:
        lon, lat = line.coords[0]
        wkb = shapely.to_wkb(line)
        params = {"line": wkb, "srid": ward.srid_measure, "ward": ward.id}
        is_place = all(-180 <= x <= 180 and -85 <= y <= 85 for x, y in line.coords)
        away = db.value(conn, AWAY, params) if is_place else float("inf")
        if away is not None and away > FARTHEST_M:
            words = Text(f"cách phường nhiều nhất {FARTHEST_M} m", f"{FARTHEST_M} m from the ward")
            raise _refused(f"{row}, geometry", f"{lon:.5f} {lat:.5f}", words)
    return lines


def _refused(field: str, value: str, allowed: Text) -> InputError:
    return InputError(
        Text(
            f"{field} = '{value}': không dùng được; cần: {allowed.vi}.",
            f"{field} = '{value}': cannot be used; needs: {allowed.en}.",
        ),
        field=field,
        value=value,
    )
