"""Compare areas and lanes with their neighbours, those of the file and those of the ward."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.crs import WGS84
from geo.local_plane import LocalPlane
from geo.repair import in_metres
from geo.text import Text
from geo.topology import (
    NEAR_M,
    Gap,
    Overlap,
    crossings_without_node,
    gaps,
    is_sliver,
    mean_width,
    near_touches,
    overlaps,
)
from layers.importing.batch import Batch, Context
from layers.importing.questions import Option, Question

OF_FILE = "line"  # the column that says which line of the file a shape is; missing: the ward's own
MOST_DAYS = 12

Flags = NDArray[np.bool_]


def check_topology(batch: Batch, context: Context) -> Batch:
    """Tell overlaps, gaps, crossings and loose ends; ask where areas claim the same ground."""
    if context.neighbours is None:
        return batch
    together = _together(batch, context)
    if together[OF_FILE].notna().sum() == 0 or len(together) < 2:
        return batch
    if context.target.table == "lane":
        _lanes(batch, together)
    else:
        _areas(batch, context, together)
    return batch


def _together(batch: Batch, context: Context) -> gpd.GeoDataFrame:
    """Return the usable shapes of the file, then those of the ward that it does not replace."""
    assert context.neighbours is not None
    names = [name for name in context.neighbours.columns if name in batch.frame]
    usable = (
        ~batch.frame.index.isin(list(batch.issues.bad_lines))
        & ~shapely.is_missing(batch.geometry.to_numpy())
        & shapely.is_valid(batch.geometry.to_numpy())
    )
    ours = batch.frame.loc[usable, names].assign(**{OF_FILE: batch.frame.index[usable]})
    mine = gpd.GeoDataFrame(ours, geometry=batch.geometry[usable].to_numpy(), crs=WGS84)
    key = [name for name in context.target.key if name in names]
    replaced = set(mine[key].itertuples(index=False, name=None))
    theirs = context.neighbours
    kept = [row not in replaced for row in theirs[key].itertuples(index=False, name=None)]
    if not any(kept):
        return mine.reset_index(drop=True)
    return pd.concat([mine, theirs[np.array(kept)]], ignore_index=True)


def _areas(batch: Batch, context: Context, all_of_them: gpd.GeoDataFrame) -> None:
    plane = LocalPlane.around(all_of_them.geometry.to_numpy())
    asked: list[float] = []
    for kind in sorted(set(all_of_them["kind"].dropna())):
        of_kind = all_of_them[all_of_them["kind"] == kind].reset_index(drop=True)
        flat = plane.to_plane(of_kind.geometry.to_numpy())
        measure = _Measure(plane, context.ward.srid_measure)
        for each in overlaps(flat):
            if _at_one_time(of_kind, each.first, each.second) and _ours(of_kind, each[:2]):
                asked += _tell_overlap(batch, of_kind, each, measure)
        for day in sorted(set(of_kind.loc[of_kind[OF_FILE].notna(), "valid_from"].dropna()))[
            :MOST_DAYS
        ]:
            now = _in_force(of_kind, day)
            for gap in gaps(flat[now]):
                numbers = [int(np.flatnonzero(now)[at]) for at in gap.beside]
                if _ours(of_kind, numbers):
                    _tell_gap(batch, of_kind, numbers, gap, measure)
    if asked and context.options.overlaps != "yes":
        _settle_overlaps(batch, context, asked)


class _Measure:
    """Turns a shape of the local plane into degrees, and square metres of the ward's system."""

    def __init__(self, plane: LocalPlane, srid: int) -> None:
        self.plane, self.srid = plane, srid

    def __call__(self, shape: Any) -> tuple[Any, float]:
        degrees = self.plane.to_degrees(shape)
        return degrees, float(shapely.area(in_metres(degrees, self.srid)))


def _ours(areas: gpd.GeoDataFrame, numbers: Any) -> bool:
    """Say whether the file has part in a finding: what the ward has among itself is not told."""
    return bool(areas[OF_FILE].iloc[list(numbers)].notna().any())


def _at_one_time(areas: gpd.GeoDataFrame, first: int, second: int) -> bool:
    """Say whether two areas are in force on one day; those of one code are refused elsewhere."""
    a, b = areas.iloc[first], areas.iloc[second]
    return bool(
        a.code != b.code
        and (pd.isna(a.valid_to) or pd.isna(b.valid_from) or b.valid_from < a.valid_to)
        and (pd.isna(b.valid_to) or pd.isna(a.valid_from) or a.valid_from < b.valid_to)
    )


def _in_force(areas: gpd.GeoDataFrame, day: Any) -> Flags:
    return np.array(
        [
            not pd.isna(first) and first <= day and (pd.isna(last) or last > day)
            for first, last in zip(areas["valid_from"], areas["valid_to"], strict=True)
        ],
        dtype=bool,
    )


def _tell_overlap(
    batch: Batch, areas: gpd.GeoDataFrame, found: Overlap, measure: _Measure
) -> list[float]:
    """Tell one overlap; return its size where it is more than a sliver and so needs a yes."""
    degrees, size = measure(found.shape)
    first, second = (_title(areas, at) for at in found[:2])
    narrow = is_sliver(found.shape)
    word = _strip(found.shape) if narrow else Text("", "")
    batch.issues.tell(
        _line(areas, found[:2]),
        "geometry",
        "overlap_sliver" if narrow else "overlap",
        f"{size:.1f} m²",
        Text(
            f"{first.vi} và {second.vi} chồng nhau {size:,.1f} m²{word.vi}.",
            f"{first.en} and {second.en} overlap by {size:,.1f} m²{word.en}.",
        ),
        degrees,
        severity="tell" if narrow else "ask",
    )
    return [] if narrow else [size]


def _tell_gap(
    batch: Batch, areas: gpd.GeoDataFrame, numbers: list[int], gap: Gap, measure: _Measure
) -> None:
    degrees, size = measure(gap.shape)
    titles = [_title(areas, at) for at in numbers[:4]]
    more = "" if len(numbers) <= 4 else f", … ({len(numbers)})"
    narrow = is_sliver(gap.shape)
    word = _strip(gap.shape) if narrow else Text("", "")
    batch.issues.tell(
        _line(areas, numbers),
        "geometry",
        "gap_sliver" if narrow else "gap",
        f"{size:.1f} m²",
        Text(
            f"Khe hở {size:,.1f} m²{word.vi} giữa {', '.join(t.vi for t in titles)}{more}:"
            " không thuộc vùng nào.",
            f"A gap of {size:,.1f} m²{word.en} between {', '.join(t.en for t in titles)}{more}:"
            " it belongs to no area.",
        ),
        degrees,
    )


def _strip(shape: Any) -> Text:
    width = f"{mean_width(shape):.1f}"
    return Text(
        f" (dải hẹp, rộng trung bình {width.replace('.', ',')} m)",
        f" (a sliver, {width} m wide on average)",
    )


def _title(areas: gpd.GeoDataFrame, at: int) -> Text:
    """Name an area; one that the ward has already says so."""
    row = areas.iloc[at]
    name = str(row["name"] or row["code"])
    if pd.notna(row[OF_FILE]):
        return Text(f"'{name}'", f"'{name}'")
    return Text(f"'{name}' (đã có)", f"'{name}' (there already)")


def _line(areas: gpd.GeoDataFrame, numbers: Any) -> int | None:
    lines = areas[OF_FILE].iloc[list(numbers)].dropna()
    return int(lines.iloc[0]) if len(lines) else None


def _settle_overlaps(batch: Batch, context: Context, sizes: list[float]) -> None:
    """Ask whether areas may claim the same ground; where a person said no, refuse the file."""
    text = Text(
        f"{len(sizes)} cặp vùng cùng thời kỳ chồng nhau hơn 1 m² (nhiều nhất {max(sizes):,.0f} m²):"
        " vụ ở đó sẽ được tính cho vùng có mã nhỏ hơn. Vẫn nạp? (vùng của thời kỳ trước còn hiệu"
        " lực thì hãy ghi ngày hết hiệu lực của nó trước)",
        f"{len(sizes)} pairs of areas of one period overlap by more than 1 m² (at most"
        f" {max(sizes):,.0f} m²): what happens there counts for the lower code. Load them all the"
        " same? (where areas of an earlier period are still in force, end those first)",
    )
    evidence = Text(
        f"chồng nhau tổng cộng {sum(sizes):,.0f} m²", f"{sum(sizes):,.0f} m² overlap in all"
    )
    yes = Option("yes", Text("Vẫn nạp", "Load them"), evidence)
    no = Option(
        "no",
        Text("Không nạp", "Do not load"),
        Text("hãy sửa ranh giới trong tệp", "correct the borders in the file"),
    )
    question = Question("overlaps", text, (yes, no), "yes")
    if context.options.overlaps is None:
        batch.found.questions.append(question)
        return
    for issue in [each for each in batch.issues.kept if each.kind == "overlap"]:
        if issue.line is not None:
            batch.issues.add(
                issue.line, issue.field, "overlap", issue.value, issue.message, issue.location
            )


def _lanes(batch: Batch, lanes: gpd.GeoDataFrame) -> None:
    plane = LocalPlane.around(lanes.geometry.to_numpy())
    flat = plane.to_plane(lanes.geometry.to_numpy())
    for crossing in crossings_without_node(flat):
        if _ours(lanes, crossing[:2]):
            first, second = (_title(lanes, at) for at in crossing[:2])
            batch.issues.tell(
                _line(lanes, crossing[:2]),
                "geometry",
                "crossing_without_node",
                "",
                Text(
                    f"{first.vi} và {second.vi} cắt nhau mà không có nút chung"
                    " (cầu vượt thì không sao).",
                    f"{first.en} and {second.en} cross without a common node"
                    " (a bridge is no fault).",
                ),
                plane.to_degrees(crossing.point),
            )
    for near in near_touches(flat):
        if _ours(lanes, near[:2]):
            first, second = (_title(lanes, at) for at in near[:2])
            away = f"{near.distance_m:.2f} m"
            batch.issues.tell(
                _line(lanes, near[:2]),
                "geometry",
                "near_touch",
                away,
                Text(
                    f"{first.vi} dừng cách {second.vi} {away} (dưới {NEAR_M:g} m): có lẽ phải nối.",
                    f"{first.en} stops {away} short of {second.en} (less than {NEAR_M:g} m): it"
                    " was probably meant to meet it.",
                ),
                plane.to_degrees(near.point),
            )
