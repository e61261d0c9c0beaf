"""Two epochs of Hanoi by different makers, and Barcelona in two levels."""

from datetime import date
from pathlib import Path

import geopandas as gpd
import pytest

from geo.text import Text
from layers import db
from layers.boundaries.basis import read_basis
from layers.boundaries.family import read_family
from layers.boundaries.loading import load_epoch
from layers.boundaries.reading import read_epoch
from layers.boundaries.recasting import recast_totals
from layers.boundaries.wish import EpochWish
from layers.importing import ImportOptions, import_file
from layers.queries.wards import create_ward

DATA = Path(__file__).parents[3] / "shared" / "data"
OLD = DATA / "vn_hanoi_communes_2009" / "hanoi_communes_2009.geojson"
NEW = DATA / "vn_hanoi_wards_2025" / "hanoi_126_wards.geojson"
BARCELONA = DATA / "barcelona_nested_areas"
REFORM = date(2025, 7, 1)

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture
def hanoi(conn):
    ward = create_ward(conn, "ha-noi", Text("Hà Nội", "Hanoi"), 5897)
    before = {"code": "commune_id", "name": "commune_vn", "people": "population"}
    report = import_file(
        conn, ward, "ward_border", OLD,
        ImportOptions(columns=before, valid_from=date(2009, 4, 1), overlaps="yes"),
    )  # fmt: skip
    assert report.loaded == 584
    return ward


def _epoch(conn, ward, path, kind, columns, **said):
    basis = read_basis("1656/NQ-UBTVQH15", "Sắp xếp đơn vị hành chính", date(2025, 6, 16))
    options = ImportOptions(columns=columns, actor="peers", **said)
    wish = EpochWish(kind, REFORM, basis, options)
    return read_epoch(conn, ward, load_epoch(conn, ward, path, wish).epoch_id)


def test_gia_thuy_became_bo_de_viet_hung_and_long_bien(conn, hanoi):
    epoch = _epoch(conn, hanoi, NEW, "ward", {"code": "code", "name": "fullName"})
    assert (epoch["opened"], epoch["closed"]) == (126, 584)
    heirs = {
        pair["new"]["name"]: (pair["share_area"], pair["new"]["code"], pair["kind"])
        for pair in epoch["pairs"]
        if pair["old"]["name"] == "Phường Gia Thụy" and not pair["is_sliver"]
    }
    assert list(heirs) == ["Phường Bồ Đề", "Phường Việt Hưng", "Phường Long Biên"]
    assert [round(share, 2) for share, _, _ in heirs.values()] == [0.77, 0.16, 0.07]
    assert [code for _, code, _ in heirs.values()] == ["00118", "00127", "00145"]
    assert {kind for _, _, kind in heirs.values()} == {"part"}
    # The whole of Gia Thụy has heirs, and the page of the old ward says so.
    assert sum(share for share, _, _ in heirs.values()) == pytest.approx(1.0, abs=0.001)
    old = db.value(conn, "SELECT id FROM area WHERE name = 'Phường Gia Thụy'")
    family = read_family(conn, hanoi, old)
    assert [each["name"] for each in family["heirs"]] == list(heirs)
    # What was drawn twice is told apart: hundreds of slivers, none of them a lineage.
    slivers = [pair for pair in epoch["pairs"] if pair["is_sliver"]]
    assert len(slivers) > 300
    assert max(pair["share_area"] for pair in slivers) < 0.02
    # 9,721 people of 2009 over the wards of 2025: by ground, and said to be an estimate.
    code = db.value(conn, "SELECT code FROM area WHERE id = %s", (old,))
    made = recast_totals(conn, hanoi, "ward", {code: 9721.0}, date(2009, 4, 1), REFORM, "area")
    assert [row["name"] for row in made["rows"]][:3] == list(heirs)
    assert made["total"]["recast"] == pytest.approx(9721.0, rel=0.001)


def test_barcelona_as_two_levels(conn, tmp_path):
    """Quarters are wards, basic areas are groups: each group lies in one ward."""
    ward = create_ward(conn, "barcelona", Text("Barcelona", "Barcelona"), 25831)
    quarters = gpd.read_file(BARCELONA / "barris.topojson").set_crs(4326)
    quarters[["BARRI", "NOM", "geometry"]].to_file(tmp_path / "barris.gpkg")
    areas = gpd.read_file(BARCELONA / "area-estadistica-basica.geojson")
    areas["name"] = "AEB " + areas["AEB"]
    areas[["AEB", "name", "BARRI", "geometry"]].to_file(tmp_path / "aeb.gpkg")
    answers = {"repair": True, "overlaps": "yes", "repair_large": "yes"}
    outer = _epoch(
        conn, ward, tmp_path / "barris.gpkg", "ward", {"code": "BARRI", "name": "NOM"}, **answers
    )
    inner = _epoch(
        conn, ward, tmp_path / "aeb.gpkg", "group", {"code": "AEB", "name": "name"}, **answers
    )
    assert (outer["opened"], inner["opened"]) == (73, 233)
    rows = db.rows(
        conn,
        "SELECT g.code, g.properties ->> 'BARRI' AS said, w.code AS found,"
        " ST_Area(ST_Intersection(g.geom, w.geom)) / ST_Area(g.geom) AS share"
        "  FROM area AS g JOIN area AS w ON w.ward_id = g.ward_id AND w.kind = 'ward'"
        "   AND ST_Intersects(w.geom, ST_PointOnSurface(g.geom))"
        " WHERE g.ward_id = %s AND g.kind = 'group'",
        (ward.id,),
    )
    assert len(rows) == 233
    assert [row for row in rows if row["said"] != row["found"]] == []
    assert min(row["share"] for row in rows) > 0.95
