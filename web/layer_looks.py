"""What layers are, how they look, their fields: a script of its own that a browser keeps.

The page itself is never kept, as it names who is signed in: this half of its data can be.
"""

from __future__ import annotations

import hashlib
import json
from functools import partial
from typing import Any, NamedTuple

from jinja2.utils import htmlsafe_json_dumps

PASSING = ("name", "version", "run")
"""What is told with each visit; all else of a layer is in the script."""

_short = partial(json.dumps, ensure_ascii=False, separators=(",", ":"))


class Looks(NamedTuple):
    """The text of the script, and the hash that its address carries."""

    text: str
    version: str


def looks_of(data: dict[str, Any]) -> Looks:
    """Return the script for the layers of a page's data, in the language that the data is in."""
    looks = {
        each["name"]: {name: value for name, value in each.items() if name not in PASSING}
        for each in data["layers"]
    }
    told = htmlsafe_json_dumps(looks, dumps=_short)
    text = f"globalThis.layerLooks = {told};\n"
    return Looks(text, hashlib.sha256(text.encode()).hexdigest()[:16])


def without_looks(data: dict[str, Any]) -> dict[str, Any]:
    """Return a page's data without what the script says."""
    layers = [{name: each[name] for name in PASSING} for each in data["layers"]]
    return data | {"layers": layers}
