"""The colours of a ward's own layers: seen on the map's paper, told apart by colour-blind eyes."""

import re
from itertools import combinations, pairwise

import numpy as np
import pytest

from geo.hotspots import METHODS
from geo.hotspots.base import Method
from layers.custom.palettes import CATEGORIES, COLOURS, RAMPS, ramp
from layers.registry import Layer, visible_layers
from layers.roles import Role
from web.assets import STATIC
from web.snapshot import SCRIPTS as ONE_FILE
from web.snapshot import STYLES

CSS = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
# Machado, Oliveira and Fernandes (2009), severity 1, on linear sRGB.
EYES = {
    "all colours": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                   [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                     [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                   [0.004733, 0.691367, 0.303900]],
}  # fmt: skip
_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
     [0.0193339, 0.1191920, 0.9503041]]
) / np.array([[0.95047], [1.0], [1.08883]])  # fmt: skip


GROUND = {"road", "building", "none"}
"""The map's own ground: it says nothing by its colour, and what lies on it stands out from it."""
TONES = ("good", "warn", "bad")


def _tokens(text: str) -> dict[str, str]:
    return dict(re.findall(r"--((?:data|map)-[\w-]+): (#[0-9a-f]{6});", text))


LIGHT = _tokens(CSS[: CSS.index("@media (prefers-color-scheme: dark)")])
DARK = _tokens(CSS[CSS.index(':root[data-theme="dark"]') :])
THEMES = {"light": LIGHT, "dark": DARK}


def _linear(colour: str) -> np.ndarray:
    parts = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def _contrast(one: str, other: str) -> float:
    low, high = sorted(float(_linear(each) @ [0.2126, 0.7152, 0.0722]) for each in (one, other))
    return (high + 0.05) / (low + 0.05)


def _lab(colour: str, eye: str) -> np.ndarray:
    xyz = _XYZ @ np.clip(np.array(EYES[eye]) @ _linear(colour), 0, 1)
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def _apart(one: str, other: str) -> float:
    """Return the CIE76 difference for the eyes that see the least of it."""
    return min(float(np.linalg.norm(_lab(one, eye) - _lab(other, eye))) for eye in EYES)


@pytest.mark.parametrize("theme", THEMES)
def test_every_colour_stands_on_the_paper_of_the_map(theme: str) -> None:
    tokens = THEMES[theme]
    papers = [tokens["map-paper"], tokens["map-ward"]]
    weak = {
        name: round(_contrast(tokens[f"data-{name}"], paper), 2)
        for name in COLOURS
        for paper in papers
        if _contrast(tokens[f"data-{name}"], paper) < 3
    }
    assert weak == {}


@pytest.mark.parametrize("theme", THEMES)
def test_categories_are_told_apart_by_all_eyes(theme: str) -> None:
    colours = [THEMES[theme][f"data-{name}"] for name in CATEGORIES]
    assert min(_apart(*pair) for pair in combinations(colours, 2)) > 12


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", RAMPS)
@pytest.mark.parametrize("classes", range(2, 8))
def test_ramp_rises_in_steps_that_all_eyes_see(theme: str, name: str, classes: int) -> None:
    colours = [THEMES[theme][f"data-{each}"] for each in ramp(name, classes)]
    assert min(_apart(*pair) for pair in pairwise(colours)) > 6
    lightness = [_lab(each, "all colours")[0] for each in colours]
    assert lightness == sorted(lightness, reverse=theme == "light")


def test_every_tone_of_a_result_is_a_colour_of_the_design() -> None:
    tones = {
        each.tone
        for method in METHODS
        for each in (*method.drawing.classes, method.drawing.rest)
        if each is not None
    }
    assert len(tones) > 8
    assert {tone for tone in tones if f"--data-{tone}: " not in CSS} == set()


def test_both_dark_lists_are_one() -> None:
    first = CSS[
        CSS.index("@media (prefers-color-scheme: dark)") : CSS.index(':root[data-theme="dark"]')
    ]
    assert _tokens(first) == DARK


def _all_tokens(theme: str) -> dict[str, str]:
    """Return every token of a theme as the colour it comes to."""
    dark = CSS.index("@media (prefers-color-scheme: dark)")
    named = dict(re.findall(r"--([\w-]+): ([^;]+);", CSS[:dark]))
    if theme == "dark":
        named |= dict(
            re.findall(r"--([\w-]+): ([^;]+);", CSS[CSS.index(':root[data-theme="dark"]') :])
        )
    for _ in range(3):  # a name may stand for a name
        named = {
            key: named.get(value[6:-1], value) if value.startswith("var(") else value
            for key, value in named.items()
        }
    return named


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("layer", visible_layers(Role.ADMIN), ids=lambda layer: layer.name)
def test_classes_of_a_layer_stand_out_and_are_told_apart_by_all_eyes(
    theme: str, layer: Layer
) -> None:
    """Two classes differ in colour for every eye, or in shape, dash, width or size."""
    tokens = _all_tokens(theme)
    classes = [each for each in layer.style.classes if each.colour not in GROUND]
    for each in classes:
        colour = tokens[f"data-{each.colour}"]
        for paper in ("map-paper", "map-ward"):
            assert _contrast(colour, tokens[paper]) >= 3, (each.value, paper)
    for one, other in combinations(classes, 2):
        looks = [(each.shape, each.dash, each.width, each.size) for each in (one, other)]
        colours = [tokens[f"data-{each.colour}"] for each in (one, other)]
        assert looks[0] != looks[1] or _apart(*colours) >= 10, (one.value, other.value)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_classes_of_a_run_stand_out_and_are_told_apart_by_all_eyes(
    theme: str, method: Method
) -> None:
    tokens = _all_tokens(theme)
    classes = [each for each in (*method.drawing.classes, method.drawing.rest) if each is not None]
    papers = ("map-paper", "map-ward")
    weak = {
        (each.name, paper)
        for each in classes
        for paper in papers
        if _contrast(tokens[f"data-{each.tone}"], tokens[paper]) < 3
    }
    assert weak == set()
    for one, other in combinations(classes, 2):
        looks = [(each.form, each.dash, each.width, each.size) for each in (one, other)]
        colours = [tokens[f"data-{each.tone}"] for each in (one, other)]
        assert looks[0] != looks[1] or _apart(*colours) >= 10, (one.name, other.name)


@pytest.mark.parametrize("theme", THEMES)
def test_series_of_charts_and_states_are_told_apart(theme: str) -> None:
    tokens = _all_tokens(theme)
    series = [tokens[f"data-{name}"] for name in ("ttdt", "ttxd", "vsmt", "grey")]
    assert min(_apart(*pair) for pair in combinations(series, 2)) > 10
    assert min(_contrast(each, tokens["surface"]) for each in series) >= 3


@pytest.mark.parametrize("theme", THEMES)
def test_words_in_every_tone_are_read_on_what_they_stand_on(theme: str) -> None:
    """Tags, chips, notes and quiet words: 4.5 to 1, as small text needs."""
    tokens = _all_tokens(theme)
    pairs = [(tone, f"{tone}-soft") for tone in TONES]
    pairs += [(tone, ground) for tone in TONES for ground in ("surface", "paper")]
    pairs += [(ink, ground) for ink in ("ink", "ink-2", "ink-3") for ground in ("surface", "paper")]
    pairs += [("ink-2", "surface-2"), ("accent", "accent-soft"), ("accent", "surface"),
              ("accent", "paper"), ("on-accent", "accent"), ("ink", "info-soft")]  # fmt: skip
    weak = {pair for pair in pairs if _contrast(*(tokens[name] for name in pair)) < 4.5}
    assert weak == set()


def test_every_token_that_a_style_sheet_uses_is_one() -> None:
    named = set(re.findall(r"--([\w-]+):", CSS))
    scripts = "".join(each.read_text("utf-8") for each in (STATIC / "js").rglob("*.js"))
    set_by_scripts = set(re.findall(r'setProperty\("--([\w-]+)"', scripts))
    for sheet in (STATIC / "css").glob("*.css"):
        text = sheet.read_text("utf-8")
        used = set(re.findall(r"var\(--([\w-]+)\)", text))  # with a second choice it may be missing
        assert used - named - set(re.findall(r"--([\w-]+):", text)) - set_by_scripts == set(), (
            sheet.name
        )


def test_one_file_map_paints_with_the_colours_and_by_the_hand_of_the_map() -> None:
    """What is said above of classes on the map's papers holds for the one-file map as well."""
    assert "css/tokens.css" in STYLES
    painters = {"js/layers/palette.js", "js/layers/area_paint.js", "js/layers/symbols.js"}
    assert painters <= set(ONE_FILE)
    drawing = (STATIC / "js/snapshot/drawing.js").read_text("utf-8")
    assert re.findall(r"fillOpacity|globalAlpha = 0|context\.fill\(", drawing) == []
    sheet = (STATIC / "css/snapshot.css").read_text("utf-8")
    for place in ("map", "swatch"):
        (rule,) = re.findall(rf"^\.one__{place} \{{([^}}]*)\}}", sheet, re.MULTILINE)
        assert "background: var(--map-paper)" in rule
