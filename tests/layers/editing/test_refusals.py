"""What an edit is refused for, and what is told of it, in the words of people."""

import pytest

from geo.errors import InputError
from geo.text import Text
from layers.editing.contract import Wish
from layers.editing.described import describe_row
from layers.editing.save import plan_edit, save_edit
from layers.roles import Role
from tests.factories import LAT, LON, add_area, add_incident, add_place, add_site

BOSS = Role.SUPERVISOR
NEW_SITE = {"code": "S900", "stage": "frame", "permit_state": "valid", "watched_from": "2016-01-05"}


def point(lon=LON, lat=LAT):
    return {"type": "Point", "coordinates": [lon, lat]}


def _refused(conn, ward, values) -> Text:
    with pytest.raises(InputError) as refused:
        save_edit(conn, ward, Wish("sites", None, None, point(), NEW_SITE | values), BOSS, "an")
    return refused.value.text


def test_refusals_say_what_people_call_a_field(conn, ward):
    add_site(conn, ward, code="S1")
    text = _refused(conn, ward, {"watched_to": "2015-12-31"})
    assert text.vi == "Theo dõi đến '31/12/2015': phải sau «Theo dõi từ» 05/01/2016."
    assert text.en == "Watched to '31 Dec 2015': must come after “Watched from” 05 Jan 2016."
    assert _refused(conn, ward, {"code": "S1"}).vi.startswith("Mã công trình 'S1': mã này")
    assert _refused(conn, ward, {"code": ""}).vi == "Mã công trình: cần điền."


def test_what_keeps_a_record_is_called_as_people_call_it(conn, ward):
    place = add_place(conn, ward)
    add_incident(conn, ward, place_id=place)
    version = describe_row(conn, ward, "places", place, BOSS)["version"]
    with pytest.raises(InputError) as refused:
        save_edit(conn, ward, Wish("places", place, version, remove=True), BOSS, "an")
    assert "dữ liệu khác còn dùng (vụ việc)" in refused.value.text.vi


def test_a_shape_outside_the_ward_is_told_of_before_it_is_saved(conn, ward):
    add_area(conn, ward, "5", box=(105.88, 21.04, 105.89, 21.05))
    inside = plan_edit(conn, ward, Wish("sites", None, None, point(), NEW_SITE), BOSS)
    assert inside.notes == ()
    away = Wish("sites", None, None, point(105.95, 21.045), NEW_SITE)
    for done in (plan_edit(conn, ward, away, BOSS), save_edit(conn, ward, away, BOSS, "an")):
        (note,) = done.notes
        assert note.vi.startswith("Nằm ngoài phường: cách ranh giới 6.2")
        assert "6,2" in note.en
