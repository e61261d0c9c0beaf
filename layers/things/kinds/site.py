"""A house under construction: permit, stage, visits with their checklist, incidents beside it."""

from geo.text import Text, same
from layers import db
from layers.filter_shape import Circle
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

BESIDE_M = 30
VISITS = "site_visits"


def filter_of(asked: Asked) -> Filter:
    """Return the incidents beside the site."""
    row = db.one(
        asked.conn, "SELECT ST_X(geom) AS lon, ST_Y(geom) AS lat FROM site WHERE id = %s",
        (asked.id,),
    )  # fmt: skip
    assert row is not None
    return Filter(shape=Circle(round(row["lon"], 6), round(row["lat"], 6), BESIDE_M))


def compliance(asked: Asked) -> list[Section]:
    """Sum up the checklists of all visits: each number opens the visits that say so."""
    found = asked_rows(asked, "thing_site_checklist")
    rows = [
        (
            Cell(Text(row["vi"], row["en"])),
            *(_visits(asked, row, value) for value in ("dat", "khong_dat", "khong_thay")),
            Cell(same("–" if row["percent"] is None else f"{row['percent']}%"), is_number=True),
        )
        for row in found
    ]
    return [
        Section(
            "compliance",
            Text("Tuân thủ", "Compliance"),
            (Text("Nội dung", "Item"), Text("Đạt", "Met"), Text("Không đạt", "Not met"),
             Text("Không thấy", "Not seen"), Text("Tỷ lệ đạt", "Share met")),
            rows,
            len(rows),
            Text("Chưa có lần kiểm tra nào", "No visit so far"),
            Text("Tỷ lệ tính trên những lần thấy được.", "The share is of what could be seen."),
        )
    ]  # fmt: skip


def _visits(asked: Asked, row: dict[str, int], value: str) -> Cell:
    opens = to_page("registers", VISITS, site_id=asked.id, **{str(row["name"]): value})
    return number(row[value], opens=opens)


KIND = Kind(
    path="sites",
    one=Text("nhà đang xây", "house under construction"),
    many=Text("Nhà đang xây", "Houses under construction"),
    layer="sites",
    refers="site",
    sections=(compliance, registers_of("site"), incidents_by_month(filter_of)),
    steps=(open_incidents(filter_of), register_steps("site")),
    label="address",
)
