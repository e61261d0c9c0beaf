"""Files that are nearly right: what is wrong is named by row and field, and nothing is lost."""

import json
import random
import string
from typing import Any

import pytest
from psycopg2.extensions import connection

from layers import db
from tests.layers.importing.conftest import Bring

SQUARE = [[[105.88, 21.04], [105.89, 21.04], [105.89, 21.05], [105.88, 21.04]]]
LINE = [[105.88, 21.04], [105.89, 21.04]]
HEADER = "key,day,what,x,y,note"
ROW = "V1,2016-03-01,vut_rac,105.886,21.048,a"


def _features(kind: str, coordinates: Any, *properties: dict[str, Any]) -> str:
    shape = {"type": kind, "coordinates": coordinates}
    features = [{"type": "Feature", "properties": each, "geometry": shape} for each in properties]
    return json.dumps({"type": "FeatureCollection", "features": features})


def _areas(*properties: dict[str, Any]) -> str:
    usual = {"code": "1", "name": "Tổ 1", "valid_from": "2016-01-01"}
    return _features("Polygon", SQUARE, *(usual | each for each in properties))


@pytest.mark.parametrize("missing", ["code", "valid_from"])
def test_row_without_part_of_its_key_is_named(refused: Bring, missing: str) -> None:
    report = refused("groups", _areas({}, {missing: None}), "a.geojson")
    assert [(i.line, i.field, i.kind) for i in report.issues] == [(2, missing, "required")]


def test_incident_without_its_key_is_named(refused: Bring, events: dict[str, Any]) -> None:
    rows = [HEADER, ROW, ROW.replace("V1", "")]
    report = refused("incidents", "\n".join(rows), **events)
    assert [(i.line, i.field, i.kind) for i in report.issues] == [(3, "source_key", "required")]


def test_key_too_long_for_an_index_is_named(refused: Bring, events: dict[str, Any]) -> None:
    dice = random.Random(1)
    key = "".join(dice.choice(string.ascii_letters) for _ in range(9000))
    report = refused("incidents", f"{HEADER}\n{ROW.replace('V1', key)}\n", **events)
    assert [(i.line, i.field, i.kind) for i in report.issues] == [(2, "source_key", "too_long")]


def test_number_that_the_database_cannot_hold_is_named(refused: Bring) -> None:
    report = refused("groups", _areas({"people": 99_999_999_999}), "a.geojson")
    assert [(i.line, i.field, i.kind) for i in report.issues] == [(1, "people", "too_large")]


def test_endless_number_is_no_number(refused: Bring) -> None:
    lane = _features("LineString", LINE, {"code": "1", "name": "Ngõ 1", "width_m": "1e400"})
    report = refused("lanes", lane, "a.geojson")
    assert [(i.line, i.field, i.kind) for i in report.issues] == [(1, "width_m", "not_number")]


def test_period_of_no_day_is_named(refused: Bring) -> None:
    report = refused("groups", _areas({"valid_to": "2016-01-01"}), "a.geojson")
    assert [(i.line, i.field, i.kind) for i in report.issues] == [(1, "valid_to", "order")]


@pytest.mark.parametrize("encoding", [None, "utf-8", "utf-8-sig", "UTF8"])
def test_byte_order_mark_is_no_part_of_the_first_name(
    bring: Bring, conn: connection, events: dict[str, Any], encoding: str | None
) -> None:
    bring("incidents", f"\ufeff{HEADER}\n{ROW}\n", **events, encoding=encoding)
    assert db.value(conn, "SELECT source_key FROM incident") == "V1"


def test_name_of_a_column_is_found_however_it_was_typed(
    bring: Bring, conn: connection, events: dict[str, Any]
) -> None:
    """Decomposed accents and invisible spaces, as spreadsheets leave them."""
    header = HEADER.replace("day", "\u200bnga\u0300y\u00a0")
    events["columns"] = {"occurred_at": "ngày", "category": "what"}
    bring("incidents", f"{header}\n{ROW}\n", **events)
    assert db.value(conn, "SELECT count(*) FROM incident") == 1


def test_column_of_the_exact_name_goes_first(
    bring: Bring, conn: connection, events: dict[str, Any]
) -> None:
    bring("incidents", f"{HEADER.replace('note', 'KEY')}\n{ROW}\n", **events)
    assert db.one(conn, "SELECT source_key, properties FROM incident") == {
        "source_key": "V1",
        "properties": {"KEY": "a"},
    }


def test_column_called_id_is_kept(bring: Bring, conn: connection, events: dict[str, Any]) -> None:
    bring("incidents", f"{HEADER.replace('key', 'id')}\n{ROW}\n", **events)
    assert db.value(conn, "SELECT properties FROM incident") == {"id": "V1", "note": "a"}


def test_list_in_geojson_stays_a_list(bring: Bring, conn: connection) -> None:
    bring("groups", _areas({"tags": ["chợ", "trường"]}), "a.geojson")
    assert json.loads(db.value(conn, "SELECT properties ->> 'tags' FROM area")) == ["chợ", "trường"]


def test_encoding_that_cannot_decode_is_refused(refused: Bring, events: dict[str, Any]) -> None:
    report = refused("incidents", f"{HEADER}\n{ROW}\n", **events, encoding="undefined")
    assert report.issues[0].field == "encoding"


def test_few_rows_on_a_known_default_location_join_it(
    bring: Bring, conn: connection, events: dict[str, Any]
) -> None:
    """What one large file showed to be a default holds for the small files that follow."""
    many = [ROW.replace("V1", f"A{n}") for n in range(60)]
    bring("incidents", "\n".join([HEADER, *many]), **events)
    few = [ROW.replace("V1", "B1"), ROW.replace("V1", "B2").replace("105.886", "105.887")]
    report = bring("incidents", "\n".join([HEADER, *few]), "b.csv", **events)
    marked = db.rows(conn, "SELECT source_key FROM incident WHERE is_pile_up AND source_key ~ 'B'")
    assert [row["source_key"] for row in marked] == ["B1"]
    assert any("default location that the ward has already" in note.en for note in report.notes)
