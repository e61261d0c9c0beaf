"""Recognise a file that this program laid out: what its header says needs no question."""

from collections.abc import Mapping
from dataclasses import replace

from layers.importing.batch import Context
from layers.importing.source import Source
from layers.own_files.place_columns import Places, find_places


def as_own(source: Source, context: Context) -> tuple[Source, Context]:
    """Return a table of ours with our names and its system declared; any other file as it is.

    What a person says stands above what the header says.
    """
    places = find_places(map(str, source.frame.columns)) if source.geometry is None else None
    if places is None:
        return source, context
    names = _names(context, source)
    frame = source.frame.rename(columns=dict(names))
    dates = {names.get(name, name): lines for name, lines in source.date_cells.items()}
    crs = source.crs or f"EPSG:{places.srid}"
    return replace(source, frame=frame, date_cells=dates, crs=crs), _told(context, places, names)


def _names(context: Context, source: Source) -> Mapping[str, str]:
    """Map the titles of the layer's fields to their names, where no column has that name."""
    columns = set(map(str, source.frame.columns))
    return {
        title: name
        for title, name in context.titles.items()
        if title in columns and name not in columns
    }


def _told(context: Context, places: Places, names: Mapping[str, str]) -> Context:
    options = context.options
    columns = {ours: names.get(theirs, theirs) for ours, theirs in options.columns.items()}
    options = replace(options, columns=columns)
    if options.x is None and options.wkt is None:
        options = replace(options, x=places.x, y=places.y, wkt=places.wkt)
    return replace(context, options=options)
