"""The corpus: every bad file is refused for its own reason, in both languages; none is guessed."""

import pytest

from layers import db
from layers.errors import ImportRejected
from layers.importing import ImportOptions, check_file, import_file
from tests.layers.importing.files.bad import BAD

AT_LEAST = 60


def test_the_corpus_is_large_and_each_file_is_one_kind_of_its_own():
    names = [each.id for each in BAD]
    assert len(set(names)) == len(names) >= AT_LEAST


@pytest.fixture
def path(tmp_path):
    def _path(bad):
        content = bad.make()
        files = content if isinstance(content, dict) else {bad.suffix: content}
        for suffix, body in files.items():
            (tmp_path / f"a.{suffix}").write_bytes(body.encode() if isinstance(body, str) else body)
        return tmp_path / f"a.{bad.suffix}"

    return _path


@pytest.mark.parametrize("bad", BAD, ids=[each.id for each in BAD])
def test_a_bad_file_is_refused_for_its_own_reason(bad, path, conn, ward):
    file, options = path(bad), ImportOptions(**bad.options)
    with pytest.raises(ImportRejected) as caught:
        import_file(conn, ward, bad.layer, file, options)
    issues = caught.value.report.issues
    assert [issue.kind for issue in issues] == [bad.kind]
    message = issues[0].message
    assert bad.en in message.en
    assert bad.vi in message.vi
    assert message.vi != message.en
    assert str(file.parent) not in message.en
    for table in ("incident", "area", "feature", "import_run"):
        assert db.value(conn, f"SELECT count(*) FROM {table} WHERE ward_id = %s", (ward.id,)) == 0
    assert check_file(conn, ward, bad.layer, file, options).verdict in ("open", "refused")
