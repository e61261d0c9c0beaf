"""Events: points with a day and a record id, checked once when made."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.errors import InputError
from geo.text import Text

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Words = NDArray[np.str_]
DayPrecision = Literal["day", "month", "year"]

NO_DAY = int(np.iinfo(np.int64).min)
"""Stands in ``day`` for an event whose date is not known (numpy's NaT)."""


@dataclass(frozen=True, eq=False)
class Events:
    """Points in metres with what the methods need to know about each, in order of record id.

    The order in which rows arrive therefore never changes a result. ``day`` counts days since
    1970-01-01 (``NO_DAY`` where unknown), or is None when nothing is dated. Missing categories
    and keys are empty strings. Arrays are read-only. ``from_arrays`` is the checked way in; the
    constructor itself only sorts.
    """

    x: Floats
    y: Floats
    day: Integers | None
    ids: Integers
    weight: Floats | None = None
    category: Words | None = None
    key: Words | None = None
    day_precision: DayPrecision = "day"

    def __post_init__(self) -> None:
        order = np.argsort(self.ids, kind="stable")
        for name in ("x", "y", "day", "ids", "weight", "category", "key"):
            column = getattr(self, name)
            if column is not None:
                column = column[order]
                column.setflags(write=False)
                object.__setattr__(self, name, column)

    @classmethod
    def from_arrays(
        cls,
        x: ArrayLike,
        y: ArrayLike,
        *,
        day: ArrayLike | None = None,
        ids: ArrayLike | None = None,
        weight: ArrayLike | None = None,
        category: Iterable[str | None] | None = None,
        key: Iterable[str | None] | None = None,
        day_precision: DayPrecision = "day",
    ) -> "Events":
        """Check the columns and make events of them; raise ``InputError`` for what cannot be.

        Ids count from 0 where none are given. Weights default to 1 each.
        """
        xs, ys = _numbers(x, "x"), _numbers(y, "y")
        _require_metres(xs, ys)
        days = None if day is None else _days(day)
        numbers = np.arange(len(xs)) if ids is None else np.asarray(ids)
        columns = {
            "y": ys,
            "day": days,
            "ids": _unique(numbers),
            "weight": None if weight is None else _weights(weight),
            "category": None if category is None else _words(category),
            "key": None if key is None else _words(key),
        }
        for name, column in columns.items():
            _require_length(name, column, len(xs))
        return cls(x=xs, day_precision=day_precision, **columns)  # type: ignore[arg-type]

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def dated(self) -> NDArray[np.bool_]:
        """Return which events have a date."""
        if self.day is None:
            return np.zeros(len(self), dtype=bool)
        return np.not_equal(self.day, NO_DAY)

    @property
    def weights(self) -> Floats:
        """Return the weight of every event, 1 where none was given."""
        return np.ones(len(self)) if self.weight is None else self.weight

    def take(self, mask: NDArray[np.bool_] | Integers) -> "Events":
        """Return the events under a mask, or at the given positions."""

        def part(column: NDArray[np.generic] | None) -> NDArray[np.generic] | None:
            return None if column is None else column[mask]

        return Events(
            self.x[mask],
            self.y[mask],
            part(self.day),  # type: ignore[arg-type]
            self.ids[mask],
            part(self.weight),  # type: ignore[arg-type]
            part(self.category),  # type: ignore[arg-type]
            part(self.key),  # type: ignore[arg-type]
            self.day_precision,
        )

    def fingerprint(self) -> str:
        """Return the SHA-256 of the content: equal for the same rows in any order."""
        digest = hashlib.sha256(f"events 1 {len(self)} {self.day_precision}".encode())
        for name in ("ids", "x", "y", "day", "weight", "category", "key"):
            digest.update(f"\n{name}\n".encode())
            column = getattr(self, name)
            if column is not None:
                digest.update(_canonical_bytes(column))
        return digest.hexdigest()


def _canonical_bytes(column: NDArray[np.generic]) -> bytes:
    if column.dtype.kind == "U":
        return "".join(f"{len(str(word))}:{word}" for word in column).encode()
    if column.dtype.kind == "f":
        return bytes(np.add(column, 0.0, dtype="<f8"))  # −0.0 and 0.0 are one number
    return bytes(np.asarray(column, dtype="<i8"))


def _numbers(values: ArrayLike, field: str) -> Floats:
    try:
        numbers = np.array(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(
            Text(f"{field}: phải là các số.", f"{field}: must be numbers."), field=field
        ) from error
    if numbers.ndim != 1:
        raise InputError(
            Text(f"{field}: phải là một cột số.", f"{field}: must be one column of numbers."),
            field=field,
        )
    bad = np.flatnonzero(~np.isfinite(numbers))
    if bad.size:
        raise InputError(
            Text(
                f"{field}: dòng {bad[0] + 1} có giá trị {numbers[bad[0]]}; chỉ nhận số hữu hạn.",
                f"{field}: row {bad[0] + 1} holds {numbers[bad[0]]}; only finite numbers are "
                "allowed.",
            ),
            field=field,
            value=float(numbers[bad[0]]),
        )
    return numbers


def _require_metres(x: Floats, y: Floats) -> None:
    """Refuse what can only be longitude and latitude."""
    if not len(x) or (np.ptp(x) == 0 and np.ptp(y) == 0):
        return
    if np.abs(x).max() <= 180 and np.abs(y).max() <= 90:
        raise InputError(
            Text(
                f"Tọa độ như ({x[0]:g}, {y[0]:g}) là kinh độ, vĩ độ; phương pháp này đo bằng mét. "
                "Hãy chuyển sang hệ tọa độ phẳng, ví dụ EPSG:5897.",
                f"Coordinates such as ({x[0]:g}, {y[0]:g}) are longitude and latitude; this "
                "method measures in metres. Convert to a plane system such as EPSG:5897.",
            ),
            field="x",
            value=(float(x[0]), float(y[0])),
        )


def _days(values: ArrayLike) -> Integers:
    days = np.asarray(values)
    if days.dtype.kind == "M":
        return days.astype("datetime64[D]").astype(np.int64)
    if days.dtype.kind in "iu" or not days.size:
        return days.astype(np.int64)
    raise InputError(
        Text(
            "day: phải là ngày (datetime64) hoặc số ngày nguyên kể từ 1970-01-01.",
            "day: must be dates (datetime64) or whole days since 1970-01-01.",
        ),
        field="day",
        value=str(days.dtype),
    )


def _unique(ids: NDArray[np.generic]) -> Integers:
    if ids.size and ids.dtype.kind not in "iu":
        raise InputError(
            Text("ids: phải là số nguyên.", "ids: must be whole numbers."),
            field="ids",
            value=str(ids.dtype),
        )
    numbers = ids.astype(np.int64)
    values, counts = np.unique(numbers, return_counts=True)
    if len(values) < len(numbers):
        twice = int(values[counts > 1][0])
        raise InputError(
            Text(
                f"ids: mã bản ghi {twice} có hơn một lần; mỗi mã chỉ được có một lần.",
                f"ids: record {twice} appears more than once; each id may appear once.",
            ),
            field="ids",
            value=twice,
        )
    return numbers


def _weights(values: ArrayLike) -> Floats:
    weights = _numbers(values, "weight")
    if weights.size and weights.min() < 0:
        raise InputError(
            Text(
                f"weight: có giá trị âm {weights.min():g}; chỉ nhận số từ 0 trở lên.",
                f"weight: holds {weights.min():g}; only numbers from 0 up are allowed.",
            ),
            field="weight",
            value=float(weights.min()),
        )
    return weights


def _words(values: Iterable[str | None]) -> Words:
    return np.array(["" if value is None else str(value) for value in values], dtype=np.str_)


def _require_length(field: str, column: NDArray[np.generic] | None, length: int) -> None:
    if column is not None and column.shape != (length,):
        raise InputError(
            Text(
                f"{field}: có {len(column)} giá trị, cần {length} như cột x.",
                f"{field}: has {len(column)} values, needs {length} like column x.",
            ),
            field=field,
            value=len(column),
        )
