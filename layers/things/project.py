"""The page of a building project: stage, dates, budget, parcels to be cleared, what is next."""

from datetime import date
from typing import Any

from psycopg2.extensions import connection

from geo.text import Text, same
from layers.day_words import short_day
from layers.links import Link, to_page
from layers.parcels.picture import with_parcels
from layers.parcels.reading import (
    ParcelShape,
    area_words,
    difference_words,
    map_of,
    shapes_of_project,
)
from layers.registers.locator import Locator, make_locator
from layers.registers.reading import find_register
from layers.registers.scope import Reader
from layers.roles import Role
from layers.things.contract import Asked, Cell, Kind, Section, Step, Thing
from layers.things.of_register import ask_of_row, make_row_page, row_in_register
from layers.things.parts import asked_rows, number, register_steps, registers_of


def parcels(asked: Asked) -> list[Section]:
    """Return the parcels by stage; each number opens them, and their sum is all of them."""
    found = {row["stage"]: row for row in asked_rows(asked, "thing_parcels_of_project")}
    if not found:
        return []
    stages = find_register("parcels").column("stage").choices
    total = sum(row["parcels"] for row in found.values())
    return [
        Section(
            "clearance",
            Text("Giải phóng mặt bằng theo bước", "Clearance by stage"),
            (Text("Bước", "Stage"), Text("Số thửa", "Parcels"), Text("Diện tích (m²)", "Area (m²)"),
             Text("Còn vướng mắc", "With an obstacle")),
            [
                (
                    Cell(words),
                    _count(asked, found[code]["parcels"], stage=code),
                    Cell(_area(found[code]["area_m2"]), is_number=True),
                    number(found[code]["stuck"]),
                )
                for code, words in stages.items()
                if code in found
            ],
            total,
            same(""),
            opens=to_page("registers", "parcels", project_id=asked.id),
        )
    ]  # fmt: skip


def parcels_on_map(asked: Asked) -> list[Section]:
    """Return the parcels that are drawn, each with the area of the register and of the map."""
    shapes = shapes_of_project(asked.conn, asked.reader.ward, asked.id)
    stages = find_register("parcels").column("stage").choices
    if not shapes:
        return []
    return [
        Section(
            "parcels-on-map",
            Text("Thửa trên bản đồ", "Parcels on the map"),
            (Text("Thửa", "Parcel"), Text("Bước", "Stage"),
             Text("Trong sổ (m²)", "In the register (m²)"),
             Text("Đo trên bản đồ (m²)", "Measured on the map (m²)"),
             Text("Bản đồ lệch (m²)", "Map differs by (m²)")),
            [
                (
                    Cell(same(each.code), each.on_map),
                    Cell(stages[each.stage]),
                    Cell(area_words(each.area_m2), is_number=True),
                    Cell(area_words(each.measured_m2), is_number=True),
                    Cell(_or_dash(difference_words(each)), is_number=True),
                )
                for each in shapes
            ],
            len(shapes),
            same(""),
            Text(f"Đo theo hệ tọa độ của phường (EPSG:{asked.reader.ward.srid_measure}).",
                 f"Measured in the ward's own system (EPSG:{asked.reader.ward.srid_measure})."),
        )
    ]  # fmt: skip


def next_step(asked: Asked) -> list[Step]:
    """Say what holds the project up, and what its stage asks for next."""
    edit = to_page("registers", "projects", asked.id, "edit")
    may_edit = asked.reader.role >= find_register("projects").editable_by
    row = to_page("registers", "projects", asked.id)
    steps = []
    if asked.row["status_now"] == "late":
        due = short_day(asked.row["due_on"])
        words = Text(f"Quá hạn hoàn thành {due.vi}", f"Past the day it was due, {due.en}")
        steps.append(Step(words, row, "bad"))
    if asked.row["obstacle"]:
        words = Text(f"Gỡ vướng mắc: {asked.row['obstacle']}", f"Held up: {asked.row['obstacle']}")
        steps.append(Step(words, row, "bad"))
    said = NEXT.get(asked.row["state"])
    return [*steps, *([Step(said, edit if may_edit else row)] if said else [])]


NEXT = {
    "chuan_bi": Text("Khởi công", "Begin the works"),
    "dang_xay": Text("Ghi tiến độ", "Record the progress"),
    "hoan_thanh": Text("Đưa vào sử dụng", "Open it"),
    "dung": Text("Quyết định làm tiếp hay thôi", "Decide whether to go on"),
}

KIND = Kind(
    path="projects",
    one=Text("dự án", "project"),
    many=Text("Dự án xây dựng", "Building projects"),
    layer="",
    refers="projects",
    sections=(parcels, parcels_on_map, registers_of("projects")),
    steps=(next_step, register_steps("projects")),
)


def read_project(conn: connection, reader: Reader, project_id: int, as_of: date) -> Thing:
    """Return the page of a project; NotFound where the ward has none such."""
    asked = ask_of_row(conn, reader, KIND, project_id, as_of)
    register = find_register("projects")
    columns = register.columns_for(reader.role)
    locator = make_locator(conn, reader.ward, register, asked.row, columns)
    shapes = shapes_of_project(conn, reader.ward, project_id)
    locator = with_parcels(conn, reader.ward, locator, shapes)
    return make_row_page(
        asked,
        KIND,
        around=_around(asked),
        locator=locator,
        on_map=_map_of(asked, locator, shapes),
    )


def _map_of(asked: Asked, locator: Locator | None, shapes: list[ParcelShape]) -> Link | None:
    """Return the map of the project's parcels; where none is drawn, of where it lies."""
    if shapes:
        return map_of(shapes, project=asked.row["name"])
    return _on_map(locator.shown[-1]) if locator else None


def _around(asked: Asked) -> list[tuple[Text, Link]]:
    found = [row_in_register(asked, KIND)]
    if asked.row["kind"] == "ha_tang":
        found.append((Text("các ngõ nâng cấp", "upgraded lanes"), to_page("upgrades")))
    if asked.row["kind"] == "nha_van_hoa" and asked.reader.role >= Role.VIEWER:
        spread = to_page("registers", "adoptions", "view", "spread")
        found.append((Text("nhân rộng mô hình", "roll-out of the model"), spread))
    return found


def _count(asked: Asked, count: int, **chosen: str) -> Cell:
    link = to_page("registers", "parcels", project_id=asked.id, **chosen)
    return number(count, opens=link)


def _or_dash(words: Text) -> Text:
    return words if words.vi else same("–")


def _area(square_metres: Any) -> Text:
    if square_metres is None:
        return same("–")
    return Text(f"{square_metres:,.0f}".replace(",", "."), f"{square_metres:,.0f}")


def _on_map(shape: Any) -> Link:
    return to_page("", map=shape.at, layers=f"groups,lanes,{shape.layer}",
                   selected=f"{shape.layer}/{shape.id}")  # fmt: skip
