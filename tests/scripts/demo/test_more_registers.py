"""Pages and checks of the demonstration: numbers add up, and open the rows that they count."""

from datetime import date

import pytest

from layers import db
from layers.errors import NotFound
from layers.filters import Filter
from layers.queries.row_tables import count_rows
from layers.queries.sources import layer_source
from layers.queries.wards import get_ward
from layers.registers.figures import read_figure
from layers.registers.legal import bases_on
from layers.registers.listing import list_rows
from layers.registers.matrix import run_check
from layers.registers.plan_tree import read_tree
from layers.registers.reading import find_register, get_register
from layers.registers.roadmap import PARTS, read_roadmap
from layers.registers.scope import Reader, View, read_view, window_of
from layers.registers.spread import read_spread
from layers.registry import get_layer
from layers.roles import Role
from scripts.demo.load import load_demo

DAY = "2016-06-30"
HALF = {"period": "2016H1", "as_of": DAY}


@pytest.fixture(scope="module")
def loaded(databases, template):
    conn = db.connect(databases.url(databases.create(template)))
    load_demo(conn)
    yield conn
    conn.close()


@pytest.fixture(scope="module")
def reader(loaded) -> Reader:
    return Reader(get_ward(loaded, "gia-thuy"), Role.ADMIN, "admin")


def _check(conn, reader, register: str, check: str, **asked: str):
    found = find_register(register)
    window = window_of(conn, found, reader, View(**(asked or HALF)))
    return run_check(conn, reader, window, next(e for e in found.checks if e.name == check))


def _incidents(conn, reader, query: dict) -> int:
    chosen = Filter.from_query({key: str(value) for key, value in query.items()})
    return count_rows(conn, layer_source(reader.ward, get_layer("incidents"), chosen))


def _opened(conn, reader, register: str, query: dict) -> int:
    found = find_register(register)
    asked = HALF | {key: str(value) for key, value in query.items()}
    view = read_view(found, reader.role, asked)
    return list_rows(conn, found, reader, view, window_of(conn, found, reader, view)).total


@pytest.mark.parametrize(
    ("register", "check"),
    [("site_visits", "sites"), ("lane_supervisions", "lanes"), ("broadcasts", "topics"),
     ("legal_bases", "incidents"), ("patrol_finds", "reconcile")],
)  # fmt: skip
def test_each_number_opens_its_rows(loaded, reader, register: str, check: str) -> None:
    of = {"linked": "patrol_finds"}
    opened = 0
    for row in _check(loaded, reader, register, check):
        for name, query in row.items():
            number = name.rsplit("_", 1)[0]
            if name.endswith("_map") and query:
                assert _incidents(loaded, reader, query) == row[number], row
            elif name.endswith("_rows") and number != "minutes":
                assert _opened(loaded, reader, of.get(number, register), query) == row[number], row
            else:
                continue
            opened += 1
    assert opened >= 3


def test_tree_has_programme_plan_tasks_and_targets(loaded, reader) -> None:
    tree = read_tree(loaded, reader, date.fromisoformat(DAY))
    programme = next(each for each in tree if each.title.vi.startswith("Đầu tư hạ tầng"))
    plan = next(each for each in programme.parts if each.title.vi.startswith("Thực hiện"))
    years = [each for each in plan.parts if each.register == "tasks"]
    assert [len(each.parts) for each in years if each.parts] == [2, 2, 2]
    values = {each.item: (each.value, each.goal) for each in plan.targets}
    assert values["Phát thanh tuyên truyền mỗi tuần một buổi 15 phút"] == (390, 390)
    assert values["Nhân rộng mô hình nhà văn hóa"] == (2, 4)
    found = [words.en for each in _all(tree) for words in each.findings]
    assert "No unit" in found
    tasks = find_register("tasks")
    count = list_rows(loaded, tasks, reader, View(), window_of(loaded, tasks, reader, View())).total
    assert sum(1 for each in _all(tree) if each.register == "tasks") == count


def _all(nodes):
    for each in nodes:
        yield each
        yield from _all(each.parts)


@pytest.mark.parametrize("period", ["2016", "2016H1", "2016-02-10..2016-05-05", ""])
def test_roadmap_adds_up_and_opens_its_tasks(loaded, reader, period: str) -> None:
    tasks = find_register("tasks")
    view = View(period=period, as_of=DAY)
    window = window_of(loaded, tasks, reader, view)
    steps = read_roadmap(loaded, reader, view, window)
    by_level = [sum(e.total for e in steps if e.level == level) for level in range(3)]
    whole = read_figure(loaded, tasks, reader, view, window, "tasks").value
    assert by_level == [whole] * 3
    for step in steps:
        inside = [e for e in steps if e.level == step.level + 1 and e.days.first >= step.days.first
                  and e.days.last <= step.days.last]  # fmt: skip
        for part in PARTS:
            assert step.level == 2 or sum(e.counts[part] for e in inside) == step.counts[part]
        for part in PARTS[:-1]:
            query = {"period": step.period, "status": part, "figure": "tasks"}
            assert _opened(loaded, reader, "tasks", query) == step.counts[part]


def test_a_task_belongs_to_the_head_of_its_day(loaded, reader) -> None:
    cards = _check(loaded, reader, "head_terms", "scorecard")
    order = [row for row in cards if row["unit_name"] == "Bộ phận trật tự đô thị"]
    assert [(row["since"].year, row["until"]) for row in order] == [
        (2015, date(2016, 4, 30)), (2016, None),
    ]  # fmt: skip
    parts = ("on_time", "done_late", "late", "open", "undated")
    assert all(row["due"] == sum(row[part] for part in parts) for row in cards)
    by_unit = {r["unit_name"]: r["due"] for r in _check(loaded, reader, "tasks", "by_unit")}
    assert sum(row["due"] for row in order) == by_unit["Bộ phận trật tự đô thị"]
    assert all(row["due"] for row in order)


def test_lanes_before_and_after_open_their_incidents(loaded, reader) -> None:
    lanes = _check(loaded, reader, "lane_supervisions", "lanes")
    assert lanes and all(row["compare_effect"]["treated"] for row in lanes)
    assert any(row["before"] for row in lanes) and any(row["surface"] for row in lanes)


def test_targets_lead_to_before_and_after(loaded, reader) -> None:
    found = _check(loaded, reader, "priorities", "effect")
    assert len(found) == 3
    assert all("at" in row["compare_effect"] and row["compare_effect"]["on"] for row in found)


def test_roll_out_is_a_map_of_fourteen_groups(loaded, reader) -> None:
    spread = read_spread(loaded, reader, date.fromisoformat(DAY))
    states = [each.state for each in spread.places]
    assert [states.count(each) for each in ("mo_hinh", "nhan_rong", "")] == [1, 2, 11]
    assert spread.view_box and all(each.path.startswith("M") for each in spread.places)
    before = read_spread(loaded, reader, date(2016, 4, 1))
    assert [each.state for each in before.places].count("nhan_rong") == 0


def test_members_by_name_are_for_supervisors(loaded, reader) -> None:
    members = find_register("committee_members")
    window = window_of(loaded, members, reader, View())
    assert read_figure(loaded, members, reader, View(), window, "members").value == 21
    for role in (Role.VIEWER, Role.INSPECTOR):
        with pytest.raises(NotFound):
            get_register("committee_members", role)
        with pytest.raises(NotFound):
            get_register("sanctions", role)


def test_patrols_against_the_incidents_they_found(loaded, reader) -> None:
    found = _check(loaded, reader, "patrol_finds", "reconcile")
    said = db.value(loaded, "SELECT sum(found) FROM register_patrol")
    linked = db.value(loaded, "SELECT count(*) FROM register_patrol_find")
    assert linked > 0 and sum(row["difference"] for row in found) == said - linked


def test_minutes_are_held_against_the_hot_spots(loaded, reader) -> None:
    found = _check(loaded, reader, "broadcasts", "topics")
    assert len(found) == db.value(loaded, "SELECT count(*) FROM place")
    silent = [row["minutes"] == 0 for row in found]
    assert silent == sorted(silent, reverse=True) and any(row["minutes"] for row in found)


def test_regulations_by_name_have_the_results(loaded, reader) -> None:
    found = _check(loaded, reader, "regulations", "results")
    assert [row["rated"] for row in found] == [14] * 5
    assert all(row["good"] + row["fair"] + row["not_done"] == 14 for row in found)


def test_waiting_dossiers_by_group_stage_and_obstacle(loaded, reader) -> None:
    asked = {"period": "2015-01-01..2016-06-30", "as_of": DAY}
    found = _check(loaded, reader, "dossiers", "obstacles", **asked)
    assert sum(row["dossiers"] for row in found) == 26


def test_basis_is_the_one_of_the_day_of_the_act(loaded, reader) -> None:
    """The day before and the day of a new document."""
    for day, number in (
        ("2016-04-30", "01/2014/VB minh hoạ"),
        ("2016-05-01", "02/2016/VB minh hoạ"),
    ):
        found = bases_on(loaded, reader.ward, "lan_chiem_via_he", date.fromisoformat(day))
        assert [(each["number"], each["is_checked"]) for each in found] == [(number, False)]
    assert bases_on(loaded, reader.ward, "lan_chiem_via_he", date(2013, 12, 31)) == []
    assert bases_on(loaded, reader.ward, "do_xe_sai", date(2016, 5, 1)) == []


def test_no_example_of_a_basis_claims_to_be_checked(loaded) -> None:
    query = "SELECT DISTINCT checking FROM register_legal_basis"
    assert [row["checking"] for row in db.rows(loaded, query)] == ["chua"]


def test_incidents_have_their_basis_or_are_told(loaded, reader) -> None:
    """Bases and those without add up to all incidents of a category."""
    rows = _check(loaded, reader, "legal_bases", "incidents")
    named = {row["basis"].split(",")[0]: row["incidents"] for row in rows if row["row_id"]}
    assert set(named) == {"01/2014/VB minh hoạ", "02/2016/VB minh hoạ"} and all(named.values())
    assert all("(not checked)" in row["basis_en"] for row in rows if row["row_id"])
    total = db.value(
        loaded,
        "SELECT count(*) FROM incident WHERE occurred_on BETWEEN '2016-01-01' AND '2016-06-30'"
        " AND state NOT IN ('huy', 'khong_du_can_cu')",
    )
    assert sum(row["incidents"] for row in rows) == total


def test_repeat_offence_and_repeated_acts_are_told_apart(loaded, reader) -> None:
    found = _check(loaded, reader, "sanctions", "repeats")
    assert [(row["decision"][:2], row["finding_en"], row["earlier"][:2]) for row in found] == [
        ("02", "Repeat offence", "01"), ("04", "Repeated acts", "03"),
    ]  # fmt: skip
    wrong = _check(loaded, reader, "sanctions", "basis")
    assert [(row["decision"][:2], row["finding_en"]) for row in wrong] == [
        ("05", "A basis not in force on that day")
    ]
