"""Write a layer to a file: the filter kept, the role obeyed, one module a format."""

from layers.exporting.export import Request, export_layer, get_format, system_for
from layers.exporting.formats import FORMATS
from layers.exporting.plan import plan_export
from layers.exporting.template import make_template

__all__ = [
    "FORMATS", "Request", "export_layer", "get_format", "make_template", "plan_export",
    "system_for",
]  # fmt: skip
