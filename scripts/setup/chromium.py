"""The browser of the tests."""

import os
import shutil

from scripts.setup import system_packages
from scripts.setup.place import Place
from scripts.setup.problem import NOT_INSTALLED, Problem
from scripts.setup.progress import Progress

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def ensure_chromium(place: Place, progress: Progress) -> str:
    """Return the browser: DIEMNONG_CHROMIUM if set, else found, else installed."""
    if given := os.environ.get("DIEMNONG_CHROMIUM"):
        return given
    found = _find()
    if found is None:
        system_packages.install("Chromium", lambda m: m.chromium, place, progress)
        found = _find()
    if found is None:
        raise Problem(
            "No Chromium was found. Install one, or set DIEMNONG_CHROMIUM to its program.",
            NOT_INSTALLED,
        )
    return found


def _find() -> str | None:
    return next((found for name in _NAMES if (found := shutil.which(name))), None)
