"""The walk of a round as GPX: in, out and back again; what is wrong is named by row and field."""

import pytest

from geo.errors import InputError
from layers import db
from layers.errors import NotFound
from layers.rounds.reading import read_round
from layers.rounds.track import load_track, round_gpx
from layers.rounds.walking import undo_line
from tests.factories import LAT, LON, add_area

HEAD = (
    '<?xml version="1.0"?><gpx version="1.1" creator="t" xmlns="http://www.topografix.com/GPX/1/1">'
)


def _gpx(*tracks: list[tuple[float, float]], tag: str = "trk") -> bytes:
    """A document with a track of one segment for each list of longitude and latitude."""
    told = ""
    for points in tracks:
        inner = "".join(f'<{tag}pt lat="{y}" lon="{x}"><ele>5</ele></{tag}pt>' for x, y in points)
        told += f"<trk><trkseg>{inner}</trkseg></trk>" if tag == "trk" else f"<rte>{inner}</rte>"
    return f"{HEAD}{told}</gpx>".encode()


WALK = [(LON, LAT), (LON + 0.001, LAT), (LON + 0.001, LAT + 0.001)]


@pytest.fixture
def mine(conn, ward, reader, window, add):
    """A round of lan in a ward with a group."""
    add_area(conn, ward)
    lan = reader("lan")
    return lan, add(lan), window(lan)


def test_tracks_become_the_line_and_come_out_the_same(conn, mine) -> None:
    lan, round_id, window = mine
    with pytest.raises(NotFound):
        round_gpx(conn, lan, round_id, window)
    assert load_track(conn, lan, round_id, _gpx(WALK, WALK[::-1]), window) == (2, 6)
    metres = read_round(conn, lan, round_id, window)["walked"].km * 1000
    assert metres == pytest.approx(429, abs=6)  # 104 m to the east, 111 m north, and back
    out = round_gpx(conn, lan, round_id, window)
    assert load_track(conn, lan, round_id, out, window) == (2, 6)
    assert round_gpx(conn, lan, round_id, window) == out
    assert load_track(conn, lan, round_id, _gpx(WALK[:2], tag="rte"), window) == (1, 2)
    assert undo_line(conn, lan, round_id, window)
    assert round_gpx(conn, lan, round_id, window) == out


@pytest.mark.parametrize(
    ("content", "vi", "en"),
    [
        (b"", "file = ''", "choose a GPX file"),
        (b"no gpx at all", "GPX", "GPX"),
        (_gpx(WALK)[:-20], "", ""),
        (_gpx(), "file = '0'", "points on a line"),
        (_gpx(WALK, [(LON, LAT)]), "tracks 2, geometry", "two different points"),
        (_gpx(WALK, [(2.35, 48.85), (2.36, 48.85)]), "tracks 2, geometry = '2.35", "2000 m"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_changes(conn, mine, content, vi, en) -> None:
    lan, round_id, window = mine
    with pytest.raises(InputError) as refused:
        load_track(conn, lan, round_id, content, window)
    assert vi in refused.value.text.vi and en in refused.value.text.en
    assert refused.value.text.vi and refused.value.text.en
    assert db.value(conn, "SELECT geom FROM inspection_round WHERE id = %s", (round_id,)) is None
