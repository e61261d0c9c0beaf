"""Where a round went: its lanes and findings, its line laid from them, its incidents."""

from collections.abc import Sequence

from psycopg2.extensions import connection

from geo.errors import InputError
from geo.refusals import needs, not_one_of
from geo.text import Text, same
from layers import db
from layers.queries.sources import read_sql
from layers.queries.wards import Ward
from layers.registers.listing import Row
from layers.registers.scope import Reader, Window
from layers.registers.writing import require_editor
from layers.rounds.findable import MOST_NAMED, require_of_round
from layers.rounds.reading import FINDINGS, read_round, rounds_register

MOST_LANES = 2000
ON_LINE_M = 10
"""A lane is on a drawn line where half of it or more lies this near."""


def note_lanes(
    conn: connection,
    reader: Reader,
    round_id: int,
    lane_ids: Sequence[int],
    finding: str,
    window: Window,
) -> int:
    """Note lanes as walked, with what was found there; return how many. The line is not touched."""
    require_editable(conn, reader, round_id, window)
    if finding not in FINDINGS:
        raise not_one_of("finding", finding, FINDINGS)
    ids = _known_lanes(conn, reader.ward, lane_ids)
    with db.acting_as(conn, reader.login):
        return db.execute(
            conn,
            "INSERT INTO inspection_round_lane (round_id, lane_id, ward_id, finding)"
            " SELECT %s, lane_id, %s, %s FROM unnest(%s::bigint[]) AS lane_id"
            " ON CONFLICT (round_id, lane_id) DO UPDATE SET finding = excluded.finding",
            (round_id, reader.ward.id, finding, ids),
        )


def forget_lane(
    conn: connection, reader: Reader, round_id: int, lane_id: int, window: Window
) -> None:
    """Take a lane off a round; nothing happens where it was not noted."""
    require_editable(conn, reader, round_id, window)
    with db.acting_as(conn, reader.login):
        db.execute(
            conn,
            "DELETE FROM inspection_round_lane WHERE round_id = %s AND lane_id = %s",
            (round_id, lane_id),
        )


def lay_line(conn: connection, reader: Reader, round_id: int, window: Window) -> None:
    """Lay the line of a round along the lanes noted for it; the earlier one can be brought back."""
    row = require_editable(conn, reader, round_id, window)
    if not row["walked"].lanes:
        raise InputError(
            Text(
                "Chưa ghi ngõ nào: hãy thêm các ngõ đã đi rồi mới vẽ tuyến.",
                "No lane is noted: add the lanes that were walked, then lay the line.",
            ),
            field="lanes",
            value=0,
        )
    with db.acting_as(conn, reader.login):
        db.execute(
            conn,
            "UPDATE inspection_round AS r SET geom = (SELECT ST_Multi(ST_Collect(piece.geom))"
            "   FROM inspection_round_lane AS n JOIN lane AS l ON l.id = n.lane_id,"
            "        LATERAL ST_Dump(l.geom) AS piece"
            "  WHERE n.round_id = r.id)"
            " WHERE r.id = %s AND r.ward_id = %s",
            (round_id, reader.ward.id),
        )


def note_lanes_of_line(conn: connection, reader: Reader, round_id: int, window: Window) -> int:
    """Note the lanes that the drawn line went along: half of each lies within ON_LINE_M of it."""
    require_editable(conn, reader, round_id, window)
    with db.acting_as(conn, reader.login):
        return db.execute(
            conn,
            read_sql("round_lanes_of_line"),
            {
                "srid": reader.ward.srid_measure,
                "near": ON_LINE_M,
                "id": round_id,
                "ward": reader.ward.id,
            },
        )


def undo_line(conn: connection, reader: Reader, round_id: int, window: Window) -> bool:
    """Bring back the line as it was before its last change; False where it never changed.

    Doing it twice brings the newer one back.
    """
    require_editable(conn, reader, round_id, window)
    with db.acting_as(conn, reader.login):
        changed = db.execute(
            conn,
            "UPDATE inspection_round SET geom = ST_GeomFromEWKB(decode(last.geom, 'hex'))"
            " FROM (SELECT before ->> 'geom' AS geom FROM change_log"
            "        WHERE table_name = 'inspection_round' AND row_id = %(id)s::text"
            "          AND action = 'update' AND before -> 'geom' <> after -> 'geom'"
            "        ORDER BY change_log.id DESC LIMIT 1) AS last"
            " WHERE inspection_round.id = %(id)s AND ward_id = %(ward)s",
            {"id": round_id, "ward": reader.ward.id},
        )
    return bool(changed)


def attach_incidents(
    conn: connection, reader: Reader, round_id: int, numbers: Sequence[str], window: Window
) -> int:
    """Link incidents, by their numbers, to a round that found them; return how many.

    All or none: InputError names the numbers that are not there or belong to another round, and
    those of other days or of a field that the round does not cover, each with why.
    Those of a hidden round are linked apart, where nothing but its own page looks: another hidden
    round may hold the same incident, and whichever is done first gets it.
    """
    row = require_editable(conn, reader, round_id, window)
    if row["state"] in ("du_kien", "huy") and row["kind"] != "dot_xuat":
        raise not_one_of("state", row["state"], ("dang_di", "xong"))
    with db.acting_as(conn, reader.login):
        db.execute(conn, "SELECT FROM inspection_round WHERE id = %s FOR UPDATE", (round_id,))
        ids = _free_incidents(conn, reader, row, numbers)
        is_hidden = db.value(
            conn,
            "SELECT is_hidden_round(kind, state) FROM inspection_round WHERE id = %s",
            (round_id,),
        )
        if not is_hidden:
            return db.execute(
                conn, "UPDATE incident SET round_id = %s WHERE id = ANY(%s)", (round_id, ids)
            )
        return db.execute(
            conn,
            "INSERT INTO surprise_incident (incident_id, round_id, ward_id)"
            " SELECT id, %s, ward_id FROM incident WHERE id = ANY(%s)"
            " ON CONFLICT (round_id, incident_id) DO NOTHING",
            (round_id, ids),
        )


def detach_incident(
    conn: connection, reader: Reader, round_id: int, incident_id: int, window: Window
) -> None:
    """Take an incident off a round; the incident itself stays."""
    require_editable(conn, reader, round_id, window)
    with db.acting_as(conn, reader.login):
        db.execute(
            conn,
            "UPDATE incident SET round_id = NULL WHERE id = %s AND round_id = %s",
            (incident_id, round_id),
        )
        db.execute(
            conn,
            "DELETE FROM surprise_incident WHERE incident_id = %s AND round_id = %s",
            (incident_id, round_id),
        )


def require_editable(conn: connection, reader: Reader, round_id: int, window: Window) -> Row:
    """Return a round that the reader may change; NotAllowed or NotFound."""
    require_editor(rounds_register(), reader)
    return read_round(conn, reader, round_id, window)


def _known_lanes(conn: connection, ward: Ward, lane_ids: Sequence[int]) -> list[int]:
    wanted = sorted(set(lane_ids))
    if not wanted or len(wanted) > MOST_LANES:
        raise needs("lane", len(wanted), same(f"1–{MOST_LANES}"))
    found = db.rows(
        conn, "SELECT id FROM lane WHERE ward_id = %s AND id = ANY(%s)", (ward.id, wanted)
    )
    missing = set(wanted) - {row["id"] for row in found}
    if missing:
        raise needs("lane", min(missing), ward.name)
    return wanted


def _free_incidents(
    conn: connection, reader: Reader, of_round: Row, numbers: Sequence[str]
) -> list[int]:
    """Return the ids of incidents that no round has, and keep other rounds from taking them.

    One that a hidden round holds is free: the answer is the same as if that round were not there.
    """
    wanted = sorted({each.strip() for each in numbers if each.strip()})
    found = db.rows(
        conn,
        "SELECT i.id, i.source_key, i.occurred_on, i.time_precision, i.field_code,"
        "       f.name_vi AS field_vi, f.name_en AS field_en"
        "  FROM incident AS i JOIN field AS f ON f.code = i.field_code"
        " WHERE i.ward_id = %s AND i.source_key = ANY(%s) AND i.round_id IS NULL"
        " ORDER BY i.id FOR UPDATE OF i",
        (reader.ward.id, wanted),
    )
    missing = sorted(set(wanted) - {row["source_key"] for row in found})
    if missing or not wanted:
        said = ", ".join(missing[:MOST_NAMED])
        raise InputError(
            Text(
                f"Số hiệu vụ: '{said}' không có ở phường này, hoặc đã thuộc một đợt.",
                f"Number of incident: '{said}' is not in this ward, or belongs to a round already.",
            ),
            field="numbers",
            value=said,
        )
    require_of_round(of_round, found)
    return [row["id"] for row in found]
