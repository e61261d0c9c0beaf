"""Find a lane, a group or a place by what people type: without marks, with mistakes."""

import re
from typing import Any

from psycopg2.extensions import connection

from geo.names import fold
from layers import db
from layers.queries.sources import read_sql
from layers.queries.wards import Ward
from layers.roles import Role

MOST = 12
# How alike two spellings must be to count as a slip of the finger.
ALIKE = 0.42
# Letters that may bear marks: any letter will do in a first, quick look at names as written.
CAN_HAVE_MARKS = re.compile("[adeiouy]")
# "tổ 5", "TDP 5", "tổ dân phố số 5": all the same group.
GROUP = re.compile(r"(?:to(?: dan pho)?|tdp|group)(?: so)? 0*(\d{1,3}[a-z]?)")


def search(conn: connection, ward: Ward, words: str, role: Role) -> list[dict[str, Any]]:
    """Return at most twelve places, best first; the public finds lanes, groups, facilities
    and what the ward shows it of its own layers.
    """
    folded = fold(words)
    if not folded:
        return []
    group = GROUP.fullmatch(folded)
    params = {
        "ward_id": ward.id,
        "words": folded,
        "each_word": folded.split(),
        "numbers": [word for word in folded.split() if word[0].isdigit()],
        "group_number": group[1] if group else None,
        "parts": [f"%{CAN_HAVE_MARKS.sub('_', word)}%" for word in folded.split()],
        "is_staff": role > Role.PUBLIC,
        "visible": [each.code for each in Role if each <= role],
        "alike": ALIKE,
        "most": MOST,
    }
    return [_shown(row) for row in db.rows(conn, read_sql("search"), params)]


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": row["kind"],
        "layer": row["layer"],
        "id": row["id"],
        "title": row["title"],
        "detail": row["detail"],
        "bounds": [row["west"], row["south"], row["east"], row["north"]],
    }
