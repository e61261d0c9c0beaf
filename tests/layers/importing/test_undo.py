"""An import is undone as a whole, or not at all where something was built on it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from psycopg2.extensions import connection

from layers import db
from layers.errors import UndoRefused
from layers.file_store import FileStore
from layers.importing import ImportOptions, import_file
from layers.importing.targets import TARGETS
from layers.importing.undo import Undone, undo_import
from layers.queries.imports import ImportNotFound, get_import, list_imports, rows_of_import
from layers.queries.wards import Ward
from tests.factories import add_area, add_lane, add_round
from tests.layers.importing.conftest import EVENTS, Bring

HEADER = "key,day,what,x,y\n"
FIRST = HEADER + "a,2016-03-01,vut_rac,105.884,21.045\nb,2016-03-02,mai_che,105.885,21.045\n"
CORRECTED = FIRST.replace("mai_che,105.885", "ban_hang_rong,105.886") + (
    "c,2016-03-03,vut_rac,105.887,21.045\n"
)
AREAS = (
    '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"5","name":'
    '"Tổ 5"},"geometry":{"type":"Polygon","coordinates":[[[105.88,21.04],[105.89,21.04],'
    "[105.89,21.05],[105.88,21.05],[105.88,21.04]]]}}]}"
)


@pytest.fixture
def undo(conn: connection, ward: Ward) -> Callable[[int | None], Undone]:
    def _undo(import_id: int | None) -> Undone:
        assert import_id is not None
        return undo_import(conn, ward, import_id, "clerk")

    return _undo


def _incidents(conn: connection) -> list[dict]:
    return db.rows(
        conn,
        "SELECT source_key, category_code, import_id, ST_X(geom) AS x FROM incident"
        " ORDER BY source_key",
    )


def test_undo_removes_what_was_inserted(conn, ward, bring: Bring, undo) -> None:
    report = bring("incidents", FIRST, **EVENTS)
    undone = undo(report.import_id)
    assert (undone.removed, undone.restored) == (2, 0)
    assert _incidents(conn) == []
    record = get_import(conn, ward, report.import_id)
    assert record.undone_by == "clerk"
    assert record.undone == undone.to_json()
    assert db.value(conn, "SELECT sum(n) FROM incident_grid") in (None, 0)
    actors = "SELECT DISTINCT actor FROM change_log WHERE action = 'delete'"
    assert db.rows(conn, actors) == [{"actor": "clerk"}]


def test_undo_puts_back_what_was_replaced(conn, bring: Bring, undo) -> None:
    add_lane_under = bring("incidents", FIRST, **EVENTS).import_id
    before = _incidents(conn)
    second = bring("incidents", CORRECTED, name="b.csv", update=True, **EVENTS)
    assert (second.loaded, second.updated) == (1, 1)
    undone = undo(second.import_id)
    assert (undone.removed, undone.restored) == (1, 1)
    assert _incidents(conn) == before
    assert {row["import_id"] for row in before} == {add_lane_under}
    assert undo(add_lane_under).removed == 2


def test_an_undone_file_can_be_loaded_again(conn, bring: Bring, undo) -> None:
    undo(bring("incidents", FIRST, **EVENTS).import_id)
    again = bring("incidents", FIRST, **EVENTS)
    assert again.loaded == 2
    assert len(_incidents(conn)) == 2


def test_undo_is_done_once(bring: Bring, undo) -> None:
    import_id = bring("incidents", FIRST, **EVENTS).import_id
    undo(import_id)
    with pytest.raises(UndoRefused, match="undone already"):
        undo(import_id)


def test_an_edited_row_is_named_and_keeps_everything(conn, bring: Bring, undo) -> None:
    import_id = bring("incidents", FIRST, **EVENTS).import_id
    with db.acting_as(conn, "lan"):
        db.execute(conn, "UPDATE incident SET address = 'số 5' WHERE source_key = 'b'")
    with pytest.raises(UndoRefused, match=r"'b' has been edited \(lan"):
        undo(import_id)
    assert len(_incidents(conn)) == 2


def test_a_removed_row_is_named(conn, bring: Bring, undo) -> None:
    import_id = bring("incidents", FIRST, **EVENTS).import_id
    db.execute(conn, "DELETE FROM incident WHERE source_key = 'a'")
    with pytest.raises(UndoRefused, match="'a' has been removed"):
        undo(import_id)


def test_a_later_import_over_it_goes_first(bring: Bring, undo) -> None:
    first = bring("incidents", FIRST, **EVENTS).import_id
    second = bring("incidents", CORRECTED, name="b.csv", update=True, **EVENTS).import_id
    with pytest.raises(UndoRefused, match="'b' has been edited"):
        undo(first)
    undo(second)
    assert undo(first).removed == 2


def test_groups_go_and_incidents_before_them_keep_none(conn, bring: Bring, undo) -> None:
    bring("incidents", FIRST, **EVENTS)
    areas = bring("groups", AREAS, name="a.geojson", columns={}, valid_from=_day("2010-01-01"))
    assert db.value(conn, "SELECT count(group_id) FROM incident") == 2
    assert undo(areas.import_id).removed == 1
    assert db.value(conn, "SELECT count(group_id) FROM incident") == 0
    assert db.value(conn, "SELECT count(*) FROM incident") == 2


def test_groups_stay_where_later_incidents_hang_on_them(bring: Bring, undo) -> None:
    areas = bring("groups", AREAS, name="a.geojson", columns={}, valid_from=_day("2010-01-01"))
    incidents = bring("incidents", FIRST, **EVENTS)
    with pytest.raises(UndoRefused, match="incident 'a' hangs on '5'"):
        undo(areas.import_id)
    undo(incidents.import_id)
    assert undo(areas.import_id).removed == 1


def test_groups_that_a_register_names_stay(conn, bring: Bring, undo) -> None:
    areas = bring("groups", AREAS, name="a.geojson", columns={}, valid_from=_day("2010-01-01"))
    db.execute(
        conn,
        "INSERT INTO register_broadcast (ward_id, group_id, broadcast_on, minutes, topic, state,"
        " created_by, updated_by)"
        " SELECT ward_id, id, '2016-03-07', 15, 'x', 'da_phat', 'lan', 'lan' FROM area",
    )
    with pytest.raises(UndoRefused, match="1 rows of 'Broadcasts' refer to it"):
        undo(areas.import_id)


def test_incidents_that_somebody_wrote_about_stay(conn, bring: Bring, undo) -> None:
    incidents = bring("incidents", FIRST, **EVENTS)
    db.execute(
        conn,
        "INSERT INTO incident_comment (ward_id, incident_id, author, body)"
        " SELECT ward_id, id, 'lan', 'Đã hẹn thứ hai' FROM incident WHERE source_key = 'a'",
    )
    with pytest.raises(UndoRefused, match="hangs on 'a'"):
        undo(incidents.import_id)
    assert db.value(conn, "SELECT count(*) FROM incident_comment") == 1


def test_a_lane_with_a_project_stays(conn, ward, bring: Bring, undo) -> None:
    lane = AREAS.replace('"Polygon"', '"LineString"').replace("[[[", "[[").replace("]]]", "]]")
    report = bring("lanes", lane, name="l.geojson")
    db.execute(
        conn,
        "INSERT INTO lane_project (ward_id, lane_id, code, phase, state)"
        " SELECT ward_id, id, 'P2-1', 2, 'planned' FROM lane",
    )
    with pytest.raises(UndoRefused, match="lane project 'P2-1' hangs on '5'"):
        undo(report.import_id)


def test_a_lane_that_a_round_noted_stays(conn, ward, bring: Bring, undo) -> None:
    lane = AREAS.replace('"Polygon"', '"LineString"').replace("[[[", "[[").replace("]]]", "]]")
    report = bring("lanes", lane, name="l.geojson")
    db.execute(
        conn,
        "INSERT INTO inspection_round_lane (round_id, lane_id, ward_id)"
        " SELECT %s, id, ward_id FROM lane",
        (add_round(conn, ward),),
    )
    with pytest.raises(UndoRefused, match="rounds noted lane '5'"):
        undo(report.import_id)


def test_categories_that_came_along_go_along(conn, bring: Bring, undo) -> None:
    count = "SELECT count(*) FROM category"
    before = db.value(conn, count)
    odd = FIRST.replace("vut_rac", "thả diều")
    report = bring("incidents", odd, **EVENTS, new_categories="ttdt")
    assert db.value(conn, count) == before + 1
    assert undo(report.import_id).categories == 1
    assert db.value(conn, count) == before


def test_links_of_restored_incidents_are_worked_out_anew(conn, ward, bring: Bring, undo) -> None:
    add_area(conn, ward, "5", box=(105.88, 21.04, 105.8855, 21.05))
    add_area(conn, ward, "6", box=(105.8855, 21.04, 105.89, 21.05))
    add_lane(conn, ward)
    bring("incidents", FIRST, **EVENTS)
    second = bring("incidents", CORRECTED, name="b.csv", update=True, **EVENTS)
    undo(second.import_id)
    found = db.rows(
        conn,
        "SELECT area.code FROM incident JOIN area ON area.id = group_id"
        " WHERE source_key = 'b' AND lane_id IS NOT NULL",
    )
    assert found == [{"code": "5"}]


def test_an_import_of_another_ward_is_not_found(conn, ward, undo) -> None:
    with pytest.raises(ImportNotFound):
        undo(10**9)


def test_the_original_is_kept_with_its_companions(conn, ward, tmp_path: Path) -> None:
    store, path = FileStore(tmp_path / "kept"), tmp_path / "a.csv"
    path.write_text(FIRST)
    report = import_file(conn, ward, "incidents", path, ImportOptions(**EVENTS), store=store)
    (record,) = list_imports(conn, ward)
    assert [each.name for each in record.files] == ["a.csv"]
    assert record.files[0].sha256 == record.file_sha256 == report.file_sha256
    with store.open_kept(record.file_sha256) as file:
        assert file.read().decode() == FIRST
    rows = rows_of_import(conn, record, TARGETS["incidents"])
    assert rows.total == 2
    assert [row["source_key"] for row in rows.rows] == ["a", "b"]
    assert rows.bounds == pytest.approx((105.884, 21.045, 105.885, 21.045))


def test_a_refused_file_is_not_kept(conn, ward, tmp_path: Path) -> None:
    store, path = FileStore(tmp_path / "kept"), tmp_path / "a.csv"
    path.write_text(FIRST.replace("vut_rac", "không biết"))
    with pytest.raises(Exception, match="Nothing was loaded"):
        import_file(conn, ward, "incidents", path, ImportOptions(**EVENTS), store=store)
    assert not store.folder.exists()


def _day(text: str) -> date:
    return date.fromisoformat(text)
