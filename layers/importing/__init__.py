"""Bring a file into a layer: read, checked row by row, loaded whole or refused with reasons."""

from layers.importing.checking import Checked, check_file
from layers.importing.options import ImportOptions
from layers.importing.pipeline import import_file
from layers.importing.report import ImportReport

__all__ = ["Checked", "ImportOptions", "ImportReport", "check_file", "import_file"]
