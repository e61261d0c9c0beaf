"""`ward import` and `ward export`: exit codes, what is printed, what is left behind."""

import json

import pytest

from layers import db
from scripts.cli.__main__ import main

GOOD = "day,what,x,y\n2016-03-01,vut_rac,105.88,21.04\n2016-03-02,mai_che,105.89,21.05\n"
SAID = [
    "--x",
    "x",
    "--y",
    "y",
    "--crs",
    "EPSG:4326",
    "--map",
    "occurred_at=day",
    "--map",
    "category=what",
]
NEW = ["--ward", "thu", "--create-ward", "Phường Thử|Test ward"]


@pytest.fixture
def ward_command(own, monkeypatch, tmp_path):
    """Call `ward` inside a folder of the test's own; returns the exit code."""
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: main(list(arguments))


def test_a_file_goes_in_and_out(ward_command, tmp_path, capsys, own):
    (tmp_path / "a.csv").write_text(GOOD)
    assert ward_command("import", "incidents", "a.csv", *NEW, *SAID) == 0
    told = capsys.readouterr().out
    assert "Đọc 2, mới 2" in told
    assert "read 2, new 2" in told
    assert db.one(own, "SELECT name_vi, name_en FROM ward") == {
        "name_vi": "Phường Thử",
        "name_en": "Test ward",
    }
    assert ward_command("import", "incidents", "a.csv", "--ward", "thu", *SAID) == 0
    assert "Nothing changed" in capsys.readouterr().out
    assert (
        ward_command("export", "incidents", "out.csv", "--ward", "thu", "--period", "2016-03") == 0
    )
    assert (tmp_path / "out.csv").read_text(encoding="utf-8-sig").count("\n") == 3
    assert ward_command("export", "incidents", "out.csv", "--ward", "thu") == 2
    assert "--overwrite" in capsys.readouterr().err
    assert ward_command("export", "incidents", "out.csv", "--ward", "thu", "--overwrite",
                        "--field", "vsmt") == 0  # fmt: skip
    assert (tmp_path / "out.csv").read_text(encoding="utf-8-sig").count("\n") == 2


def test_a_refused_file_is_4_with_row_field_value_and_reason(ward_command, tmp_path, capsys, own):
    (tmp_path / "a.csv").write_text(GOOD + "2016-03-03,danh_bac,105.88,21.04\n")
    assert ward_command("import", "incidents", "a.csv", *NEW, *SAID) == 4
    told = capsys.readouterr()
    assert "dòng 4, category_code: Phường chưa có hành vi 'danh_bac'" in told.out
    assert "line 4, category_code: The ward has no category 'danh_bac'" in told.out
    assert "Nothing was loaded" in told.err
    assert db.value(own, "SELECT count(*) FROM ward") == 0, "the ward made for it is undone too"


def test_faults_that_say_the_same_are_told_once(ward_command, tmp_path, capsys, own):
    rows = [f"2016-03-{day:02},{what},105.88,21.04" for day, what in enumerate("aabaa", 1)]
    (tmp_path / "a.csv").write_text("\n".join(["day,what,x,y", *rows]))
    assert ward_command("import", "incidents", "a.csv", *NEW, *SAID) == 4
    told = capsys.readouterr().out
    assert "dòng 2 và 3 dòng nữa, category_code: " in told
    assert "line 2 and 3 more, category_code: The ward has no category 'a'" in told
    assert "line 4, category_code: The ward has no category 'b'" in told
    assert "more, see --json" not in told


def test_the_report_as_json(ward_command, tmp_path, capsys):
    (tmp_path / "a.csv").write_text(GOOD + "05/04/2016,vut_rac,105.88,21.04\n")
    assert ward_command("import", "incidents", "a.csv", *NEW, *SAID, "--json") == 4
    report = json.loads(capsys.readouterr().out)
    assert report["counts"] == {"date_format": 1}
    assert set(report["issues"][0]["message"]) == {"vi", "en"}


@pytest.mark.parametrize(
    "arguments",
    [
        ["incidents", "a.csv", "--ward", "khong-co", *SAID],
        ["incidents", "a.csv", "--ward", "Hà Nội", "--create-ward", "Hà Nội|Hanoi", *SAID],
        ["incidents", "a.csv", *NEW, *SAID, "--srid-measure", "4326"],
        ["incidents", "a.csv", *NEW, "--x", "x"],
        ["incidents", "a.csv", *NEW, *SAID, "--map", "nonsense"],
        ["hot_spots", "a.csv", *NEW],
        ["no_such_layer", "a.csv", *NEW],
        ["incidents", "a.csv"],
    ],
)
def test_wrong_use_is_2(ward_command, tmp_path, arguments):
    (tmp_path / "a.csv").write_text(GOOD)
    assert ward_command("import", *arguments) == 2


def test_a_missing_file_is_refused(ward_command, capsys):
    assert ward_command("import", "incidents", "nowhere.csv", *NEW, *SAID) == 4
    assert "There is no file 'nowhere.csv'" in capsys.readouterr().err


def test_an_export_without_a_known_end_is_2(ward_command, tmp_path, capsys):
    (tmp_path / "a.csv").write_text(GOOD)
    ward_command("import", "incidents", "a.csv", *NEW, *SAID)
    assert ward_command("export", "incidents", "out.xyz", "--ward", "thu") == 2
    assert not (tmp_path / "out.xyz").exists()


def _looked(ward_command, capsys, *arguments):
    code = ward_command("import", "incidents", "a.csv", "--ward", "thu", *arguments, "--check")
    return code, capsys.readouterr()


def test_a_check_says_what_is_open_and_writes_nothing(ward_command, tmp_path, capsys, own):
    """Without a ward yet: the one that would be made is looked at, not made."""
    (tmp_path / "a.csv").write_text(GOOD.replace("2016-03-0", "03/0").replace(",vut", "/2016,vut")
                                    .replace(",mai", "/2016,mai"))  # fmt: skip
    new = ["--create-ward", "Phường Thử|Test ward", *SAID]
    code, told = _looked(ward_command, capsys, *new, "--json")
    found = json.loads(told.out)
    assert (code, found["verdict"]) == (3, "open")
    (question,) = found["questions"]
    assert (question["id"], question["default"]) == ("date_format", None)
    assert {option["value"] for option in question["options"]} == {"%d/%m/%Y", "%m/%d/%Y"}
    answer = ["--answer", "date_format=%d/%m/%Y"]
    code, told = _looked(ward_command, capsys, *new, *answer)
    assert code == 0
    assert "Clean" in told.out
    assert db.value(own, "SELECT count(*) FROM ward WHERE code = 'thu'") == 0


def test_a_check_of_a_faulty_file_is_4(ward_command, tmp_path, capsys, own):
    (tmp_path / "a.csv").write_text(GOOD + "2016-03-03,danh_bac,105.88,21.04\n")
    code, told = _looked(ward_command, capsys, "--create-ward", "x", *SAID, "--json")
    found = json.loads(told.out)
    assert (code, found["verdict"], found["counts"]) == (4, "refused", {"category": 1})
    assert (found["issues"][0]["line"], found["issues"][0]["value"]) == (4, "danh_bac")


def test_a_load_with_an_open_question_is_refused_with_its_options(
    ward_command, tmp_path, capsys, own
):
    (tmp_path / "a.csv").write_text(GOOD)
    said = [each for each in SAID if each not in ("--crs", "EPSG:4326")]
    assert ward_command("import", "incidents", "a.csv", *NEW, *said) == 4
    assert "--answer crs=EPSG:4326" in capsys.readouterr().out


def test_an_answer_to_no_question_is_2(ward_command, tmp_path, capsys, own):
    (tmp_path / "a.csv").write_text(GOOD)
    code, told = _looked(
        ward_command, capsys, "--create-ward", "x", *SAID, "--answer", "colour=red"
    )
    assert code == 2
    assert "encoding" in told.err
