"""The walk of a round by its corners: drawn on a map or typed, over the line that it began from."""

from typing import Any, NamedTuple

import shapely
from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import Text
from geo.typed_coordinates import MOST_LINES, read_corners
from layers import db
from layers.day_words import short_moment
from layers.errors import Stale
from layers.queries.wards import Ward
from layers.registers.scope import Reader, Window
from layers.rounds.track import Track, lines_at_ward, set_line
from layers.rounds.walking import require_editable

NOW = """
SELECT ST_AsBinary(geom) AS line, md5(coalesce(ST_AsBinary(geom), '')) AS mark
  FROM inspection_round WHERE ward_id = %s AND id = %s
"""
"""The mark says which line it is: no version does, as a line is also laid, loaded, brought back."""
LAST_CHANGE = """
SELECT actor, at FROM change_log
 WHERE table_name = 'inspection_round' AND row_id = %s::text
   AND action = 'update' AND before -> 'geom' <> after -> 'geom' ORDER BY id DESC LIMIT 1
"""
"""Of the line only: who changed the words of the round since has not drawn it."""
DIGITS = 7  # a centimetre


class Walk(NamedTuple):
    """A line by its corners, and which one it is.

    `text` has a "latitude, longitude" a line and an empty line between its parts. Of a line with
    more corners than one can draw, `text` is empty and `corners` says how many there are.
    """

    text: str
    mark: str
    corners: int


def read_walk(conn: connection, reader: Reader, round_id: int, window: Window) -> Walk:
    """Return the line of a round that the reader may change; NotAllowed or NotFound."""
    require_editable(conn, reader, round_id, window)
    return _walk(db.rows(conn, NOW, (reader.ward.id, round_id))[0])


def save_walk(
    conn: connection, reader: Reader, round_id: int, text: str, mark: str, window: Window
) -> Track:
    """Make typed corners the walk of a round; the earlier one can be brought back.

    `mark` is that of the line they were drawn over: Stale, with the line as it stands now, where
    it has changed since. InputError names the line or the part, and what is allowed.
    """
    require_editable(conn, reader, round_id, window)
    lines = _lines(conn, reader.ward, text)
    with db.acting_as(conn, reader.login):
        now = db.rows(conn, NOW + " FOR UPDATE", (reader.ward.id, round_id))[0]
        if now["mark"] != mark:
            raise _stale(db.one(conn, LAST_CHANGE, (round_id,)), _walk(now))
        set_line(conn, reader.ward, round_id, lines)
    return Track(len(lines), sum(len(line.coords) for line in lines))


def _lines(conn: connection, ward: Ward, text: str) -> list[shapely.LineString]:
    parts = read_corners(text, ward.srid_measure)
    if not parts:
        raise InputError(
            Text(
                "Chưa có điểm nào: mỗi đoạn cần ít nhất hai điểm.",
                "There is no point: a stretch needs at least two points.",
            ),
            field="corners",
            value="",
        )
    lines: list[shapely.LineString] = []
    for number, part in enumerate(parts, start=1):
        if len(part) < 2:
            raise _lonely(number)
        shape = shapely.LineString(part)
        lines += lines_at_ward(conn, ward, f"corners {number}", shape)
    return lines


def _walk(now: dict[str, Any]) -> Walk:
    if now["line"] is None:
        return Walk("", now["mark"], 0)
    line = shapely.from_wkb(bytes(now["line"]))
    corners = int(shapely.get_num_coordinates(line))
    parts = shapely.get_parts(line)
    if corners + len(parts) > MOST_LINES:
        return Walk("", now["mark"], corners)
    said = ("\n".join(f"{y:.{DIGITS}f}, {x:.{DIGITS}f}" for x, y in part.coords) for part in parts)
    return Walk("\n\n".join(said), now["mark"], corners)


def _lonely(number: int) -> InputError:
    return InputError(
        Text(
            f"Đoạn {number} chỉ có một điểm: mỗi đoạn cần ít nhất hai điểm.",
            f"Stretch {number} has one point only: each needs at least two.",
        ),
        field="corners",
        value=number,
    )


def _stale(change: dict[str, Any] | None, theirs: Walk) -> Stale:
    """Say who changed the line and when; of one that was never changed the mark is made up."""
    by = Text("Tuyến này đã đổi", "This walk was changed")
    if change:
        who, at = change["actor"], short_moment(change["at"])
        by = Text(f"{who} đã đổi tuyến này lúc {at.vi}", f"{who} changed this walk at {at.en}")
    shown = Text("tuyến kia vẽ nét đứt", "the other is dashed")
    take = Text(", hoặc lấy tuyến kia", ", or take the other one")
    if not theirs.text:
        shown = Text(
            f"tuyến kia có {theirs.corners} điểm nên không hiện ở đây",
            f"the other has {theirs.corners} points and is not shown here",
        )
        take = Text("", "")
    return Stale(
        Text(
            f"{by.vi}, sau khi bạn mở. Tuyến của bạn vẫn ở đây, {shown.vi}: lưu lần nữa để"
            f" thay{take.vi}.",
            f"{by.en}, after you opened it. Yours is still here, {shown.en}: save again to replace"
            f" it{take.en}.",
        ),
        theirs._asdict(),
    )
