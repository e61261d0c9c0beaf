"""What a benchmark is: the same data, our way and that of each peer, and the goal set for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

Action = Callable[[], Any]


class Goal(NamedTuple):
    """What a case has to reach; what is None is not asked."""

    seconds: float | None = None
    faster: float | None = None
    leaner: float | None = None

    def words(self) -> str | None:
        """Return the goal as one line; None where none is set."""
        parts = [
            *(() if self.seconds is None else (f"ours_s < {self.seconds:g}",)),
            *(() if self.faster is None else (f"ratio >= {self.faster:g}",)),
            *(() if self.leaner is None else (f"ours_mb <= peer_mb / {self.leaner:g}",)),
        ]
        return " and ".join(parts) or None


NO_GOAL = Goal()


class Peer(NamedTuple):
    """Another program. `prepare` imports and lays out its data, which is not timed.

    What it returns is timed. `times` is by how much the time is multiplied, where only a part of
    the work is done; `note` says so. Without `prepare` it is not run at all, and `note` says why.
    """

    name: str
    package: str
    prepare: Callable[[Any], Action] | None = None
    times: Callable[[Any], float] | None = None
    note: str = ""


class Against(NamedTuple):
    """A peer by name, and what we have to be beside it."""

    peer: str
    goal: Goal = NO_GOAL


@dataclass(frozen=True)
class Case:
    """One size of a work: its numbers, the goal for our own time, and the peers that stand it."""

    size: str
    numbers: Mapping[str, Any]
    goal: Goal = NO_GOAL
    against: tuple[Against, ...] = ()


@dataclass(frozen=True)
class Work:
    """A piece of work. `make` gives the data from a case's numbers, `ours` what is timed.

    `error` compares an output with exact values; it goes into the note of a row. `quick` is a
    case so small that only the shape of the answer is of interest.
    """

    name: str
    title: str
    make: Callable[[Mapping[str, Any]], Any]
    ours: Callable[[Any], Action]
    quick: Case
    cases: tuple[Case, ...]
    peers: tuple[Peer, ...] = ()
    error: Callable[[Any, Any], float] | None = None

    def peer(self, name: str) -> Peer:
        """Return a peer by its name."""
        return next(peer for peer in self.peers if peer.name == name)

    def all_cases(self) -> tuple[Case, ...]:
        return (self.quick, *self.cases)
