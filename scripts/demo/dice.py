"""Chance that falls the same on every machine: one stream of PCG64 for each topic.

Only the raw 64-bit words are used, whose order numpy promises to keep, so that another version of
numpy, or a change to another topic, moves nothing.
"""

import zlib
from collections.abc import Sequence
from typing import TypeVar

import numpy as np

SEED = 20160105
"""The day of plan 30-KH/ĐU, which the half-year report is about."""

T = TypeVar("T")


class Dice:
    """Draws for one topic; the same topic and seed give the same draws."""

    def __init__(self, topic: str, seed: int = SEED) -> None:
        self._words = np.random.PCG64([seed, zlib.crc32(topic.encode())])

    def random(self) -> float:
        """A number from 0 up to, but not including, 1."""
        return (int(self._words.random_raw()) >> 11) * 2.0**-53

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * self.random()

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self.random() * (high - low + 1))

    def chance(self, share: float) -> bool:
        return self.random() < share

    def bell(self) -> float:
        """About a standard normal number: twelve uniform ones, added."""
        return sum(self.random() for _ in range(12)) - 6.0

    def one_of(self, choices: Sequence[T]) -> T:
        return choices[int(self.random() * len(choices))]

    def weighted(self, choices: Sequence[T], weights: Sequence[float]) -> T:
        """One of the choices, each as likely as its weight says."""
        left = self.random() * sum(weights)
        for choice, weight in zip(choices, weights, strict=True):
            left -= weight
            if left < 0:
                return choice
        return choices[-1]

    def shuffled(self, choices: Sequence[T]) -> list[T]:
        rest, mixed = list(choices), []
        while rest:
            mixed.append(rest.pop(int(self.random() * len(rest))))
        return mixed
