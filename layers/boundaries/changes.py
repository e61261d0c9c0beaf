"""What a file of new areas changes: which areas go on as they are, which end."""

from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from psycopg2.extensions import connection
from shapely.geometry.base import BaseGeometry

from geo.errors import InputError
from geo.text import Text
from layers import db
from layers.boundaries.wish import EpochWish
from layers.day_words import short_day
from layers.importing.batch import Batch
from layers.queries.wards import Ward

SAME_PART = 1e-6
"""Two outlines are the same where they differ by less than a millionth of the area."""


class Known(NamedTuple):
    """An area that is in force on the eve of the epoch, in metres."""

    id: int
    code: str
    name: str
    people: int | None
    shape: BaseGeometry


class Changes(NamedTuple):
    """`goes_on`: areas the file holds unchanged, which stay one row; `ends`: areas that close."""

    goes_on: tuple[Known, ...]
    ends: tuple[Known, ...]
    opens: NDArray[np.bool_]
    """By row of the file: whether it becomes a new area."""


def in_force(conn: connection, ward: Ward, wish: EpochWish) -> tuple[Known, ...]:
    """Return the areas of the kind that the epoch may end; refuse where later ones are known."""
    later = db.one(
        conn,
        "SELECT code, name, valid_from FROM area WHERE ward_id = %s AND kind = %s"
        " AND valid_from >= %s ORDER BY valid_from DESC LIMIT 1",
        (ward.id, wish.kind, wish.starts_on),
    )
    if later is not None:
        since = short_day(later["valid_from"])
        raise InputError(
            Text(
                f"Đã có ranh giới cùng cấp có hiệu lực từ {since.vi}"
                f" ({later['code']} {later['name']}): nạp các thời kỳ theo thứ tự, hoặc hoàn tác"
                " thời kỳ đó trước.",
                f"There are boundaries of this kind in force from {since.en}"
                f" ({later['code']} {later['name']}): load epochs in their order, or undo that one"
                " first.",
            ),
            field="starts_on",
            value=wish.starts_on,
        )
    found = db.rows(
        conn,
        "SELECT id, code, name, people, ST_AsBinary(ST_Transform(geom, %(srid)s)) AS shape"
        "  FROM area WHERE ward_id = %(ward)s AND kind = %(kind)s AND valid @> %(day)s"
        " ORDER BY length(code), code, id",
        {"srid": ward.srid_measure, "ward": ward.id, "kind": wish.kind, "day": wish.starts_on},
    )
    return tuple(Known(**row | {"shape": shapely.from_wkb(bytes(row["shape"]))}) for row in found)


def find_changes(known: tuple[Known, ...], batch: Batch, ward: Ward, wish: EpochWish) -> Changes:
    """Compare the file with what is in force; both in the ward's metres."""
    shapes = gpd.GeoSeries(batch.geometry, crs=4326).to_crs(ward.srid_measure).to_numpy()
    texts = [(str(code), str(name)) for code, name in _names(batch)]
    opens = np.ones(len(texts), dtype=bool)
    by_key = {(each.code, each.name): each for each in known}
    goes_on = []
    for row, key in enumerate(texts):
        before = by_key.get(key)
        if before is not None and _is_same(before.shape, shapes[row]):
            goes_on.append(before)
            opens[row] = False
    stays = {each.id for each in goes_on}
    candidates = [each for each in known if each.id not in stays]
    if wish.scope == "touched":
        codes = {code for (code, _), is_new in zip(texts, opens, strict=True) if is_new}
        fresh = shapes[opens]
        candidates = [
            each
            for each in candidates
            if each.code in codes or _touches(each.shape, fresh, wish.sliver_share)
        ]
    return Changes(tuple(goes_on), tuple(candidates), opens)


def _names(batch: Batch) -> list[tuple[Any, Any]]:
    return list(zip(batch.frame["code"], batch.frame["name"], strict=True))


def _is_same(one: BaseGeometry, other: BaseGeometry) -> bool:
    if one.equals(other):
        return True
    apart: float = shapely.area(shapely.symmetric_difference(one, other))
    return apart <= SAME_PART * one.area


def _touches(shape: BaseGeometry, fresh: NDArray[np.object_], sliver_share: float) -> bool:
    """Say whether new areas share more ground with an old one than the hand that drew them."""
    ground = shapely.area(shapely.intersection(fresh, shape))
    parts = np.maximum(ground / shape.area, ground / shapely.area(fresh))
    return bool((parts >= max(sliver_share, SAME_PART)).any())
