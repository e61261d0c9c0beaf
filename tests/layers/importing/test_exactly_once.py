"""The same file again changes nothing; a corrected one changes what it says, when told to."""

from layers import db

KEYED = """no,day,what,x,y,address
A1,2016-03-01,vut_rac,105.88,21.04,Ngõ 1
A2,2016-03-02,vut_rac,105.89,21.05,Ngõ 2
"""


def _keyed(events):
    columns = events["columns"] | {"key": "no", "address": "address"}
    return events | {"columns": columns}


def _everything(conn, ward):
    tables = ("incident", "import_run", "change_log", "table_version", "category")
    return {
        name: db.rows(conn, f"SELECT * FROM {name} WHERE ward_id = %s ORDER BY 1, 2", (ward.id,))
        for name in tables
    }


def test_the_same_file_again_changes_nothing(bring, table, events, conn, ward):
    first = bring("incidents", table(), **events)
    before = _everything(conn, ward)
    again = bring("incidents", table(), **events)
    assert (first.loaded, again.loaded, again.unchanged) == (2, 0, 2)
    assert not again.changed
    assert _everything(conn, ward) == before


def test_equal_incidents_without_a_key_stay_events_of_their_own(bring, table, events):
    row = "2016-03-05,vut_rac,105.88,21.04"
    report = bring("incidents", table(row, row, row), **events)
    assert report.loaded == 5
    assert any("2 rows equal another row" in note.en for note in report.notes)
    assert bring("incidents", table(row, row, row), **events).unchanged == 5


def test_a_longer_file_adds_only_what_is_new(bring, events):
    bring("incidents", KEYED, **_keyed(events))
    more = KEYED + "A3,2016-03-03,vut_rac,105.90,21.05,Ngõ 3\n"
    report = bring("incidents", more, **_keyed(events))
    assert (report.loaded, report.unchanged) == (1, 2)


def test_other_content_under_a_known_key_is_refused(bring, refused, events, conn):
    bring("incidents", KEYED, **_keyed(events))
    corrected = KEYED.replace("Ngõ 2", "Ngõ 22") + "A3,2016-03-03,vut_rac,105.90,21.05,\n"
    report = refused("incidents", corrected, **_keyed(events))
    (issue,) = report.issues
    assert (issue.line, issue.field, issue.kind, issue.value) == (3, "address", "differs", "Ngõ 22")
    assert "'Ngõ 2'" in issue.message.en and "--update" in issue.message.en
    assert db.value(conn, "SELECT count(*) FROM incident") == 2


def test_update_replaces_what_the_file_says_and_nothing_else(bring, events, conn):
    bring("incidents", KEYED, **_keyed(events))
    db.execute(conn, "UPDATE incident SET description = 'sửa tay'")
    report = bring("incidents", KEYED.replace("Ngõ 2", "Ngõ 22"), update=True, **_keyed(events))
    assert (report.loaded, report.updated, report.unchanged) == (0, 1, 1)
    stored = db.rows(conn, "SELECT address, description FROM incident ORDER BY source_key")
    assert [tuple(row.values()) for row in stored] == [
        ("Ngõ 1", "sửa tay"),
        ("Ngõ 22", "sửa tay"),
    ]


def test_what_was_changed_in_the_ward_stays_when_the_file_comes_again(bring, events, conn):
    bring("incidents", KEYED, **_keyed(events))
    db.execute(conn, "UPDATE incident SET address = 'sửa tay' WHERE source_key = 'A1'")
    report = bring("incidents", KEYED, **_keyed(events))
    assert (report.loaded, report.unchanged) == (0, 2)
    assert any("very file" in note.en for note in report.notes)
    assert db.value(conn, "SELECT address FROM incident WHERE source_key = 'A1'") == "sửa tay"


def test_a_key_with_two_contents_in_one_file_is_refused(refused, events):
    report = refused("incidents", KEYED.replace("A2", "A1"), **_keyed(events))
    (issue,) = report.issues
    assert (issue.line, issue.kind, issue.value) == (3, "duplicate_key", "A1")
    assert "line 2" in issue.message.en


def test_a_row_that_stands_twice_is_loaded_once(bring, events):
    report = bring("incidents", KEYED + KEYED.splitlines()[1] + "\n", **_keyed(events))
    assert (report.read, report.loaded, report.duplicates) == (3, 2, 1)


def test_every_row_names_its_import(bring, events, conn, ward):
    bring("incidents", KEYED, actor="an.nguyen", **_keyed(events))
    run = db.one(conn, "SELECT * FROM import_run WHERE ward_id = %s", (ward.id,))
    assert (run["rows_read"], run["rows_loaded"], run["actor"]) == (2, 2, "an.nguyen")
    assert run["options"]["found"]["crs"] == "EPSG:4326"
    assert len(run["file_sha256"]) == 64
    used = db.rows(conn, "SELECT DISTINCT import_id FROM incident")
    assert used == [{"import_id": run["id"]}]
    logged = db.rows(conn, "SELECT actor, row_id FROM change_log WHERE table_name = 'import_run'")
    assert {(each["actor"], each["row_id"]) for each in logged} == {("an.nguyen", str(run["id"]))}
    by_row = "SELECT count(*) FROM change_log WHERE table_name = 'incident'"
    assert db.value(conn, by_row) == 0


def test_columns_nobody_mapped_are_kept_as_properties(bring, table, events, conn):
    content = "day,what,x,y,phường cũ\n2016-03-01,vut_rac,105.88,21.04,Gia Thụy\n"
    bring("incidents", content, **events)
    assert db.value(conn, "SELECT properties FROM incident") == {"phường cũ": "Gia Thụy"}


def test_texts_that_look_like_copy_escapes_arrive_whole(bring, events, conn):
    odd = 'a\\N\\t"b"\t\nc\\'
    cell = '"' + odd.replace('"', '""') + '"'
    content = f"no,day,what,x,y,address,note\nA1,2016-03-01,vut_rac,105.88,21.04,{cell},{cell}\n"
    bring("incidents", content, **_keyed(events))
    assert db.value(conn, "SELECT address FROM incident") == odd
    assert db.value(conn, "SELECT properties ->> 'note' FROM incident") == odd
