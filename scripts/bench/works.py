"""Which benchmarks there are: a work is one file, and one line here."""

from collections.abc import Iterator
from importlib import import_module
from typing import NamedTuple

from geo.hotspots import METHODS
from scripts.bench.work import Work


class Entry(NamedTuple):
    """A file of this folder, and the method it speaks about."""

    module: str
    method: str


ENTRIES: tuple[Entry, ...] = (
    Entry("gi_star", "gi_star"),
    Entry("gi_star_permutations", "gi_star"),
    Entry("gi_star_run", "gi_star"),
    Entry("local_moran", "local_moran"),
    Entry("density", "density"),
    Entry("lane_density", "lane_density"),
    Entry("clusters", "clusters"),
    Entry("near_repeat", "near_repeat"),
    Entry("scan", "scan"),
    Entry("emerging", "emerging"),
    Entry("mann_kendall", "emerging"),
)


def names() -> list[str]:
    """Return the works whose method there is."""
    known = {method.name for method in METHODS}
    return [entry.module for entry in ENTRIES if entry.method in known]


def get_work(name: str) -> Work:
    """Import one work; nothing of the others."""
    work: Work = import_module(f"scripts.bench.{name}").WORK
    return work


def chosen(wanted: tuple[str, ...]) -> Iterator[Work]:
    """Yield the wanted works, all of them where none is named, in the order above."""
    for name in names():
        if not wanted or name in wanted:
            yield get_work(name)
