"""A route handed over and what names it: shared by the tests of rows that follow."""

import json
from datetime import date

from layers import db
from layers.editing.handover import Handover, hand_over, version_of
from layers.importing.options import ImportOptions
from layers.importing.pipeline import import_file
from layers.registers.reading import find_register
from layers.roles import Role

BOSS = Role.SUPERVISOR
PATROLS, ASSIGNMENTS = find_register("patrols"), find_register("assignments")
MAY = date(2016, 5, 1)


def said(day, route, team, group) -> dict[str, str]:
    return {"patrolled_on": day, "unit_id": team, "group_id": str(group), "route_id": str(route),
            "members": "3", "hours": "2", "found": "0", "note": ""}  # fmt: skip


def hand(conn, ward, route, on=MAY, unit="Đoàn TN"):
    version = version_of(conn, ward, route, BOSS)
    return hand_over(conn, ward, Handover(route, version, unit, "", on, "hết hạn"), BOSS, "an")


def named(conn, row_id, table="register_patrol"):
    """The contract that a row names, and its version."""
    query = f"SELECT route_id, version FROM {table} WHERE id = %s"
    return tuple(db.one(conn, query, (row_id,)).values())


LINE = {"type": "LineString", "coordinates": [[105.881, 21.045], [105.889, 21.045]]}


def lines(*periods) -> str:
    rows = [
        {"code": "KQ-08", "name": "Tuyến 8", "holder_unit": unit, "valid_from": first,
         "valid_to": last}
        for unit, first, last in periods
    ]  # fmt: skip
    features = [{"type": "Feature", "properties": row, "geometry": LINE} for row in rows]
    return json.dumps({"type": "FeatureCollection", "features": features})


def bring(conn, ward, folder, content: str, **options):
    path = folder / "routes.geojson"
    path.write_text(content, encoding="utf-8")
    return import_file(conn, ward, "routes", path, ImportOptions(**options))
