"""Work done in portions: in turn here or by many processors, with the same answer to the bit.

A portion carries its own random stream, so what comes out follows from the portions, and not from
who did them, how many did, or in which order they were done.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, Protocol, TypeVar

import numpy as np

Part = TypeVar("Part")
Done = TypeVar("Done")


class Portion(NamedTuple):
    """A number of replicates, and the stream they are drawn from."""

    size: int
    rng: np.random.Generator


class Spread(Protocol):
    """A map over portions: yields what `work` makes of each, in their order, lazily.

    `work` and the parts can be sent to other processes. Whoever stops listening early wants no
    more of it.
    """

    def __call__(self, work: Callable[[Part], Done], parts: Sequence[Part]) -> Iterator[Done]:
        """Yield work(part) for each part."""
        ...


def in_turn(work: Callable[[Part], Done], parts: Sequence[Part]) -> Iterator[Done]:
    """Do the portions one after another, in this process."""
    return map(work, parts)


def portions(total: int, size: int, rng: np.random.Generator) -> list[Portion]:
    """Cut `total` replicates into portions of `size`, each with a stream of its own."""
    sizes = [min(size, total - done) for done in range(0, total, size)]
    return [
        Portion(size, stream) for size, stream in zip(sizes, rng.spawn(len(sizes)), strict=True)
    ]
