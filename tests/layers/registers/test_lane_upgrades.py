"""Upgrades of lanes as a register: what is written there is what the map and the pages show."""

import json
from typing import Any

import pytest
from psycopg2.extensions import connection

from layers import db
from layers.filters import Filter
from layers.queries.effect import UPGRADED
from layers.queries.features import features_page
from layers.queries.wards import Ward
from layers.registers.figures import read_figure
from layers.registers.reading import find_register
from layers.registers.scope import Reader, View
from layers.registers.values import FormRefused
from layers.registers.writing import add_row, change_row, remove_row, restore_row
from layers.registry import get_layer
from layers.roles import Role
from tests.factories import add_area, add_feature, add_lane

UPGRADES, DOSSIERS = find_register("lane_upgrades"), find_register("dossiers")


def shown(conn: connection, ward: Ward, layer: str = "lane_projects") -> list[dict[str, str]]:
    page = features_page(conn, ward, get_layer(layer), Filter(), Role.VIEWER)
    return [each["properties"] for each in json.loads(f"[{page.features}]")]


def said(lane: int, **more: str) -> dict[str, str]:
    return {"code": "GD2-30", "lane_id": str(lane), "phase": "2", "state": "done",
            "started_on": "2016-03-01", "finished_on": "2016-04-30"} | more  # fmt: skip


def test_what_is_written_is_drawn_measured_taken_away_and_brought_back(
    conn: connection, ward: Ward, window: Any
) -> None:
    who = Reader(ward, Role.SUPERVISOR, "lan")
    row = add_row(conn, UPGRADES, who, said(add_lane(conn, ward, "Ngõ 30")))
    (drawn,) = shown(conn, ward)
    assert (drawn["code"], drawn["name"], drawn["state"]) == ("GD2-30", "Ngõ 30", "done")
    assert [each["code"] for each in db.rows(conn, UPGRADED, (ward.id,))] == ["GD2-30"]
    remove_row(conn, UPGRADES, who, row, 1, window("lane_upgrades", who))
    assert shown(conn, ward) == []
    assert db.rows(conn, UPGRADED, (ward.id,)) == []
    restore_row(conn, UPGRADES, who, row)
    assert len(shown(conn, ward)) == 1


def test_the_day_that_is_only_planned_is_no_day_of_finishing(conn: connection, ward: Ward) -> None:
    who = Reader(ward, Role.SUPERVISOR, "lan")
    add_row(conn, UPGRADES, who, said(add_lane(conn, ward), state="building"))
    assert db.rows(conn, UPGRADED, (ward.id,)) == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"code": "gd"}, None),
        ({"phase": "0"}, "phase"),
        ({"state": "xong"}, "state"),
        ({"lane_id": "9999999"}, "lane_id"),
        ({"finished_on": "2016-02-01"}, "finished_on"),
    ],
)
def test_what_cannot_be_is_refused_by_name(
    conn: connection, ward: Ward, wrong: dict[str, str], field: str | None
) -> None:
    who, lane = Reader(ward, Role.SUPERVISOR, "lan"), add_lane(conn, ward)
    if field is None:
        add_row(conn, UPGRADES, who, said(lane))
        wrong, field = {}, "code"
    with pytest.raises(FormRefused) as refused:
        add_row(conn, UPGRADES, who, said(lane, **wrong))
    assert field in refused.value.faults


def test_a_dossier_on_the_map_says_what_its_register_says(conn: connection, ward: Ward) -> None:
    group = add_area(conn, ward)
    who = Reader(ward, Role.SUPERVISOR, "lan")
    held = {"stage": "Tiếp nhận hồ sơ", "obstacle": "cũ", "received_on": "2015-01-20"}
    for key in ("HS-1", "HS-2", "HS-3"):
        made = add_feature(conn, ward, "certificates", held)
        db.execute(conn, "UPDATE feature SET source_key = %s WHERE id = %s", (key, made))
    row = {"group_id": str(group), "received_on": "2016-01-05", "due_on": "2016-03-01"}
    add_row(
        conn, DOSSIERS, who, row | {"code": "HS-1", "stage": "thuc_dia", "obstacle": "ranh giới"}
    )
    add_row(
        conn, DOSSIERS, who, row | {"code": "HS-2", "stage": "da_cap", "issued_on": "2016-02-01"}
    )
    first, untouched = shown(conn, ward, "certificates")
    assert (first["stage"], first["obstacle"]) == ("Kiểm tra thực địa", "ranh giới")
    assert first["received_on"] == "2016-01-05"
    assert untouched == {"group_name": None} | held


def test_points_of_dossiers_follow_their_register(
    conn: connection, ward: Ward, window: Any
) -> None:
    """Deleted: gone; brought back: there; renumbered: the same point; without a point: told."""
    who = Reader(ward, Role.SUPERVISOR, "lan")
    made = add_feature(conn, ward, "certificates", {"stage": "Tiếp nhận hồ sơ"})
    db.execute(conn, "UPDATE feature SET source_key = 'HS-1' WHERE id = %s", (made,))
    row = {"group_id": str(add_area(conn, ward)), "received_on": "2016-01-05",
           "due_on": "2016-03-01", "code": "HS-1", "stage": "thuc_dia"}  # fmt: skip
    dossier = add_row(conn, DOSSIERS, who, row)
    days = window("dossiers", who)
    remove_row(conn, DOSSIERS, who, dossier, 1, days)
    assert shown(conn, ward, "certificates") == []
    restore_row(conn, DOSSIERS, who, dossier)
    assert [each["stage"] for each in shown(conn, ward, "certificates")] == ["Kiểm tra thực địa"]
    change_row(conn, DOSSIERS, who, dossier, 3, row | {"code": "HS-9", "stage": "trinh"}, days)
    assert [each["stage"] for each in shown(conn, ward, "certificates")] == ["Trình quận thẩm định"]
    add_row(conn, DOSSIERS, who, row | {"code": "HS-NEW"})
    numbers = {
        name: read_figure(conn, DOSSIERS, who, View(), days, name).value
        for name in ("pending", "off_map")
    }
    drawn = len(shown(conn, ward, "certificates"))
    assert (numbers["pending"], numbers["off_map"], drawn) == (2, 1, 1)
