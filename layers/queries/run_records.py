"""What a record adds when it is a cell of a stored run: its name, its rule, its incidents."""

from datetime import date
from typing import Any, NamedTuple

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.hotspots import get_method
from geo.text import Text
from layers import db
from layers.filters import Filter
from layers.periods import Period, period_title
from layers.queries.board_places import members_in_common
from layers.queries.row_tables import json_value
from layers.queries.run_words import counted_words
from layers.queries.runs import Run, get_run
from layers.queries.sources import read_sql
from layers.queries.vocabulary import Vocabulary, words_for
from layers.queries.wards import Ward
from layers.registry import get_layer
from layers.roles import Role

MOST_MEMBERS = 100
# What one incident is called in a list, where the role may see it.
MEMBER_FIELDS = ("category_code", "occurred_at", "time_precision", "address", "lane_name")


class RunCell(NamedTuple):
    """A cell of a run: what to call it, the day its borders are of, and what the page shows."""

    title: Text
    on: date
    shown: dict[str, Any]


def read_run_cell(
    conn: connection,
    ward: Ward,
    run_id: int,
    cell_no: int,
    role: Role,
    vocabulary: Vocabulary,
) -> RunCell:
    """Describe a cell that is known to be there; its incidents only to who may see incidents."""
    run = get_run(conn, ward, run_id)
    cell = db.one(conn, CELL, {"run": run_id, "cell": cell_no})
    assert cell is not None, "the cell was found before"
    shared = members_in_common(conn, run, [cell]).get(cell_no, {})
    days: list[date] = shared.get("days") or []
    shown = {
        "id": run.id,
        "method": get_method(run.method).title.to_json(),
        "rule": run.summary["rule"],
        "period": _period(run).to_json(),
        "counted": counted_words(conn, ward, run.input).to_json(),
        "total": len(days),
        "first_on": days[0].isoformat() if days else None,
        "last_on": days[-1].isoformat() if days else None,
        "members": _members(conn, ward, cell["members"], role, vocabulary),
    }
    return RunCell(_title(run, cell), date.fromisoformat(run.input["boundaries_on"]), shown)


CELL = """
    SELECT c.cell_no, c.rank, c.class_code, c.members, v.name
      FROM run_cell AS c JOIN layer_run_cells AS v ON v.run_id = c.run_id AND v.cell_no = c.cell_no
     WHERE c.run_id = %(run)s AND c.cell_no = %(cell)s
"""


def _title(run: Run, cell: dict[str, Any]) -> Text:
    """Name a cell by its kind and rank, and by its place as the list says it."""
    kind, where = _kind(run, cell["class_code"]), cell["name"]
    return Text(f"{kind.vi} số {cell['rank']} · {where}", f"{kind.en} {cell['rank']} · {where}")


def _kind(run: Run, class_code: int) -> Text:
    if run.method == "repeat_points":
        return Text("Điểm tái phạm", "Repeat point")
    if class_code > 0:
        return Text("Ô nóng", "Hot cell")
    return Text("Ô lạnh", "Cold cell") if class_code < 0 else Text("Ô", "Cell")


def _period(run: Run) -> Text:
    chosen = Filter.from_query(run.input["filter"])
    if chosen.first is None or chosen.last is None:
        return Text("Tất cả các kỳ", "All periods")
    return period_title(Period(chosen.first, chosen.last))


def _members(
    conn: connection, ward: Ward, members: list[int], role: Role, vocabulary: Vocabulary
) -> list[dict[str, Any]]:
    """List the incidents behind a cell, newest first; none to a role that may see no incident."""
    layer = get_layer("incidents")
    if not layer.is_visible_to(role):
        return []
    fields = {field.name: field for field in layer.fields_for(role)}
    names = [name for name in MEMBER_FIELDS if name in fields]
    query = sql.SQL(read_sql("run_cell_members")).format(
        fields=sql.SQL(", ").join(sql.Identifier("v", name) for name in names)
    )
    params = {"ward_id": ward.id, "members": members, "most": MOST_MEMBERS}
    return [
        {name: json_value(value) for name, value in row.items()}
        | {"title": words_for(fields["category_code"], row["category_code"], vocabulary).to_json()}
        for row in db.rows(conn, query, params)
    ]
