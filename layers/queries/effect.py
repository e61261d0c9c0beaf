"""Did it work: one treated lane or place before and after, as a stored run of the method effect."""

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, NamedTuple, cast

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.errors import InputError
from geo.hotspots import get_method
from geo.text import Text, same
from geo.written import short_day, shown_number
from layers import clock, db
from layers.analysis import run_hotspots
from layers.errors import NotAllowed, NotFound
from layers.filters import Filter
from layers.periods import Period, known_day
from layers.queries.board_question import Question, incident_rows
from layers.queries.periods import incident_span
from layers.queries.row_tables import RowTable, words
from layers.queries.runs import Run, get_run
from layers.queries.sources import read_sql
from layers.queries.wards import Ward
from layers.roles import Role

ROLES = ("treated", "ring", "comparison")
LONGEST_DAYS = 365
FEWEST_DAYS = 7
STEP_DAYS = 30
"""How wide a bar of the picture is, about: both sides are cut into steps of one width."""

UPGRADED = """
    SELECT lane.id AS lane, coalesce(nullif(lane.name, ''), lane.code) AS name,
           lane_project.code, lane_project.phase, lane_project.finished_on
      FROM lane_project JOIN lane ON lane.id = lane_project.lane_id
     WHERE lane_project.ward_id = %s AND lane_project.deleted_at IS NULL
       AND lane_project.finished_on IS NOT NULL AND lane_project.state IN ('done', 'accepted')
     ORDER BY lane_project.finished_on DESC, lane_project.code
"""
LANE = """
    SELECT lane.code, coalesce(nullif(lane.name, ''), lane.code) AS name,
           (SELECT max(finished_on) FROM lane_project
             WHERE lane_project.lane_id = lane.id AND lane_project.deleted_at IS NULL
               AND lane_project.state IN ('done', 'accepted')) AS finished_on
      FROM lane
     WHERE lane.ward_id = %(ward)s AND lane.id = %(lane)s
"""
SAME_TIME = """
    SELECT DISTINCT lane.code, coalesce(nullif(lane.name, ''), lane.code) AS name
      FROM lane_project JOIN lane ON lane.id = lane_project.lane_id
     WHERE lane_project.ward_id = %(ward)s AND lane_project.deleted_at IS NULL
       AND lane.id <> %(lane)s
       AND lane_project.started_on < %(until)s
       AND coalesce(lane_project.finished_on, 'infinity') >= %(since)s
     ORDER BY lane.code
"""


class Measure(NamedTuple):
    """What is asked: a lane by its id or a place in degrees, its day, and how it is compared.

    `on` None: the day on which the lane's upgrade was finished. `span_days` None: as many days on
    each side as both have, a year at most.
    """

    lane: int | None = None
    at: tuple[float, float] | None = None
    on: date | None = None
    span_days: int | None = None
    ring_m: str = ""
    radius_m: str = ""


class Treated(NamedTuple):
    """What was treated, and the parameters of the method that say so."""

    name: Text
    on: date
    given: dict[str, object]


def upgraded_lanes(conn: connection, ward: Ward) -> list[dict[str, Any]]:
    """Return the lanes whose upgrade is finished, the newest first, with the day."""
    return [
        row | {"finished_on": row["finished_on"].isoformat()}
        for row in db.rows(conn, UPGRADED, (ward.id,))
    ]


def effect(
    conn: connection,
    ward: Ward,
    asked: Measure,
    chosen: Filter,
    *,
    role: Role,
    actor: str = "effect",
) -> dict[str, Any]:
    """Compare a treated lane or place with its comparison and its ring; stores the run if new.

        {"name": {…}, "kind": "lane", "on": "2016-03-20", "from": …, "until": …, "span_days": 102,
         "run": 21, "verdict": "fewer" | "more" | "unclear", "sentence": {…}, "findings": [{…}],
         "roles": [{"role": "treated", "before": 9, "after": 3,
                    "of_before": "effect:21:treated:before", "of_after": …,
                    "ratio": 0.4, "low": 0.1, "high": 0.9, "expected_after": 7.5}],
         "steps": [{"from", "until", "side", "treated", "ring", "expected"}], "step_days": 30.0,
         "same_time": ["Ngõ 5"], "notes": [{"level", "text"}], "caution": [{…}], "rule": {…}}

    Lanes with works in these days are treated otherwise: they are no comparison. The filter's days
    are left out: the days are those around the measure. InputError where nothing is named or there
    is no incident on one of the sides; NotFound for an unknown lane; NotAllowed below supervisor.
    """
    if role < Role.SUPERVISOR:
        raise NotAllowed(Text("Trang này dành cho người giám sát.", "This is for supervisors."))
    treated = _treated(conn, ward, asked)
    span = _span_days(conn, ward, treated.on, asked.span_days)
    since, until = treated.on - timedelta(days=span), treated.on + timedelta(days=span)
    others = _same_time(conn, ward, asked.lane, since, until)
    given = treated.given | {
        "treated_on": treated.on.isoformat(),
        "span_days": span,
        "treated_otherwise": ", ".join(row["code"] for row in others),
        **({"ring_m": asked.ring_m} if asked.ring_m else {}),
    }
    used = replace(chosen, first=since, last=until - timedelta(days=1))
    run = run_hotspots(conn, ward, "effect", given, used, actor=actor)
    return {
        "name": words(treated.name),
        "kind": "place" if asked.lane is None else "lane",
        "on": treated.on.isoformat(),
        "from": since.isoformat(),
        "until": (until - timedelta(days=1)).isoformat(),
        "span_days": span,
        "filter": used.to_query(),
        "same_time": [row["name"] for row in others],
        **_of_run(conn, run, treated.name, treated.on, span),
    }


def open_effect(asked: Question, rest: str) -> RowTable:
    """Return the incidents of a run's role before or after: `12:ring:after`."""
    number, role, side = rest.split(":")
    run = get_run(asked.conn, asked.ward, int(number))
    if run.method != "effect":
        raise InputError(
            Text(f"Phân tích {number} không phải loại này.", f"Run {number} is of another kind."),
            field="of",
            value=rest,
        )
    only = sql.SQL(
        "v.id IN (SELECT unnest(members) FROM run_cell"
        " WHERE run_id = %(run)s AND properties ->> 'role' = %(role)s)"
        " AND (v.occurred_on >= %(on)s) = %(is_after)s"
    )
    on = str(run.summary["used"]["treated_on"])
    params = {"run": run.id, "role": role, "on": on, "is_after": side == "after"}
    return incident_rows(asked, Filter(), only, params)


def _treated(conn: connection, ward: Ward, asked: Measure) -> Treated:
    if asked.lane is not None:
        return _lane(conn, ward, asked.lane, asked.on)
    if asked.at is None:
        raise InputError(
            Text("Hãy chọn ngõ hoặc chỗ đã xử lý.", "Choose the treated lane or place."),
            field="treated",
        )
    if asked.on is None:
        raise InputError(
            Text("on: hãy nêu ngày xử lý.", "on: give the day of the measure."), field="on"
        )
    where = f"{asked.at[0]}, {asked.at[1]}"
    radius = {"radius_m": asked.radius_m} if asked.radius_m else {}
    given: dict[str, object] = {"unit_kind": "place", "centre": where, **radius}
    metres = get_method("effect").check(given)["radius_m"]
    near = shown_number(cast("float", metres))
    name = Text(f"Chỗ trong {near.vi} m quanh {where}", f"The place within {near.en} m of {where}")
    return Treated(name, asked.on, given)


def _lane(conn: connection, ward: Ward, lane: int, on: date | None) -> Treated:
    row = db.one(conn, LANE, {"ward": ward.id, "lane": lane})
    if row is None:
        raise NotFound(Text("ngõ", "lane"), lane)
    day = on or row["finished_on"]
    if day is None:
        raise InputError(
            Text(
                f"on: {row['name']} chưa có ngày cải tạo xong; hãy nêu ngày xử lý.",
                f"on: no finished upgrade of {row['name']} is known; give the day of the measure.",
            ),
            field="on",
        )
    return Treated(
        Text(row["name"], row["name"]), day, {"unit_kind": "lanes", "treated": row["code"]}
    )


def _span_days(conn: connection, ward: Ward, on: date, asked: int | None) -> int:
    """Return how many days to take on each side; refuse where one of them has no data."""
    known = incident_span(conn, ward.id)
    last = None if known is None else min(known.last, clock.today())
    both = (
        0 if known is None or last is None else min((on - known.first).days, (last - on).days + 1)
    )
    if known is None or both < FEWEST_DAYS:
        day, days = short_day(on), _days_known(known, last)
        raise InputError(
            Text(
                f"Ngày xử lý {day.vi}: cần ít nhất {FEWEST_DAYS} ngày có số liệu ở mỗi bên; số "
                f"liệu: {days.vi}.",
                f"Day of the measure {day.en}: needs at least {FEWEST_DAYS} days of data on each"
                f" side; data: {days.en}.",
            ),
            field="on",
            value=on.isoformat(),
        )
    return min(both, LONGEST_DAYS) if asked is None else asked


def _days_known(known: Period | None, last: date | None) -> Text:
    if known is None or last is None:
        return same("–")
    first, until = short_day(known.first), short_day(last)
    return Text(f"{first.vi} – {until.vi}", f"{first.en} – {until.en}")


def _same_time(
    conn: connection, ward: Ward, lane: int | None, since: date, until: date
) -> list[dict[str, Any]]:
    if lane is None:
        return []
    params = {"ward": ward.id, "lane": lane, "since": since, "until": until}
    return db.rows(conn, SAME_TIME, params)


def _of_run(conn: connection, run: Run, name: Text, on: date, span: int) -> dict[str, Any]:
    summary = run.summary
    steps, step_days = _steps(conn, run, on, span)
    return {
        "run": run.id,
        "verdict": summary["verdict"],
        "sentence": words(_sentence(summary, name, on)),
        "findings": summary["findings"],
        "roles": [_role(run, role) for role in ROLES],
        "displacement": summary["displacement"],
        "steps": steps,
        "step_days": step_days,
        "rule": summary["rule"],
        "notes": [{"level": note["level"], "text": note["text"]} for note in run.notes],
        "caution": [words(each) for each in get_method("effect").caution],
    }


def _role(run: Run, role: str) -> dict[str, Any]:
    before, after = (int(run.summary[side][role]) for side in ("before", "after"))
    judged: Mapping[str, Any] = run.summary.get(role, {})
    return {
        "role": role,
        "before": before,
        "after": after,
        "of_before": f"effect:{run.id}:{role}:before",
        "of_after": f"effect:{run.id}:{role}:after",
        **{each: judged.get(each) for each in ("expected_after", "ratio", "low", "high", "p")},
    }


def _steps(conn: connection, run: Run, on: date, span: int) -> tuple[list[dict[str, Any]], float]:
    """Count by equal steps on both sides; expected is the comparison, as high as before it was.

    A step of 26⅔ days has the whole days that begin in it: 26 or 27.
    """
    number = max(1, round(span / STEP_DAYS))
    params = {"run": run.id, "on": on, "number": number, "span": span}
    counts = {
        (row["role"], row["step"]): int(row["n"])
        for row in db.rows(conn, read_sql("effect_steps"), params)
    }
    before = run.summary["before"]
    scale = before["treated"] / before["comparison"] if before["comparison"] else None
    return [
        {
            "from": (on + timedelta(days=_edge(step, span, number))).isoformat(),
            "until": (on + timedelta(days=_edge(step + 1, span, number) - 1)).isoformat(),
            "side": "before" if step < 0 else "after",
            "treated": counts.get(("treated", step), 0),
            "ring": counts.get(("ring", step), 0),
            "comparison": counts.get(("comparison", step), 0),
            "expected": scale and round(scale * counts.get(("comparison", step), 0), 3),
        }
        for step in range(-number, number)
    ], span / number


def _edge(step: int, span: int, number: int) -> int:
    """Return the first whole day of a step: `step * span / number` rounded up, in whole numbers."""
    return -(-step * span // number)


def _sentence(summary: Mapping[str, Any], name: Text, on: date) -> Text:
    """Say in one plain sentence what came of it, with the interval where there is one."""
    place, level = summary["treated"], summary["used"]["confidence"]
    day = short_day(on)
    since = Text(f"{name.vi}, từ ngày {day.vi}", f"{name.en}, from {day.en}")
    if place["ratio"] is None:
        return Text(
            f"{since.vi}: {place['before']:g} vụ trước, {place['after']:g} vụ sau; chưa so được.",
            f"{since.en}: {place['before']:g} incidents before, {place['after']:g} after; they"
            " cannot be compared.",
        )
    bounds = (place["ratio"], place["low"], place["high"])
    ratio, low, high = (shown_number(math.inf if each is None else each, 2) for each in bounds)
    verdict = _VERDICTS[summary["verdict"]]
    return Text(
        f"{since.vi}, số vụ bằng {ratio.vi} lần mức lẽ ra có nếu đổi như nơi so sánh"
        f" ({level} %: {low.vi} đến {high.vi}): {verdict.vi}.",
        f"{since.en}, incidents are {ratio.en} times what they would be had it changed"
        f" like the comparison ({level} %: {low.en} to {high.en}): {verdict.en}.",
    )


_VERDICTS = {
    "fewer": Text("giảm hơn hẳn", "clearly fewer"),
    "more": Text("tăng hơn hẳn", "clearly more"),
    "unclear": Text(
        "chưa kết luận được, có thể là ngẫu nhiên", "not clear, this may well be chance"
    ),
}


def read_day(raw: str) -> date | None:
    """Return an ISO day, None for an empty text; InputError for anything else."""
    day = known_day(raw) if raw else None
    if raw and day is None:
        raise InputError(
            Text(f"on={raw}: cần ngày dạng 2016-03-31.", f"on={raw}: a day such as 2016-03-31."),
            field="on",
            value=raw,
        )
    return day
