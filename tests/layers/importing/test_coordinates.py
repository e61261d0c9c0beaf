"""Coordinate systems are stated, not guessed; what cannot be true is refused with a proposal."""

import pytest

ROW = "2016-03-01,vut_rac,{},{}\n"
HEAD = "day,what,x,y\n"


def _file(x, y, rows=3):
    return HEAD + ROW.format(x, y) * rows


@pytest.mark.parametrize(
    ("x", "y", "crs", "kind", "proposal"),
    [
        ("105.88", "21.04", None, "unknown_crs", "EPSG:4326"),
        ("591914.15", "2328628.29", "EPSG:4326", "not_degrees", "EPSG:5897"),
        ("105.88", "21.04", "EPSG:5897", "degrees", "EPSG:4326"),
        ("21.04", "105.88", "EPSG:4326", "swapped", "(105.88, 21.04)"),
        ("2328628.29", "591914.15", "EPSG:5897", "swapped", "Exchange --x and --y"),
        ("-71.05", "42.35", "EPSG:4326", "outside_region", "wrong ward"),
    ],
)
def test_a_file_whose_coordinates_cannot_be_true(refused, events, x, y, crs, kind, proposal):
    report = refused("incidents", _file(x, y), **events | {"crs": crs})
    (issue,) = report.issues
    assert issue.kind == kind
    assert proposal in issue.message.en


def test_a_swap_that_degrees_allow_is_seen_by_the_ward_s_region(refused, events):
    """21 degrees east, 80 north is a place on Earth, but not one in which the ward measures."""
    report = refused("incidents", _file("21.04", "105.88"), **events)
    assert report.issues[0].kind == "swapped"


def test_vn_2000_lands_on_the_golden_point(bring, events, conn):
    report = bring(
        "incidents", _file("591914.15", "2328628.29", 1), **events | {"crs": "EPSG:5897"}
    )
    with conn.cursor() as cursor:
        cursor.execute("SELECT ST_X(geom), ST_Y(geom) FROM incident")
        lon, lat = cursor.fetchone()
    assert (lon, lat) == pytest.approx((105.886281, 21.048956), abs=1e-7)
    assert report.crs == "EPSG:5897"


def test_a_file_that_declares_another_system_than_was_said(refused):
    content = '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},'
    content += '"geometry":{"type":"Point","coordinates":[105.88,21.04]}}]}'
    report = refused("certificates", content, "a.geojson", crs="EPSG:5897")
    assert report.issues[0].kind == "crs_differs"


@pytest.mark.parametrize(("digits", "metres"), [(3, 111.32), (5, 1.1132)])
def test_precision_is_measured(bring, events, digits, metres):
    rows = "".join(ROW.format(f"{105.8 + i / 10**digits:.{digits}f}", "21") for i in range(1, 40))
    report = bring("incidents", HEAD + rows, **events)
    assert report.precision.decimals == digits
    assert report.precision.metres == pytest.approx(metres)
