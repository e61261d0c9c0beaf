"""One generated demonstration for all tests of it; rows are immutable."""

import numpy as np
import pytest
import shapely

from geo.crs import HANOI, to_metric
from scripts.demo.rows import Area, Demo
from scripts.demo.ward import make_demo


@pytest.fixture(scope="session")
def demo() -> Demo:
    return make_demo()


@pytest.fixture(scope="session")
def old_ward(demo: Demo) -> Area:
    return next(area for area in demo.areas if area.code == "00130")


@pytest.fixture(scope="session")
def old_groups(demo: Demo) -> list[Area]:
    return [area for area in demo.areas if area.kind == "group" and area.valid_to]


@pytest.fixture(scope="session")
def new_groups(demo: Demo) -> list[Area]:
    return [area for area in demo.areas if area.kind == "group" and not area.valid_to]


@pytest.fixture(scope="session")
def new_wards(demo: Demo) -> list[Area]:
    return [area for area in demo.areas if area.kind == "ward" and not area.valid_to]


@pytest.fixture(scope="session")
def in_metres():
    """Turn stored degrees into metres of EPSG:5897."""

    def convert(geometry):
        return shapely.transform(
            geometry, lambda xy: np.column_stack(to_metric(xy[:, 0], xy[:, 1], HANOI))
        )

    return convert
