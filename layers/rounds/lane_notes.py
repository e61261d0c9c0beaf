"""What rounds noted on a lane that is merged or removed: moved, joined, brought back by undo."""

from collections.abc import Mapping, Sequence
from typing import Any

from psycopg2.extensions import connection

from geo.text import Text
from layers import db
from layers.editing.contract import Taken
from layers.logged_rows import bring_back, put_back
from layers.rounds.reading import FINDINGS

NOTES, PROJECTS = "inspection_round_lane", "lane_project"

# A hidden round is nobody's business: its notes go along, and nobody is told of them.
NOTED = """
    SELECT gone.round_id, gone.finding, gone.note, kept.finding AS kept_finding,
           kept.note AS kept_note, kept.lane_id IS NOT NULL AS is_both,
           r.deleted_at IS NULL AND NOT is_hidden_round(r.kind, r.state) AS is_told
      FROM inspection_round_lane AS gone JOIN inspection_round AS r ON r.id = gone.round_id
      LEFT JOIN inspection_round_lane AS kept
        ON kept.round_id = gone.round_id AND kept.lane_id = %(kept)s
     WHERE gone.lane_id = %(gone)s ORDER BY gone.round_id
"""

PUT = """
    INSERT INTO inspection_round_lane (round_id, lane_id, ward_id, finding, note)
    SELECT r.id, %(lane)s, r.ward_id, %(finding)s, %(note)s
      FROM inspection_round AS r WHERE r.id = %(round)s
    ON CONFLICT (round_id, lane_id) DO UPDATE SET finding = excluded.finding, note = excluded.note
"""


def take_along(conn: connection, gone: int, kept: int | None) -> Taken:
    """Move what rounds noted on a lane that goes to the one that stays, or remove it with the lane.

    Upgrades of it that were taken away go along too. Both lanes are locked by the caller, who
    keeps the rows with the edit, so that its undo brings them back.
    """
    db.execute(
        conn,
        "SELECT 1 FROM inspection_round_lane WHERE lane_id IN (%s, %s)"
        " ORDER BY round_id, lane_id FOR UPDATE",
        (gone, kept),
    )
    noted = db.rows(conn, NOTED, {"gone": gone, "kept": kept})
    names = _names(conn, [gone, kept])
    db.execute(conn, "DELETE FROM inspection_round_lane WHERE lane_id = %s", (gone,))
    rows = [(NOTES, f"{each['round_id']}/{gone}") for each in noted]
    for each in noted if kept is not None else ():
        said = _joined(each, names[kept], names[gone]) if each["is_both"] else each
        values = {"lane": kept, "round": each["round_id"]}
        db.execute(conn, PUT, values | {"finding": said["finding"], "note": said["note"]})
        rows.append((NOTES, f"{each['round_id']}/{kept}"))
    rows += _take_projects(conn, gone, kept)
    told = [each for each in noted if each["is_told"]]
    return Taken(tuple(rows), _words(told, is_merged=kept is not None))


def _names(conn: connection, lanes: list[int | None]) -> dict[int | None, str]:
    found = db.rows(
        conn, "SELECT id, coalesce(nullif(name, ''), code) AS name FROM lane WHERE id = ANY(%s)",
        (lanes,),
    )  # fmt: skip
    return {row["id"]: row["name"] for row in found}


def _joined(row: dict[str, Any], kept: str, gone: str) -> dict[str, str]:
    """Join two notes of one round: the stronger finding, and in words that of each lane."""
    both = (row["kept_finding"], row["finding"])
    parts = [words for words in (row["kept_note"], row["note"]) if words]
    if both[0] != both[1]:
        parts = [
            f"{name}: {FINDINGS[finding].vi}" + (f" ({note})" if note else "")
            for name, finding, note in (
                (kept, both[0], row["kept_note"]),
                (gone, both[1], row["note"]),
            )
        ]
    order = list(FINDINGS)
    return {"finding": max(both, key=order.index), "note": "; ".join(dict.fromkeys(parts))}


def _take_projects(conn: connection, gone: int, kept: int | None) -> list[tuple[str, str]]:
    """Take along the upgrades that were taken away; one that stands keeps the lane (editing)."""
    if kept is None:
        query = "DELETE FROM lane_project WHERE lane_id = %s AND deleted_at IS NOT NULL"
        found = db.rows(conn, query + " RETURNING id", (gone,))
    else:
        query = "UPDATE lane_project SET lane_id = %s WHERE lane_id = %s AND deleted_at IS NOT NULL"
        found = db.rows(conn, query + " RETURNING id", (kept, gone))
    return [(PROJECTS, str(row["id"])) for row in found]


def _words(told: list[dict[str, Any]], *, is_merged: bool) -> tuple[Text, ...]:
    if not told:
        return ()
    count, both = len(told), sum(row["is_both"] for row in told)
    if not is_merged:
        return (
            Text(
                f"{count} đợt kiểm tra đã ghi ngõ này: kết quả các đợt ghi ở đây mất theo ngõ;"
                " hoàn tác thì trở lại đủ. Muốn giữ thì nhập ngõ này vào ngõ bên cạnh.",
                f"{count} rounds noted this lane: what they noted here goes with it, and comes"
                " back with the undo. To keep it, merge the lane with one beside it.",
            ),
        )
    joined = (
        Text(
            f" {both} đợt đã ghi cả hai ngõ: gộp làm một, mỗi ngõ ghi gì còn trong ghi chú.",
            f" {both} rounds noted both: joined into one, whose note says what was said of each.",
        )
        if both
        else Text("", "")
    )
    return (
        Text(
            f"{count} đợt kiểm tra đã ghi ngõ được nhập: các ghi chép chuyển sang ngõ còn lại."
            + joined.vi,
            f"{count} rounds noted the lane that goes: their notes move to the one that stays."
            + joined.en,
        ),
    )


def lock(conn: connection, changes: Sequence[int]) -> None:
    """Wait for those who write the rows that an edit took along, as the log names them."""
    db.execute(
        conn,
        "SELECT 1 FROM inspection_round_lane AS n WHERE (n.round_id, n.lane_id) IN"
        " (SELECT split_part(row_id, '/', 1)::bigint, split_part(row_id, '/', 2)::bigint"
        "    FROM change_log WHERE id = ANY(%s) AND table_name = %s)"
        " ORDER BY n.round_id, n.lane_id FOR UPDATE",
        (list(changes), NOTES),
    )


def take_back(conn: connection, change: Mapping[str, Any]) -> tuple[str, str]:
    """Undo one entry of what went along; return table and id of its row."""
    table, row_id, before = change["table_name"], change["row_id"], change["before"]
    if table == PROJECTS:
        if change["action"] == "delete":
            bring_back(conn, table, before)
        else:
            put_back(conn, table, int(row_id), before)
        return table, row_id
    round_id, lane = map(int, row_id.split("/"))
    if change["action"] == "insert":
        query = "DELETE FROM inspection_round_lane WHERE round_id = %s AND lane_id = %s"
        db.execute(conn, query, (round_id, lane))
    else:
        values = {"lane": lane, "round": round_id}
        db.execute(conn, PUT, values | {"finding": before["finding"], "note": before["note"]})
    return table, row_id
