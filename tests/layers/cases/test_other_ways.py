"""Ways into a case beside its page: an import that replaces, its undo, and the state they leave."""

import pytest
from psycopg2.extensions import connection

from layers import db
from layers.importing.undo import undo_import
from layers.queries.wards import Ward
from tests.factories import add_user, move_incident
from tests.layers.importing.conftest import Bring

HEADER = "key,day,what,state,x,y\n"
FIRST = HEADER + (
    "a,2016-03-01,vut_rac,phat_hien,105.884,21.045\nb,2016-03-02,mai_che,ket_thuc,105.885,21.045\n"
)
KEYED = {
    "x": "x", "y": "y", "crs": "EPSG:4326", "date_format": "%Y-%m-%d",
    "columns": {"source_key": "key", "occurred_at": "day", "category_code": "what"},
}  # fmt: skip


@pytest.fixture
def clerk(conn: connection, ward: Ward) -> str:
    add_user(conn, "thu-ky", "inspector", ward)
    return "thu-ky"


def state_of(conn: connection, key: str) -> str:
    return db.value(conn, "SELECT state FROM incident WHERE source_key = %s", (key,))


def test_history_arrives_in_any_state_and_costs_no_event(conn, bring: Bring) -> None:
    bring("incidents", FIRST, **KEYED)
    assert (state_of(conn, "a"), state_of(conn, "b")) == ("phat_hien", "ket_thuc")
    assert db.value(conn, "SELECT count(*) FROM incident_event") == 0


def test_a_file_moves_a_case_as_its_loader_may(conn, bring: Bring, clerk: str) -> None:
    bring("incidents", FIRST, **KEYED)
    changed = FIRST.replace("vut_rac,phat_hien", "vut_rac,nhac_nho")
    report = bring("incidents", changed, name="b.csv", update=True, actor=clerk, **KEYED)
    assert report.updated == 1
    event = db.one(conn, "SELECT kind, actor, reason FROM incident_event")
    assert (event["kind"], event["actor"]) == ("move", clerk)
    assert "b.csv" in event["reason"]


@pytest.mark.parametrize(
    ("before", "after", "actor"),
    [
        ("vut_rac,phat_hien", "vut_rac,ket_thuc", "thu-ky"),  # no such step
        ("vut_rac,phat_hien", "vut_rac,huy", "thu-ky"),  # a supervisor's
        ("mai_che,ket_thuc", "mai_che,phat_hien", "terminal:root"),  # reopening
        ("vut_rac,phat_hien", "vut_rac,nhac_nho", "nguoi-la"),  # nobody of the ward
    ],
)
def test_a_file_cannot_do_what_its_loader_may_not(
    conn, bring: Bring, refused: Bring, clerk: str, before: str, after: str, actor: str
) -> None:
    bring("incidents", FIRST, **KEYED)
    report = refused(
        "incidents", FIRST.replace(before, after), name="b.csv", update=True, actor=actor, **KEYED
    )
    (issue,) = report.issues
    assert (issue.field, issue.kind) == ("state", "move_refused")
    assert (state_of(conn, "a"), state_of(conn, "b")) == ("phat_hien", "ket_thuc")


def test_bad_moves_are_skipped_where_bad_rows_may_be(conn, bring: Bring, clerk: str) -> None:
    bring("incidents", FIRST, **KEYED)
    changed = FIRST.replace("phat_hien", "nhac_nho").replace("ket_thuc", "phat_hien")
    report = bring(
        "incidents", changed, name="b.csv", update=True, skip_bad=True, actor=clerk, **KEYED
    )
    assert (report.updated, report.bad) == (1, 1)
    assert (state_of(conn, "a"), state_of(conn, "b")) == ("nhac_nho", "ket_thuc")


def test_undo_of_an_import_steps_back_as_an_undo(conn, ward, bring: Bring, clerk: str) -> None:
    first = bring("incidents", FIRST, **KEYED).import_id
    changed = FIRST.replace("phat_hien", "nhac_nho")
    second = bring("incidents", changed, name="b.csv", update=True, actor=clerk, **KEYED).import_id
    undo_import(conn, ward, second, clerk)
    assert state_of(conn, "a") == "phat_hien"
    kinds = [row["kind"] for row in db.rows(conn, "SELECT kind FROM incident_event ORDER BY id")]
    assert kinds == ["move", "undo"]
    assert undo_import(conn, ward, first, clerk).removed == 2


def test_a_file_of_the_case_in_work_is_not_undone(conn, ward, bring: Bring, clerk: str) -> None:
    first = bring("incidents", FIRST, **KEYED).import_id
    case = db.value(conn, "SELECT id FROM incident WHERE source_key = 'a'")
    move_incident(conn, ward, case, "nhac_nho")
    with pytest.raises(Exception, match="edited"):
        undo_import(conn, ward, first, clerk)
    assert state_of(conn, "a") == "nhac_nho"
