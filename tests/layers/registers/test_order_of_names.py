"""Lists by name stand in the order of the Vietnamese alphabet, numbers by their value."""

from layers.registers.listing import list_rows
from layers.registers.reading import find_register
from layers.registers.references import options_of
from layers.registers.scope import View

UNITS = find_register("units")
IN_ORDER = ["Ban 2", "Ban 10", "Chi bộ", "Dân quân", "Đoàn phường", "Ênh", "Văn phòng"]
WRITTEN = ["Văn phòng", "Đoàn phường", "Ban 10", "Ênh", "Chi bộ", "Ban 2", "Dân quân"]


def test_rows_of_a_register(conn, reader, unit, window) -> None:
    who = reader()
    for name in WRITTEN:
        unit(name)
    for sort, expected in (("name", IN_ORDER), ("-name", IN_ORDER[::-1])):
        view = View(sort=sort)
        found = list_rows(conn, UNITS, who, view, window("units", who, sort=sort)).rows
        assert [row["name"] for row in found] == expected


def test_what_a_column_may_name(conn, ward, unit) -> None:
    for name in WRITTEN:
        unit(name)
    found = options_of(conn, ward, find_register("patrols").column("unit_id"))
    assert [each.label for each in found] == IN_ORDER
