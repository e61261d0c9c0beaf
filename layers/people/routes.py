"""The contracted routes that a person held, with who had them before and after, and the map."""

from datetime import date, timedelta
from typing import Any

from psycopg2.extensions import connection

from geo.text import Text, same
from layers import db
from layers.links import to_page
from layers.people.person import Person
from layers.queries.sources import read_sql
from layers.queries.wards import Ward
from layers.registers.locator import DOT_M, Locator, Shape, frame_of, group_shapes
from layers.roles import Role
from layers.things.contract import Asked, Cell, Section
from layers.things.parts import day_cell, number

KINDS = {"routes": "line", "groups": "area", "incidents": "point"}


def held_routes(asked: Asked, person: Person) -> list[Section]:
    """Return the table of the routes that somebody holds or held, the newest first."""
    ward = asked.reader.ward
    params = {"ward": ward.id, "person": person.id, "as_of": asked.as_of,
              "names": asked.reader.role >= Role.INSPECTOR}  # fmt: skip
    found = db.rows(asked.conn, read_sql("person_routes"), params)
    return [
        Section(
            "routes",
            Text("Tuyến khoán đã và đang giữ", "Contracted routes held"),
            (Text("Tuyến", "Route"), Text("Từ", "From"), Text("Đến hết", "Until"),
             Text("Nhận từ", "Taken over from"), Text("Giao cho", "Handed over to"),
             Text("Vụ trong thời gian giữ", "Incidents while held")),
            [_row(asked, row) for row in found],
            len(found),
            Text("Không giữ tuyến khoán nào", "Holds no contracted route"),
            Text(
                f"Vụ đến hết ngày {asked.as_of:%d/%m/%Y}, tính cho tuyến gần nhất có hiệu lực hôm"
                " xảy ra; mở tuyến thì thấy từng vụ.",
                f"Incidents up to {asked.as_of:%d %b %Y}, each counted for the nearest route in"
                " force on its day; the page of the route lists them.",
            ),
        )
    ]  # fmt: skip


def person_picture(conn: connection, ward: Ward, person: Person, as_of: date) -> Locator | None:
    """Draw the routes that somebody holds on a day, their groups and open cases; None: nothing."""
    frame = frame_of(conn, ward, as_of)
    params = {"ward": ward.id, "person": person.id, "logins": list(person.logins),
              "as_of": as_of, "srid": ward.srid_measure, "dot": DOT_M}  # fmt: skip
    found = db.rows(conn, read_sql("person_shapes"), params)
    if frame is None or not found:
        return None
    shown = [
        Shape(row["path"], KINDS[row["layer"]], row["title"], row["layer"], row["id"],
              f"16/{row['lat']:.5f}/{row['lon']:.5f}")
        for row in found
    ]  # fmt: skip
    return Locator(frame, group_shapes(conn, ward, as_of), shown)


def _row(asked: Asked, row: dict[str, Any]) -> tuple[Cell, ...]:
    page = to_page("routes", row["id"], on=asked.as_of.isoformat())
    return (
        Cell(same(f"{row['code']} · {row['name']}"), page),
        day_cell(row["valid_from"]),
        day_cell(row["valid_to"] and row["valid_to"] - timedelta(days=1)),
        Cell(same(row["before"] or "–")),
        Cell(same(row["after"] or "–")),
        number(row["incidents"], opens=page),
    )
