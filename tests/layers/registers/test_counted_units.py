"""Figures count what their unit says: groups, cells, points, visits at which something was seen."""

import pytest

from layers import db
from layers.registers.figures import read_figure
from layers.registers.listing import all_rows
from layers.registers.matrix import run_check
from layers.registers.reading import find_register
from layers.registers.scope import View
from tests.factories import add_area, add_place, add_site


@pytest.fixture
def count(conn, reader, window):
    """Return a figure's number and how many rows it opens."""

    def of(name: str, figure: str, **view: str) -> tuple[int, int]:
        who, register = reader("supervisor"), find_register(name)
        days = window(name, who, **view)
        known = read_figure(conn, register, who, View(**view), days, figure)
        return int(known.value), len(all_rows(conn, register, who, known.view, days))

    return of


def test_cell_that_is_rated_twice_is_one_and_its_newest_rating_holds(
    conn, ward, add, count
) -> None:
    group, other = str(add_area(conn, ward, "5")), str(add_area(conn, ward, "6"))
    for day, rating in (("2016-02-01", "chua"), ("2016-04-01", "tot"), ("2016-08-01", "chua")):
        add("democracy", {"group_id": group, "regulation": "qc1", "rated_on": day,
                          "rating": rating})  # fmt: skip
    add("democracy", {"group_id": other, "regulation": "qc1", "rated_on": "2016-04-01",
                      "rating": "chua"})  # fmt: skip
    figures = ("rated", "good", "not_done")
    assert [count("democracy", each) for each in figures] == [(2, 2), (0, 0), (2, 2)]
    first_half = [count("democracy", each, period="2016H1") for each in figures]
    assert first_half == [(2, 2), (1, 1), (1, 1)]
    db.execute(
        conn, "UPDATE register_democracy SET deleted_at = now() WHERE rated_on > '2016-05-01'"
    )
    assert count("democracy", "good") == (1, 1)


def test_group_with_two_models_is_one_group(conn, ward, add, count) -> None:
    group, other = str(add_area(conn, ward, "5")), str(add_area(conn, ward, "6"))
    for who, model in ((group, "A"), (group, "B"), (other, "A")):
        for_row = {"group_id": who, "model": model, "level": "quan", "adopted_on": "2016-03-01"}
        add("adoptions", for_row | {"state": "nhan_rong"})
    for model in ("C", "D"):
        add("adoptions", {"group_id": group, "model": model, "level": "quan", "state": "mo_hinh",
                          "adopted_on": "2016-03-01"})  # fmt: skip
    assert count("adoptions", "adopters") == (2, 3)
    assert count("adoptions", "models") == (1, 2)


def test_point_is_one_however_it_is_spelled_or_chosen(conn, ward, add, unit, count) -> None:
    place = str(add_place(conn, ward, "Cổng trường", address="Số 5 ngõ 40"))
    said = {"sent_on": "2016-03-01", "kind": "kien_nghi", "subject": "Vỉa hè", "outcome": "cho",
            "due_on": "2016-04-01", "from_unit_id": unit("MTTQ"),
            "to_unit_id": unit("UBND")}  # fmt: skip
    for named in (
        {"place_id": place},
        {"repeat_point": "cổng  trường"},
        {"repeat_point": "số 5, ngõ 40"},
        {"repeat_point": "Chợ cũ"},
        {"repeat_point": "chợ cũ."},
        {"place_id": place, "repeat_point": "Lối vào"},
        {"repeat_point": "LỐI VÀO"},
        {},
    ):
        add("recommendations", said | named)
    assert count("recommendations", "points") == (3, 7)


def test_point_without_words_is_the_place_and_else_none(conn, ward, add, unit, count) -> None:
    place = str(add_place(conn, ward, "Cổng trường", address="Số 5 ngõ 40"))
    said = {"sent_on": "2016-03-01", "kind": "kien_nghi", "subject": "Vỉa hè", "outcome": "cho",
            "due_on": "2016-04-01", "from_unit_id": unit("MTTQ"),
            "to_unit_id": unit("UBND")}  # fmt: skip
    add("recommendations", said | {"repeat_point": " – "})
    assert count("recommendations", "points") == (0, 0)
    add("recommendations", said | {"repeat_point": "...", "place_id": place})
    assert count("recommendations", "points") == (1, 1)


def test_visit_at_which_nothing_was_seen_is_not_clean(
    conn, ward, add, unit, count, reader, window
) -> None:
    site, items = str(add_site(conn, ward)), find_register("site_visits").columns[3:8]
    base = {"site_id": site, "unit_id": unit("UBND"), "persuaded": "true"}
    for day, seen in (
        ("2016-03-01", ("khong_thay",) * 5),
        ("2016-03-02", ("dat", *("khong_thay",) * 4)),
        ("2016-03-03", ("dat", "khong_dat", "dat", "dat", "dat")),
    ):
        said = {column.name: each for column, each in zip(items, seen, strict=True)}
        add("site_visits", base | said | {"visited_on": day})
    assert count("site_visits", "clean") == (1, 1)
    assert count("site_visits", "not_met") == (1, 1)
    register, who = find_register("site_visits"), reader("supervisor")
    check = next(each for each in register.checks if each.name == "sites")
    (row,) = run_check(conn, who, window("site_visits", who), check)
    assert (row["visits"], row["clean"]) == (3, 1)
