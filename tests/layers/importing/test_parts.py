"""A file passed in parts gives what it gives at once: rows, keys, issues, notes and questions."""

from pathlib import Path

import pytest

from layers import db
from layers.errors import ImportRejected
from layers.importing import ImportOptions, check_file, import_file
from layers.importing.room import reading as room
from tests.factories import add_area
from tests.layers.importing.conftest import EVENTS
from tests.layers.importing.files import making

SIZES = (7, 50_000)
HEAD = "day,what,x,y,address\n"
GOOD = [
    f"2016-03-{i:02} 10:30,vut_rac,{105.88 + i / 10_000:.4f},21.045,Ngõ {i}" for i in range(1, 21)
]
EQUAL = ["2016-03-05 10:30,vut_rac,105.8805,21.045,Ngõ 5"] * 4
KEYED = EVENTS | {"columns": EVENTS["columns"] | {"key": "no", "address": "address"}}


@pytest.fixture
def in_parts(monkeypatch, conn, ward, tmp_path):
    """Bring a file in parts of every size; return what came of it, which must be the same."""
    add_area(conn, ward, "5", box=(105.88, 21.04, 105.8811, 21.05))

    def _one(size, layer, path, options):
        monkeypatch.setattr(room.wire, "PART_ROWS", size)
        made = "rejected"
        with db.transaction(conn):
            db.execute(conn, "SAVEPOINT before")
            checked = check_file(conn, ward, layer, path, options).to_json()
            try:
                report = import_file(conn, ward, layer, path, options).to_json()
            except ImportRejected as rejected:
                report = rejected.report.to_json()
            else:
                made = db.rows(
                    conn,
                    "SELECT source_key, occurred_at, time_precision, category_code, address,"
                    " is_pile_up, geom, properties, group_id, lane_id FROM incident"
                    " ORDER BY source_key",
                )
            db.execute(conn, "ROLLBACK TO before")
        for told in (checked, report):
            for changing in ("seconds", "rows_per_second", "import_id"):
                told.pop(changing, None)
        return checked, report, made

    def _all(content, name="a.csv", **options) -> tuple:
        path = content if isinstance(content, Path) else tmp_path / name
        if not isinstance(content, Path):
            path.write_text(content)
        found = [_one(size, "incidents", path, ImportOptions(**options)) for size in SIZES]
        assert found[0] == found[-1]
        return found[-1]

    return _all


def _table(rows, head=HEAD):
    return head + "\n".join(rows) + "\n"


def test_clean_rows_and_equal_ones(in_parts):
    _, report, made = in_parts(_table([*GOOD, *EQUAL]), **EVENTS)
    assert report["loaded"] == len(made) == 24
    assert any("4 rows equal another row" in note["en"] for note in report["notes"])
    assert report["outside_areas"] == 9
    assert sum(row["source_key"].count("-") for row in made) == 4


def test_repeated_keys_over_several_parts(in_parts):
    rows = [f"K{at},{row}" for at, row in enumerate(GOOD)]
    same, other = [rows[2], rows[11]], [rows[4].replace("vut_rac", "mai_che")]
    _, report, _ = in_parts(_table([*rows, *same], "no," + HEAD), **KEYED)
    assert (report["loaded"], report["duplicates"]) == (20, 2)
    _, report, _ = in_parts(_table([*rows, *same, *other], "no," + HEAD), **KEYED)
    (issue,) = [each for each in report["issues"] if each["severity"] == "refuse"]
    assert (issue["kind"], issue["line"]) == ("duplicate_key", 24)
    assert "line 6" in issue["message"]["en"]
    _, report, _ = in_parts(_table([*rows, *same, *other], "no," + HEAD), skip_bad=True, **KEYED)
    assert (report["loaded"], report["bad"], report["duplicates"]) == (20, 1, 2)


def test_faults_are_the_first_of_each_kind(in_parts):
    bad = [f"2016-02-30 10:30,vut_rac,105.88,21.0{at}," for at in range(30)]
    odd = [f",danh_bac,105.88,{at}," for at in range(30)]
    mixed = [row for three in zip(GOOD * 2, bad, odd, strict=False) for row in three]
    _, report, _ = in_parts(_table([*mixed, "short", *bad, "Tổng cộng,,,,"]), **EVENTS)
    assert report["counts"]["not_date"] == 60
    assert {"required", "category", "outside_region", "columns", "total_row"} <= set(
        report["counts"]
    )
    _, report, _ = in_parts(_table([*mixed, *bad]), skip_bad=True, **EVENTS)
    assert report["loaded"] == 30


@pytest.mark.parametrize(
    ("change", "said", "precision"),
    [
        (lambda row: row.replace(" 10:30", ""), {}, "day"),
        (lambda row: row.replace("10:30", "00:00"), {}, "day"),
        (lambda row: "2016-03-01" + row[10:].replace("10:30", "00:00"), {}, "month"),
        (lambda row: f"{row[8:10]}/03/2016{row[16:]}", {"date_format": "%d/%m/%Y"}, "day"),
        (lambda row: f"{row[8:10]}/03/2016{row[16:]}", {}, None),
    ],
)
def test_dates(in_parts, change, said, precision):
    checked, report, _ = in_parts(_table(map(change, GOOD)), **EVENTS, **said)
    assert report["time_precision"] == precision
    assert [each["id"] for each in checked["questions"]] == ([] if precision else ["date_format"])


def test_questions_of_the_whole_file(in_parts):
    commas = [row.replace("105.", '"105,').replace(",21.045", '",21.045') for row in GOOD[:15]]
    checked, _, _ = in_parts(_table([*GOOD[15:], *commas]), **EVENTS)
    assert [each["id"] for each in checked["questions"]] == ["decimal"]
    few = [*GOOD, *commas[:3]]
    _, report, _ = in_parts(_table(few), **EVENTS)
    assert report["counts"] == {"coordinate": 3}
    checked, _, _ = in_parts(_table(GOOD), **(EVENTS | {"crs": None}))
    assert [each["id"] for each in checked["questions"]] == ["crs"]


def test_new_categories_get_the_same_codes(in_parts):
    words = ["thả diều", "Thả Diều", "đá bóng", "chăn bò"]
    rows = [row.replace("vut_rac", words[at % 4]) for at, row in enumerate(GOOD)]
    _, report, made = in_parts(_table([*rows, "Tổng cộng,99,,,"]), new_categories="ttdt",
                               skip_bad=True, **EVENTS)  # fmt: skip
    assert report["new_categories"] == ["tha_dieu", "chan_bo", "da_bong"]
    assert len(made) == 20


def test_a_pile_is_seen_over_all_parts(in_parts):
    piled = [f"2016-04-{at % 28 + 1:02} 08:00,vut_rac,105.89,21.05,p{at}" for at in range(60)]
    mixed = [row for pair in zip(piled, GOOD * 3, strict=True) for row in pair]
    _, report, made = in_parts(_table(mixed), **EVENTS)
    assert [pile["rows"] for pile in report["pile_ups"]] == [60]
    assert sum(row["is_pile_up"] for row in made) == 60


def test_a_file_with_geometry_of_its_own(in_parts, tmp_path):
    days = [f"2016-03-{day:02}" for day in range(1, 13)]
    path = tmp_path / "a.gpkg"
    path.write_bytes(making.written(".gpkg", "GPKG", day=days, what=["vut_rac"] * 12)["gpkg"])
    _, report, made = in_parts(path, columns=EVENTS["columns"])
    assert report["loaded"] == len(made) == 12
