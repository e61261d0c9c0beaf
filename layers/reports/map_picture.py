"""A map of the whole ward for a report: the print's own drawing with its legend, as a picture."""

import io

from psycopg2.extensions import connection

from geo.crs import to_metric
from geo.sheet import Box, frame_on
from layers.filters import Filter
from layers.number_words import number_words
from layers.printing.content import read_scene, read_sheet
from layers.printing.legend import draw_legend, legend_lines
from layers.printing.map_drawing import draw_map
from layers.printing.pen import Pen
from layers.printing.picture import page_picture
from layers.queries.board import CELLS
from layers.queries.map_runs import runs_of_map
from layers.queries.wards import Ward, ward_bounds
from layers.registry import get_layer
from layers.roles import Role

WIDTH_MM, HEIGHT_MM = 160.0, 150.0
LEGEND_MM = 36.0
DPI = 200


def map_picture(
    conn: connection, ward: Ward, layers: tuple[str, ...], chosen: Filter
) -> bytes | None:
    """Return a PNG of 160 × 150 mm as anybody on the staff sees the layers; None for an empty ward.

    `chosen` is ready (layers/boundaries/as_of.py).
    """
    sides = ward_bounds(conn, ward)
    if sides is None:
        return None
    west, south, east, north = sides
    xs, ys = to_metric([west, east, west, east], [south, south, north, north], ward.srid_measure)
    ground = Box(float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max()))
    frame = frame_on(ground, Box(0.2, LEGEND_MM, WIDTH_MM - 0.2, HEIGHT_MM - 0.2))
    drawn = tuple(get_layer(name, Role.VIEWER) for name in layers)
    runs = picture_runs(conn, ward, layers, chosen)
    scene = read_scene(conn, ward, drawn, chosen, runs)
    shown = read_sheet(conn, scene, frame)
    file = io.BytesIO()
    pen = Pen(file, WIDTH_MM, HEIGHT_MM, ward.name.vi, packed=False)
    draw_map(pen, frame, shown)
    draw_legend(pen, legend_lines(shown, "vi"), _columns(), "vi")
    pen.text(WIDTH_MM - 1, LEGEND_MM + 1.5, f"1:{number_words(frame.scale).vi}", 2.6, align="right")
    pen.save()
    return page_picture(file.getvalue(), dpi=DPI)


def picture_runs(
    conn: connection, ward: Ward, layers: tuple[str, ...], chosen: Filter
) -> dict[str, int]:
    """Return the runs that a picture of some layers shows, made where nobody has made them yet."""
    needed = {get_layer(name, Role.VIEWER).needs_run for name in layers} - {None}
    return runs_of_map(conn, ward, chosen, with_cells=CELLS in needed) if needed else {}


def _columns() -> tuple[Box, ...]:
    width, gap = (WIDTH_MM - 2) / 3, 3.0
    return tuple(
        Box(1 + at * width, 0.5, 1 + (at + 1) * width - gap, LEGEND_MM - 1.5) for at in range(3)
    )
