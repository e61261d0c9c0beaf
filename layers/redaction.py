"""What a redacted link shows of each layer: nothing of a person, no exact place, no small count.

What is public stays as the public sees it. Points that only staff see (incidents, houses, points of
the ward's own) become counts of lanes: a point in the middle of the lane with a class of numbers,
never a row. Lines and areas of staff, and results of analyses, whose places and values are made of
exact points, are left out.
"""

from collections.abc import Iterable
from dataclasses import replace

from geo.small_counts import FEW
from geo.text import Text
from layers.contract import Field, Layer, Style, StyleClass
from layers.roles import Role

SUFFIX = "_by_lane"
MIDDLE = Text("giữa ngõ", "middle of the lane")
NUMBERS = {
    "0": Text(f"{FEW}", f"{FEW}"),
    "5": Text("5–9", "5–9"),
    "10": Text("10–24", "10–24"),
    "25": Text("25–49", "25–49"),
    "50": Text("từ 50", "50 or more"),
}
SPANS = {"0": (1, 4), "5": (5, 9), "10": (10, 24), "25": (25, 49), "50": (50, float("inf"))}
"""The least and the most that a class stands for."""
LOOKS = {"0": ("grey", 0.8), "5": ("seq1", 1.0), "10": ("seq2", 1.3), "25": ("seq3", 1.7),
         "50": ("seq4", 2.1)}  # fmt: skip


def redacted(layer: Layer) -> Layer | None:
    """Return what a redacted link shows in the place of a layer; None: nothing."""
    if layer.visible_to is Role.PUBLIC:
        return replace(layer, fields=layer.fields_for(Role.PUBLIC))
    if layer.geometry != "point" or layer.needs_run or layer.run_id:
        return None
    return _by_lane(layer)


def stand_ins(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names under which layers of a view may stand in a link, themselves among them.

    Incidents are squares to the public and lanes where they are redacted.
    """
    found: dict[str, None] = {}
    for name in names:
        others = [name + SUFFIX, *(["incident_cells"] if name == "incidents" else [])]
        found.update(dict.fromkeys([name, *others]))
    return tuple(found)


def _by_lane(layer: Layer) -> Layer:
    title = Text(f"{layer.title.vi} ({MIDDLE.vi})", f"{layer.title.en} ({MIDDLE.en})")
    return replace(
        layer,
        name=layer.name + SUFFIX,
        title=title,
        geometry="point",
        generic=False,
        aggregated=True,
        is_custom=False,
        grid_below=None,
        label=None,
        min_zoom=11,
        tables=tuple(dict.fromkeys((*layer.tables, "lane"))),
        fields=(
            Field("name", Text("Ngõ, phố", "Lane"), "text", Role.PUBLIC, {}),
            Field("number", Text("Số lượng", "How many"), "code", Role.PUBLIC, NUMBERS),
        ),
        style=Style("category", tuple(_class(value) for value in NUMBERS)),
        by_lane_of=layer,
    )


def _class(value: str) -> StyleClass:
    colour, size = LOOKS[value]
    return StyleClass(value, NUMBERS[value], colour, "circle", size=size)
