"""A lane: its upgrades with what happened before and after, who held it, who walked it."""

from datetime import date, timedelta
from typing import Any

from geo.text import Text, same
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
    open_incidents,
    register_steps,
    registers_of,
)
from layers.things.words import code_words

BESIDE_DAYS = 180
WITHIN_M = 15
LEAST_SHARE = 0.3
SITE_M = 30
SHOWN_ROUNDS = 10


def filter_of(asked: Asked) -> Filter:
    """Return the incidents of the lane."""
    return Filter(lanes=(asked.id,))


def upgrades(asked: Asked) -> list[Section]:
    found = asked_rows(asked, "thing_projects_of_lane")
    return [
        Section(
            "upgrades",
            Text("Nâng cấp theo giai đoạn", "Upgrades by phase"),
            (
                Text("Giai đoạn", "Phase"),
                Text("Tình trạng", "State"),
                Text("Khởi công", "Begun"),
                Text("Xong", "Finished"),
                Text("Vụ trước", "Incidents before"),
                Text("Vụ sau", "Incidents after"),
            ),
            [_upgrade(asked, row) for row in found],
            len(found),
            Text("Chưa có dự án nâng cấp nào", "No upgrade so far"),
            Text(
                f"Trước: {BESIDE_DAYS} ngày đến ngày khởi công (không có thì ngày xong); sau:"
                f" {BESIDE_DAYS} ngày từ ngày xong. Hai số đứng một mình chưa nói lên tác dụng.",
                f"Before: {BESIDE_DAYS} days up to the beginning (else the end) of the works;"
                f" after: {BESIDE_DAYS} days from their end. The two alone do not prove an effect.",
            ),
        )
    ]


def holders(asked: Asked) -> list[Section]:
    found = asked_rows(asked, "thing_routes_of_lane", within_m=WITHIN_M, least_share=LEAST_SHARE)
    # The unit is for all staff, a person's name for those who chase: as on the layer of routes.
    return [
        Section(
            "holders",
            Text("Nhận khoán", "Holders"),
            (Text("Tuyến khoán", "Route"), Text("Đơn vị", "Unit"), Text("Từ", "From"),
             Text("Đến", "Until")),
            [
                (
                    Cell(same(row["name"]), to_page("", selected=f"routes/{row['id']}",
                                                    layers="groups,lanes,routes")),
                    Cell(same(row["holder_unit"] or "–")),
                    day_cell(row["valid_from"]),
                    day_cell(row["valid_to"] and row["valid_to"] - timedelta(days=1)),
                )
                for row in found
            ],
            len(found),
            Text("Chưa ai nhận khoán ngõ này", "Nobody has held this lane"),
            Text(
                f"Tuyến khoán chạy dọc ít nhất {LEAST_SHARE:.0%} chiều dài ngõ.",
                f"Routes that run along at least {LEAST_SHARE:.0%} of its length.",
            ),
        )
    ]  # fmt: skip


def rounds(asked: Asked) -> list[Section]:
    found = asked_rows(asked, "thing_rounds_of_lane", within_m=WITHIN_M, least_share=LEAST_SHARE)
    return [
        Section(
            "rounds",
            Text("Đợt kiểm tra đã đi qua", "Rounds that walked it"),
            (Text("Đợt", "Round"), Text("Ngày", "Day"), Text("Phần ngõ đã đi", "Share walked"),
             Text("Vụ trên ngõ", "Incidents here")),
            [
                (
                    Cell(Text(f"{row['code']} · {row['body']}", f"{row['code']} · {row['body']}"),
                         to_page("", selected=f"rounds/{row['id']}", layers="groups,lanes,rounds")),
                    day_cell(row["started_on"]),
                    Cell(same(f"{min(row['share'], 1):.0%}"), is_number=True),
                    number(row["incidents"], Filter(lanes=(asked.id,), rounds=(row["code"],))),
                )
                for row in found
            ],
            len(found),
            Text("Chưa đợt nào đi qua", "No round has walked it"),
            Text(
                f"Tuyến của đợt trong {WITHIN_M} m quanh ít nhất {LEAST_SHARE:.0%} chiều dài ngõ.",
                f"Within {WITHIN_M} m of at least {LEAST_SHARE:.0%} of its length.",
            ),
        )
    ]  # fmt: skip


def sites(asked: Asked) -> list[Section]:
    found = asked_rows(asked, "thing_sites_of_lane", within_m=SITE_M)
    return [
        Section(
            "sites",
            Text("Nhà đang xây trên ngõ", "Sites on it"),
            (Text("Địa chỉ", "Address"), Text("Bước", "Stage"), Text("Theo dõi từ", "Watched from"),
             Text("Đến", "Until")),
            [
                (
                    Cell(same(row["address"] or row["code"]), to_page("sites", row["code"])),
                    Cell(code_words("site", row["stage"])),
                    day_cell(row["watched_from"]),
                    day_cell(row["watched_to"]),
                )
                for row in found
            ],
            len(found),
            Text("Không có nhà nào đang được theo dõi", "No site has been watched"),
        )
    ]  # fmt: skip


def upgrade_step(asked: Asked) -> list[Step]:
    """Offer to write a phase of works on the lane into the register."""
    if asked.reader.role < Role.SUPERVISOR:
        return []
    words = Text("Ghi dự án nâng cấp ngõ này", "Write an upgrade of this lane")
    return [Step(words, to_page("registers", "lane_upgrades", "new", lane_id=asked.id))]


def effect_step(asked: Asked) -> list[Step]:
    """Offer the question whether the upgrade worked, to those who have that page."""
    done = [row for row in asked_rows(asked, "thing_projects_of_lane") if row["finished_on"]]
    if not done or asked.reader.role < Role.SUPERVISOR:
        return []
    words = Text("Nâng cấp có tác dụng không?", "Did the upgrade work?")
    return [Step(words, to_page("effect", treated=asked.id))]


def _upgrade(asked: Asked, row: dict[str, Any]) -> tuple[Cell, ...]:
    return (
        number(row["phase"]),
        Cell(code_words("lane_project", row["state"]), to_page("upgrades", row["code"])),
        day_cell(row["started_on"]),
        day_cell(row["finished_on"]),
        _beside(asked, row["started_on"] or row["finished_on"], -BESIDE_DAYS),
        _beside(asked, row["finished_on"], BESIDE_DAYS),
    )


def _beside(asked: Asked, day: date | None, days: int) -> Cell:
    """Count the days after a day, from it on, or (`days` below 0) those before it."""
    if day is None:
        return Cell(same("–"))
    other = day + timedelta(days=days)
    first, last = sorted((day, other))
    chosen = Filter(first=first, last=last - timedelta(days=1), lanes=(asked.id,))
    return number(count_incidents(asked.conn, asked.reader.ward, chosen), chosen)


KIND = Kind(
    path="lanes",
    one=Text("tuyến, ngõ", "lane"),
    many=Text("Tuyến, ngõ", "Lanes"),
    layer="lanes",
    refers="lane",
    sections=(upgrades, incidents_by_month(filter_of), holders, rounds, sites,
              registers_of("lane")),
    steps=(open_incidents(filter_of), upgrade_step, effect_step, register_steps("lane")),
)  # fmt: skip
