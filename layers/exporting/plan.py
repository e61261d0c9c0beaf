"""What an export would be, before it is made: rows, formats, coordinates, what the role misses."""

from typing import Any

from psycopg2.extensions import connection

from geo.crs import WGS84
from layers.contract import Layer
from layers.exporting.base import Format
from layers.exporting.formats import FORMATS
from layers.exporting.reading import count_rows
from layers.exporting.system import get_system
from layers.filters import Filter, is_boundary
from layers.importing.targets import is_loadable
from layers.own_files.fields import fields_of, left_out_of
from layers.queries.sources import drawn_source
from layers.queries.wards import Ward
from layers.roles import Role


def plan_export(
    conn: connection,
    ward: Ward,
    layer: Layer,
    role: Role,
    chosen: Filter,
    run_id: int | None = None,
) -> dict[str, Any]:
    """Return what a page needs to offer the files of a layer under a filter."""
    follows = layer.name == "incidents" or is_boundary(layer)
    hidden = left_out_of(layer, role)
    rows = count_rows(conn, drawn_source(ward, layer, chosen, run_id))
    systems = [get_system(srid) for srid in dict.fromkeys((WGS84, ward.srid_measure))]
    return {
        "layer": layer.name,
        "title": layer.title.to_json(),
        "rows": rows,
        "fields": [field.title.to_json() for field in fields_of(layer, role)],
        "left_out_fields": len(hidden),
        "left_out": [field.title.to_json() for field in hidden if role > Role.PUBLIC],
        "systems": [system.to_json() for system in systems],
        "formats": [_format(form, rows, ward) for form in FORMATS.values()],
        "boundaries": chosen.boundaries.to_json() if follows else None,
        "has_template": role >= Role.VIEWER and is_loadable(layer),
    }


def _format(form: Format, rows: int, ward: Ward) -> dict[str, Any]:
    srids = (WGS84, ward.srid_measure) if form.only_srid is None else (form.only_srid,)
    usual = ward.srid_measure if form.usual_crs else WGS84
    return {
        "name": form.name,
        "title": form.title,
        "suffix": form.suffix,
        "crs": [f"EPSG:{srid}" for srid in dict.fromkeys(srids)],
        "usual_crs": f"EPSG:{usual}",
        "most_rows": form.most_rows,
        "fits": form.most_rows is None or rows <= form.most_rows,
        "not_held": [each.to_json() for each in form.loses],
    }
