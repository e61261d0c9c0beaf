"""The registers of the demonstration ward: its first half of 2016 gives the report's figures.

A row is a dict by column; what it refers to is named by code, or by the `key` of a row of another
register. Everything that the report does not say is made up, without names of people.
"""

from typing import Any

from scripts.demo.registers import communication, supervision, units
from scripts.demo.rows import Demo

Rows = dict[str, list[dict[str, Any]]]


def make_registers(demo: Demo) -> Rows:
    """Return the rows of every register, in an order in which each refers to earlier ones."""
    return {
        "units": units.make_units(),
        "broadcasts": communication.make_broadcasts(),
        "supervisions": supervision.make_supervisions(),
        "recommendations": supervision.make_recommendations(demo),
        "cell_reports": supervision.make_cell_reports(demo),
    }
