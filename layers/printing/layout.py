"""How a page is divided: title above, map, panel beside or below it, foot. All in mm."""

from typing import NamedTuple

from geo.sheet import Box, paper_size

EDGE = 10.0
TITLE, FOOT, GAP = 13.0, 8.0, 3.0
FACTS = 46.0
"""Height of the block of facts (scale, north, period and so on) until its words are known."""


class Layout(NamedTuple):
    """`facts` and `legend` are the parts of the panel; the legend may have several columns."""

    width: float
    height: float
    title: Box
    map: Box
    facts: Box
    legend: tuple[Box, ...]
    foot: Box


def page_layout(paper: str, orientation: str) -> Layout:
    """Return the places of a page; wide sheets have the panel at the right, high ones below."""
    width, height = paper_size(paper, orientation)
    inner = Box(EDGE, EDGE, width - EDGE, height - EDGE)
    title = Box(inner.west, inner.north - TITLE, inner.east, inner.north)
    foot = Box(inner.west, inner.south, inner.east, inner.south + FOOT)
    body = Box(inner.west, foot.north, inner.east, title.south)
    large = paper == "A3"
    if orientation == "landscape":
        panel_width = 78.0 if large else 62.0
        panel = Box(body.east - panel_width, body.south, body.east, body.north)
        frame = Box(body.west, body.south, panel.west - GAP, body.north)
        facts = Box(panel.west, panel.north - FACTS, panel.east, panel.north)
        legend: tuple[Box, ...] = (Box(panel.west, panel.south, panel.east, facts.south - GAP),)
    else:
        panel_height = 80.0 if large else 62.0
        panel = Box(body.west, body.south, body.east, body.south + panel_height)
        frame = Box(body.west, panel.north + GAP, body.east, body.north)
        facts, *legend_columns = columns(panel, 4 if large else 3)
        legend = tuple(legend_columns)
    return Layout(width, height, title, frame, facts, legend, foot)


def with_facts(layout: Layout, height: float) -> Layout:
    """Return the layout with facts as high as their words; a legend below takes the rest."""
    facts, legend = layout.facts, layout.legend
    if len(legend) > 1:
        return layout
    facts = facts._replace(south=facts.north - height)
    below = (legend[0]._replace(north=facts.south - GAP),)
    return layout._replace(facts=facts, legend=below)


def columns(box: Box, number: int, gap: float = GAP) -> tuple[Box, ...]:
    """Divide a box into columns from left to right."""
    width = (box.width - gap * (number - 1)) / number
    return tuple(
        Box(west, box.south, west + width, box.north)
        for at in range(number)
        for west in [box.west + at * (width + gap)]
    )


def whole_page(layout: Layout) -> Box:
    """Return what lies between title and foot: the room of a page without a map."""
    return Box(layout.foot.west, layout.foot.north, layout.title.east, layout.title.south)
