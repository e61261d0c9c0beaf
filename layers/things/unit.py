"""The work list of a unit: what it has still to do, and every register that names it."""

from datetime import date

from psycopg2.extensions import connection

from geo.text import Text
from layers.registers.scope import Reader
from layers.things.contract import Asked, Cell, Kind, Section, Thing
from layers.things.of_register import ask_of_row, make_row_page
from layers.things.parts import register_steps, registers_of
from layers.today.mine import unit_work, work_entries

MOST = 50


def work(asked: Asked) -> list[Section]:
    """Return the rows that the unit must do, those due first before the others."""
    found = unit_work(asked.conn, asked.reader, asked.id, asked.window)
    entries = work_entries(asked.conn, asked.reader, found, asked.window, MOST)
    return [
        Section(
            "work",
            Text("Việc phải làm", "Work to do"),
            (Text("Việc", "What"), Text("Hạn", "Due")),
            [(Cell(each.title, each.opens), Cell(each.detail)) for each in entries],
            sum(each.count for each in found),
            Text("Đơn vị không còn việc nào chưa xong", "The unit has nothing left to do"),
            Text(
                f"Việc chưa xong mà đơn vị phải làm, đến hạn trước đứng trước; nhiều nhất {MOST}"
                " dòng ở đây.",
                f"What the unit has still to do, due first before the others; at most {MOST} rows"
                " here.",
            ),
        )
    ]


KIND = Kind(
    path="units",
    one=Text("đơn vị", "unit"),
    many=Text("Đơn vị, bộ phận", "Units"),
    layer="",
    refers="units",
    sections=(work, registers_of("units")),
    steps=(register_steps("units"),),
)


def read_unit(conn: connection, reader: Reader, unit_id: int, as_of: date) -> Thing:
    """Return the page of a unit; NotFound where the ward has none such."""
    return make_row_page(ask_of_row(conn, reader, KIND, unit_id, as_of), KIND)
