"""A stored run as a map layer like any other: tiles, counts, legend, cards, files.

`run_12` is run 12 by its own limits; `run_12_as_9` is drawn by those of run 9, to be compared.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from psycopg2.extensions import connection

from geo.class_breaks import natural_breaks, quantiles
from geo.drawing import Condition, Drawing, DrawnClass, Steps
from geo.hotspots import get_method
from geo.hotspots.column_words import words_of
from geo.text import Text
from layers.contract import Field, Layer, Style, StyleClass, TimeRule
from layers.custom.palettes import between, ramp
from layers.errors import RunNotFound
from layers.filters import Filter
from layers.number_words import range_titles
from layers.periods import Period, period_title
from layers.queries.run_views import (
    RunView,
    geometry_of,
    keep_view,
    own_columns,
    positive_values,
    read_view,
)
from layers.queries.runs import Run, get_run
from layers.queries.wards import Ward
from layers.roles import Role

NAME = re.compile(r"run_(\d{1,15})(?:_as_(\d{1,15}))?")
MOST_NATURAL = 20_000
"""Distinct numbers up to which natural breaks are a matter of a moment; above, quantiles."""
FEW_UNITS = 50_000
"""Runs of more units are not drawn from far away, where one tile would hold all of them."""
FIXED_FIELDS = (
    ("run_id", Text("Mã phân tích", "Run"), "integer", False),
    ("rank", Text("Thứ hạng", "Rank"), "integer", True),
    ("name", Text("Nơi", "Where"), "text", True),
    ("label", Text("Mã", "Code"), "text", True),
    ("value", Text("Giá trị", "Value"), "number", True),
    ("expected", Text("Kỳ vọng", "Expected"), "number", True),
    ("score", Text("Điểm số", "Score"), "number", True),
    ("p", Text("Giá trị p", "p-value"), "number", True),
    ("p_adjusted", Text("p đã hiệu chỉnh", "p adjusted"), "number", True),
)


def is_run_layer(name: str) -> bool:
    """Say whether a name is that of a run's layer."""
    return NAME.fullmatch(name) is not None


def layer_name(run_id: int, like: int | None = None) -> str:
    """Return the name of the layer of a run, drawn like another one where that is given."""
    return f"run_{run_id}" if like in (None, run_id) else f"run_{run_id}_as_{like}"


def shown_layers(conn: connection, ward: Ward, run_id: int, other: int | None) -> list[Layer]:
    """Return the layer of a run, and of another by the same limits; RunNotFound names which not."""
    named = [(run_id, layer_name(run_id))]
    named += [(other, layer_name(other, run_id))] if other else []
    found: list[Layer] = []
    for number, name in named:
        layer = find_run_layer(conn, ward, name)
        if layer is None:
            raise RunNotFound(number)
        found.append(layer)
    return found


def find_run_layer(conn: connection, ward: Ward, name: str) -> Layer | None:
    """Return the layer of a run; None where there is no such run, or the two differ in method."""
    found = NAME.fullmatch(name)
    if found is None:
        return None
    run_id, like = int(found[1]), int(found[2] or found[1])
    try:
        run = get_run(conn, ward, run_id)
        model = run if like == run_id else get_run(conn, ward, like)
    except RunNotFound:
        return None
    if model.method != run.method:
        return None
    return _layer(name, run, view_of(conn, run), view_of(conn, model).style)


def view_of(conn: connection, run: Run) -> RunView:
    """Return how a run is shown: as was settled when it was first shown, now at the latest."""
    kept = read_view(conn, run.id)
    if kept is not None:
        return kept
    classes = _classes(conn, run, get_method(run.method).drawing)
    view = RunView(
        geometry_of(conn, run.id), [_to_json(each) for each in classes], own_columns(conn, run.id)
    )
    return keep_view(conn, run.ward_id, run.id, view)


def period_of(run: Run) -> Text:
    """Say in words which period a run is of."""
    chosen = Filter.from_query(run.input["filter"])
    if chosen.first is None or chosen.last is None:
        return Text("Tất cả các kỳ", "All periods")
    return period_title(Period(chosen.first, chosen.last))


def _layer(name: str, run: Run, view: RunView, style: list[dict[str, Any]]) -> Layer:
    method, period = get_method(run.method), period_of(run)
    return Layer(
        name=name,
        title=Text(f"{method.title.vi} · {period.vi}", f"{method.title.en} · {period.en}"),
        group="results",
        order=run.id % 1_000_000,
        geometry=view.geometry,
        source="layer_run_cells",
        generic=False,
        aggregated=False,
        visible_to=Role.VIEWER,
        visible_up_to=Role.ADMIN,
        default_on=True,
        min_zoom=0 if int(run.summary["units"]) <= FEW_UNITS else 12,
        max_zoom=22,
        grid_below=None,
        label=None,
        attribution=Text("", ""),
        time=TimeRule(),
        needs_run=run.method,
        tables=("run",),
        fields=_fields(method.drawing, view),
        style=Style("rules", tuple(_from_json(each) for each in style)),
        run_id=run.id,
    )


def _fields(drawing: Drawing, view: RunView) -> tuple[Field, ...]:
    words = {"value": drawing.value, "score": drawing.score}
    fixed = [
        replace(_field(name, words.get(name, title), kind), in_popup=on_card)
        for name, title, kind, on_card in FIXED_FIELDS
    ]
    return (*fixed, *(_field(name, words_of(name), kind) for name, kind in view.columns))


def _field(name: str, title: Text, kind: str) -> Field:
    return Field(name, title, kind, Role.VIEWER, {}, is_amount=kind == "integer")


def _classes(conn: connection, run: Run, drawing: Drawing) -> list[DrawnClass]:
    steps = _steps(conn, run, drawing.steps) if drawing.steps else []
    rest = [drawing.rest] if drawing.rest else []
    return [*drawing.classes, *steps, *rest]


def _steps(conn: connection, run: Run, steps: Steps) -> list[DrawnClass]:
    """Cut the run's own numbers; the highest class first, as a legend is read."""
    values = positive_values(conn, run.id, steps.column)
    if not len(values):
        return []
    distinct = len(np.unique(values))
    cut = natural_breaks if distinct <= MOST_NATURAL else quantiles
    limits = _short(cut(values, min(steps.classes, max(2, distinct))))
    titles = range_titles(limits)
    tones, widths = ramp(steps.ramp, len(titles)), between(2.0, 6.0, len(titles))
    above = [Condition(steps.column, ">=", float(np.nextafter(each, np.inf))) for each in limits]
    floor = Condition(steps.column, ">=", float(np.nextafter(0.0, 1.0)))
    found: list[DrawnClass] = []
    for at in reversed(range(len(titles))):
        here = (above[at - 1] if at else floor,)
        title = Text(f"{titles[at].vi} {steps.unit.vi}", f"{titles[at].en} {steps.unit.en}")
        found += _one_step(steps, f"step{at}", title, tones[at], here, widths[at])
    return found


def _short(limits: Sequence[float]) -> tuple[float, ...]:
    """Round limits to as few digits as keep them apart: round numbers are read, and kept."""
    for digits in range(2, 16):
        short = tuple(float(f"{limit:.{digits}g}") for limit in limits)
        if len(set(short)) == len(short) and 0 not in short:
            return short
    return tuple(limits)


def _one_step(
    steps: Steps, name: str, title: Text, tone: str, here: tuple[Condition, ...], width: float
) -> list[DrawnClass]:
    if not steps.marked:
        return [DrawnClass(name, title, tone, "fill", here, width=width)]
    clear, chance = (
        Text(f"{title.vi}, {words.vi}", f"{title.en}, {words.en}") for words in steps.words
    )
    return [
        DrawnClass(f"{name}_clear", clear, tone, "fill", (*here, *steps.marked), width=width),
        DrawnClass(name, chance, tone, "hatch", here, dash="5 4", width=width),
    ]


def _to_json(each: DrawnClass) -> dict[str, Any]:
    return {
        "value": each.name,
        "title": each.title.to_json(),
        "colour": each.tone,
        "shape": each.form,
        "dash": each.dash,
        "width": each.width,
        "size": each.size,
        "when": [list(condition) for condition in each.when],
    }


def _from_json(raw: dict[str, Any]) -> StyleClass:
    when = tuple(Condition(column, op, value) for column, op, value in raw["when"])
    named = {name: raw[name] for name in ("value", "colour", "shape", "dash", "width", "size")}
    return StyleClass(title=Text(raw["title"]["vi"], raw["title"]["en"]), when=when, **named)
