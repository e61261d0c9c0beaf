"""The upgrade of a lane: its phase and dates, the minutes of its supervision, before and after."""

from datetime import date, timedelta
from typing import Any

from geo.text import Text, same
from layers.day_words import short_day
from layers.filters import Filter
from layers.links import to_page
from layers.queries.row_lists import count_incidents
from layers.roles import Role
from layers.things.contract import Asked, Cell, Kind, Section, Step
from layers.things.parts import (
    asked_rows,
    day_cell,
    incidents_by_month,
    number,
    register_steps,
    registers_of,
)
from layers.things.words import code_words

DAYS = 90
"""On each side of the day it was finished, as in the register of lane supervisions."""
BESIDE = 20
SUPERVISIONS = "lane_supervisions"
UPGRADES = "lane_upgrades"


def filter_of(asked: Asked) -> Filter:
    """Return the incidents of the lane."""
    return Filter(lanes=(asked.row["lane_id"],))


def phases(asked: Asked) -> list[Section]:
    """Return every upgrade that the lane had or has."""
    found = asked_rows(asked, "thing_projects_of_lane", id=asked.row["lane_id"])
    return [
        Section(
            "phases",
            Text("Các giai đoạn của ngõ này", "Phases of this lane"),
            (Text("Dự án", "Project"), Text("Giai đoạn", "Phase"), Text("Tiến độ", "State"),
             Text("Khởi công", "Begun"), Text("Xong", "Finished")),
            [
                (
                    Cell(same(row["code"]), to_page("upgrades", row["code"])),
                    number(row["phase"]),
                    Cell(code_words("lane_project", row["state"])),
                    day_cell(row["started_on"]),
                    day_cell(row["finished_on"]),
                )
                for row in found
            ],
            len(found),
            same(""),
        )
    ]  # fmt: skip


def before_and_after(asked: Asked) -> list[Section]:
    """Count the lane before and after it was finished, beside lanes without works in those days."""
    done = asked.row["finished_on"]
    title = Text("Vụ trước và sau nâng cấp", "Incidents before and after")
    columns = (Text("Tuyến", "Lanes"), Text(f"{DAYS} ngày trước", f"{DAYS} days before"),
               Text(f"{DAYS} ngày sau", f"{DAYS} days after"))  # fmt: skip
    if done is None:
        return [Section("effect", title, columns, [], 0, Text("Chưa xong", "Not finished yet"))]
    lanes = {"lane": asked.row["lane_id"], "srid": asked.reader.ward.srid_measure,
             "since": done - timedelta(DAYS), "until": done + timedelta(DAYS - 1)}  # fmt: skip
    others = tuple(
        row["id"] for row in asked_rows(asked, "thing_lanes_beside_project", most=BESIDE, **lanes)
    )
    rows = [_sides(asked, Text("Ngõ này", "This lane"), (asked.row["lane_id"],), done)]
    if others:
        words = Text(f"{len(others)} tuyến đối chứng", f"{len(others)} comparison lanes")
        rows.append(_sides(asked, words, others, done))
    return [Section("effect", title, columns, rows, len(rows), same(""), _rule(asked, done))]


def _rule(asked: Asked, done: date) -> Text:
    seen = (asked.as_of - done).days + 1
    part = Text("", "")
    if seen < DAYS:
        part = Text(f" Sau: mới có {max(seen, 0)} ngày.", f" After: {max(seen, 0)} days so far.")
    day = short_day(done)
    return Text(
        f"Mốc: ngày xong {day.vi}. Đối chứng: {BESIDE} tuyến gần nhất không có công trình trong"
        f" những ngày này. Con số chưa chứng minh tác dụng.{part.vi}",
        f"Around the day it was finished, {day.en}. Comparison: the {BESIDE} nearest lanes without"
        f" works in these days. The counts alone do not prove an effect.{part.en}",
    )


def _sides(asked: Asked, words: Text, lanes: tuple[int, ...], done: date) -> tuple[Cell, ...]:
    sides = (
        Filter(first=done - timedelta(DAYS), last=done - timedelta(1), lanes=lanes),
        Filter(first=done, last=done + timedelta(DAYS - 1), lanes=lanes),
    )
    ward = asked.reader.ward
    return (
        Cell(words),
        *(number(count_incidents(asked.conn, ward, each), each) for each in sides),
    )


def next_step(asked: Asked) -> list[Step]:
    """Say what comes next in the works: begin, go on, accept; and whether it worked."""
    said = NEXT.get(asked.row["state"])
    steps = []
    if asked.reader.role >= Role.SUPERVISOR:
        own_row = to_page("registers", UPGRADES, asked.id, "edit")
        steps.append(Step(Text("Ghi tiến độ, sửa dự án", "Write the state, change it"), own_row))
    if said and asked.reader.role >= Role.INSPECTOR:
        form = to_page("registers", SUPERVISIONS, "new", project_id=asked.id)
        steps.append(Step(said, form))
    if asked.row["finished_on"] and asked.reader.role >= Role.SUPERVISOR:
        effect: dict[str, Any] = {"treated": asked.row["lane_id"], "on": asked.row["finished_on"]}
        words = Text("Nâng cấp có tác dụng không?", "Did the upgrade work?")
        steps.append(Step(words, to_page("effect", **effect)))
    return steps


NEXT = {
    "planned": Text(
        "Chưa khởi công: ghi biên bản giám sát", "Not begun: record minutes of supervision"
    ),
    "building": Text(
        "Đang thi công: ghi biên bản giám sát", "Under way: record minutes of supervision"
    ),
    "done": Text(
        "Xong, chưa nghiệm thu: ghi biên bản giám sát",
        "Done, not accepted: record minutes of supervision",
    ),
}

KIND = Kind(
    path="upgrades",
    one=Text("dự án nâng cấp ngõ", "lane upgrade"),
    many=Text("Dự án nâng cấp ngõ", "Lane upgrades"),
    layer="lane_projects",
    refers="lane_project",
    register=UPGRADES,
    columns=("lane_id", "state", "started_on", "finished_on"),
    sections=(before_and_after, registers_of("lane_project"), phases,
              incidents_by_month(filter_of)),
    steps=(next_step, register_steps("lane_project")),
)  # fmt: skip
