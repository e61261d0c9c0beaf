"""The state machine of cases, asked by plain SQL as the app's role: who, how, in which order."""

import itertools

import psycopg2
import psycopg2.errors
import pytest
from psycopg2.extensions import connection

from geo.errors import InputError
from layers import db
from layers.cases.acting import working
from layers.errors import NotAllowed
from layers.migrate import FUNCTIONS, MIGRATIONS, migrate
from layers.queries.wards import Ward
from tests.factories import add_incident

CHAIN = ["nhac_nho", "lap_bien_ban", "quyet_dinh", "thi_hanh", "da_khac_phuc", "kiem_tra_lai"]
OURS = ("0020_", "0021_", "0029_", "0037_", "0042_", "0047_", "55_", "56_", "61_")
"""What a database from before case work lacks: migrations and functions by their numbers."""
EXITS = ("chuyen_co_quan", "khong_du_can_cu", "huy")


def move(conn: connection, case: int, state: str, by: str = "an1", why: str = "có căn cứ") -> None:
    with working(conn, by, why):
        db.execute(conn, "UPDATE incident SET state = %s WHERE id = %s", (state, case))


def undo(conn: connection, case: int, state: str, by: str = "an1") -> None:
    with working(conn, by, undo=True):
        db.execute(conn, "UPDATE incident SET state = %s WHERE id = %s", (state, case))


def bare(conn: connection, query: str, *values: object) -> None:
    """Run a statement as somebody at the database would: the role of the app, nothing said."""
    with db.acting_as(conn, ""):
        db.execute(conn, query, values)


def state(conn: connection, case: int) -> str:
    return db.value(conn, "SELECT state FROM incident WHERE id = %s", (case,))


def events(conn: connection, case: int, *columns: str) -> list[tuple]:
    found = db.rows(
        conn, "SELECT * FROM incident_event WHERE incident_id = %s ORDER BY id", (case,)
    )
    return [tuple(row[name] for name in columns) for row in found]


def test_the_whole_way_is_told_step_by_step(conn: connection, case: int) -> None:
    for step in CHAIN:
        move(conn, case, step, "chi" if step == "quyet_dinh" else "an1", f"lý do {step}")
    move(conn, case, "ket_thuc", "binh")
    told = events(conn, case, "kind", "from_state", "to_state", "actor", "reason")
    assert told[0][:3] == ("arrived", None, "phat_hien")
    assert [row[2] for row in told[1:]] == [*CHAIN, "ket_thuc"]
    assert told[3] == ("move", "lap_bien_ban", "quyet_dinh", "chi", "lý do quyet_dinh")
    stands = db.one(
        conn, "SELECT handler, version FROM incident_case WHERE incident_id = %s", (case,)
    )
    newest = db.value(conn, "SELECT max(id) FROM incident_event")
    assert stands == {"handler": "an1", "version": newest}


def test_every_pair_that_is_no_move_is_refused(conn: connection, ward: Ward, people: None) -> None:
    codes = [row["code"] for row in db.rows(conn, "SELECT code FROM incident_state")]
    allowed = {
        (row["from_state"], row["to_state"])
        for row in db.rows(conn, "SELECT from_state, to_state FROM incident_move")
    }
    assert not {pair for pair in allowed if pair[0] in ("ket_thuc", *EXITS)}
    for pair in itertools.permutations(codes, 2):
        row = add_incident(conn, ward, state=pair[0])
        if pair in allowed and pair[1] != "ket_thuc":
            move(conn, row, pair[1], "chi")
            assert state(conn, row) == pair[1]
        elif pair not in allowed:
            with pytest.raises(InputError) as refused:
                move(conn, row, pair[1], "chi")
            assert refused.value.field == "state"
            assert state(conn, row) == pair[0]


@pytest.mark.parametrize("by", ["dung", "em1", "nguoi-la", "terminal-x"])
def test_who_has_no_role_in_the_ward_moves_nothing(conn: connection, case: int, by: str) -> None:
    with pytest.raises(NotAllowed):
        move(conn, case, "nhac_nho", by)
    assert events(conn, case, "kind") == [("arrived",)]


@pytest.mark.parametrize("exit_state", EXITS)
def test_side_exits_are_a_supervisor_s_with_a_reason(
    conn: connection, case: int, exit_state: str
) -> None:
    with pytest.raises(NotAllowed):
        move(conn, case, exit_state)
    with pytest.raises(InputError) as refused:
        move(conn, case, exit_state, "chi", "  ")
    assert refused.value.field == "reason"
    move(conn, case, exit_state, "chi")
    with pytest.raises(InputError) as refused:
        move(conn, case, "phat_hien", "chi")
    assert "new incident" in refused.value.text.en


def test_a_statement_without_a_person_is_refused(conn: connection, case: int) -> None:
    with pytest.raises(psycopg2.errors.CheckViolation) as refused:
        bare(conn, "UPDATE incident SET state = 'nhac_nho' WHERE id = %s", case)
    assert refused.value.diag.constraint_name == "incident_move"
    with pytest.raises(psycopg2.errors.CheckViolation):
        bare(conn, "UPDATE incident SET state = 'ket_thuc'")
    assert state(conn, case) == "phat_hien"


def test_closing_needs_proof_and_another_person(conn: connection, case: int) -> None:
    move(conn, case, "nhac_nho")
    move(conn, case, "khac_phuc_tai_cho")
    with pytest.raises(InputError) as refused:
        move(conn, case, "ket_thuc", "binh")
    assert refused.value.field == "proof"
    move(conn, case, "kiem_tra_lai", "binh")
    with pytest.raises(InputError) as refused:
        move(conn, case, "ket_thuc", "an1")
    assert refused.value.field == "other"
    with pytest.raises(InputError) as refused:
        move(conn, case, "ket_thuc", "binh")  # whose re-check is the proof
    assert refused.value.field == "other" and "re-check included" in refused.value.text.en
    move(conn, case, "ket_thuc", "chi")


def test_one_person_alone_brings_no_case_to_its_end(conn: connection, case: int) -> None:
    """The named handler is another person: whoever took the steps closes nothing all the same."""
    with working(conn, "chi"):
        db.execute(
            conn,
            "INSERT INTO incident_case (incident_id, ward_id, handler)"
            " SELECT id, ward_id, 'binh' FROM incident WHERE id = %s",
            (case,),
        )
    for step in ("nhac_nho", "khac_phuc_tai_cho", "kiem_tra_lai"):
        move(conn, case, step)
    for took_part in ("an1", "binh"):
        with pytest.raises(InputError) as refused:
            move(conn, case, "ket_thuc", took_part)
        assert refused.value.field == "other"
    move(conn, case, "ket_thuc", "chi")


def test_a_step_that_was_taken_back_keeps_nobody_from_closing(conn: connection, case: int) -> None:
    for step in CHAIN[:-1]:
        move(conn, case, step, "chi" if step == "quyet_dinh" else "an1")
    move(conn, case, "kiem_tra_lai", "binh")
    undo(conn, case, "da_khac_phuc", "binh")
    move(conn, case, "kiem_tra_lai")
    with pytest.raises(InputError):
        move(conn, case, "ket_thuc", "an1")  # who handles it, and looked again
    move(conn, case, "ket_thuc", "binh")


def test_who_signed_the_decision_may_close(conn: connection, case: int) -> None:
    """Two inspectors and a supervisor are enough for a case that goes the whole way."""
    for step in CHAIN[:-1]:
        move(conn, case, step, "chi" if step == "quyet_dinh" else "an1")
    move(conn, case, "kiem_tra_lai", "binh")
    for took_part in ("an1", "binh"):
        with pytest.raises(InputError) as refused:
            move(conn, case, "ket_thuc", took_part)
        assert refused.value.field == "other"
    move(conn, case, "ket_thuc", "chi")


def test_a_re_check_that_failed_keeps_nobody_from_closing_later(
    conn: connection, case: int
) -> None:
    for step, by in (("nhac_nho", "an1"), ("khac_phuc_tai_cho", "an1"), ("kiem_tra_lai", "binh"),
                     ("nhac_nho", "binh"), ("khac_phuc_tai_cho", "an1"),
                     ("kiem_tra_lai", "an1")):  # fmt: skip
        move(conn, case, step, by)
    move(conn, case, "ket_thuc", "binh")


def test_a_step_back_that_is_undone_clears_nobody(conn: connection, case: int) -> None:
    """Back to a violation and undone: who put it right is who did, as before."""
    move(conn, case, "nhac_nho", "an1")
    for step in ("khac_phuc_tai_cho", "kiem_tra_lai", "nhac_nho"):
        move(conn, case, step, "binh")
    undo(conn, case, "kiem_tra_lai", "binh")
    with pytest.raises(InputError) as refused:
        move(conn, case, "ket_thuc", "binh")
    assert refused.value.field == "other"


def test_who_handed_the_case_on_does_not_close_it_either(conn: connection, case: int) -> None:
    move(conn, case, "nhac_nho")
    with working(conn, "chi", "bàn giao"):
        db.execute(
            conn, "UPDATE incident_case SET handler = 'binh' WHERE incident_id = %s", (case,)
        )
    move(conn, case, "khac_phuc_tai_cho", "binh")
    move(conn, case, "kiem_tra_lai", "binh")
    for handled in ("an1", "binh"):
        with pytest.raises(InputError):
            move(conn, case, "ket_thuc", handled)
    move(conn, case, "ket_thuc", "chi")


def test_a_failed_re_check_is_no_proof_for_later(conn: connection, case: int) -> None:
    for step in ("nhac_nho", "khac_phuc_tai_cho", "kiem_tra_lai", "nhac_nho", "khac_phuc_tai_cho"):
        move(conn, case, step)
    with pytest.raises(InputError) as refused:
        move(conn, case, "ket_thuc", "binh")
    assert refused.value.field == "proof"


def test_undo_takes_back_step_after_step(conn: connection, case: int) -> None:
    move(conn, case, "nhac_nho")
    move(conn, case, "lap_bien_ban")
    with pytest.raises(InputError):
        undo(conn, case, "phat_hien")
    with pytest.raises(NotAllowed):
        undo(conn, case, "nhac_nho", "binh")
    undo(conn, case, "nhac_nho")
    with pytest.raises(InputError):
        undo(conn, case, "lap_bien_ban", "chi")  # an undo is not undone: the step is taken again
    with pytest.raises(NotAllowed):
        undo(conn, case, "phat_hien", "binh")
    undo(conn, case, "phat_hien")
    with pytest.raises(InputError) as refused:
        undo(conn, case, "nhac_nho")
    assert refused.value.field == "undo"
    told = events(conn, case, "kind", "to_state")
    assert told[-2:] == [("undo", "nhac_nho"), ("undo", "phat_hien")]
    move(conn, case, "lap_bien_ban")
    undo(conn, case, "phat_hien")


def test_undo_is_no_way_to_a_state_that_never_was(conn: connection, case: int) -> None:
    move(conn, case, "nhac_nho")
    for wish in ("ket_thuc", "huy", "thi_hanh"):
        with pytest.raises(InputError):
            undo(conn, case, wish, "chi")
    assert state(conn, case) == "nhac_nho"


def test_a_case_that_ended_long_ago_is_not_reopened_by_undo(
    conn: connection, ward: Ward, people: None
) -> None:
    case = add_incident(conn, ward)
    move(conn, case, "huy", "chi")
    week = "ALTER TABLE incident_event {} TRIGGER events_are_final"
    db.execute(conn, week.format("DISABLE"))
    db.execute(conn, "UPDATE incident_event SET at = now() - interval '8 days' WHERE kind = 'move'")
    db.execute(conn, week.format("ENABLE"))
    with pytest.raises(InputError) as refused:
        undo(conn, case, "phat_hien", "chi")
    assert refused.value.field == "undo"
    assert state(conn, case) == "huy"


def test_an_undo_gives_back_what_the_step_took_away(conn: connection, case: int) -> None:
    move(conn, case, "nhac_nho")
    with working(conn, "an1"):
        db.execute(
            conn, "UPDATE incident_case SET due_on = '2030-01-02', blocked_by = 'chờ đo đạc'"
        )
    stood = "SELECT handler, since_at, due_on, blocked_by FROM incident_case WHERE incident_id = %s"
    before = db.one(conn, stood, (case,))
    move(conn, case, "lap_bien_ban")
    now = db.one(conn, stood, (case,))
    assert (now["due_on"], now["blocked_by"]) == (None, "")
    undo(conn, case, "nhac_nho")
    assert db.one(conn, stood, (case,)) == before


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM incident_event",
        "UPDATE incident_event SET actor = 'chi'",
        "TRUNCATE incident_event CASCADE",
        "INSERT INTO incident_event (ward_id, incident_id, kind, actor)"
        " SELECT ward_id, id, 'photo', 'an1' FROM incident",
        "DELETE FROM incident_case",
        "UPDATE incident_case SET handler = 'binh'",
    ],
)
def test_history_is_not_written_by_hand(conn: connection, case: int, statement: str) -> None:
    move(conn, case, "nhac_nho")
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        bare(conn, statement)
    assert len(events(conn, case, "kind")) == 2


def test_a_case_in_which_something_was_done_is_not_removed(conn: connection, case: int) -> None:
    move(conn, case, "nhac_nho")
    with pytest.raises(psycopg2.errors.RestrictViolation):
        bare(conn, "DELETE FROM incident WHERE id = %s", case)
    undo(conn, case, "phat_hien")
    bare(conn, "DELETE FROM incident WHERE id = %s", case)
    assert len(events(conn, case, "kind")) == 3


def test_only_an_inspector_of_the_ward_becomes_the_handler(conn: connection, case: int) -> None:
    move(conn, case, "nhac_nho")
    for login in ("dung", "em1", "nguoi-la"):
        with pytest.raises(psycopg2.errors.CheckViolation), db.acting_as(conn, "chi"):
            db.execute(conn, "UPDATE incident_case SET handler = %s", (login,))


def test_a_ward_goes_with_all_its_cases(conn: connection, ward: Ward, case: int) -> None:
    move(conn, case, "nhac_nho")
    db.execute(conn, 'DELETE FROM "user" WHERE ward_id = %s', (ward.id,))
    bare(conn, "DELETE FROM ward WHERE id = %s", ward.id)
    for table in ("incident", "incident_event", "incident_case"):
        assert db.value(conn, f"SELECT count(*) FROM {table} WHERE ward_id = %s", (ward.id,)) == 0


def test_a_database_with_data_brings_its_history_along(empty_database_url: str) -> None:
    conn = db.connect(empty_database_url)
    db.execute(conn, "CREATE SCHEMA diemnong")
    for path in sorted(MIGRATIONS.glob("*.sql")):
        if not path.name.startswith(OURS):
            db.execute(conn, path.read_text(encoding="utf-8"))
    for path in sorted(FUNCTIONS.glob("*.sql")):
        if not path.name.startswith(OURS):
            db.execute(conn, path.read_text(encoding="utf-8"))
    ward = db.value(
        conn, "INSERT INTO ward (code, name_vi, name_en) VALUES ('cu', 'C', 'O') RETURNING id"
    )
    db.execute(
        conn,
        "INSERT INTO category (ward_id, code, field_code, name_vi, name_en)"
        " SELECT %s, code, field_code, name_vi, name_en FROM category_template",
        (ward,),
    )
    case = db.value(
        conn,
        "INSERT INTO incident (ward_id, source_key, occurred_at, field_code, category_code, geom)"
        " VALUES (%s, 'V1', '2016-03-01', 'ttdt', 'cho_coc', ST_Point(105.885, 21.045, 4326))"
        " RETURNING id",
        (ward,),
    )
    with db.acting_as(conn, "lan"):
        db.execute(conn, "UPDATE incident SET state = 'ket_thuc'")
    db.execute(
        conn,
        "CREATE TABLE migration (name text PRIMARY KEY, sha256 text NOT NULL,"
        " applied_at timestamptz NOT NULL DEFAULT now())",
    )
    for path in MIGRATIONS.glob("*.sql"):
        if not path.name.startswith(OURS):
            db.execute(conn, "INSERT INTO migration VALUES (%s, '')", (path.name,))
    assert "0020_case_work.sql" in migrate(conn)
    assert events(conn, case, "kind", "from_state", "to_state", "actor") == [
        ("move", "phat_hien", "ket_thuc", "lan")
    ]
    assert db.value(conn, "SELECT handler FROM incident_case") == "lan"
    conn.close()
