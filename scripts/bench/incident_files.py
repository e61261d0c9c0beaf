"""Made-up files of incidents, the same on every machine: CSV, FlatGeobuf, GeoPackage."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import WGS84
from scripts.bench.data import SEED

WEST, SOUTH, EAST, NORTH = 105.86, 21.03, 105.91, 21.07
FORMATS = {"csv": "CSV", "fgb": "FlatGeobuf", "gpkg": "GPKG"}
COLUMNS = {
    "source_key": "ma_vu", "occurred_at": "ngay", "category": "hanh_vi", "state": "trang_thai",
    "address": "dia_chi", "description": "mo_ta",
}  # fmt: skip
X, Y = "kinh_do", "vi_do"
_KINDS = ("lan_chiem_via_he", "ban_hang_rong", "vut_rac", "mai_che", "do_xe_sai")
_STREETS = ("Nguyễn Văn Cừ", "Ngọc Lâm", "Bồ Đề", "Gia Thụy", "Nguyễn Sơn", "Hồng Tiến")
_NOTES = ("đã nhắc nhở", "lập biên bản", "tái diễn", "chuyển phường xử lý", "")


def write_file(folder: Path, rows: int, ending: str) -> Path:
    """Write one file of incidents, gathered around 200 places in three years."""
    path = folder / f"incidents.{ending}"
    frame = _frame(rows)
    if ending == "csv":
        frame.to_csv(path, index=False)
        return path
    points = shapely.points(frame[X], frame[Y])
    table = gpd.GeoDataFrame(frame.drop(columns=[X, Y]), geometry=points, crs=WGS84)
    table.to_file(path, driver=FORMATS[ending])
    return path


def groups(a_side: int = 5) -> gpd.GeoDataFrame:
    """Return resident groups that cover the ground, one beside the other."""
    across, up = np.linspace(WEST, EAST, a_side + 1), np.linspace(SOUTH, NORTH, a_side + 1)
    shapes = [
        shapely.box(across[x], up[y], across[x + 1], up[y + 1])
        for x in range(a_side)
        for y in range(a_side)
    ]
    codes = [str(number) for number in range(1, len(shapes) + 1)]
    table = {"code": codes, "name": [f"Tổ {code}" for code in codes]}
    return gpd.GeoDataFrame(table, geometry=shapes, crs=WGS84)


def lanes(number: int = 200) -> gpd.GeoDataFrame:
    """Return lanes from south to north over all of the ground."""
    at = np.linspace(WEST, EAST, number)
    shapes = [shapely.LineString([(x, SOUTH), (x, NORTH)]) for x in at]
    codes = [f"L{each}" for each in range(number)]
    return gpd.GeoDataFrame({"code": codes, "kind": "ngo"}, geometry=shapes, crs=WGS84)


def _frame(rows: int) -> pd.DataFrame:
    rng = np.random.default_rng([SEED, rows])
    middle = rng.uniform((WEST, SOUTH), (EAST, NORTH), (200, 2))
    xy = middle[rng.integers(0, 200, rows)] + rng.normal(0, 0.001, (rows, 2))
    xy = np.clip(xy, (WEST, SOUTH), (EAST, NORTH)).round(6)
    minutes = pd.to_timedelta(rng.integers(0, 3 * 365 * 24 * 60, rows), unit="min")
    houses = [f"Số {house} " for house in range(1, 400)]
    addresses = np.char.add(rng.choice(houses, rows), rng.choice(_STREETS, rows))
    return pd.DataFrame(
        {
            "ma_vu": [f"V{number:08}" for number in range(1, rows + 1)],
            "ngay": (pd.Timestamp("2014-01-01") + minutes).strftime("%Y-%m-%d %H:%M"),
            "hanh_vi": rng.choice(_KINDS, rows),
            "trang_thai": "phat_hien",
            "dia_chi": addresses,
            "mo_ta": rng.choice(_NOTES, rows),
            "can_bo": rng.integers(1, 40, rows).astype(str),
            "muc_phat": rng.integers(0, 50, rows) * 100_000,
            X: xy[:, 0],
            Y: xy[:, 1],
        }
    )
