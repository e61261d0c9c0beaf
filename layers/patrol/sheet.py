"""The patrol sheet: the chosen stops in the order of the walk, with the way, metres and minutes."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
import shapely
from psycopg2.extensions import connection

from geo.crs import to_metric, to_wgs84
from geo.errors import InputError
from geo.text import Text, same
from geo.walk import NO_LANE, Leg, Step, Walk, stretches, walk
from geo.walk_network import SEEN_FROM_M
from layers import db
from layers.errors import NotAllowed
from layers.filters import Filter
from layers.number_words import number_words
from layers.patrol.candidates import Candidate, CandidateGroup, candidate_groups, lane_rows
from layers.patrol.wish import Wish
from layers.queries.board import DEFAULTS, completed
from layers.queries.row_tables import words
from layers.queries.sources import read_sql
from layers.queries.wards import Ward
from layers.roles import Role

FARTHEST_M = 20_000
"""A start or stop further than this from the lanes is a slip, not a walk."""


class _Stop(NamedTuple):
    """A thing to walk to in metres; a lane in several lines is several stops of one key."""

    about: Candidate
    kind: str
    part: str
    shape: shapely.Point | shapely.LineString


def patrol_sheet(
    conn: connection,
    ward: Ward,
    chosen: Filter,
    wish: Wish,
    rule: Mapping[str, object] = DEFAULTS,
    *,
    role: Role,
) -> dict[str, Any]:
    """Return the walk past the wished stops; `rule` as for the candidates.

        {"stops": [{"number": 1, "key": "cell:7:3", "kind": "repeat_points", "title": {…},
                    "part": "", "where": "…", "reason": {…}, "count": 9, "of": "cell:7:3",
                    "lon": …, "lat": …, "off_m": 4.0, "is_seen_from_lane": true,
                    "metres": 310.2, "stop_metres": 0.0,
                    "minutes": 9.1, "after_minutes": 9.1, "walked": null,
                    "steps": [{"lane": "Ngõ 40", "turn": "left", "metres": 120.4, "is_gap": false,
                               "line": [[lon, lat], …]}]}],
         "home": {"metres": …, "minutes": …, "steps": […]} or null, "start": {"lon", "lat"} or null,
         "total": {"stops": 8, "metres": …, "gap_m": …, "minutes": …},
         "pace": {"kmh": 4.5, "stop_minutes": 5}, "is_exact": true, "notes": [{…}]}

    Metres are those of the ward's own system. InputError where a stop is no more, or too far off;
    NotAllowed below supervisor.
    """
    if role < Role.SUPERVISOR:
        raise NotAllowed(
            Text("Phiếu tuần tra dành cho người giám sát.", "Patrol sheets are for supervisors.")
        )
    used = completed(conn, ward, chosen)
    lanes = lane_rows(conn, ward)
    shapes = np.array([shapely.from_wkb(bytes(row["metric"])) for row in lanes], dtype=object)
    asked = {key.partition(":")[0] for key in wish.stops}
    groups = candidate_groups(conn, ward, used, rule, asked)
    stops = _stops(conn, ward, groups, wish, {row["id"]: n for n, row in enumerate(lanes)}, shapes)
    start = None if wish.start is None else _point(ward, *wish.start)
    _require_near(shapes, [*(stop.shape for stop in stops), *([start] if start else [])])
    found = walk(
        shapes, [stop.shape for stop in stops], start, returns=wish.returns, pace=wish.pace
    )
    names = [row["name"] for row in lanes]
    return _sheet(ward, found, stops, names, wish) | {"filter": used.to_query()}


def _stops(
    conn: connection,
    ward: Ward,
    groups: list[CandidateGroup],
    wish: Wish,
    number_of: dict[int, int],
    shapes: np.ndarray,
) -> list[_Stop]:
    known = {row["key"]: (group["kind"], row) for group in groups for row in group["rows"]}
    found: list[_Stop] = []
    for key in wish.stops:
        kind, about = known.get(key) or _by_hand(conn, ward, key, number_of)
        word, _, rest = key.partition(":")
        if word == "cell":
            found.append(_Stop(about, kind, "", _point(ward, about["lon"], about["lat"])))
            continue
        parts = stretches(shapes[number_of[int(rest)]])
        found += [
            _Stop(about, kind, f"{n}/{len(parts)}" if len(parts) > 1 else "", part)
            for n, part in enumerate(parts, 1)
        ]
    return found


def _by_hand(
    conn: connection, ward: Ward, key: str, number_of: dict[int, int]
) -> tuple[str, Candidate]:
    """Describe a stop that an older address names, or that the period no longer proposes."""
    word, _, rest = key.partition(":")
    if word == "lane" and int(rest) in number_of:
        row = next(row for row in lane_rows(conn, ward) if row["id"] == int(rest))
        return "lane", _described(key, same(row["name"]), LANE_BY_HAND, 0, row)
    run, _, cell = rest.partition(":")
    if word == "cell":
        where = {"ward": ward.id, "run": int(run), "cell": int(cell)}
        unit = db.one(conn, read_sql("patrol_cell"), where)
        if unit is not None:
            n = int(unit["members"] or 0)
            reason = Text(
                f"{n} vụ, theo lần phân tích số {run} (không phải lần mới nhất của kỳ này).",
                f"{n} incidents by run no. {run} (not the newest of this period).",
            )
            return unit["method"], _described(key, same(unit["label"]), reason, n, unit)
    raise InputError(
        Text(
            f"stops={key}: không còn trong phường này; hãy bỏ chọn và chọn lại.",
            f"stops={key}: is no more in this ward; take it out and choose again.",
        ),
        field="stops",
        value=key,
    )


LANE_BY_HAND = Text("Chọn theo địa chỉ trang; đi từ đầu đến cuối.",
                    "Named by the address of the page; walk it from end to end.")  # fmt: skip


def _described(key: str, title: Text, reason: Text, count: int, row: dict[str, Any]) -> Candidate:
    return {
        "key": key,
        "title": words(title),
        "where": "",
        "reason": words(reason),
        "count": count,
        "of": key,
        "lon": row["lon"],
        "lat": row["lat"],
    }


def _point(ward: Ward, lon: float, lat: float) -> shapely.Point:
    return shapely.Point(*(float(each) for each in to_metric(lon, lat, ward.srid_measure)))


def _require_near(lanes: np.ndarray, shapes: Iterable[Any]) -> None:
    if not len(lanes):
        return  # the walk itself says so
    tree = shapely.STRtree(lanes)
    for shape in shapes:
        if not len(tree.query(shape, predicate="dwithin", distance=FARTHEST_M)):
            raise InputError(
                Text(
                    f"start: có nơi cách mọi ngõ, phố hơn {FARTHEST_M // 1000} km;"
                    " hãy chọn chỗ trong phường.",
                    f"start: a place lies over {FARTHEST_M // 1000} km from every lane;"
                    " choose one in the ward.",
                ),
                field="start",
            )


def _sheet(
    ward: Ward, found: Walk, stops: list[_Stop], names: list[str], wish: Wish
) -> dict[str, Any]:
    listed, after = [], 0.0
    for number, leg in enumerate((leg for leg in found.legs if leg.stop is not None), 1):
        assert leg.stop is not None
        stop, after = stops[leg.stop], after + leg.minutes
        listed.append(
            {
                "number": number,
                "kind": stop.kind,
                "part": stop.part,
                **stop.about,
                **_leg_json(ward, leg, names),
                "stop_metres": round(leg.stop_metres, 1),
                "after_minutes": round(after, 1),
                "off_m": round(leg.off_m, 1),
                "is_seen_from_lane": leg.off_m <= SEEN_FROM_M,
                "walked": None if leg.walked is None else _degrees(ward, leg.walked),
            }
        )
    last = found.legs[-1]
    return {
        "stops": listed,
        "home": _leg_json(ward, last, names) if last.stop is None else None,
        "start": None if wish.start is None else dict(zip(("lon", "lat"), wish.start, strict=True)),
        "total": {
            "stops": len(listed),
            "metres": round(found.metres, 1),
            "gap_m": round(found.gap_m, 1),
            "minutes": round(found.minutes, 1),
        },
        "pace": {"kmh": wish.pace.kmh, "stop_minutes": wish.pace.stop_minutes},
        "is_exact": found.is_exact,
        "notes": [words(note) for note in _notes(found)],
    }


def _leg_json(ward: Ward, leg: Leg, names: list[str]) -> dict[str, Any]:
    return {
        "metres": round(leg.metres, 1),
        "minutes": round(leg.minutes, 1),
        "steps": [_step_json(ward, step, names) for step in leg.steps],
    }


def _step_json(ward: Ward, step: Step, names: list[str]) -> dict[str, Any]:
    is_gap = step.lane == NO_LANE
    return {
        "lane": "" if is_gap else names[step.lane],
        "turn": step.turn,
        "metres": round(step.metres, 1),
        "is_gap": is_gap,
        "line": _degrees(ward, step.line),
    }


def _degrees(ward: Ward, line: shapely.LineString) -> list[list[float]]:
    x, y = shapely.get_coordinates(line).T
    lon, lat = to_wgs84(x, y, ward.srid_measure)
    pairs = np.round(np.column_stack([lon, lat]), 7)
    return pairs.tolist()  # type: ignore[no-any-return]


def _notes(found: Walk) -> list[Text]:
    """Say what the sheet must not be silent about."""
    gap = number_words(round(found.gap_m))
    candidates = (
        (
            found.gap_m > 0,
            Text(
                f"{gap.vi} m không theo ngõ nào (đường thẳng, vẽ nét đứt): lớp ngõ, phố bị đứt ở"
                " đó, hoặc điểm nằm xa ngõ.",
                f"{gap.en} m follow no lane (straight, drawn dashed): the layer of lanes is broken"
                " there, or the place lies off every lane.",
            ),
        ),
        (
            not found.is_exact,
            Text(
                "Nhiều điểm dừng: thứ tự đã được cải thiện, nhưng có thể còn thứ tự ngắn hơn.",
                "Many stops: the order has been improved, yet a shorter one may exist.",
            ),
        ),
        (
            any(leg.stop is not None and leg.off_m > SEEN_FROM_M for leg in found.legs),
            Text(
                f"Có điểm cách ngõ gần nhất hơn {SEEN_FROM_M:.0f} m: hãy xem lại vị trí.",
                f"A stop lies over {SEEN_FROM_M:.0f} m from the nearest lane: check its place.",
            ),
        ),
    )
    return [text for is_said, text in candidates if is_said]
