"""What is asked for: the same tiles, pages and records of every server, from a fixed seed."""

import math
from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from scripts.bench.data import SEED
from scripts.bench.incident_files import EAST, NORTH, SOUTH, WEST

TILE_ZOOMS = (12, 14, 16)
PAGES = (10, 100, 1000)
BOXES = 200
BOX_DEGREES = 0.01


class Wish(NamedTuple):
    """One kind of request: what it is called, what is asked for, the goal against a peer."""

    name: str
    goal: dict[str, float]
    kind: str
    asked: tuple[tuple[object, ...], ...]


def wishes(ids: Iterable[int]) -> list[Wish]:
    """Return the kinds of requests in the order they are measured."""
    goals = {12: {"tipg": 20.0}, 14: {"tipg": 6.0}}
    tiles = [
        Wish(f"tile z{zoom}", goals.get(zoom, {}), "tile", tuple(_tiles(zoom)))
        for zoom in TILE_ZOOMS
    ]
    pages = [
        Wish(f"page of {size}", {"tipg": 5.0}, "page", tuple((size, *box) for box in _boxes()))
        for size in PAGES
    ]
    records = tuple((each,) for each in ids)
    return [
        *tiles,
        *pages,
        # what a peer gives: the feature alone; and what our map asks for, beside the same
        Wish("one feature", {"tipg": 3.0}, "feature", records),
        Wish("one record with place and history", {}, "record", records),
    ]


def paths(wish: Wish, write: Callable[..., str]) -> list[str]:
    """Put what is asked for into the addresses of one server."""
    return [write(*each) for each in wish.asked]


def _tiles(zoom: int) -> Iterable[tuple[int, int, int]]:
    (west, north), (east, south) = _tile_of(zoom, WEST, NORTH), _tile_of(zoom, EAST, SOUTH)
    every = [(zoom, x, y) for x in range(west, east + 1) for y in range(north, south + 1)]
    order = np.random.default_rng(SEED).permutation(len(every))[:BOXES]
    return [every[at] for at in order]


def _tile_of(zoom: int, lon: float, lat: float) -> tuple[int, int]:
    side = 2**zoom
    rise = math.asinh(math.tan(math.radians(lat)))
    return int((lon + 180) / 360 * side), int((1 - rise / math.pi) / 2 * side)


def _boxes() -> Iterable[tuple[float, ...]]:
    rng = np.random.default_rng(SEED)
    corner = rng.uniform((WEST, SOUTH), (EAST - BOX_DEGREES, NORTH - BOX_DEGREES), (BOXES, 2))
    return [
        tuple(round(float(side), 6) for side in (x, y, x + BOX_DEGREES, y + BOX_DEGREES))
        for x, y in corner
    ]
