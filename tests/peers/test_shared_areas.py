"""Real outlines: broken ones against their published repair, and neighbours of two epochs."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest
import shapely

from geo.repair import in_metres
from geo.text import Text
from layers import db
from layers.importing import ImportOptions, check_file, import_file
from layers.queries.wards import create_ward

DATA = Path(__file__).parents[3] / "shared" / "data"
BROKEN = DATA / "vn_broken_ward_polygons"
PAIRS = list(csv.DictReader((BROKEN / "pairs.csv").read_text(encoding="utf-8").splitlines()))
ONE = {"constants": {"code": "1", "name": "x", "valid_from": "2026-03-01"}}


def _outline(path):
    features = json.loads(path.read_bytes())
    features = features.get("features", [features])
    return shapely.from_geojson(json.dumps(features[0].get("geometry", features[0])))


@pytest.mark.parametrize("pair", PAIRS, ids=[each["broken"][:24] for each in PAIRS])
def test_a_broken_ward_is_repaired_on_a_yes_and_keeps_its_ground(pair, conn):
    """As near to the published repair as that is to the broken one: it moved other borders too."""
    path = BROKEN / "broken" / pair["broken"]
    zone = 3405 if _outline(path).bounds[0] < 108 else 3406
    ward = create_ward(conn, "phuong-hong", Text("Phường hỏng", "Broken ward"), zone)
    checked = check_file(conn, ward, "ward_border", path, ImportOptions(**ONE))
    assert [question.id for question in checked.questions] == ["repair"]
    (told,) = [each for each in checked.report.issues if each.kind == "repaired"]
    assert told.location is not None
    report = import_file(conn, ward, "ward_border", path, ImportOptions(repair=True, **ONE))
    row = db.one(
        conn, "SELECT ST_AsBinary(geom) AS now, ST_AsBinary(geom_original) AS was FROM area"
    )
    now, was = (shapely.from_wkb(bytes(row[name])) for name in ("now", "was"))
    published = _outline(BROKEN / "repaired" / pair["repaired"])
    assert report.loaded == 1 and now.is_valid and not was.is_valid
    assert shapely.equals_exact(was, shapely.multipolygons(shapely.get_parts(_outline(path))), 1e-9)
    now, was, published = (in_metres(each, ward.srid_measure) for each in (now, was, published))
    assert abs(now.area - was.area) < 5  # m²: what is mended is a few corners
    shared = now.intersection(published).area / now.union(published).area
    assert shared == pytest.approx(float(pair["iou_after_buffer0"]), abs=2e-6)


EPOCHS = [
    ("vn_hanoi_wards_2025/hanoi_126_wards.geojson", "code", "name", {"gap_sliver": 1}),
    (
        "vn_hanoi_communes_2009/hanoi_communes_2009.geojson",
        "commune_id",
        "commune_vn",
        {"overlap": 963, "overlap_sliver": 78, "gap": 1077, "gap_sliver": 72},
    ),
]


@pytest.mark.parametrize(
    ("file", "code", "name", "kinds"), EPOCHS, ids=["126 wards of 2025", "584 communes of 2009"]
)
def test_neighbours_of_a_real_epoch(file, code, name, kinds, conn, ward):
    """The wards fit; the communes were simplified one by one, so nearly every border is two."""
    columns = {"code": code, "name": name}
    options = ImportOptions(columns=columns, valid_from=date(2025, 7, 1), kind="ward")
    checked = check_file(conn, ward, "ward_border", DATA / file, options)
    told = dict(checked.report.told)
    assert {kind: n for kind, n in told.items() if "gap" in kind or "overlap" in kind} == kinds
    asks = [question.id for question in checked.questions]
    assert asks == (["overlaps"] if "overlap" in kinds else [])
    assert all(issue.location is not None for issue in checked.report.issues if "gap" in issue.kind)
