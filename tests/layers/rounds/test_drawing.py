"""The walk of a round by its corners: in, out, refused by name, and two who draw at once."""

import pytest

from geo.crs import to_metric
from geo.errors import InputError
from layers import db
from layers.errors import NotAllowed, Stale
from layers.rounds.drawing import read_walk, save_walk
from layers.rounds.reading import read_round
from layers.rounds.walking import undo_line
from tests.factories import LAT, LON, add_area

EAST = f"{LAT:.7f}, {LON:.7f}\n{LAT:.7f}, {LON + 0.001:.7f}"
NORTH = f"{LAT:.7f}, {LON:.7f}\n{LAT + 0.001:.7f}, {LON:.7f}"


@pytest.fixture
def mine(conn, ward, reader, window, add):
    """A round of lan in a ward with a group."""
    add_area(conn, ward)
    lan = reader("lan")
    return lan, add(lan), window(lan)


def drawn(conn, mine, text):
    lan, round_id, window = mine
    mark = read_walk(conn, lan, round_id, window).mark
    return save_walk(conn, lan, round_id, text, mark, window)


def test_what_is_typed_is_the_walk_and_comes_out_as_it_was(conn, mine):
    lan, round_id, window = mine
    assert read_walk(conn, lan, round_id, window)[::2] == ("", 0)
    both = f"{EAST}\n\n{NORTH}"
    assert drawn(conn, mine, both) == (2, 4)
    assert read_walk(conn, lan, round_id, window)[::2] == (both, 4)
    metres = read_round(conn, lan, round_id, window)["walked"].km * 1000
    assert metres == pytest.approx(215, abs=3)  # 104 m to the east, 111 m to the north
    assert drawn(conn, mine, NORTH) == (1, 2)
    assert undo_line(conn, lan, round_id, window)
    assert read_walk(conn, lan, round_id, window).text == both
    actor = "SELECT actor FROM change_log WHERE table_name = 'inspection_round' ORDER BY id DESC"
    assert db.value(conn, f"{actor} LIMIT 1") == "lan"


def test_corners_in_metres_of_the_ward_are_the_same_place(conn, mine, ward):
    lan, round_id, window = mine
    said = ""
    for lon in (LON, LON + 0.001):
        east, north = to_metric(lon, LAT, ward.srid_measure)
        said += f"{float(east):.3f}, {float(north):.3f}\n"
    drawn(conn, mine, said)
    assert read_walk(conn, lan, round_id, window).text == EAST


@pytest.mark.parametrize(
    ("text", "vi", "en"),
    [
        ("", "Chưa có điểm nào", "at least two points"),
        (f"{EAST}\n\n{LAT}, {LON}", "Đoạn 2 chỉ có một điểm", "Stretch 2 has one point"),
        (f"{EAST}\nbên phải", "Dòng 3 «bên phải»", "Line 3"),
        (f"{LAT}, {LON}\n{LAT}, {LON}", "hai điểm khác nhau", "two different points"),
        (f"{EAST}\n\n48.85, 2.35\n48.85, 2.36", "corners 2, geometry = '2.35", "2000 m"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_changes(conn, mine, text, vi, en):
    lan, round_id, window = mine
    drawn(conn, mine, NORTH)
    with pytest.raises(InputError) as refused:
        drawn(conn, mine, text)
    assert vi in refused.value.text.vi and en in refused.value.text.en
    assert read_walk(conn, lan, round_id, window).text == NORTH


def test_of_two_who_draw_at_once_the_second_sees_both(conn, mine, reader):
    lan, round_id, window = mine
    opened = read_walk(conn, lan, round_id, window)
    huong = reader("huong")
    save_walk(conn, huong, round_id, NORTH, opened.mark, window)
    with pytest.raises(Stale) as stale:
        save_walk(conn, lan, round_id, EAST, opened.mark, window)
    theirs = stale.value.theirs
    assert "huong" in stale.value.text.vi and "huong" in stale.value.text.en
    assert theirs["text"] == NORTH == read_walk(conn, lan, round_id, window).text
    assert save_walk(conn, lan, round_id, EAST, theirs["mark"], window) == (1, 2)
    assert undo_line(conn, lan, round_id, window)
    assert read_walk(conn, lan, round_id, window).text == NORTH


def test_who_changed_only_the_words_is_not_named_for_the_line(conn, mine, reader):
    lan, round_id, window = mine
    opened = read_walk(conn, lan, round_id, window)
    save_walk(conn, reader("huong"), round_id, NORTH, opened.mark, window)
    with db.acting_as(conn, "minh"):
        db.execute(conn, "UPDATE inspection_round SET body = 'x' WHERE id = %s", (round_id,))
    with pytest.raises(Stale) as stale:
        save_walk(conn, lan, round_id, EAST, opened.mark, window)
    assert stale.value.text.en.startswith("huong changed")


def test_line_with_more_corners_than_one_can_draw_is_told(conn, mine):
    lan, round_id, window = mine
    opened = read_walk(conn, lan, round_id, window)
    db.execute(
        conn,
        "UPDATE inspection_round SET geom = ST_Multi(ST_SetSRID(ST_MakeLine(ARRAY("
        " SELECT ST_MakePoint(%s + n / 1e6, %s) FROM generate_series(1, 6000) AS n)), 4326))"
        " WHERE id = %s",
        (LON, LAT, round_id),
    )
    assert read_walk(conn, lan, round_id, window)[::2] == ("", 6000)
    with pytest.raises(Stale) as stale:
        save_walk(conn, lan, round_id, EAST, opened.mark, window)
    assert "6000 points" in stale.value.text.en and "take the other" not in stale.value.text.en


def test_viewer_may_not_draw(conn, mine, reader):
    _, round_id, window = mine
    with pytest.raises(NotAllowed):
        save_walk(conn, reader("xem", "viewer"), round_id, EAST, "", window)
