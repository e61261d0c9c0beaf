"""What is added to a case: comments, measures, the case that came back, photos."""

import io
import random

import psycopg2
import psycopg2.errors
import pytest
from PIL import Image
from psycopg2.extensions import connection

from geo.errors import InputError
from layers import clock, db
from layers.cases.case import read_case
from layers.cases.photos import (
    MOST_BYTES,
    add_photo,
    blur_photo,
    photo_hash,
    read_photos,
    read_withdrawn,
    restore_photo,
    withdraw_photo,
)
from layers.cases.recurrence import (
    link_recurrence,
    propose_earlier,
    read_links,
    unlink_recurrence,
)
from layers.cases.talk import add_comment, change_comment, read_comments, remove_comment
from layers.cases.timeline import read_timeline
from layers.cases.work import Worker, move_case, undo_move
from layers.errors import NotAllowed, NotFound, Stale, TooLarge
from layers.file_store import FileStore, KeptFile
from layers.loose_files import forget_loose
from layers.queries.uploads import add_upload, discard
from layers.queries.wards import Ward
from layers.roles import Role
from tests.factories import LON, add_incident, add_place

REMEDIED = {"shows": "remedied", "caption": "đã dọn"}


@pytest.fixture
def an(ward: Ward, people: None) -> Worker:
    return Worker(ward, Role.INSPECTOR, "an1")


@pytest.fixture
def binh(ward: Ward, people: None) -> Worker:
    return Worker(ward, Role.INSPECTOR, "binh")


@pytest.fixture
def store(tmp_path) -> FileStore:
    return FileStore(tmp_path / "kept")


def photo(width: int = 400, height: int = 300, kind: str = "JPEG") -> bytes:
    """Make a picture with a place, a device and a turn in its metadata; its pixels are noise."""
    picture = Image.frombytes(
        "RGB", (width, height), random.Random(1).randbytes(3 * width * height)
    )
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "MAY-ANH-BI-MAT", 6
    exif.get_ifd(0x8825)[2] = (21.0, 2.0, 56.0)
    out = io.BytesIO()
    picture.save(out, kind, exif=exif)
    return out.getvalue()


def test_earlier_wordings_of_a_comment_stay(conn: connection, case: int, an: Worker) -> None:
    said = add_comment(conn, an, case, " Đã gặp chủ hộ \r\n chiều nay ")
    change_comment(conn, an, case, said, 1, "Đã gặp chủ hộ sáng nay")
    (comment,) = read_comments(conn, an, case)
    assert (comment.body, comment.version) == ("Đã gặp chủ hộ sáng nay", 2)
    assert [body for _, body in comment.earlier] == ["Đã gặp chủ hộ \n chiều nay"]
    remove_comment(conn, an, case, said, 2)
    (comment,) = read_comments(conn, an, case)
    assert (comment.removed, comment.body, comment.earlier) == (True, "", ())


def test_a_comment_is_its_author_s(conn: connection, case: int, an: Worker, binh: Worker) -> None:
    said = add_comment(conn, an, case, "một")
    with pytest.raises(NotAllowed):
        change_comment(conn, binh, case, said, 1, "hai")
    change_comment(conn, an, case, said, 1, "hai")
    with pytest.raises(Stale):
        change_comment(conn, an, case, said, 1, "ba")
    for body in ("  ", "x" * 4001):
        with pytest.raises(InputError):
            add_comment(conn, an, case, body)
    assert [each.body for each in read_comments(conn, an, case)] == ["hai"]


def test_what_came_back_is_proposed_and_linked(conn: connection, ward: Ward, an: Worker) -> None:
    earlier = add_incident(conn, ward, on="2016-03-01", state="ket_thuc")
    still_open = add_incident(conn, ward, on="2016-03-10")
    case = add_incident(conn, ward, on="2016-03-20")
    proposed = propose_earlier(conn, an, case)
    assert proposed and (proposed["id"], proposed["days"]) == (earlier, 19)
    for wrong in (still_open, case):
        with pytest.raises(InputError):
            link_recurrence(conn, an, case, wrong)
    link_recurrence(conn, an, case, earlier)
    with pytest.raises(InputError):
        link_recurrence(conn, an, case, earlier)
    assert [link["other_id"] for link in read_links(conn, an, case)] == [earlier]
    assert [link["other_id"] for link in read_links(conn, an, earlier)] == [case]
    unlink_recurrence(conn, an, case)
    told = [e for e in read_timeline(conn, ward, earlier, Role.VIEWER) if e.kind == "recurrence"]
    assert [e.other_case for e in told] == [case, case]


def test_what_is_no_return_of_a_case_is_not_linked(
    conn: connection, ward: Ward, an: Worker
) -> None:
    """Elsewhere, closed only after it, on a default location: each refusal says which."""
    case = add_incident(conn, ward, on="2016-03-20")
    far = add_incident(conn, ward, LON + 0.003, on="2016-03-01", state="ket_thuc")
    late = add_incident(conn, ward, on="2016-03-02", state="nhac_nho")
    move_case(conn, an, late, 0, "khac_phuc_tai_cho", "dọn xong")
    heap = add_incident(conn, ward, on="2016-03-03", state="ket_thuc", is_pile_up=True)
    today = f"{clock.today():%d/%m/%Y}"
    for earlier, vi, en in (
        (far, "cách 312 m; cần trong vòng 10 m", "312 m away; it must lie within 10 m"),
        (late, f"đóng ngày {today}, khi vụ này xảy ra (20/03/2016)", "still open when this one"),
        (heap, "chỉ biết đến ngõ, hoặc ở vị trí mặc định", "on a default location"),
    ):
        with pytest.raises(InputError) as refused:
            link_recurrence(conn, an, case, earlier)
        text = refused.value.text
        assert refused.value.field == "earlier" and vi in text.vi and en in text.en
        assert f"earlier={earlier}: " in text.vi
    assert read_links(conn, an, case) == []


def test_case_of_the_same_known_place_came_back_however_the_points_lie(
    conn: connection, ward: Ward, an: Worker
) -> None:
    """The rule of the board asks for no category either."""
    place = add_place(conn, ward)
    earlier = add_incident(conn, ward, LON + 0.0004, on="2016-03-01", state="ket_thuc",
                           place_id=place)  # fmt: skip
    case = add_incident(conn, ward, on="2016-03-20", category="bay_ban_hang_hoa", place_id=place)
    link_recurrence(conn, an, case, earlier)
    assert [link["other_id"] for link in read_links(conn, an, case)] == [earlier]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_keeps_no_metadata_and_stands_upright(
    conn: connection, case: int, an: Worker, store: FileStore, kind: str
) -> None:
    added = add_photo(conn, an, store, case, REMEDIED, [photo(kind=kind)])
    kept = store.path_of(photo_hash(conn, an, case, added, shared=False)).read_bytes()
    assert b"BI-MAT" not in kept
    with Image.open(io.BytesIO(kept)) as picture:
        assert (picture.format, dict(picture.getexif())) == ("JPEG", {})
        assert picture.size == (300, 400)  # it was turned as its metadata had said
    assert (read_photos(conn, an, case)[0].width, read_photos(conn, an, case)[0].height) == (
        300,
        400,
    )


def test_what_is_no_such_picture_is_refused(
    conn: connection, case: int, an: Worker, store: FileStore
) -> None:
    gif = io.BytesIO()
    Image.new("P", (4, 4)).save(gif, "GIF")
    for body in (b"", b"<svg onload=alert(1)>", gif.getvalue(), photo()[:500]):
        with pytest.raises(InputError):
            add_photo(conn, an, store, case, REMEDIED, [body])
    with pytest.raises(TooLarge):
        add_photo(conn, an, store, case, REMEDIED, [b"x" * (1 << 20)] * ((MOST_BYTES >> 20) + 1))
    with pytest.raises(InputError):
        add_photo(conn, an, store, case, {"shows": "x"}, [photo()])
    large = io.BytesIO()
    Image.new("1", (10_000, 6_000)).save(large, "PNG")
    with pytest.raises(InputError):
        add_photo(conn, an, store, case, REMEDIED, [large.getvalue()])
    assert read_photos(conn, an, case) == []


def test_what_is_pixelated_cannot_be_read(
    conn: connection, case: int, an: Worker, store: FileStore
) -> None:
    added = add_photo(conn, an, store, case, REMEDIED, [photo()])
    with pytest.raises(NotFound):
        photo_hash(conn, an, case, added, shared=True)
    blur_photo(conn, an, store, case, added, [[0.25, 0.25, 0.5, 0.25]])
    shared = photo_hash(conn, an, case, added, shared=True)
    with Image.open(store.path_of(shared)) as picture:
        inside = picture.crop((80, 110, 220, 190)).convert("L")
        outside = picture.crop((0, 210, 300, 390)).convert("L")
    assert len(set(inside.tobytes())) < 100
    low, high = inside.getextrema()
    assert high - low < 60
    assert outside.getextrema()[1] - outside.getextrema()[0] > 120
    for wrong in ([], "x", [[0, 0, 2, 2]], [[0, 0, 0, 1]], [[True, 0, 1, 1]], [[0, 0, 1]]):
        with pytest.raises(InputError):
            blur_photo(conn, an, store, case, added, wrong)


def test_a_photo_of_the_remedy_is_proof_until_it_is_withdrawn(
    conn: connection, ward: Ward, case: int, an: Worker, binh: Worker, store: FileStore
) -> None:
    def step(who: Worker, state: str) -> None:
        move_case(conn, who, case, read_case(conn, ward, case).version, state, "x")

    add_photo(conn, an, store, case, REMEDIED, [photo()])  # before anything was put right
    step(an, "nhac_nho")
    step(an, "khac_phuc_tai_cho")
    with pytest.raises(InputError):
        step(binh, "ket_thuc")
    add_photo(conn, an, store, case, {"shows": "violation"}, [photo()])
    with pytest.raises(InputError):
        step(binh, "ket_thuc")
    proof = add_photo(conn, an, store, case, REMEDIED, [photo()])
    with pytest.raises(NotAllowed):
        withdraw_photo(conn, binh, case, proof)
    withdraw_photo(conn, an, case, proof)
    with pytest.raises(NotFound):
        photo_hash(conn, an, case, proof, shared=False)
    with pytest.raises(InputError):
        step(binh, "ket_thuc")
    add_photo(conn, an, store, case, REMEDIED, [photo()])
    step(binh, "ket_thuc")
    assert db.value(conn, "SELECT state FROM incident WHERE id = %s", (case,)) == "ket_thuc"


def test_the_proof_of_a_closed_case_stays_until_it_is_reopened(
    conn: connection, ward: Ward, case: int, an: Worker, binh: Worker, store: FileStore
) -> None:
    def step(who: Worker, state: str) -> None:
        move_case(conn, who, case, read_case(conn, ward, case).version, state, "x")

    chi = Worker(ward, Role.SUPERVISOR, "chi")
    step(an, "nhac_nho")
    step(an, "khac_phuc_tai_cho")
    first, second = (
        add_photo(conn, an, store, case, REMEDIED, [photo(width)]) for width in (400, 500)
    )
    step(binh, "ket_thuc")
    withdraw_photo(conn, an, case, first)  # the other one still shows it
    late = add_photo(conn, an, store, case, REMEDIED, [photo(600)])
    assert [each.is_proof for each in read_photos(conn, an, case)] == [True, False]
    for who in (an, chi):
        with pytest.raises(InputError) as refused:
            withdraw_photo(conn, who, case, second)
        assert "closed on this photo" in refused.value.text.en
        assert "đã kết thúc dựa trên ảnh này" in refused.value.text.vi
    with pytest.raises(psycopg2.errors.CheckViolation), db.acting_as(conn, "an1"):
        db.execute(
            conn,
            "UPDATE incident_photo SET withdrawn_by = 'an1', withdrawn_at = now() WHERE id = %s",
            (second,),
        )
    withdraw_photo(conn, an, case, late)
    undo_move(conn, chi, case, read_case(conn, ward, case).version)
    withdraw_photo(conn, an, case, second)
    assert read_photos(conn, an, case) == []


def test_the_photo_named_at_closing_stays_though_there_are_others(
    conn: connection, ward: Ward, case: int, an: Worker, binh: Worker, store: FileStore
) -> None:
    for state in ("nhac_nho", "khac_phuc_tai_cho", "kiem_tra_lai"):
        move_case(conn, an, case, read_case(conn, ward, case).version, state, "x")
    other, named = (
        add_photo(conn, an, store, case, REMEDIED, [photo(width)]) for width in (400, 500)
    )
    move_case(conn, binh, case, read_case(conn, ward, case).version, "ket_thuc", "x", named)
    with pytest.raises(InputError):
        withdraw_photo(conn, an, case, named)
    withdraw_photo(conn, an, case, other)
    assert [each.id for each in read_photos(conn, an, case)] == [named]


def test_photos_of_another_case_or_ward_are_not_there(
    conn: connection, ward: Ward, case: int, an: Worker, store: FileStore
) -> None:
    added = add_photo(conn, an, store, case, REMEDIED, [photo()])
    other = add_incident(conn, ward)
    with pytest.raises(NotFound):
        photo_hash(conn, an, other, added, shared=False)
    elsewhere = Ward(ward.id + 10**6, "x", ward.name, 5897, False, "")
    with pytest.raises(NotFound):
        photo_hash(conn, Worker(elsewhere, Role.ADMIN, "x"), case, added, shared=False)


def test_a_discarded_upload_of_the_same_bytes_leaves_the_photo(
    conn: connection, ward: Ward, case: int, an: Worker, store: FileStore
) -> None:
    added = add_photo(conn, an, store, case, REMEDIED, [photo()])
    blur_photo(conn, an, store, case, added, [[0.25, 0.25, 0.5, 0.25]])
    for shared in (False, True):
        sha256 = photo_hash(conn, an, case, added, shared=shared)
        kept = KeptFile("photo.jpg", sha256, store.path_of(sha256).stat().st_size)
        assert discard(conn, add_upload(conn, ward, "incidents", [kept], "chi")) == []


def test_a_thin_rectangle_is_pixelated_too(
    conn: connection, case: int, an: Worker, store: FileStore
) -> None:
    added = add_photo(conn, an, store, case, REMEDIED, [photo()])
    blur_photo(conn, an, store, case, added, [[0, 0.5, 1, 0.015]])
    with Image.open(store.path_of(photo_hash(conn, an, case, added, shared=True))) as picture:
        low, high = picture.crop((0, 201, 300, 205)).convert("L").getextrema()
    assert high - low < 100


def test_files_of_withdrawn_photos_go_when_their_days_are_over(
    conn: connection, ward: Ward, case: int, an: Worker, binh: Worker, store: FileStore
) -> None:
    def over() -> int:
        db.execute(conn, "UPDATE loose_file SET loose_since = now() - interval '8 days'")
        return forget_loose(conn, store)

    gone, kept = (
        add_photo(conn, an, store, case, REMEDIED, [photo(width)]) for width in (400, 500)
    )
    other = add_incident(conn, ward)
    again = add_photo(conn, binh, store, other, REMEDIED, [photo(500)])
    blur_photo(conn, an, store, case, gone, [[0.2, 0.2, 0.2, 0.2]])
    earlier = photo_hash(conn, an, case, gone, shared=True)
    blur_photo(conn, an, store, case, gone, [[0.5, 0.5, 0.4, 0.4]])
    hashes = [photo_hash(conn, an, case, gone, shared=shared) for shared in (False, True)]
    shown_twice = photo_hash(conn, an, case, kept, shared=False)
    assert forget_loose(conn, store) == 0
    for each in (gone, kept):
        withdraw_photo(conn, an, case, each)
    assert forget_loose(conn, store) == 0 and store.path_of(hashes[0])
    assert over() == 3
    for sha256 in (earlier, *hashes):
        with pytest.raises(NotFound):
            store.path_of(sha256)
    assert store.path_of(shown_twice) and photo_hash(conn, an, other, again, shared=False)
    db.execute(conn, "DELETE FROM incident_photo WHERE id = %s", (again,))
    assert over() == 1 and forget_loose(conn, store) == 0


def test_a_withdrawn_photo_comes_back_within_its_days(
    conn: connection, ward: Ward, case: int, an: Worker, binh: Worker, store: FileStore
) -> None:
    proof = add_photo(conn, an, store, case, REMEDIED, [photo()])
    withdraw_photo(conn, an, case, proof)
    assert read_withdrawn(conn, binh, case) == []
    with pytest.raises(NotFound):
        restore_photo(conn, binh, case, proof)
    restore_photo(conn, an, case, proof)
    assert [each.id for each in read_photos(conn, an, case)] == [proof]
    told = read_timeline(conn, ward, case, Role.INSPECTOR)[0]
    assert told.title.vi == "Lấy lại ảnh đã rút"
    db.execute(conn, "UPDATE loose_file SET loose_since = now() - interval '8 days'")
    assert forget_loose(conn, store) == 0
    assert store.path_of(photo_hash(conn, an, case, proof, shared=False))
    withdraw_photo(conn, an, case, proof)
    db.execute(conn, "UPDATE incident_photo SET withdrawn_at = now() - interval '8 days'")
    with pytest.raises(NotFound):
        restore_photo(conn, an, case, proof)
