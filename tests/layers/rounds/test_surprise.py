"""A surprise round is hidden from those not taking part until it is done, on every way out."""

import psycopg2
import pytest

from layers import db
from layers.errors import NotAllowed, NotFound
from layers.filters import Filter
from layers.queries.counts import read_counts
from layers.queries.exposure import ROUNDS
from layers.queries.records import read_record
from layers.queries.sources import read_sql
from layers.registers.export import make_file
from layers.registers.figures import read_figures
from layers.registers.listing import all_rows, list_rows
from layers.registers.reading import find_register
from layers.registers.references import KINDS, find_referred, options_of
from layers.registers.scope import View
from layers.registers.undoing import undo_change
from layers.registers.values import FormRefused
from layers.registers.writing import change_row, set_state
from layers.registry import get_layer
from layers.roles import Role
from layers.rounds.reading import read_incidents, read_round, read_rounds
from layers.rounds.walking import attach_incidents, lay_line, note_lanes
from tests.factories import add_incident, add_lane
from tests.layers.rounds.conftest import SAID

REGISTER = find_register("rounds")
SECRET = {"kind": "dot_xuat", "members": "minh", "body": "Tổ mật", "code": "KHO-DOAN"}


@pytest.fixture
def secret(conn, ward, reader, window, add):
    """A surprise round of lan with minh, under way: a line, and one incident found."""
    reader("minh")
    lan = reader("lan")
    round_id = add(lan, **SECRET)
    note_lanes(conn, lan, round_id, [add_lane(conn, ward)], "co_vi_pham", window(lan))
    lay_line(conn, lan, round_id, window(lan))
    incident = add_incident(conn, ward, source_key="V-1", on="2016-03-01")
    assert attach_incidents(conn, lan, round_id, ["V-1"], window(lan)) == 1
    return round_id, incident


def _seen(conn, ward, who, window, round_id) -> set[str]:
    """Name every way on which somebody comes to know of the round.

    The map is asked as administrator: it knows no sign-in names.
    """
    chosen = Filter(first=None, last=None)
    view, ways = View(), set()
    code = db.value(conn, "SELECT code FROM inspection_round WHERE id = %s", (round_id,))
    rows = read_rounds(conn, who, view, window(who))
    listed = list_rows(conn, REGISTER, who, view, window(who))
    figures = read_figures(conn, REGISTER, who, view, window(who))
    every = all_rows(conn, REGISTER, who, view, window(who))
    with make_file("csv", REGISTER, who, view, every) as file:
        as_file = file.read()
    searched = list_rows(conn, REGISTER, who, View(search="Tổ mật"), window(who))
    column = next(c for c in find_register("supervisions").columns if c.ref == "lane")
    object.__setattr__(column, "ref", "round")
    try:
        options = options_of(conn, ward, column)
        referred = find_referred(conn, ward, column, str(round_id))
    finally:
        object.__setattr__(column, "ref", "lane")
    ways |= {"list"} if rows else set()
    ways |= {"register"} if listed.total else set()
    ways |= {"figures"} if any(each.value for each in figures) else set()
    ways |= {"file"} if code.encode() in as_file or "Tổ mật".encode() in as_file else set()
    ways |= {"search"} if searched.total else set()
    ways |= {"reference"} if options or referred else set()
    try:
        read_round(conn, who, round_id, window(who))
        ways.add("page")
    except NotFound:
        pass
    layer = get_layer("rounds", Role.ADMIN)
    try:
        read_record(conn, ward, layer, round_id, Role.ADMIN, chosen)
        ways.add("record of the map")
    except NotFound:
        pass
    ways |= {"layer"} if db.value(conn, "SELECT count(*) FROM layer_rounds") else set()
    facet = read_counts(
        conn,
        ward,
        [layer],
        Filter.from_query({"from": "2016-01-01", "to": "2016-06-30"}),
        Role.ADMIN,
    )
    ways |= {"counts"} if code in str(facet) else set()
    incident = get_layer("incidents", Role.ADMIN)
    linked = db.value(conn, "SELECT id FROM incident WHERE source_key = 'V-1'")
    shown = read_record(conn, ward, incident, linked, Role.ADMIN, chosen)
    ways |= {"incident"} if code in str(shown) or "'round'" in str(shown["place"]) else set()
    ways |= (
        {"link"}
        if db.value(conn, "SELECT round_id FROM incident WHERE id = %s", (linked,))
        else set()
    )
    walked = db.rows(
        conn,
        read_sql("walked_lanes"),
        {
            "srid": ward.srid_measure,
            "within_m": 5,
            "ward": ward.id,
            "first": "2016-01-01",
            "last": "2016-06-30",
        },
    )
    ways |= {"walked lanes"} if any(row["walked_m"] for row in walked) else set()
    exposed = {
        "srid": ward.srid_measure,
        "ward": ward.id,
        "first": "2016-01-01",
        "last": "2016-06-30",
        "fields": [],
    }
    ways |= {"exposure"} if db.rows(conn, ROUNDS, exposed) else set()
    return ways


ALL = {
    "list", "register", "figures", "file", "search", "reference", "page", "record of the map",
    "layer", "counts", "incident", "link", "walked lanes", "exposure",
}  # fmt: skip
OWN = {"list", "register", "figures", "file", "search", "page"}


def test_no_way_out_tells_of_a_surprise_round(conn, ward, reader, window, secret) -> None:
    round_id, _ = secret
    for login, role in (("hoa", "inspector"), ("chi", "supervisor"), ("quan", "admin")):
        assert _seen(conn, ward, reader(login, role), window, round_id) == set(), role


def test_maker_and_members_see_it_on_its_own_pages(conn, ward, reader, window, secret) -> None:
    round_id, incident = secret
    for login in ("lan", "minh"):
        assert _seen(conn, ward, reader(login), window, round_id) == OWN
        row = read_round(conn, reader(login), round_id, window(reader(login)))
        assert row["walked"].incidents == 1
        assert row["walked"].km > 0
        assert [each["id"] for each in read_incidents(conn, round_id)] == [incident]


def test_when_it_is_done_everybody_sees_all_of_it(conn, ward, reader, window, secret) -> None:
    round_id, _ = secret
    set_state(conn, REGISTER, reader("lan"), [(round_id, 1)], "xong", window(reader("lan")))
    assert _seen(conn, ward, reader("hoa"), window, round_id) == ALL
    assert db.value(conn, "SELECT count(*) FROM surprise_incident") == 0


def test_cancelled_it_stays_hidden(conn, ward, reader, window, add) -> None:
    lan = reader("lan")
    round_id = add(lan, **(SECRET | {"state": "du_kien", "members": ""}))
    set_state(conn, REGISTER, lan, [(round_id, 1)], "huy", window(lan))
    assert read_rounds(conn, reader("hoa"), View(), window(reader("hoa"))) == []


def test_its_code_cannot_be_guessed_or_taken(conn, reader, add, secret) -> None:
    """An answer "in use already" would tell that the round is there."""
    code = db.value(conn, "SELECT code FROM inspection_round WHERE id = %s", (secret[0],))
    assert code.startswith("DX-")
    assert len(code) == 11
    assert add(reader("hoa"), code="KHO-DOAN")


def test_seen_round_cannot_be_hidden_again(conn, reader, window, add) -> None:
    lan = reader("lan")
    round_id = add(lan, code="R-1")
    said = SAID | {"code": "R-1", "kind": "dot_xuat"}
    with pytest.raises(FormRefused, match="mọi người đã thấy") as refused:
        change_row(conn, REGISTER, lan, round_id, 1, said, window(lan))
    assert set(refused.value.faults) == {"kind"}
    assert "Everybody has seen" in refused.value.faults["kind"].en
    with pytest.raises(psycopg2.errors.CheckViolation), db.transaction(conn):
        db.execute(
            conn,
            "UPDATE inspection_round SET kind = 'dot_xuat', state = 'dang_di' WHERE id = %s",
            (round_id,),
        )


def test_incident_never_points_at_a_hidden_round(conn, ward, secret) -> None:
    """Not through any way in: the words are those of a round that is not there."""
    round_id, incident = secret
    for wanted in (round_id, 987_654_321):
        with pytest.raises(psycopg2.errors.ForeignKeyViolation), db.transaction(conn):
            db.execute(conn, "UPDATE incident SET round_id = %s WHERE id = %s", (wanted, incident))
            db.execute(conn, "SET CONSTRAINTS ALL IMMEDIATE")


def test_hidden_round_of_another_does_not_tell_what_it_found(
    conn, ward, reader, window, add, secret
) -> None:
    """Linking its incident to one's own hidden round goes as if the other were not there."""
    round_id, incident = secret
    add_incident(conn, ward, source_key="V-2", on="2016-03-01")
    hoa = reader("hoa")
    other = add(hoa, kind="dot_xuat", members="", body="Tổ khác")
    assert attach_incidents(conn, hoa, other, ["V-1", "V-2"], window(hoa)) == 2
    assert [each["source_key"] for each in read_incidents(conn, other)] == ["V-1", "V-2"]
    assert [each["id"] for each in read_incidents(conn, round_id)] == [incident]
    set_state(conn, REGISTER, hoa, [(other, 1)], "xong", window(hoa))
    set_state(conn, REGISTER, reader("lan"), [(round_id, 1)], "xong", window(reader("lan")))
    owner = "SELECT round_id FROM incident WHERE id = %s"
    assert db.value(conn, owner, (incident,)) == other
    assert read_incidents(conn, round_id) == []
    assert db.value(conn, "SELECT count(*) FROM surprise_incident") == 0


def test_outsider_cannot_write_in_it(conn, reader, window, secret) -> None:
    hoa = reader("hoa")
    with pytest.raises(NotFound):
        attach_incidents(conn, hoa, secret[0], ["V-1"], window(hoa))
    with pytest.raises(NotFound):
        set_state(conn, REGISTER, hoa, [(secret[0], 1)], "xong", window(hoa))


def test_rounds_as_references_are_open_ones() -> None:
    assert "open_round" in KINDS["round"].among


def _done(conn, who, window, round_id) -> None:
    set_state(conn, REGISTER, who, [(round_id, 1)], "xong", window(who))


def test_done_by_mistake_is_taken_back_by_a_supervisor_and_hidden_again(
    conn, ward, reader, window, secret
) -> None:
    """Those not taking part know nothing of it any more, by no way; who takes part has it all."""
    round_id, incident = secret
    code = "SELECT code FROM inspection_round WHERE id = %s"
    _done(conn, reader("lan"), window, round_id)
    db.execute(conn, "UPDATE inspection_round SET code = 'D-7' WHERE id = %s", (round_id,))
    hoa, chi = reader("hoa"), reader("chi", "supervisor")
    with pytest.raises(FormRefused, match="không đi được từ 'Đã xong'; chỉ đến: —"):
        set_state(conn, REGISTER, hoa, [(round_id, 2)], "dang_di", window(hoa))
    assert set_state(conn, REGISTER, chi, [(round_id, 2)], "dang_di", window(chi)).changed == 1
    for login, role in (("hoa", "inspector"), ("chi", "supervisor"), ("quan", "admin")):
        assert _seen(conn, ward, reader(login, role), window, round_id) == set(), role
    assert db.value(conn, code, (round_id,)).startswith("DX-"), "the code that all saw is no key"
    for login in ("lan", "minh"):
        assert _seen(conn, ward, reader(login), window, round_id) == OWN
    assert [each["id"] for each in read_incidents(conn, round_id)] == [incident]
    set_state(conn, REGISTER, reader("lan"), [(round_id, 3)], "xong", window(reader("lan")))
    assert _seen(conn, ward, hoa, window, round_id) == ALL


def test_who_set_it_to_done_takes_it_back_at_once_and_nobody_else_below_a_supervisor(
    conn, ward, reader, window, secret
) -> None:
    round_id, incident = secret
    _done(conn, reader("lan"), window, round_id)
    hoa, lan = reader("hoa"), reader("lan")
    with pytest.raises(NotAllowed, match="chỉ người đã làm hay người giám sát"):
        undo_change(conn, REGISTER, hoa, round_id, 2, window(hoa))
    undo_change(conn, REGISTER, lan, round_id, 2, window(lan))
    assert _seen(conn, ward, hoa, window, round_id) == set()
    row = read_round(conn, lan, round_id, window(lan))
    assert (row["state"], row["version"], row["walked"].incidents) == ("dang_di", 3, 1)
    assert [each["id"] for each in read_incidents(conn, round_id)] == [incident]
