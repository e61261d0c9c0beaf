"""Analyse a plain file, and write the result as one JSON document: every statistic, all origins."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from geo.hotspots import get_method
from geo.result import HotspotResult, UnitRow, plain
from layers.analysis import summary_of
from layers.code_version import code_version
from layers.measured import in_metres
from layers.plain_input import PlainInput, PlainOptions, read_plain


def analyse_file(
    path: Path, said: PlainOptions, method: str, parameters: Mapping[str, object], seed: int
) -> dict[str, Any]:
    """Do one analysis of a file and return its document; nothing is stored.

    Raises InputError for an unknown method, parameter or column, ImportRejected for faulty rows.
    """
    how = get_method(method)
    checked = how.check(parameters)
    read = read_plain(path, said, how.units_needed(checked))
    given = read.given
    used = checked if read.plane.metres is None else in_metres(how, checked, read.plane.degrees_in)
    result = how.run(given.events, given.area, used, seed, given.units)
    return result_json(result, read)


def result_json(result: HotspotResult, read: PlainInput) -> dict[str, Any]:
    """Return a result as plain values: the same result gives the same bytes."""
    given = read.given
    return {
        "method": result.method,
        "parameters": {name: plain(value) for name, value in result.parameters.items()},
        "seed": result.seed,
        "input": given.description,
        "rows": len(given.events),
        "rows_sha256": given.sha256,
        "code_version": code_version(),
        "summary": summary_of(result),
        "notes": [note.to_json() for note in (*given.notes, *result.notes)],
        "units": _units(result, read),
    }


def result_geojson(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document of `result_json` as a GeoJSON FeatureCollection, its origin under `run`."""
    features = [
        {
            "type": "Feature",
            "id": number,
            "geometry": unit["geometry"],
            "properties": {name: value for name, value in unit.items() if name != "geometry"},
        }
        for number, unit in enumerate(document["units"], start=1)
    ]
    run = {name: value for name, value in document.items() if name != "units"}
    return {"type": "FeatureCollection", "features": features, "run": run}


def _units(result: HotspotResult, read: PlainInput) -> list[dict[str, Any]]:
    """Return every unit by rank, with its shape in longitude and latitude (`local`: as it is)."""
    shapes = shapely.to_geojson(read.plane.to_degrees(np.asarray(result.units.geometry)))
    rows = zip(result.rows(), shapes, strict=True)
    return [_unit(row, json.loads(shape)) for row, shape in sorted(rows, key=lambda r: r[0].rank)]


def _unit(row: UnitRow, geometry: dict[str, Any]) -> dict[str, Any]:
    return {
        **row.properties,
        "rank": row.rank,
        "label": row.label,
        "value": row.value,
        "expected": row.expected,
        "score": row.score,
        "p": row.p,
        "p_adjusted": row.p_adjusted,
        "class_code": row.class_code,
        "members": row.members,
        "geometry": geometry,
    }
