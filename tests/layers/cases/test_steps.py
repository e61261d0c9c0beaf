"""A step with its photos as one action: closed with proof at once, nothing lost or kept twice."""

import io

import pytest
from PIL import Image
from psycopg2.extensions import connection

from geo.errors import InputError
from layers import db
from layers.cases.case import next_moves, read_case
from layers.cases.photos import add_photo, read_photos
from layers.cases.steps import take_step
from layers.cases.work import Worker, move_case
from layers.errors import NotFound
from layers.file_store import FileStore
from layers.queries.wards import Ward
from layers.roles import Role
from tests.factories import add_incident

CLOSE = {"state": "ket_thuc", "reason": "đã dọn sạch", "photo_shows": "remedied"}


def _photo(colour: str = "teal") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def store(tmp_path) -> FileStore:
    return FileStore(tmp_path / "kept")


@pytest.fixture
def binh(ward: Ward, people: None) -> Worker:
    return Worker(ward, Role.INSPECTOR, "binh")


@pytest.fixture
def remedied(conn: connection, ward: Ward, case: int) -> int:
    """A case that An put right on the spot; Bình may close it, with proof."""
    an = Worker(ward, Role.INSPECTOR, "an1")
    for state in ("nhac_nho", "khac_phuc_tai_cho"):
        move_case(conn, an, case, read_case(conn, ward, case).version, state, "x")
    return case


def test_closing_with_proof_is_one_action(
    conn: connection, ward: Ward, remedied: int, binh: Worker, store: FileStore
) -> None:
    now = read_case(conn, ward, remedied)
    (close,) = [m for m in next_moves(conn, ward, now, "binh") if m.to_state == "ket_thuc"]
    assert close.lacks_proof and close.why_not
    with pytest.raises(InputError):
        take_step(conn, binh, store, remedied, now.version, CLOSE, [])
    done = take_step(conn, binh, store, remedied, now.version, CLOSE, [_photo(), _photo("red")])
    assert done.state == "ket_thuc" and len(read_photos(conn, binh, remedied)) == 2
    event = db.value(
        conn,
        "SELECT photo_id FROM incident_event WHERE incident_id = %s AND to_state = 'ket_thuc'",
        (remedied,),
    )
    assert event == read_photos(conn, binh, remedied)[0].id


def test_a_refused_step_keeps_the_photo_and_it_is_not_kept_twice(
    conn: connection, ward: Ward, remedied: int, binh: Worker, store: FileStore
) -> None:
    version = read_case(conn, ward, remedied).version
    for _ in range(2):
        with pytest.raises(InputError):
            take_step(conn, binh, store, remedied, version, CLOSE | {"reason": ""}, [_photo()])
    (kept,) = read_photos(conn, binh, remedied)
    assert add_photo(conn, binh, store, remedied, {"shows": "remedied"}, [_photo()]) == kept.id
    now = read_case(conn, ward, remedied).version
    done = take_step(conn, binh, store, remedied, now, CLOSE | {"photo": str(kept.id)}, [])
    assert done.state == "ket_thuc"


def test_a_photo_of_another_case_and_too_many_are_refused(
    conn: connection, ward: Ward, remedied: int, binh: Worker, store: FileStore
) -> None:
    other = add_incident(conn, ward)
    strange = add_photo(conn, binh, store, other, {"shows": "remedied"}, [_photo()])
    version = read_case(conn, ward, remedied).version
    with pytest.raises(NotFound):
        take_step(conn, binh, store, remedied, version, CLOSE | {"photo": str(strange)}, [])
    for said, files in ((CLOSE | {"photo": "x"}, []), (CLOSE, [_photo()] * 5)):
        with pytest.raises(InputError):
            take_step(conn, binh, store, remedied, version, said, files)
    assert read_photos(conn, binh, remedied) == []
