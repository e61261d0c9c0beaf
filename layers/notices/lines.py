"""A notice in a few lines for feed and mail: of what, when, on which lane; no address, no name."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from psycopg2.extensions import connection

from geo.text import Text, same
from layers import db
from layers.day_words import short_day, short_month
from layers.notices.inbox import MINE, Notice, to_notice
from layers.queries.wards import Ward, list_wards

MOST_LINES = 10
OF_ADDRESS = {"shape", "text"}
INCIDENTS = """
    SELECT category.name_vi, category.name_en, incident.occurred_on, incident.time_precision,
           coalesce(nullif(lane.name, ''), lane.code) AS lane, area.name AS group_name
      FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS asked (id, place)
      JOIN incident ON incident.id = asked.id AND incident.ward_id = %(ward)s
      JOIN category ON category.ward_id = incident.ward_id
                   AND category.code = incident.category_code
      LEFT JOIN lane ON lane.id = incident.lane_id
      LEFT JOIN area ON area.id = incident.group_id
     ORDER BY asked.place
"""
FINDINGS = """
    SELECT reason FROM watch_finding WHERE ward_id = %(ward)s AND id = ANY (%(ids)s)
     ORDER BY id DESC
"""


class Entry(NamedTuple):
    """A notice as it stands in a feed or mail: lines hold no address and no name of a person."""

    notice: Notice
    ward: Ward
    lines: list[Text]

    @property
    def title(self) -> Text:
        """Say what there is of which subscription; a name of a spot or text may be an address."""
        said, name = self.notice.title, same(self.notice.name)
        if OF_ADDRESS & set(self.notice.filter):
            name = Text("một nơi đã chọn", "a chosen place")
        return Text(f"{said.vi}: {name.vi}", f"{said.en}: {name.en}")


def entries_of(conn: connection, rows: Sequence[dict[str, Any]]) -> list[Entry]:
    """Return entries of rows of MINE, in their order."""
    wards = {ward.id: ward for ward in list_wards(conn)}
    made = []
    for row in rows:
        ward, notice = wards[row.pop("ward_id")], to_notice(row)
        made.append(Entry(notice, ward, lines_of(conn, ward, notice)))
    return made


def read_mailed(conn: connection, mail_id: int, user_id: int, most: int) -> tuple[list[Entry], int]:
    """Return the newest notices of a mail, and how many it has: those its reader may see today."""
    query = MINE + " AND s.by_mail AND notice.mail_id = %(mail)s ORDER BY notice.told_at DESC"
    rows = db.rows(conn, query, {"owner": user_id, "mail": mail_id})
    return entries_of(conn, rows[:most]), len(rows)


def lines_of(conn: connection, ward: Ward, notice: Notice) -> list[Text]:
    """Return the newest rows of a notice, one a line, and how many more there are."""
    params = {"ward": ward.id, "ids": list(notice.subjects[:MOST_LINES])}
    if notice.is_of_findings:
        found = [row["reason"] for row in db.rows(conn, FINDINGS, params)]
        lines = [Text(each["vi"], each["en"]) for each in found]
    else:
        lines = [_line(row) for row in db.rows(conn, INCIDENTS, params)]
    more = notice.total - len(lines)
    return [*lines, *([Text(f"và {more} nữa", f"and {more} more")] if more > 0 else [])]


def _line(row: Mapping[str, Any]) -> Text:
    day = _day(row["occurred_on"], row["time_precision"])
    where = _where(row["lane"] or "", row["group_name"] or "")
    return Text(
        " · ".join(each for each in (row["name_vi"], day.vi, where.vi) if each),
        " · ".join(each for each in (row["name_en"], day.en, where.en) if each),
    )


def _where(lane: str, group: str) -> Text:
    """Name the lane, else the resident group; a bare number is said to be one of a group."""
    if lane or not group[:1].isdigit():
        return same(lane or group)
    return Text(f"tổ {group}", f"group {group}")


def _day(day: date, precision: str) -> Text:
    return short_month(day) if precision == "month" else short_day(day)
