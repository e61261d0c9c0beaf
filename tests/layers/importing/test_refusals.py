"""Each defect is refused with its row, field, value and what is allowed; nothing is stored."""

import pytest

from geo.errors import InputError
from layers import db

BAD_ROWS = [
    (
        "2016-13-40,ban_hang_rong,105.88,21.04",
        "occurred_at",
        "not_date",
        "2016-13-40",
        "YYYY-MM-DD",
    ),
    ("hom qua,ban_hang_rong,105.88,21.04", "occurred_at", "not_date", "hom qua", "YYYY-MM-DD"),
    ("1066-10-14,ban_hang_rong,105.88,21.04", "occurred_at", "date_range", "1066-10-14", "1900"),
    ("2999-01-01,ban_hang_rong,105.88,21.04", "occurred_at", "date_range", "2999-01-01", "1900"),
    (",ban_hang_rong,105.88,21.04", "occurred_at", "required", "", "missing"),
    ("2016-03-03,danh_bac,105.88,21.04", "category_code", "category", "danh_bac", "vut_rac"),
    ("2016-03-03,,105.88,21.04", "category_code", "required", "", "missing"),
    ('2016-03-03,vut_rac,"105,88",21.04', "x", "coordinate", "105,88", "105.88"),
    ("2016-03-03,vut_rac,105°52'E,21.04", "x", "coordinate", "105°52'E", "decimal degrees"),
    ("2016-03-03,vut_rac,nan,21.04", "x", "coordinate", "nan", "decimal point"),
    ("2016-03-03,vut_rac,105.88,", "y", "no_coordinate", "", "missing"),
    ("2016-03-03,vut_rac,0,0", "coordinates", "outside_region", "0, 0", "EPSG:5897"),
    ("2016-03-03,vut_rac,105.88", "", "columns", "3", "4 columns"),
]


@pytest.mark.parametrize(("row", "field", "kind", "value", "allowed"), BAD_ROWS)
def test_a_bad_row_is_named_and_nothing_is_loaded(
    refused, table, events, conn, ward, row, field, kind, value, allowed
):
    report = refused("incidents", table(row), **events)
    (issue,) = report.issues
    assert (issue.line, issue.field, issue.kind, issue.value) == (4, field, kind, value)
    assert allowed in issue.message.en
    assert report.bad == 1
    assert report.loaded == 0
    assert db.value(conn, "SELECT count(*) FROM incident WHERE ward_id = %s", (ward.id,)) == 0
    assert db.value(conn, "SELECT count(*) FROM import_run WHERE ward_id = %s", (ward.id,)) == 0


def test_everything_wrong_with_a_row_is_said_at_once(refused, table, events):
    report = refused(
        "incidents", table("32/13,danh_bac,abc,"), **events | {"date_format": "%Y-%m-%d"}
    )
    kinds = {issue.kind for issue in report.issues}
    assert kinds == {"not_date", "category", "coordinate", "no_coordinate"}
    assert report.bad == 1


def test_skip_bad_loads_the_clean_rows(bring, table, events):
    report = bring("incidents", table("2016-03-03,danh_bac,105.88,21.04"), skip_bad=True, **events)
    assert (report.read, report.loaded, report.bad) == (3, 2, 1)
    assert dict(report.counts) == {"category": 1}


def test_skip_bad_refuses_a_file_without_a_clean_row(refused, events):
    report = refused("incidents", "day,what,x,y\n2016-01-01,?,105,21\n", skip_bad=True, **events)
    assert report.bad == 1


def test_many_bad_rows_are_all_counted_and_some_shown(refused, table, events):
    report = refused("incidents", table(*["x,vut_rac,105.88,21.04"] * 300), **events)
    assert dict(report.counts) == {"not_date": 300}
    assert report.bad == 300
    assert len([each for each in report.issues if each.severity == "refuse"]) == 50


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"columns": {"occurred_at": "ngay", "category": "what"}}, "map", "no column 'ngay'"),
        ({"columns": {"when": "day", "category": "what"}}, "map", "no column 'when'"),
        ({"columns": {"category": "what"}}, "occurred_at", "required columns"),
        ({"columns": {"occurred_at": "day"}}, "category_code", "required columns"),
        ({"x": "lon", "y": "lat"}, "x", "coordinate column"),
        ({"new_categories": "abc"}, "new_categories", "ttdt"),
        ({"crs": "EPSG:1"}, "crs", "no coordinate system"),
        ({"date_format": "%Q"}, "date_format", "%d/%m/%Y"),
    ],
)
def test_options_that_do_not_fit_are_input_errors(bring, table, events, wrong, field, said):
    with pytest.raises(InputError) as caught:
        bring("incidents", table(), **events | wrong)
    assert caught.value.field == field
    assert said.casefold() in caught.value.text.en.casefold()


def test_derived_layers_cannot_be_loaded(bring):
    with pytest.raises(InputError) as caught:
        bring("hot_spots", "a\n1\n")
    assert "incidents" in caught.value.text.en


def test_one_bad_row_undoes_new_categories_too(refused, table, events, conn, ward):
    refused("incidents", table("2016-03-03,Đánh bạc,0,0"), new_categories="ttdt", **events)
    made = "SELECT count(*) FROM category WHERE ward_id = %s AND code = 'danh_bac'"
    assert db.value(conn, made, (ward.id,)) == 0
