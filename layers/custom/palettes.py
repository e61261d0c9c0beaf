"""Colours, shapes and sizes that the classes of a ward's own layer are drawn in.

Colours are names of the design system (web/static/css/tokens.css); each stands at 3:1 on the map's
paper, light and dark, and is told from its neighbours by colour-blind eyes, which a test holds. The
form says the same again: shapes and sizes of points, dashes and widths of lines.
"""

from collections.abc import Mapping, Sequence

CATEGORIES = tuple(f"cat-{n}" for n in range(1, 9))
RAMPS: Mapping[str, tuple[str, ...]] = {
    "warm": tuple(f"warm-{n}" for n in range(1, 8)),
    "cool": tuple(f"cool-{n}" for n in range(1, 8)),
}
PALETTES = ("categories", *RAMPS)
OTHER, MISSING = "grey", "slate"
COLOURS = frozenset(
    {*CATEGORIES, *(each for ramp in RAMPS.values() for each in ramp), OTHER, MISSING, "ink"}
)
POINT_SHAPES = ("circle", "square", "triangle", "diamond", "house", "star")
SHAPES: Mapping[str, tuple[str, ...]] = {
    "point": (*POINT_SHAPES, "ring", "cross"),
    "line": ("",),
    "polygon": ("fill", "hatch", ""),
}
DASHES = ("", "8 4", "2 4", "10 3 2 3")
WIDTHS, SIZES = (0.5, 12.0), (0.5, 3.0)

# Which steps of a ramp a few classes take: as far apart as they can be.
_STEPS: Mapping[int, tuple[int, ...]] = {
    1: (3,), 2: (1, 5), 3: (0, 3, 6), 4: (0, 2, 4, 6), 5: (0, 1, 3, 5, 6), 6: (0, 1, 2, 3, 5, 6),
    7: (0, 1, 2, 3, 4, 5, 6),
}  # fmt: skip


def ramp(name: str, classes: int) -> Sequence[str]:
    """Return the colours of so many classes in rising order."""
    return [RAMPS[name][step] for step in _STEPS[classes]]


def between(first: float, last: float, classes: int) -> list[float]:
    """Return evenly rising sizes or widths."""
    step = (last - first) / max(1, classes - 1)
    return [round(first + step * at, 1) for at in range(classes)]
