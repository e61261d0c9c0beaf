"""The room in which files are read: a process of its own, with limits, that may fall over."""

from layers.importing.room.limits import Limits
from layers.importing.room.reading import read_apart

__all__ = ["Limits", "read_apart"]
