"""What stands on one sheet: its layers with what they show, and how much of it there is."""

from collections.abc import Mapping
from dataclasses import dataclass

from psycopg2.extensions import connection

from geo.sheet import MapFrame
from layers.contract import Layer
from layers.filters import Filter
from layers.queries.sheet_rows import SheetRow, class_totals, read_sheet_rows
from layers.queries.wards import Ward

AROUND_MM = 8.0
"""How far beyond the frame is read: symbols and lines reach in from there."""
NO_RUNS: Mapping[str, int] = {}


@dataclass(frozen=True)
class Shown:
    """A layer on a sheet. Counts by class: on the sheet, and under the filter anywhere."""

    layer: Layer
    rows: list[SheetRow]
    here: list[int]
    total: list[int]
    step: int
    opacity: float = 1.0


@dataclass(frozen=True)
class Scene:
    """What all sheets of a print share. `layers` from the lowest to the topmost."""

    ward: Ward
    layers: tuple[Layer, ...]
    chosen: Filter
    runs: Mapping[str, int]
    opacity: Mapping[str, float]
    totals: Mapping[str, list[int]]

    def run_of(self, layer: Layer) -> int | None:
        return self.runs.get(layer.needs_run) if layer.needs_run else None


def read_scene(
    conn: connection,
    ward: Ward,
    layers: tuple[Layer, ...],
    chosen: Filter,
    runs: Mapping[str, int] = NO_RUNS,
    opacity: Mapping[str, float] = NO_RUNS,
) -> Scene:
    """Count each layer under the filter once, for the legends of all sheets."""
    scene = Scene(ward, layers, chosen, runs, opacity, {})
    totals = {
        layer.name: class_totals(conn, ward, layer, chosen, scene.run_of(layer)) for layer in layers
    }
    return Scene(ward, layers, chosen, runs, opacity, totals)


def read_sheet(conn: connection, scene: Scene, frame: MapFrame) -> list[Shown]:
    """Read what a frame shows, from the lowest layer to the topmost."""
    return [_read_layer(conn, scene, layer, frame) for layer in scene.layers]


def _read_layer(conn: connection, scene: Scene, layer: Layer, frame: MapFrame) -> Shown:
    found = read_sheet_rows(
        conn,
        scene.ward,
        layer,
        scene.chosen,
        frame.ground,
        around_m=AROUND_MM / frame.mm_per_m,
        run_id=scene.run_of(layer),
    )
    return Shown(
        layer,
        found.rows,
        found.counts,
        scene.totals[layer.name],
        found.step,
        scene.opacity.get(layer.name, 1.0),
    )
