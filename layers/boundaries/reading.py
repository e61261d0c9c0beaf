"""Epochs and their lineage as pages and terminals show them."""

import json
from collections.abc import Mapping
from typing import Any

from psycopg2.extensions import connection

from geo.lineage import Kind
from geo.text import Text
from layers import db
from layers.errors import NotFound
from layers.queries.row_tables import json_value
from layers.queries.sources import read_sql
from layers.queries.wards import Ward

KIND_WORDS: Mapping[Kind, Text] = {
    "split": Text("chia tách", "split"),
    "merge": Text("sáp nhập", "merge"),
    "rename": Text("đổi tên", "rename"),
    "recode": Text("đổi mã", "recode"),
    "part": Text("một phần", "part"),
}


class EpochNotFound(NotFound):
    def __init__(self, epoch_id: object) -> None:
        super().__init__(Text("thời kỳ ranh giới", "epoch of boundaries"), epoch_id)


def read_epochs(conn: connection, ward: Ward) -> list[dict[str, Any]]:
    """Return the epochs that were loaded with a document, newest first."""
    return [_epoch(row) for row in db.rows(conn, read_sql("epochs"), {"ward": ward.id, "id": None})]


def read_epoch(conn: connection, ward: Ward, epoch_id: int) -> dict[str, Any]:
    """Return one epoch with its pairs, what has no heir, and who changed what; EpochNotFound."""
    row = db.one(conn, read_sql("epochs"), {"ward": ward.id, "id": epoch_id})
    if row is None:
        raise EpochNotFound(epoch_id)
    pairs = [_pair(each) for each in db.rows(conn, read_sql("epoch_pairs"), {"id": epoch_id})]
    return _epoch(row) | {
        "pairs": pairs,
        "left_over": db.rows(conn, read_sql("epoch_left_over"), {"id": epoch_id}),
        "log": [
            _entry(each)
            for each in db.rows(conn, read_sql("epoch_log"), {"ward": ward.id, "id": epoch_id})
        ],
    }


def _epoch(row: dict[str, Any]) -> dict[str, Any]:
    shown = {name: json_value(value) for name, value in row.items() if name != "ward_id"}
    return shown | {"is_confirmed": row["confirmed_at"] is not None}


def _pair(row: dict[str, Any]) -> dict[str, Any]:
    sides = {
        side: {name: row[f"{side}_{name}"] for name in ("id", "code", "name", "people")}
        for side in ("old", "new")
    }
    plain = (
        "id", "kind", "area_m2", "share_area", "share_of_new", "share_incidents", "share_people",
        "is_sliver", "source", "computed", "reason", "corrected_by",
    )  # fmt: skip
    return {
        **sides,
        **{name: row[name] for name in plain},
        "corrected_at": json_value(row["corrected_at"]),
        "kind_words": KIND_WORDS[row["kind"]].to_json(),
    }


def _entry(row: dict[str, Any]) -> dict[str, Any]:
    """Say one change of the log in a word: what was done, and to which pair."""
    before, after = row["before"] or {}, row["after"] or {}
    if row["table_name"] == "area_lineage":
        what = "corrected"
    elif row["action"] == "insert":
        what = "loaded"
    elif after.get("confirmed_at") and not before.get("confirmed_at"):
        what = "confirmed"
    elif before.get("confirmed_at") and not after.get("confirmed_at"):
        what = "reopened"
    else:
        what = "changed"
    return {
        "at": row["at"].isoformat(timespec="seconds"),
        "actor": row["actor"],
        "what": what,
        "pair": int(row["row_id"]) if what == "corrected" else None,
        "reason": after.get("reason", "") if what == "corrected" else "",
    }


def epoch_shapes(conn: connection, ward: Ward, epoch_id: int) -> dict[str, Any]:
    """Return the outlines of an epoch as GeoJSON, `side` old or new; EpochNotFound."""
    rows = db.rows(conn, read_sql("epoch_shapes"), {"ward": ward.id, "id": epoch_id})
    if not rows:
        raise EpochNotFound(epoch_id)
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": row["id"],
                "geometry": json.loads(row["geometry"]),
                "properties": {
                    "code": row["code"],
                    "name": row["name"],
                    "side": "new" if row["is_opened"] else "old",
                },
            }
            for row in rows
        ],
    }
