"""The parcels of the market lie beside each other on its site, with the areas of the register."""

import pytest
import shapely

from scripts.demo.parcels import OFF_M2, SITE, make_parcel_shapes
from scripts.demo.registers.assets import make_parcels


@pytest.fixture(scope="module")
def shapes(demo):
    return {row.code: row.geom for row in make_parcel_shapes(demo)}


def test_each_parcel_has_its_area_but_for_two(shapes, in_metres):
    stated = {row["code"]: row["area_m2"] for row in make_parcels()}
    assert list(shapes) == list(stated) and len(shapes) == 24
    for code, shape in shapes.items():
        differs = in_metres(shape).area - stated[code]
        assert differs == pytest.approx(OFF_M2.get(code, 0), abs=0.3), code


def test_parcels_lie_on_the_site_and_never_on_each_other(demo, shapes, in_metres):
    placed = [in_metres(shape) for shape in shapes.values()]
    together = shapely.union_all([each.buffer(-0.02) for each in placed])
    assert together.area == pytest.approx(sum(each.buffer(-0.02).area for each in placed), abs=0.01)
    (site,) = [in_metres(row.geom) for row in demo.features if row.source_key == SITE]
    assert shapely.union_all(placed).buffer(0.1).contains(site.buffer(-1))
    lanes = shapely.union_all([in_metres(row.geom) for row in demo.lanes])
    assert not any(each.buffer(-0.1).intersects(lanes) for each in placed)
