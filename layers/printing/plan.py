"""What a print would be, before it is made: how many sheets, at which scale, of which places."""

from dataclasses import dataclass
from typing import Any

from psycopg2.extensions import connection

from layers.boundaries.as_of import ready
from layers.printing.index_pages import index_pages
from layers.printing.layout import page_layout
from layers.printing.request import PrintRequest
from layers.printing.sheets import plan_sheets
from layers.queries.wards import Ward


@dataclass(frozen=True)
class Plan:
    """`scales` are those of the sheets, each once, the largest first."""

    sheets: int
    pages: int
    scales: tuple[int, ...]

    def to_json(self) -> dict[str, Any]:
        return {"sheets": self.sheets, "pages": self.pages, "scales": list(self.scales)}


def plan_print(conn: connection, ward: Ward, asked: PrintRequest) -> Plan:
    """Lay out the sheets without drawing them; InputError says what cannot be printed."""
    layout = page_layout(asked.paper, asked.orientation)
    chosen = ready(conn, ward.id, asked.chosen)
    sheets = plan_sheets(conn, ward, asked.with_filter(chosen), layout)
    more = 1 + len(index_pages(sheets, layout)) if asked.atlas else 0
    scales = tuple(sorted({sheet.frame.scale for sheet in sheets}))
    return Plan(len(sheets), len(sheets) + more, scales)
