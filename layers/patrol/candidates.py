"""What is worth walking to: repeat points, hot spots of stored runs, lanes that nobody walked."""

from collections.abc import Collection, Mapping
from typing import Any, TypedDict

from psycopg2.extensions import connection

from geo.hotspots import get_method
from geo.text import Text, same
from layers import db
from layers.errors import NotAllowed
from layers.filters import Filter
from layers.number_words import number_words
from layers.periods import Period, period_title
from layers.queries.board import DEFAULTS, board_runs, completed, span_of
from layers.queries.board_counts import Span, lanes
from layers.queries.board_places import cell_table, point_table
from layers.queries.board_shapes import CellShape, PointShape, Words
from layers.queries.board_today import coverage, coverage_rule
from layers.queries.row_tables import words
from layers.queries.runs import Run, cells, latest_run
from layers.queries.sources import read_sql
from layers.queries.wards import Ward
from layers.roles import Role

CLUSTERS = "clusters"
OFFICES = """
    SELECT id, name, ST_X(geom) AS lon, ST_Y(geom) AS lat
      FROM facility
     WHERE ward_id = %(ward)s AND kind = 'office' AND state <> 'closed'
     ORDER BY code
"""


class Candidate(TypedDict):
    """One thing to walk to; `count` incidents open by `of`, `key` names it in an address."""

    key: str
    title: Words
    where: str
    reason: Words
    count: int
    of: str
    lon: float
    lat: float


class CandidateGroup(TypedDict):
    """Candidates of one kind, the most pressing first; `run` is the stored run they come from."""

    kind: str
    title: Words
    rule: Words
    run: int | None
    rows: list[Candidate]


def patrol_candidates(
    conn: connection,
    ward: Ward,
    chosen: Filter,
    rule: Mapping[str, object] = DEFAULTS,
    *,
    role: Role,
) -> dict[str, Any]:
    """Return what there is to choose from under a filter, as the board completes it.

        {"filter": {…}, "period": {…}, "as_of": "2016-06-30",
         "groups": [{"kind": "repeat_points", "title": {…}, "rule": {…}, "run": 7, "rows": [
            {"key": "cell:7:3", "title": {…}, "where": "Tổ 5 · Ngõ 40 …", "reason": {…},
             "count": 9, "of": "cell:7:3", "lon": 105.88, "lat": 21.04}]}, …],
         "offices": [{"id": 1, "name": "…", "lon": …, "lat": …}],
         "lanes": {"type": "FeatureCollection", …}}

    Groups: repeat_points (those that recurred last first), hot_cells (highest z), clusters (only
    where one is stored), unwalked (most incidents first). NotAllowed below supervisor.
    """
    if role < Role.SUPERVISOR:
        raise NotAllowed(
            Text("Phiếu tuần tra dành cho người giám sát.", "Patrol sheets are for supervisors.")
        )
    used = completed(conn, ward, chosen)
    span = span_of(used)
    return {
        "filter": used.to_query(),
        "period": words(period_title(Period(span.period.first, span.period.last))),
        "as_of": span.as_of.isoformat(),
        "groups": candidate_groups(conn, ward, used, rule),
        "offices": db.rows(conn, OFFICES, {"ward": ward.id}),
        "lanes": {"type": "FeatureCollection", "features": _lane_features(conn, ward)},
    }


def candidate_groups(
    conn: connection,
    ward: Ward,
    used: Filter,
    rule: Mapping[str, object] = DEFAULTS,
    words_of_keys: Collection[str] = ("cell", "lane"),
) -> list[CandidateGroup]:
    """Return the groups of candidates under a completed filter: of runs (cell), of lanes (lane)."""
    span = span_of(used)
    groups: list[CandidateGroup] = []
    if "cell" in words_of_keys:
        groups += _of_runs(conn, ward, used, rule, span)
    if "lane" in words_of_keys:
        groups.append(_unwalked(conn, ward, used, span))
    return groups


def _of_runs(
    conn: connection, ward: Ward, used: Filter, rule: Mapping[str, object], span: Span
) -> list[CandidateGroup]:
    points, hot = board_runs(conn, ward, used, rule)
    newest = latest_run(conn, ward, "gi_star", used) or hot
    clusters = _clusters(conn, latest_run(conn, ward, CLUSTERS, used))
    found = [_repeat_points(conn, points, span), _hot_cells(conn, ward, newest, used)]
    return found if clusters is None else [*found, clusters]


def lane_rows(conn: connection, ward: Ward) -> list[dict[str, Any]]:
    """Return the lanes with name, metres (`metric`, WKB), GeoJSON and a point on each, by code."""
    return db.rows(conn, read_sql("patrol_lanes"), {"ward": ward.id, "srid": ward.srid_measure})


def _lane_features(conn: connection, ward: Ward) -> list[dict[str, Any]]:
    return [
        {
            "type": "Feature",
            "id": row["id"],
            "properties": {"name": row["name"]},
            "geometry": row["geometry"],
        }
        for row in lane_rows(conn, ward)
    ]


def _repeat_points(conn: connection, run: Run, span: Span) -> CandidateGroup:
    """Put those first that recurred last: the fewer days it is quiet, the less it is settled."""
    table = point_table(conn, run, span)
    rows = sorted(table["rows"], key=lambda row: (row["days_since_last"], -row["in_window"]))
    return {
        "kind": "repeat_points",
        "title": words(Text("Điểm tái phạm", "Repeat points")),
        "rule": table["rule"],
        "run": run.id,
        "rows": [_point(row) for row in rows],
    }


def _point(row: PointShape) -> Candidate:
    n, total, days = row["in_window"], row["total"], row["days_since_last"]
    reason = Text(
        f"Tái diễn: {n} vụ trong cửa sổ, {total} vụ trong kỳ; yên {days} ngày.",
        f"Recurs: {n} incidents in the window, {total} in the period; quiet for {days} days.",
    )
    return {
        "key": row["of"],
        "title": words(same(row["label"])),
        "where": _where(row["group"], row["lane"]),
        "reason": words(reason),
        "count": total,
        "of": row["of"],
        "lon": row["lon"],
        "lat": row["lat"],
    }


def _hot_cells(conn: connection, ward: Ward, run: Run | None, used: Filter) -> CandidateGroup:
    table = cell_table(conn, ward, run, used, None)
    return {
        "kind": "hot_cells",
        "title": words(Text("Ô nóng", "Hot cells")),
        "rule": table["rule"],
        "run": table["run"],
        "rows": [_cell(row) for row in table["rows"]],
    }


def _cell(row: CellShape) -> Candidate:
    z = number_words(round(row["z"] or 0.0, 1))
    reason = Text(
        f"Nóng: {row['count']} vụ, z = {z.vi}, tin cậy {row['level']} %.",
        f"Hot: {row['count']} incidents, z = {z.en}, confidence {row['level']} %.",
    )
    label = row["label"]
    return {
        "key": row["of"],
        "title": words(Text(f"Ô {label}", f"Cell {label}")),
        "where": _where(row["group"], row["lane"]),
        "reason": words(reason),
        "count": row["count"],
        "of": row["of"],
        "lon": row["lon"],
        "lat": row["lat"],
    }


def _clusters(conn: connection, run: Run | None) -> CandidateGroup | None:
    if run is None:
        return None
    found = [cell for cell in cells(conn, run) if cell["members"]]
    return {
        "kind": CLUSTERS,
        "title": words(get_method(CLUSTERS).title),
        "rule": run.summary["rule"],
        "run": run.id,
        "rows": [_cluster(run, cell) for cell in found],
    }


def _cluster(run: Run, cell: dict[str, Any]) -> Candidate:
    n, of = len(cell["members"]), f"cell:{run.id}:{cell['cell_no']}"
    return {
        "key": of,
        "title": words(Text(f"Cụm {cell['label']}", f"Cluster {cell['label']}")),
        "where": "",
        "reason": words(Text(f"Cụm dày: {n} vụ.", f"Dense cluster: {n} incidents.")),
        "count": n,
        "of": of,
        "lon": cell["lon"],
        "lat": cell["lat"],
    }


def _unwalked(conn: connection, ward: Ward, used: Filter, span: Span) -> CandidateGroup:
    found = coverage(conn, ward, used)
    counts = {row["id"]: row["count"] for row in lanes(conn, ward, used, span)}
    known = {row["id"]: row for row in lane_rows(conn, ward)}
    rows = [
        _lane(known[lane], counts.get(lane, 0), *found.by_lane[lane]) for lane in found.unwalked
    ]
    rows.sort(key=lambda row: (-row["count"], row["title"]["vi"], row["key"]))
    return {
        "kind": "unwalked",
        "title": words(Text("Ngõ chưa ai đi trong kỳ", "Lanes nobody walked in the period")),
        "rule": words(coverage_rule()),
        "run": None,
        "rows": rows,
    }


def _lane(lane: dict[str, Any], n: int, length_m: float, walked_m: float) -> Candidate:
    walked, length = number_words(round(walked_m)), number_words(round(length_m))
    reason = Text(
        f"Chưa đợt nào đi: {walked.vi} trên {length.vi} m; {n} vụ trong kỳ. Đi từ đầu đến cuối.",
        f"No round walked it: {walked.en} of {length.en} m; {n} incidents in the period."
        " Walk it from end to end.",
    )
    return {
        "key": f"lane:{lane['id']}",
        "title": words(same(lane["name"])),
        "where": "",
        "reason": words(reason),
        "count": n,
        "of": f"lane:{lane['id']}",
        "lon": lane["lon"],
        "lat": lane["lat"],
    }


def _where(group: str, lane: str) -> str:
    return " · ".join(each for each in (group, lane) if each)
