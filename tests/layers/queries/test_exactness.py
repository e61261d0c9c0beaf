"""Results say where they look finer than the places they stand on."""

from datetime import date

from psycopg2.extras import Json

from layers import db
from layers.analysis import compute, run_hotspots
from layers.filters import Filter
from layers.queries.exactness import count_on_lanes, roundings
from tests.factories import LAT, LON, add_area, add_incident

HALF = Filter(first=date(2016, 1, 1), last=date(2016, 6, 30))


def _came_with(conn, ward, metres):
    found = {"found": {"precision": {"decimals": 3, "metres": metres}}}
    import_id = db.value(
        conn,
        "INSERT INTO import_run (ward_id, layer, file_name, file_sha256, options, rows_read,"
        " rows_loaded, actor) VALUES (%s, 'incidents', 'a.csv', 'x', %s, 1, 1, 'anh') RETURNING id",
        (ward.id, Json(found)),
    )
    db.execute(conn, "UPDATE incident SET import_id = %s WHERE import_id IS NULL", (import_id,))


def _codes(notes):
    return [note["code"] for note in notes]


def test_a_file_of_three_decimals_is_not_analysed_finer_without_a_note(conn, ward):
    add_area(conn, ward, "00130", kind="ward")
    for day in range(1, 6):
        add_incident(conn, ward, LON, LAT, on=date(2016, 3, day))
    _came_with(conn, ward, 111.32)
    assert [(each.metres, each.rows) for each in roundings(conn, ward, HALF)] == [(111.32, 5)]
    fine = run_hotspots(conn, ward, "gi_star", {"cell_m": 50}, HALF)
    assert "coarse_coordinates" in _codes(fine.notes)
    note = next(each for each in fine.notes if each["code"] == "coarse_coordinates")
    assert "5 vụ" in note["text"]["vi"] and "50 m" in note["text"]["en"]
    coarse = run_hotspots(conn, ward, "gi_star", {"cell_m": 250}, HALF)
    assert "coarse_coordinates" not in _codes(coarse.notes)


def test_incidents_of_which_only_the_lane_is_known_are_left_out_and_counted(conn, ward):
    add_area(conn, ward, "00130", kind="ward")
    ids = [add_incident(conn, ward, LON, LAT, on=date(2016, 3, day)) for day in range(1, 8)]
    assert len(compute(conn, ward, "repeat_points", {}, HALF)) == 1
    for incident_id in ids[:5]:
        waiting = db.value(
            conn,
            "INSERT INTO unplaced_incident (ward_id, source_key, occurred_at, field_code,"
            " category_code, address, incident_id) SELECT ward_id, source_key, occurred_at,"
            " field_code, category_code, 'ngõ 1', id FROM incident WHERE id = %s RETURNING id",
            (incident_id,),
        )
        db.execute(
            conn,
            "INSERT INTO placement (ward_id, unplaced_id, incident_id, method, placed_by)"
            " VALUES (%s, %s, %s, 'lane', 'anh')",
            (ward.id, waiting, incident_id),
        )
    assert count_on_lanes(conn, ward, HALF) == 5
    assert len(compute(conn, ward, "repeat_points", {}, HALF)) == 0
    run = run_hotspots(conn, ward, "repeat_points", {}, HALF)
    assert run.input_rows == 2
    assert "on_lane_left_out" in _codes(run.notes)
