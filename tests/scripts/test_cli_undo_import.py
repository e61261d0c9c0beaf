"""`ward imports` and `ward undo-import`: listed, undone once, refused with the rows named."""

import json

import pytest

from layers import db
from tests.scripts.test_cli_import import GOOD, NEW, SAID


@pytest.fixture
def loaded(own, run_ward, tmp_path, monkeypatch):
    """The number of an import of two incidents."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").write_text(GOOD)
    said = run_ward("import", "incidents", "a.csv", *NEW, *SAID, "--json")
    return json.loads(said.out)["import_id"]


def test_an_import_is_listed_and_undone(loaded, run_ward, own):
    listed = run_ward("imports", "--ward", "thu")
    assert "a.csv" in listed.out
    undone = run_ward("undo-import", str(loaded), "--ward", "thu")
    assert undone.code == 0
    assert f"import {loaded} undone: removed 2, put back 0" in undone.out
    assert db.value(own, "SELECT count(*) FROM incident") == 0
    (record,) = json.loads(run_ward("imports", "--ward", "thu", "--json").out)
    assert record["undone_by"].startswith("terminal")
    assert [each["name"] for each in record["kept"]] == ["a.csv"]
    again = run_ward("undo-import", str(loaded), "--ward", "thu")
    assert again.code == 4
    assert "undone already" in again.err


def test_what_was_changed_since_is_named_and_4(loaded, run_ward, own):
    db.execute(own, "UPDATE incident SET address = 'số 5' WHERE category_code = 'vut_rac'")
    refused = run_ward("undo-import", str(loaded), "--ward", "thu")
    assert refused.code == 4
    assert "has been edited" in refused.err
    assert db.value(own, "SELECT count(*) FROM incident") == 2


def test_an_unknown_import_is_2(loaded, run_ward):
    assert run_ward("undo-import", "999", "--ward", "thu").code == 2
    assert run_ward("undo-import", str(loaded), "--ward", "khong-co").code == 2
