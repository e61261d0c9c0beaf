"""The room in which files are read: a process of its own, with limits, that may fall over."""

from layers.importing.room.limits import Limits
from layers.importing.room.reading import open_apart, read_apart
from layers.importing.room.wire import Reading

__all__ = ["Limits", "Reading", "open_apart", "read_apart"]
