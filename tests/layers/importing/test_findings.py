"""What a file's findings say: where each is, and whether it refuses, asks or only tells."""

import shapely

from geo.text import Text
from layers.importing.issues import LOCATION_CORNERS, Issues

SAID = Text("a", "b")


def test_what_is_told_keeps_no_row_out_and_is_counted_apart():
    issues = Issues()
    issues.add(3, "geometry", "invalid_geometry", "x", SAID)
    issues.tell(2, "geometry", "gap", "12", SAID, shapely.Point(105, 21))
    assert issues.bad_lines == {3}
    assert (dict(issues.counts), dict(issues.told)) == ({"invalid_geometry": 1}, {"gap": 1})
    told, refused = (each.to_json() for each in issues.in_order())
    assert (told["severity"], refused["severity"]) == ("tell", "refuse")
    assert told["location"] == {"type": "Point", "coordinates": [105.0, 21.0]}
    assert refused["location"] is None


def test_a_location_is_drawn_with_few_corners():
    issues = Issues()
    ring = shapely.Point(105, 21).buffer(0.01, quad_segs=1000)
    issues.tell(1, "geometry", "gap", "", SAID, ring)
    drawn = issues.kept[0].to_json()["location"]
    assert drawn["type"] == "Polygon"
    assert 8 < len(drawn["coordinates"][0]) <= LOCATION_CORNERS
