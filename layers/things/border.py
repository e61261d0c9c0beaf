"""The page of a border area: its strip, the queue that both units own, and who acts first."""

from datetime import date
from typing import Any

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.text import Text, same
from layers import db
from layers.links import Link, to_page
from layers.queries.sources import read_sql
from layers.registers.locator import Locator, Shape, group_shapes
from layers.registers.scope import Reader
from layers.roles import Role
from layers.things.contract import Asked, Cell, Kind, Section, Step, Thing
from layers.things.of_register import ask_of_row, make_row_page
from layers.things.parts import day_cell, number, registers_of

REGISTER, JOINT = "border_areas", "joint_operations"
AROUND_M, SPOT_M = 120, 5
"""Around the strip on the picture, and half the width of an incident there."""
BOTH = Text("cả hai đơn vị", "both units")
FIRST = {
    "thu_nhat": lambda row, side: same(row["first_unit"]),
    "thu_hai": lambda row, side: same(row["second_unit"]),
    "ai_thay": lambda row, side: same(row["first_unit" if side == 1 else "second_unit"]),
    "cung": lambda row, side: BOTH,
}
"""Who acts first; where it is whoever sees it, the unit of the side on which the incident lies."""

KIND = Kind(
    path="borders",
    one=Text("vùng giáp ranh", "border area"),
    many=Text("Vùng giáp ranh", "Border areas"),
    layer="",
    refers=REGISTER,
    sections=(registers_of(REGISTER),),
)


def read_border(conn: connection, reader: Reader, border_id: int, as_of: date) -> Thing:
    """Return the page of a border area; NotFound where the ward has none such."""
    asked = ask_of_row(conn, reader, KIND, border_id, as_of)
    found = _of_sides(asked, "thing_border_incidents")
    queue = [each for each in found if each["is_open"]]
    sides = _of_sides(asked, "thing_border_sides")
    locator = _picture(asked, sides, queue)
    return make_row_page(
        asked,
        KIND,
        first=[_queue(asked, queue), _sides(asked, sides, found)],
        steps=_steps(asked, queue),
        locator=locator,
        on_map=_on_map(locator),
    )


def _of_sides(asked: Asked, query: str) -> list[dict[str, Any]]:
    """Run a query about the two sides of the strip."""
    ward = asked.reader.ward
    params = {"id": asked.id, "ward": ward.id, "srid": ward.srid_measure, "as_of": asked.as_of,
              "dot": SPOT_M}  # fmt: skip
    sides = sql.SQL(read_sql("thing_border_strip"))
    return db.rows(asked.conn, sql.SQL(read_sql(query)).format(sides=sides), params)


def _queue(asked: Asked, queue: list[dict[str, Any]]) -> Section:
    return Section(
        "queue",
        Text("Hàng chờ chung", "Joint queue"),
        (Text("Vụ", "Incident"), Text("Hành vi", "Category"), Text("Ngày", "Day"),
         Text("Bên", "Side"), Text("Xử lý trước", "Acts first"), Text("Trạng thái", "State")),
        [
            (
                Cell(same(row["source_key"] or str(row["id"])), to_page("incidents", row["id"])),
                Cell(Text(row["category_vi"], row["category_en"])),
                day_cell(row["occurred_on"]),
                Cell(same(row["unit"])),
                Cell(_acts_first(asked, row["side"])),
                Cell(Text(row["state_vi"], row["state_en"])),
            )
            for row in queue
        ],
        len(queue),
        Text("Không có vụ nào chưa xong trong dải giáp ranh", "No open incidents in the strip"),
        Text(
            f"Vụ chưa xong trong {asked.row['width_m']} m hai bên ranh giới, của chung hai đơn vị;"
            " lâu nhất đứng trước.",
            f"Open incidents within {asked.row['width_m']} m of the boundary, owned by both units;"
            " the oldest first.",
        ),
    )  # fmt: skip


def _acts_first(asked: Asked, side: int) -> Text:
    return FIRST[asked.row["acts_first"]](asked.row, side)


def _sides(asked: Asked, sides: list[dict[str, Any]], found: list[dict[str, Any]]) -> Section:
    """Sum up the two sides: their ground, what is open and what ended there."""
    rows = []
    for side in sides:
        here = [each for each in found if each["side"] == side["number"]]
        still = sum(each["is_open"] for each in here)
        area = f"{side['area_m2'] / 10_000:.2f}"
        rows.append(
            (Cell(same(side["unit"])), Cell(Text(area.replace(".", ","), area), is_number=True),
             *map(number, (still, len(here) - still, len(here))))
        )  # fmt: skip
    return Section(
        "sides",
        Text("Hai bên", "The two sides"),
        (Text("Đơn vị", "Unit"), Text("Diện tích (ha)", "Area (ha)"), Text("Chưa xong", "Open"),
         Text("Đã xong", "Ended"), Text("Tổng", "All")),
        rows,
        len(rows),
        Text("Hai tổ không gần nhau đến thế", "The two groups are not that near to each other"),
        Text(
            f"Mọi vụ trong dải đến hết ngày {asked.as_of:%d/%m/%Y}.",
            f"All incidents in the strip up to {asked.as_of:%d %b %Y}.",
        ),
    )  # fmt: skip


def _steps(asked: Asked, queue: list[dict[str, Any]]) -> list[Step]:
    steps = []
    may = asked.reader.role >= Role.INSPECTOR
    if asked.row["state"] == "moi":
        words = Text("Hai đơn vị thống nhất ai xử lý trước", "Agree with both units who acts first")
        row = to_page("registers", REGISTER, asked.id, *(("edit",) if may else ()))
        steps.append(Step(words, row, "bad"))
    if queue:
        first = _acts_first(asked, queue[0]["side"])
        words = Text(f"Vụ lâu nhất, {queue[0]['days']} ngày: {first.vi} xử lý trước",
                     f"The oldest, {queue[0]['days']} days: {first.en} first")  # fmt: skip
        steps.append(Step(words, to_page("incidents", queue[0]["id"])))
    if queue and may:
        units = {"led_by": asked.row["first_unit"], "with_unit": asked.row["second_unit"]}
        form = to_page("registers", JOINT, "new", border_id=asked.id, **units)
        words = Text(f"Ra quân phối hợp: {len(queue)} vụ chưa xong",
                     f"Go out together: {len(queue)} open incidents")  # fmt: skip
        steps.append(Step(words, form))
    return steps


def _picture(
    asked: Asked, sides: list[dict[str, Any]], queue: list[dict[str, Any]]
) -> Locator | None:
    """Draw the strip of each side and the incidents that wait; None without a strip."""
    ward = asked.reader.ward
    first = db.value(asked.conn, "SELECT valid_from FROM area WHERE id = %s",
                     (asked.row["first_id"],))  # fmt: skip
    if not sides:
        return None
    shown = [
        Shape(side["path"], "area", side["unit"], at=f"17/{side['lat']:.5f}/{side['lon']:.5f}")
        for side in sides
    ]
    shown += [
        Shape(each["path"], "point", each["source_key"] or str(each["id"]), "incidents", each["id"])
        for each in queue
    ]
    return Locator(_frame(sides), group_shapes(asked.conn, ward, first), shown)


def _frame(sides: list[dict[str, Any]]) -> str:
    """Return the viewBox of the strip and what is around it: in the whole ward it is a thread."""
    west, south = (min(each[name] for each in sides) - AROUND_M for name in ("west", "south"))
    east, north = (max(each[name] for each in sides) + AROUND_M for name in ("east", "north"))
    return f"{west:.0f} {-north:.0f} {east - west:.0f} {north - south:.0f}"


def _on_map(locator: Locator | None) -> Link | None:
    if locator is None:
        return None
    return to_page("", map=locator.shown[0].at, layers="groups,lanes,incidents")
