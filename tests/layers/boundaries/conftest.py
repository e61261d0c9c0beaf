"""Two epochs of a small ward, the second in a file."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from layers.boundaries.basis import read_basis
from layers.boundaries.wish import EpochWish
from layers.importing import ImportOptions

TURN = date(2025, 7, 1)
Box = tuple[float, float, float, float]
WEST, EAST = (105.88, 21.04, 105.885, 21.05), (105.885, 21.04, 105.89, 21.05)
WHOLE = (105.88, 21.04, 105.89, 21.05)
FAR = (105.90, 21.04, 105.91, 21.05)


def areas_file(path: Path, *areas: tuple[str, str, Box], **more: Any) -> Path:
    """Write rectangles as GeoJSON: code, name, (west, south, east, north)."""
    features = []
    for code, name, (west, south, east, north) in areas:
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        features.append(
            {
                "type": "Feature",
                "properties": {"code": code, "name": name, **more},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
        )
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


@pytest.fixture
def new_areas(tmp_path: Path) -> Callable[..., Path]:
    """Write a file of areas; return where it lies."""

    def _write(*areas: tuple[str, str, Box], **more: Any) -> Path:
        return areas_file(tmp_path / "areas.geojson", *areas, **more)

    return _write


@pytest.fixture
def wish() -> Callable[..., EpochWish]:
    """Make a wish for an epoch of groups from 1 July 2025, with a document."""

    def _wish(**said: Any) -> EpochWish:
        basis = read_basis("12/NQ-HĐND", "Sắp xếp tổ dân phố", date(2025, 6, 16))
        options = said.pop("options", ImportOptions(actor="can-bo"))
        return EpochWish(
            **{"kind": "group", "starts_on": TURN, "basis": basis} | said, options=options
        )

    return _wish
