"""Totals that have no points (people, tables of counts) in the boundaries of another day.

They are shared out by the stated share of the stored lineage, and every result says so: it is an
estimate, not a count.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from psycopg2.extensions import connection

from geo.errors import InputError
from geo.recast import chain, recast
from geo.text import Text
from layers import db
from layers.day_words import short_day
from layers.queries.sources import read_sql
from layers.queries.wards import Ward

By = Literal["area", "incidents", "people"]
WAYS: Mapping[By, Text] = {
    "area": Text("diện tích", "area"),
    "incidents": Text("số vụ", "incidents"),
    "people": Text("số dân", "people"),
}
WORTH_TELLING = 0.001
"""A thousandth: outlines that share a border differ by as much in their corners alone."""
IN_FORCE = """
    SELECT id, code, name, people FROM area
     WHERE ward_id = %s AND kind = %s AND valid @> %s
"""


def recast_totals(
    conn: connection,
    ward: Ward,
    kind: str,
    values: Mapping[str, float],
    since: date,
    until: date,
    by: By = "area",
) -> dict[str, Any]:
    """Turn totals by code as of `since` into totals by area as of `until`, earlier or later.

    InputError for a code that was not in force, and where a share that is needed is not known:
    nothing is guessed in its place.
    """
    if by not in WAYS:
        raise _unknown_way(by)
    known = {row["code"]: row for row in db.rows(conn, IN_FORCE, (ward.id, kind, since))}
    strange = sorted(set(values) - set(known))
    if strange:
        raise _unknown_codes(strange, since)
    given = {known[code]["id"]: float(value) for code, value in values.items()}
    shares = _shares(conn, ward, kind, set(given), since, until, by)
    made = recast(given, shares)
    names = _names(conn, {*made.values, *given})
    return {
        "since": since.isoformat(),
        "until": until.isoformat(),
        "by": by,
        "words": _words(since, until, by).to_json(),
        "rows": [
            {
                **names[area],
                "value": value,
                "parts": [names[old] | {"value": part} for old, part in made.parts[area]],
            }
            for area, value in sorted(made.values.items(), key=lambda each: -each[1])
        ],
        "lost": [
            names[area] | {"value": value}
            for area, value in made.lost.items()
            if value > WORTH_TELLING * given[area]
        ],
        "total": {"given": sum(given.values()), "recast": sum(made.values.values())},
    }


def _shares(
    conn: connection,
    ward: Ward,
    kind: str,
    wanted: set[int],
    since: date,
    until: date,
    by: By,
) -> list[tuple[int, int, float]]:
    """Join the changes between two days, one after the other; the first areas stand for all."""
    forward = since <= until
    params = {
        "ward": ward.id, "kind": kind, "by": by, "forward": forward,
        "first": min(since, until), "last": max(since, until),
    }  # fmt: skip
    rows = db.rows(conn, read_sql("recast_shares"), params)
    days = sorted({row["day"] for row in rows}, reverse=not forward)
    shares = [(area, area, 1.0) for area in wanted]
    for day in days:
        step = [row for row in rows if row["day"] == day]
        reached = {new for _, new, _ in shares}
        missing = [row for row in step if row["source"] in reached and row["share"] is None]
        if missing:
            raise _no_share(missing[0], by)
        shares = chain(shares, [(row["source"], row["target"], row["share"]) for row in step])
    there = {row["id"] for row in db.rows(conn, IN_FORCE, (ward.id, kind, until))}
    return [each for each in shares if each[1] in there]


def _names(conn: connection, ids: set[int]) -> dict[int, dict[str, Any]]:
    rows = db.rows(conn, "SELECT id, code, name FROM area WHERE id = ANY(%s)", (list(ids),))
    return {row["id"]: row for row in rows}


def _words(since: date, until: date, by: By) -> Text:
    way, old, new = WAYS[by], short_day(since), short_day(until)
    return Text(
        f"Số ước tính: chia lại theo tỷ lệ {way.vi} từ ranh giới ngày {old.vi} sang ranh"
        f" giới ngày {new.vi}, không phải số đếm.",
        f"Estimated: shared out by {way.en} from the boundaries of {old.en} to those of {new.en},"
        " not counted.",
    )


def _unknown_way(by: object) -> InputError:
    allowed = ", ".join(WAYS)
    return InputError(
        Text(
            f"by: '{by}' không có; chọn: {allowed}.", f"by: there is no '{by}'; choose: {allowed}."
        ),
        field="by",
        value=by,
    )


def _unknown_codes(codes: list[str], on: date) -> InputError:
    first, day = ", ".join(codes[:8]), short_day(on)
    return InputError(
        Text(
            f"Không có khu vực mã {first} có hiệu lực ngày {day.vi}.",
            f"No area with code {first} was in force on {day.en}.",
        ),
        field="code",
        value=codes[0],
    )


def _no_share(row: dict[str, Any], by: By) -> InputError:
    way = WAYS[by]
    return InputError(
        Text(
            f"Chưa biết tỷ lệ {way.vi} của {row['code']} {row['name']}: ghi vào nguồn gốc ranh"
            " giới, hoặc chia theo diện tích.",
            f"The share of {way.en} of {row['code']} {row['name']} is not known: state it in the"
            " lineage, or share out by area.",
        ),
        field="by",
        value=by,
    )
