"""The border of one area changed: its neighbours follow, so that the areas go on tiling the ward.

A correction of the same epoch: periods, codes and documents stay. It is refused where ground would
be claimed twice, be left to nobody, or come from outside; a new border by a document is an epoch.
"""

from datetime import date

import numpy as np
from psycopg2.extensions import connection
from shapely.geometry.base import BaseGeometry

from geo.errors import InputError
from geo.text import Text
from geo.tiling import Fault, Geometries, follow, tile_faults
from geo.written import shown_number
from layers import db
from layers.editing.contract import Changed, Row
from layers.editing.editable import Subject
from layers.editing.rows import read_row, write_row
from layers.editing.shapes import as_kept
from layers.queries.wards import Ward

OTHERS = """
    SELECT other.id FROM area AS other
      JOIN area AS t ON t.id = %(id)s
     WHERE other.ward_id = %(ward)s AND other.kind = t.kind AND other.valid && t.valid
       AND other.id <> t.id
     ORDER BY other.id
"""

STALE_SHARES = """
    SELECT count(*) FROM area_lineage
     WHERE ward_id = %s AND epoch_id IS NOT NULL
       AND (from_area_id = ANY(%s) OR to_area_id = ANY(%s))
"""

_KINDS = {
    "overlap": Text("bị hai tổ cùng nhận", "would belong to two groups"),
    "lost": Text("không còn thuộc tổ nào", "would belong to no group any more"),
    "gained": Text("nằm ngoài phạm vi các tổ", "lies outside all groups"),
}


def follow_border(
    conn: connection, ward: Ward, subject: Subject, changed: Changed
) -> list[Changed]:
    """Give the neighbours of a changed area their new outlines; return those that changed.

    Of each time in which other areas lay around it, its neighbours of that time follow. InputError
    where the ground would not be tiled.
    """
    before, after = changed
    assert before is not None and after is not None
    if before.shape.equals_exact(after.shape, 0):
        return []
    ids = [row["id"] for row in db.rows(conn, OTHERS, {"id": after.id, "ward": ward.id})]
    others = [read_row(conn, ward, subject, each, lock=True) for each in ids]
    shapes: dict[int, BaseGeometry] = {}
    for now in _times(before, others):
        for row_id, shape in _at_one_time(ward, before, after.shape, now).items():
            if row_id in shapes and not shapes[row_id].equals(shape):
                raise _differs_in_time(next(row for row in others if row.id == row_id))
            shapes[row_id] = shape
    return [_write(conn, ward, subject, row, shapes[row.id]) for row in others if row.id in shapes]


def count_stale_shares(conn: connection, ward: Ward, rows: list[Changed]) -> int:
    """Count the pairs of lineage whose shares were computed with the earlier outlines."""
    ids = [after.id for _, after in rows if after is not None]
    return int(db.value(conn, STALE_SHARES, (ward.id, ids, ids)))


def _times(area: Row, others: list[Row]) -> list[list[Row]]:
    """Return the areas around one, for each stretch of its time in which they stay the same."""
    first, last = area.values["valid_from"], area.values["valid_to"] or date.max
    days = {first}
    for row in others:
        days |= {day for day in (row.values["valid_from"], row.values["valid_to"]) if day}
    turns = sorted(day for day in days if first <= day < last)
    found = [[row for row in others if _is_in_force(row, day)] for day in turns]
    return [now for at, now in enumerate(found) if at == 0 or now != found[at - 1]]


def _is_in_force(row: Row, day: date) -> bool:
    ends = row.values["valid_to"]
    return bool(row.values["valid_from"] <= day and (ends is None or ends > day))


def _at_one_time(
    ward: Ward, area: Row, shape: BaseGeometry, others: list[Row]
) -> dict[int, BaseGeometry]:
    before: Geometries = np.array([area.shape, *(row.shape for row in others)], dtype=object)
    found = follow(before, 0, shape, ward.srid_measure)
    after = before.copy()
    for at, new in found.items():
        after[at] = new
    codes = [str(row.values["code"]) for row in (area, *others)]
    _require_ground(others, found)
    faults = tile_faults(before, after, ward.srid_measure)
    if faults:
        raise _refused(faults, codes)
    return {others[at - 1].id: as_kept(new, "MultiPolygon") for at, new in found.items() if at}


def _require_ground(others: list[Row], found: dict[int, BaseGeometry]) -> None:
    for at, new in found.items():
        if at and new.is_empty:
            name = others[at - 1].values["name"]
            raise InputError(
                Text(
                    f"Hình vẽ: nuốt hết {name}; muốn nhập hai tổ, hãy dùng «Nhập» theo văn bản.",
                    f"Shape: it swallows all of {name}; to merge two groups, use “Merge” with"
                    " a document.",
                ),
                field="geometry",
                value=name,
            )


def _refused(faults: list[Fault], codes: list[str]) -> InputError:
    vi, en = [], []
    for fault in faults[:4]:
        near = ", ".join(codes[at] for at in fault.beside[:4])
        size = shown_number(fault.size_m2, 1)
        vi.append(f"{size.vi} m² {_KINDS[fault.kind].vi} (cạnh tổ {near})")
        en.append(f"{size.en} m² {_KINDS[fault.kind].en} (beside group {near})")
    return InputError(
        Text(
            "Hình vẽ: các tổ phải phủ kín phường, không hở, không chồng: " + "; ".join(vi) + ".",
            "Shape: the groups must tile the ward without gaps or overlaps: " + "; ".join(en) + ".",
        ),
        field="geometry",
        value=f"{faults[0].size_m2:.1f} m²",
    )


def _differs_in_time(row: Row) -> InputError:
    name = row.values["name"]
    return InputError(
        Text(
            f"Hình vẽ: {name} phải theo hai cách khác nhau ở hai thời kỳ; hãy nạp một thời kỳ ranh"
            " giới mới.",
            f"Shape: {name} would have to follow in two ways at two times; load a new epoch of"
            " boundaries.",
        ),
        field="geometry",
        value=name,
    )


def _write(
    conn: connection, ward: Ward, subject: Subject, row: Row, shape: BaseGeometry
) -> Changed:
    write_row(conn, ward, subject, row.id, {}, shape)
    return Changed(row, read_row(conn, ward, subject, row.id))
