"""A resident group as of a day: its lanes, what lies in it, its incidents, what registers say."""

from geo.text import Text, same
from layers.filters import Filter
from layers.links import to_page
from layers.things.contract import Asked, Cell, Kind, Section
from layers.things.parts import (
    asked_rows,
    incidents_by_month,
    number,
    open_incidents,
    register_steps,
    registers_of,
)
from layers.things.words import code_words

LEAST_M = 10
NAMES = {
    "site": Text("Nhà đang xây", "Houses under construction"),
    "facility": Text("Công trình công cộng", "Public facilities"),
    "place": Text("Điểm theo dõi", "Places"),
}
PATHS = {"site": "sites", "facility": "facilities"}


def filter_of(asked: Asked) -> Filter:
    """Return the incidents of the group: its code, and its first day since codes are used again."""
    return Filter(groups=(f"{asked.code}@{asked.row['valid_from'].isoformat()}",))


def lanes(asked: Asked) -> list[Section]:
    found = asked_rows(asked, "thing_lanes_of_group", least_m=LEAST_M)
    return [
        Section(
            "lanes",
            Text("Tuyến, ngõ", "Lanes"),
            (Text("Tên", "Name"), Text("Mét trong tổ", "Metres inside")),
            [
                (
                    Cell(same(row["name"]), to_page("lanes", row["code"])),
                    number(round(row["inside_m"])),
                )
                for row in found
            ],
            len(found),
            Text("Không có ngõ nào", "No lanes"),
            Text(f"Có ít nhất {LEAST_M} m trong tổ.", f"At least {LEAST_M} m inside the group."),
        )
    ]


def inside(asked: Asked) -> list[Section]:
    found = asked_rows(asked, "thing_inside_group")
    return [
        Section(
            f"inside-{kind}",
            title,
            (Text("Tên", "Name"), Text("Tình trạng", "State")),
            [_inside_row(kind, row) for row in found if row["kind"] == kind],
            sum(row["kind"] == kind for row in found),
            Text("Không có", "None"),
        )
        for kind, title in NAMES.items()
        if any(row["kind"] == kind for row in found)
    ]


def _inside_row(kind: str, row: dict[str, object]) -> tuple[Cell, ...]:
    name = str(row["name"] or row["code"])
    spot = f"18/{row['lat']:.5f}/{row['lon']:.5f}"
    link = to_page(PATHS[kind], row["code"]) if kind in PATHS else to_page("", map=spot)
    return Cell(same(name), link), Cell(code_words(kind, str(row["state"])))


KIND = Kind(
    path="groups",
    one=Text("tổ dân phố", "resident group"),
    many=Text("Tổ dân phố", "Resident groups"),
    layer="groups",
    refers="group",
    sections=(incidents_by_month(filter_of), lanes, inside, registers_of("group")),
    steps=(open_incidents(filter_of), register_steps("group")),
    has_versions=True,
)
