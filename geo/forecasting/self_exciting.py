"""A self-exciting model: every event raises the chance of further ones near it for some days.

Reference: Mohler, Short, Brantingham, Schoenberg and Tita 2011; Mohler et al. 2015 (ETAS).

λ(day, x) = μ(x) + Σ θ · f(days since) · g(metres to), the sum over earlier events. f is geometric
(days are whole: same-day events cannot be told apart), g a Gaussian of spread σ. Which events are
background and which follow others is not known; EM gives each a share of both.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.spatial import cKDTree

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

REACH_M = 300.0
REACH_DAYS = 90
BACKGROUND_M = 150.0
MOST_ROUNDS = 60
SETTLING_ROUNDS = 4
STEADY = 1e-3
FLOOR = 0.05
"""Share of the background that may happen anywhere in the area: no place is without risk."""
LEAST_SPREAD_M, MOST_SPREAD_M = 5.0, 150.0
MOST_FOLLOWERS = 0.95
STEPS_IN_SPREAD = 4
MOST_LINES = 1000
"""A raster has no more lines than this each way: one stray point must not ask for gigabytes."""
_TINY = 1e-300


class Excitation(NamedTuple):
    """How events follow events: followers of one, chance a day that it is the next, and metres."""

    followers: float
    daily: float
    spread_m: float

    @property
    def mean_days(self) -> float:
        """Return after how many days a follower comes on average."""
        return 1.0 / self.daily


BEGIN = Excitation(0.3, 1.0 / 7, 40.0)


class Fitted(NamedTuple):
    """The model with each event's share of background, and how many rounds EM took."""

    excitation: Excitation
    background: Floats
    rounds: int


class Pairs(NamedTuple):
    """Events that may follow others: the earlier, the later, days between and squared metres."""

    earlier: Integers
    later: Integers
    days: Integers
    square_m: Floats


class History(NamedTuple):
    """Events up to a day (exclusive), since a first day, inside so many square metres."""

    points: Floats
    day: Integers
    first: int
    until: int
    surface_m2: float

    @property
    def length(self) -> float:
        """Return the days of the history."""
        return float(max(self.until - self.first, 1))


def find_pairs(points: Floats, day: Integers) -> Pairs:
    """Return all pairs within reach, earlier one first; those of one day are none."""
    if len(points) < 2:
        none = np.zeros(0, dtype=np.int64)
        return Pairs(none, none, none, np.zeros(0))
    scaled = np.column_stack([points / REACH_M, day / REACH_DAYS])
    near = cKDTree(scaled - scaled.min(axis=0)).query_pairs(1.0, p=np.inf, output_type="ndarray")
    i, j = near[:, 0], near[:, 1]
    swap = day[i] > day[j]
    i, j = np.where(swap, j, i), np.where(swap, i, j)
    apart = points[i] - points[j]
    square = (apart**2).sum(axis=1)
    keep = (day[j] > day[i]) & (square <= REACH_M**2)
    order = np.lexsort((i[keep], j[keep]))
    i, j, square = i[keep][order], j[keep][order], square[keep][order]
    return Pairs(i, j, day[j] - day[i], square)


def fit(history: History, pairs: Pairs, begin: Excitation | None = None) -> Fitted:
    """Return the model that EM settles on; no events, or none in reach, excite nothing.

    ``begin``: what was found for an earlier part of the same events; EM then needs few rounds.
    """
    excited = begin if begin is not None and begin.followers else BEGIN
    background = np.full(len(history.day), 0.7)
    done = 0
    while done < MOST_ROUNDS:
        share, background = shares(history, pairs, excited, background)
        following = _maximise(history, pairs, share)
        moved = np.abs(np.divide(following, excited) - 1.0).max() if following.followers else 0.0
        excited, done = following, done + 1
        if moved < STEADY:
            break
    return Fitted(excited, background, done)


def settle(history: History, pairs: Pairs, excited: Excitation) -> Fitted:
    """Return the background of further events under an excitation already known."""
    background = np.full(len(history.day), 0.7)
    for _ in range(SETTLING_ROUNDS):
        _, background = shares(history, pairs, excited, background)
    return Fitted(excited, background, SETTLING_ROUNDS)


def shares(
    history: History, pairs: Pairs, excited: Excitation, background: Floats
) -> tuple[Floats, Floats]:
    """Return for each pair the chance that the later one follows the earlier, and for each
    event that it follows none.
    """
    each = density_at(history, background, history.points, without_own=True)
    trigger = excited.followers * _in_days(excited, pairs.days) * _in_metres(excited, pairs)
    total = each + np.bincount(pairs.later, trigger, minlength=len(each))
    total = np.maximum(total, _TINY)
    return trigger / total[pairs.later], each / total


def density_at(
    history: History, background: Floats, places: Floats, *, without_own: bool = False
) -> Floats:
    """Return the background per day and m²: a Gaussian around each event, by its share.

    ``without_own``: places are the events themselves, and none counts for itself.
    """
    count = float(background.sum())
    smooth = _smoothed(history.points, background, places)
    if without_own:
        smooth = smooth - background / (2 * np.pi * BACKGROUND_M**2)
    even = count / max(history.surface_m2, 1.0)
    level = (1 - FLOOR) * np.maximum(smooth, 0.0) + FLOOR * even
    return np.asarray(level / history.length)


def expected(
    history: History, model: Fitted, places: Floats, side_m: float, days: int
) -> tuple[Floats, Floats]:
    """Return events per m² in the coming days at each place: background, and by excitation.

    ``side_m`` is the side of the squares that the places stand for, 0 for points. Followers of
    events yet to come are left out.
    """
    base = density_at(history, model.background, places) * days
    excited = model.excitation
    spread = np.sqrt(excited.spread_m**2 + side_m**2 / 12)
    age = history.until - history.day
    stays = 1.0 - excited.daily
    weight = excited.followers * (stays ** (age - 1) - stays ** (age - 1 + days))
    recent = np.flatnonzero(weight > 1e-9)
    raised = np.zeros(len(places))
    if len(recent) and len(places):
        found = cKDTree(places).sparse_distance_matrix(
            cKDTree(history.points[recent]), 5 * spread, output_type="ndarray"
        )
        kernel = np.exp(-(found["v"] ** 2) / (2 * spread**2)) / (2 * np.pi * spread**2)
        order = np.lexsort((found["j"], found["i"]))
        amount = (weight[recent][found["j"]] * kernel)[order]
        raised += np.bincount(found["i"][order], amount, minlength=len(places))
    return base, raised


def _maximise(history: History, pairs: Pairs, share: Floats) -> Excitation:
    total = float(share.sum())
    if total <= 0:
        return Excitation(0.0, 1.0 / 7, LEAST_SPREAD_M)
    daily = min(total / float((share * pairs.days).sum()), 1.0)
    spread = np.sqrt(float((share * pairs.square_m).sum()) / (2 * total))
    left = history.until - 1 - history.day
    seen = float((1.0 - (1.0 - daily) ** left).sum())
    followers = min(total / max(seen, _TINY), MOST_FOLLOWERS)
    return Excitation(followers, daily, float(np.clip(spread, LEAST_SPREAD_M, MOST_SPREAD_M)))


def _in_days(excited: Excitation, days: Integers) -> Floats:
    return np.asarray(excited.daily * (1.0 - excited.daily) ** (days - 1))


def _in_metres(excited: Excitation, pairs: Pairs) -> Floats:
    square = excited.spread_m**2
    return np.asarray(np.exp(-pairs.square_m / (2 * square)) / (2 * np.pi * square))


def _smoothed(points: Floats, weight: Floats, places: Floats) -> Floats:
    """Return Gaussian sums of weights, by way of a raster a quarter of the spread wide.

    Sharing an event among four corners, and reading between four, each spread it a little more;
    the kernel is narrowed by as much.
    """
    if not len(points) or not len(places):
        return np.zeros(len(places))
    low = np.minimum(points.min(axis=0), places.min(axis=0))
    size = np.maximum(points.max(axis=0), places.max(axis=0)) - low
    step = max(BACKGROUND_M / STEPS_IN_SPREAD, float(size.max()) / MOST_LINES)
    width, height = (int(n) + 2 for n in np.floor(size / step))
    spread = np.sqrt(max(BACKGROUND_M**2 - step**2 / 3, (BACKGROUND_M / 2) ** 2))
    plane = np.zeros(width * height)
    for at, part in _corners((points - low) / step, height):
        plane += np.bincount(at, weight * part, minlength=width * height)
    across = _kernel(width, step, spread) @ plane.reshape(width, height)
    smooth = np.ascontiguousarray((_kernel(height, step, spread) @ across.T).T).ravel()
    found = np.zeros(len(places))
    for at, part in _corners((places - low) / step, height):
        found += smooth[at] * part
    return found


def _corners(at: Floats, height: int) -> list[tuple[Integers, Floats]]:
    """Return the four corners of the raster around each point, each with its part."""
    whole = np.floor(at).astype(np.int64)
    rest = at - whole
    return [
        (
            (whole[:, 0] + a) * height + whole[:, 1] + b,
            np.abs(1 - a - rest[:, 0]) * np.abs(1 - b - rest[:, 1]),
        )
        for a in (0, 1)
        for b in (0, 1)
    ]


def _kernel(n: int, step: float, spread: float) -> sparse.csr_array:
    """Return the Gaussian between every two lines of the raster, nothing beyond five spreads."""
    reach = min(n - 1, int(np.ceil(5 * spread / step)))
    offsets = np.arange(-reach, reach + 1)
    height = np.exp(-((offsets * step) ** 2) / (2 * spread**2)) / (spread * np.sqrt(2 * np.pi))
    bands = np.repeat(height[:, None], n, axis=1)
    return sparse.csr_array(sparse.dia_array((bands, offsets), shape=(n, n)))
