"""What one layer does beside its row lives in that layer's file; the rest knows none by name."""

import ast
import inspect
from pathlib import Path

import pytest

from layers import editing
from layers.editing.editable import Editable
from layers.editing.edited import EDITABLE

GENERAL = ("choices", "described", "dividing", "editable", "form", "pieces", "record", "save")
OWN = (
    "areas", "area_epochs", "groups", "holders", "incident_place", "incidents", "lanes", "parcels",
    "places", "routes",
)  # fmt: skip
NAMES = {*EDITABLE, "incident", "lane", "area", "route", "place", "parcel_shape"}


def _tree(module: str) -> ast.Module:
    path = Path(editing.__path__[0]) / f"{module}.py"
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("module", GENERAL)
def test_general_modules_import_no_layer_of_their_own(module: str) -> None:
    imported = set()
    for node in ast.walk(_tree(module)):
        if isinstance(node, ast.ImportFrom) and node.module:
            imported |= {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
    own = {f"layers.editing.{each}" for each in OWN} | {"layers.rounds.lane_notes"}
    assert imported & own == set()


@pytest.mark.parametrize("module", GENERAL)
def test_general_modules_compare_with_no_layer_by_name(module: str) -> None:
    compared = {
        part.value
        for node in ast.walk(_tree(module))
        if isinstance(node, ast.Compare)
        for side in node.comparators
        for part in ast.walk(side)
        if isinstance(part, ast.Constant)
    }
    assert compared & NAMES == set()


@pytest.mark.parametrize("name", EDITABLE)
def test_every_hook_of_a_layer_is_one_that_is_called(name: str) -> None:
    """A hook whose name is misspelt would never be called, and nobody would notice."""
    own = {key for key in vars(type(EDITABLE[name])) if not key.startswith("_")}
    assert own <= set(dir(Editable))


@pytest.mark.parametrize("name", EDITABLE)
def test_hooks_are_asked_for_with_the_same_values(name: str) -> None:
    kind = type(EDITABLE[name])
    for key, hook in vars(kind).items():
        if inspect.isfunction(hook) and not key.startswith("_"):
            wanted = inspect.signature(getattr(Editable, key)).parameters
            assert list(inspect.signature(hook).parameters) == list(wanted)
