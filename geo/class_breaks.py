"""Where to cut numbers into classes: quantiles, natural breaks, equal intervals.

Each function returns the inner limits in rising order, one fewer than there are classes. A limit
belongs to the class below it; the outer classes are open, so a number that comes later has a class.

References: quantiles by linear interpolation (Hyndman & Fan 1996, type 7); natural breaks are the
exact optimum of Fisher (1958), "On grouping for maximum homogeneity", which Jenks (1977) brought to
maps: the classes with the least sum of squares about their means. When not to trust them: quantiles
part equal-looking neighbours where many values are close; equal intervals leave classes empty where
a few values are far out; natural breaks fit the numbers of one day and compare badly between maps,
which is why they are stored and kept.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from geo.errors import InputError
from geo.text import Text

FEWEST_CLASSES, MOST_CLASSES = 2, 7
MOST_DISTINCT = 300_000  # values for exact natural breaks: some seconds
Floats = NDArray[np.float64]


def quantiles(values: Sequence[float] | Floats, classes: int) -> tuple[float, ...]:
    """Cut so that each class holds about as many values; equal limits become one."""
    numbers = _checked(values, classes)
    shares = np.arange(1, classes) / classes
    return _distinct(np.quantile(numbers, shares), numbers)


def equal_intervals(values: Sequence[float] | Floats, classes: int) -> tuple[float, ...]:
    """Cut the way from the least to the greatest value into equal parts."""
    numbers = _checked(values, classes)
    return _distinct(np.linspace(numbers.min(), numbers.max(), classes + 1)[1:-1], numbers)


def natural_breaks(values: Sequence[float] | Floats, classes: int) -> tuple[float, ...]:
    """Cut where the sum of squares about the means of the classes is least: exact, no sampling.

    Fewer distinct values than classes: a class each.
    """
    numbers = _checked(values, classes)
    distinct, counts = np.unique(numbers, return_counts=True)
    if len(distinct) > MOST_DISTINCT:
        raise InputError(
            Text(
                f"Có {len(distinct)} giá trị khác nhau; ngắt tự nhiên chỉ tính đúng đến"
                f" {MOST_DISTINCT}. Hãy chọn phân vị hoặc khoảng đều.",
                f"There are {len(distinct)} distinct values; natural breaks are exact up to"
                f" {MOST_DISTINCT}. Choose quantiles or equal intervals.",
            ),
            field="method",
            value="natural",
        )
    wanted = min(classes, len(distinct))
    starts = _best_starts(distinct, counts.astype(float), wanted)
    return tuple(float(distinct[start - 1]) for start in starts)


def class_of(values: Sequence[float] | Floats, breaks: Sequence[float]) -> NDArray[np.int64]:
    """Return the class of each value, counted from 0."""
    return np.searchsorted(np.asarray(breaks, float), np.asarray(values, float), side="left")


def rounded(values: Sequence[float] | Floats, breaks: Sequence[float]) -> tuple[float, ...]:
    """Round limits to as few digits as leave every value in its class: what a legend can show."""
    before = class_of(values, breaks)
    for digits in range(2, 16):
        short = tuple(float(f"{limit:.{digits}g}") for limit in breaks)
        if len(set(short)) == len(breaks) and np.array_equal(class_of(values, short), before):
            return short
    return tuple(breaks)


METHODS: Mapping[str, Callable[[Floats, int], tuple[float, ...]]] = {
    "quantiles": quantiles,
    "natural": natural_breaks,
    "equal": equal_intervals,
}


def _checked(values: Sequence[float] | Floats, classes: int) -> Floats:
    numbers = np.asarray(values, dtype=np.float64)
    if not FEWEST_CLASSES <= classes <= MOST_CLASSES:
        raise InputError(
            Text(
                f"Số lớp phải từ {FEWEST_CLASSES} đến {MOST_CLASSES}, không phải {classes}.",
                f"There can be {FEWEST_CLASSES} to {MOST_CLASSES} classes, not {classes}.",
            ),
            field="classes",
            value=classes,
        )
    if not len(numbers) or not np.isfinite(numbers).all():
        raise InputError(
            Text("Không có số nào để chia lớp.", "There are no numbers to cut into classes."),
            field="values",
            value=len(numbers),
        )
    return numbers


def _distinct(limits: Floats, numbers: Floats) -> tuple[float, ...]:
    """Keep limits that part something: rising, and below the greatest value."""
    clean = [float(f"{limit:.12g}") for limit in limits]  # 814.58, not 814.5799999999999
    kept = np.unique(clean)
    return tuple(float(limit) for limit in kept[kept < numbers.max()])


def _best_starts(distinct: Floats, weights: Floats, classes: int) -> list[int]:
    """Return where the second, third … class starts in the distinct values.

    Dynamic programming over "the first j values in k classes". The cost of a class obeys the
    quadrangle inequality, so the best start of the last class never moves back as j grows: the
    middle j is solved first, then both halves between its neighbours, a level of halves at a time.
    """
    sums = _Sums(distinct, weights)
    size = len(distinct)
    best = sums.squares(np.zeros(size, dtype=np.int64), np.arange(1, size + 1))
    chosen: list[NDArray[np.int64]] = []
    for k in range(1, classes):
        best, starts = _next_class(best, sums, k)
        chosen.append(starts)
    end, result = size, []
    for starts in reversed(chosen):
        end = int(starts[end - 1])
        result.append(end)
    return result[::-1]


class _Sums:
    """Running sums of the values, so that the squares of any run of them cost nothing to ask."""

    def __init__(self, distinct: Floats, weights: Floats) -> None:
        centred = distinct - np.average(distinct, weights=weights)  # fewer digits are lost
        self.n = np.concatenate(([0.0], np.cumsum(weights)))
        self.x = np.concatenate(([0.0], np.cumsum(weights * centred)))
        self.xx = np.concatenate(([0.0], np.cumsum(weights * centred * centred)))

    def squares(self, first: NDArray[np.int64], end: NDArray[np.int64]) -> Floats:
        """Return the sums of squares about the means of the runs [first, end)."""
        total = self.x[end] - self.x[first]
        number = self.n[end] - self.n[first]
        squares: Floats = self.xx[end] - self.xx[first] - total * total / number
        return np.maximum(squares, 0.0)


def _next_class(best: Floats, sums: _Sums, k: int) -> tuple[Floats, NDArray[np.int64]]:
    """From the best k classes of each first part to the best k + 1, and where the last starts."""
    size = len(best)
    cost = np.full(size, np.inf)
    starts = np.zeros(size, dtype=np.int64)
    # Parts that are still open: [low, high] of j, and [from, to] of where the last class may start.
    todo = np.array([[k, size - 1, k, size - 1]])
    while len(todo):
        low, high, first, last = todo.T
        middle = (low + high) // 2
        last_here = np.minimum(last, middle)
        lengths = last_here - first + 1
        offsets = np.concatenate(([0], np.cumsum(lengths)[:-1]))
        row = np.repeat(np.arange(len(todo)), lengths)
        candidates = np.arange(lengths.sum()) - offsets[row] + first[row]
        costs = best[candidates - 1] + sums.squares(candidates, middle[row] + 1)
        least = np.minimum.reduceat(costs, offsets)
        hits = np.flatnonzero(costs == least[row])
        _, once = np.unique(row[hits], return_index=True)
        where = candidates[hits[once]]
        cost[middle], starts[middle] = least, where
        left = np.column_stack((low, middle - 1, first, where))
        right = np.column_stack((middle + 1, high, where, last))
        todo = np.concatenate((left, right))
        todo = todo[todo[:, 0] <= todo[:, 1]]
    return cost, starts
