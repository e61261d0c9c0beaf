"""A patrol sheet as a file: CSV of its stops, GPX of its stops and its way."""

import csv
import io
from collections.abc import Mapping
from typing import Any

from geo.text import Text
from layers.gpx import add_track, add_waypoint, gpx_bytes, start_gpx
from layers.spreadsheet import neutral

COLUMNS = (
    ("number", Text("Số", "Number")),
    ("title", Text("Điểm dừng", "Stop")),
    ("where", Text("Nơi", "Where")),
    ("reason", Text("Lý do", "Reason")),
    ("count", Text("Số vụ", "Incidents")),
    ("way", Text("Đường đi", "Way")),
    ("metres", Text("Mét đến đây", "Metres to here")),
    ("stop_metres", Text("Mét trong điểm", "Metres in the stop")),
    ("minutes", Text("Phút", "Minutes")),
    ("after_minutes", Text("Phút cộng dồn", "Minutes so far")),
    ("lon", Text("Kinh độ", "Longitude")),
    ("lat", Text("Vĩ độ", "Latitude")),
)
TURNS = {
    "start": Text("bắt đầu theo", "set out along"),
    "straight": Text("đi thẳng vào", "straight on into"),
    "left": Text("rẽ trái vào", "left into"),
    "right": Text("rẽ phải vào", "right into"),
    "back": Text("quay lại theo", "back along"),
}
GAP = Text("đi thẳng, không theo ngõ nào", "straight, along no lane")


def sheet_csv(sheet: Mapping[str, Any], language: str) -> str:
    """Return the stops as CSV (comma, CRLF, byte-order mark), a line for each in order.

    Texts that a spreadsheet would run as a formula get an apostrophe in front.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([title.in_language(language) for _, title in COLUMNS])
    for stop in sheet["stops"]:
        values = {**stop, "title": stop_name(stop, language), "way": way_words(stop, language)}
        writer.writerow([neutral(_cell(values[name], language)) for name, _ in COLUMNS])
    return "\ufeff" + text.getvalue()


def sheet_gpx(sheet: Mapping[str, Any], language: str) -> bytes:
    """Return the sheet as GPX 1.1: a waypoint for each stop, and the walk as one track.

    A straight gap begins a new segment, so that nobody takes it for a lane.
    """
    root = start_gpx()
    for stop in sheet["stops"]:
        name = f"{stop['number']}. {stop_name(stop, language)}"
        add_waypoint(root, (stop["lon"], stop["lat"]), name, stop["reason"][language])
    add_track(root, _segments(sheet))
    return gpx_bytes(root)


def stop_name(stop: Mapping[str, Any], language: str) -> str:
    """Return the name of a stop, with its part where a lane takes several."""
    part = f" ({stop['part']})" if stop["part"] else ""
    return f"{stop['title'][language]}{part}"


def way_words(leg: Mapping[str, Any], language: str) -> str:
    """Tell the way of a leg lane by lane: "left into Ngõ 5 (120 m); …"."""
    told = []
    for step in leg["steps"]:
        turn = TURNS[step["turn"]].in_language(language)
        name = GAP.in_language(language) if step["is_gap"] else f"{turn} {step['lane']}"
        told.append(f"{name} ({step['metres']:.0f} m)")
    return "; ".join(told)


def _segments(sheet: Mapping[str, Any]) -> list[list[list[float]]]:
    """Return the lines of the walk, joined where one goes on from the other along lanes."""
    found: list[list[list[float]]] = []
    was_gap = True
    for leg in (*sheet["stops"], *([sheet["home"]] if sheet["home"] else [])):
        lines = [(step["line"], step["is_gap"]) for step in leg["steps"]]
        if leg.get("walked"):
            lines.append((leg["walked"], False))
        for line, is_gap in lines:
            if is_gap or was_gap:
                found.append(list(line))
            else:
                found[-1] += line[1:]
            was_gap = is_gap
    return found


def _cell(value: Any, language: str) -> Any:
    return value[language] if isinstance(value, dict) else value
