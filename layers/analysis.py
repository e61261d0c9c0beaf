"""Where database and analysis meet: incidents → geo → a stored run that can be run again."""

import hashlib
import time
from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import shapely
from psycopg2.extensions import connection
from shapely.geometry.base import BaseGeometry

from geo.crs import to_metric
from geo.events import NO_DAY, Events
from geo.hotspots import Method, get_method
from geo.result import HotspotResult, Note, Units, plain
from geo.text import Text
from layers import clock
from layers.boundaries.as_of import changes_between, filter_of_run, ready
from layers.code_version import code_version
from layers.computing.base import BEGUN, COMPUTING, ENDED, Compute, Progress, compute_here
from layers.day_words import short_day
from layers.filters import Filter
from layers.measured import in_metres
from layers.queries.events import count_pile_ups, events_in, given_units, ward_area
from layers.queries.exactness import (
    Rounding,
    count_on_lanes,
    on_lanes_note,
    roundings,
    with_rounding_note,
)
from layers.queries.exposure import with_exposure
from layers.queries.run_questions import answered, question_of, remember
from layers.queries.runs import Run, RunKey, find_same, get_run, save_run
from layers.queries.wards import Ward

DEFAULT_SEED = 20160630
EPOCH = date(1970, 1, 1)
READING = Text("đọc các vụ", "reading the incidents")
STORING = Text("ghi kết quả", "storing the result")


def no_progress(_stage: Text, _fraction: float) -> None:
    """Listen to nothing: for work that nobody watches."""


class Input(NamedTuple):
    """All that a method sees, how it is told from other inputs, and in words what it stands on."""

    events: Events
    area: BaseGeometry
    units: Units | None
    description: dict[str, object]
    sha256: str
    notes: tuple[Note, ...]
    boundaries: Text | None = None
    roundings: tuple[Rounding, ...] = ()


class Rerun(NamedTuple):
    """A stored run done once more: is it the same to the last bit, and if not, why not?"""

    run: Run
    result: HotspotResult
    same_input: bool
    same_code: bool
    same_result: bool

    def same(self) -> dict[str, bool]:
        """Return what is the same as it was, by name."""
        return {
            "same_input": self.same_input,
            "same_code": self.same_code,
            "same_result": self.same_result,
        }


def run_hotspots(
    conn: connection,
    ward: Ward,
    method: str,
    parameters: Mapping[str, object],
    chosen: Filter,
    *,
    seed: int = DEFAULT_SEED,
    actor: str = "",
    progress: Progress = no_progress,
    compute: Compute = compute_here,
) -> Run:
    """Return the stored run of this very analysis, or do it and store it.

    The same method, parameters, seed, filter, rows, area and code make the same analysis; while
    nothing in the ward has changed, the rows are not even read.
    Raises InputError for an unknown method or parameter. Writes in one transaction.
    """
    how = get_method(method)
    checked = how.check(parameters)
    progress(READING, 0.0)
    asked = {"parameters": _plain(checked), "seed": seed}
    question = question_of(conn, ward, method, asked, chosen, code_version())
    known = answered(conn, ward, question)
    if known is not None:
        return known
    run = _found_or_done(conn, ward, how, checked, chosen, seed, actor, progress, compute)
    remember(conn, ward, question, run)
    return run


def known_run(
    conn: connection, ward: Ward, method: str, parameters: Mapping[str, object], chosen: Filter
) -> Run | None:
    """Return the run that has answered this very question, without a look at the rows.

    None where nobody has asked since the ward last changed. Raises InputError as `run_hotspots`.
    """
    checked = get_method(method).check(parameters)
    asked = {"parameters": _plain(checked), "seed": DEFAULT_SEED}
    return answered(conn, ward, question_of(conn, ward, method, asked, chosen, code_version()))


def _found_or_done(
    conn: connection,
    ward: Ward,
    how: Method,
    checked: Mapping[str, object],
    chosen: Filter,
    seed: int,
    actor: str,
    progress: Progress,
    compute: Compute,
) -> Run:
    """Read the rows; return the stored run of them, or do it and store it."""
    given = read_input(conn, ward, how, checked, chosen)
    key = _key(ward, how.name, checked, seed, given)
    stored = find_same(conn, key)
    if stored is not None:
        return stored
    progress(COMPUTING, BEGUN)
    started = time.perf_counter()
    said = {} if given.boundaries is None else {"boundaries": given.boundaries.to_json()}
    result = _done(ward, how, given, checked, seed, compute)
    results = {
        "input_rows": len(given.events),
        "summary": summary_of(result) | said,
        "notes": [note.to_json() for note in (*given.notes, *result.notes)],
        "seconds": time.perf_counter() - started,
        "created_by": actor,
    }
    progress(STORING, ENDED)
    return save_run(conn, key, results, result.rows(), ward.srid_measure)


def compute(
    conn: connection,
    ward: Ward,
    method: str,
    parameters: Mapping[str, object],
    chosen: Filter,
    seed: int = DEFAULT_SEED,
) -> HotspotResult:
    """Do an analysis and store nothing: for figures that are only read."""
    how = get_method(method)
    checked = how.check(parameters)
    given = read_input(conn, ward, how, checked, chosen)
    return _done(ward, how, given, checked, seed)


def stored_run(
    conn: connection,
    ward: Ward,
    method: str,
    parameters: Mapping[str, object],
    chosen: Filter,
    seed: int = DEFAULT_SEED,
) -> Run | None:
    """Return the stored run of this very analysis, None where nobody has done it yet.

    Raises InputError for an unknown method or parameter.
    """
    how = get_method(method)
    checked = how.check(parameters)
    given = read_input(conn, ward, how, checked, chosen)
    return find_same(conn, _key(ward, method, checked, seed, given))


def rerun(
    conn: connection,
    ward: Ward,
    run_id: int,
    *,
    progress: Progress = no_progress,
    compute: Compute = compute_here,
) -> Rerun:
    """Do a stored run again from its own record and compare; stores nothing."""
    progress(READING, 0.0)
    run = get_run(conn, ward, run_id)
    how = get_method(run.method)
    checked = how.check(run.parameters)
    given = read_input(conn, ward, how, checked, filter_of_run(conn, ward.id, run.input))
    progress(COMPUTING, BEGUN)
    result = _done(ward, how, given, checked, run.seed, compute)
    return Rerun(
        run,
        result,
        same_input=given.sha256 == run.input_sha256,
        same_code=code_version() == run.code_version,
        same_result=result_sha256(result) == run.summary["result_sha256"],
    )


def _done(
    ward: Ward,
    method: Method,
    given: Input,
    checked: Mapping[str, object],
    seed: int,
    compute: Compute = compute_here,
) -> HotspotResult:
    """Run a method on what was read; places among its parameters are brought to metres."""

    def to_metres(lon: float, lat: float) -> tuple[float, float]:
        x, y = to_metric(lon, lat, ward.srid_measure)
        return float(x), float(y)

    used = in_metres(method, checked, to_metres)
    result = compute(method, given.events, given.area, used, seed, given.units)
    return with_rounding_note(method, result, given.roundings)


def read_input(
    conn: connection, ward: Ward, method: Method, checked: Mapping[str, object], chosen: Filter
) -> Input:
    """Read the events, the area and, where the method needs them, the resident groups or lanes.

    Boundaries are those that the filter states; as was: those in force on its last day, or on that
    of its last event.
    """
    chosen = ready(conn, ward.id, chosen)
    events = events_in(conn, ward, chosen)
    on = chosen.boundaries_on or last_day_of(events)
    area = ward_area(conn, ward, on)
    units = given_units(conn, ward, method.units_needed(checked), on)
    if units is not None and "exposure" in checked:
        units = with_exposure(conn, ward, units, str(checked["exposure"]), chosen, events)
    left_out = count_pile_ups(conn, ward, chosen)
    description: dict[str, object] = {
        "filter": chosen.to_query(),
        "areas": chosen.boundaries.to_value(),
        "boundaries_on": on.isoformat(),
        "srid": ward.srid_measure,
        "left_out": left_out,
    }
    on_lanes = count_on_lanes(conn, ward, chosen)
    if on_lanes:
        description["on_lanes"] = on_lanes
    notes = area.notes + ((_left_out(left_out),) if left_out else ()) + on_lanes_note(on_lanes)
    if units is not None and units.kind == "area" and chosen.boundaries.as_was:
        notes += _notes_of_change(conn, ward, events, on)
    return Input(
        events,
        area.polygon,
        units,
        description,
        input_sha256(events, area.polygon, units),
        notes,
        chosen.boundaries.words(),
        roundings(conn, ward, chosen),
    )


def last_day_of(events: Events) -> date:
    """Return the day of the last dated event, today where there is none."""
    if events.day is None or not events.dated.any():
        return clock.today()
    return EPOCH + timedelta(days=int(events.day[np.not_equal(events.day, NO_DAY)].max()))


def summary_of(result: HotspotResult) -> dict[str, object]:
    """Return what is stored beside the cells: the method's own summary and what was used."""
    return {
        **{name: plain(value) for name, value in result.summary.items()},
        "rule": rule_of(result).to_json(),
        "used": _plain(result.parameters),
        "units": len(result),
        "result_sha256": result_sha256(result),
    }


def rule_of(result: HotspotResult) -> Text:
    """Say in words by which rule a result was found: as the method says it, else its settings."""
    words = result.summary.get("rule")
    if isinstance(words, Text):
        return words
    method = get_method(result.method)
    settings = [(each, result.parameters[each.name]) for each in method.parameters]
    vi = ", ".join(f"{each.title.vi}: {value}" for each, value in settings)
    en = ", ".join(f"{each.title.en}: {value}" for each, value in settings)
    return Text(f"{vi}.", f"{en}.")


def result_sha256(result: HotspotResult) -> str:
    """Return a hash over every bit of a result: columns, geometries, labels, members."""
    digest = hashlib.sha256(f"{result.method} {len(result)}".encode())
    for name in sorted(result.columns):
        column = result.columns[name]
        raw = repr(column.tolist()).encode() if column.dtype.kind in "OUM" else column.tobytes()
        digest.update(name.encode() + b"\0" + raw)
    digest.update(b"".join(shapely.to_wkb(result.units.geometry)))
    digest.update("\0".join(result.units.labels).encode())
    for members in result.members:
        digest.update(np.asarray(members, dtype="<i8").tobytes() + b"\0")
    return digest.hexdigest()


def input_sha256(events: Events, area: BaseGeometry, units: Units | None) -> str:
    """Return a hash over all that a method sees: the rows in any order, the area and the units."""
    digest = hashlib.sha256(events.fingerprint().encode())
    digest.update(shapely.to_wkb(area))
    if units is not None:
        digest.update("\0".join(units.keys).encode())
        digest.update("\0".join(units.labels).encode() if units.kind == "lane" else b"")
        digest.update(b"".join(shapely.to_wkb(units.geometry)))
        for name, column in sorted(units.columns.items()):
            digest.update(name.encode() + b"\0" + np.asarray(column, dtype="<f8").tobytes())
    return digest.hexdigest()


def _key(ward: Ward, method: str, checked: Mapping[str, object], seed: int, given: Input) -> RunKey:
    return RunKey(
        ward.id, method, _plain(checked), seed, given.description, given.sha256, code_version()
    )


def _plain(values: Mapping[str, object]) -> dict[str, object]:
    return {name: plain(value) for name, value in values.items()}


def first_day_of(events: Events) -> date | None:
    """Return the day of the first dated event; None where there is none."""
    if events.day is None or not events.dated.any():
        return None
    return EPOCH + timedelta(days=int(events.day[np.not_equal(events.day, NO_DAY)].min()))


def _notes_of_change(conn: connection, ward: Ward, events: Events, on: date) -> tuple[Note, ...]:
    """Say that groups changed while the events happened: one set of polygons holds them all."""
    first = first_day_of(events)
    turns = [] if first is None else changes_between(conn, ward.id, first, on)
    if not turns:
        return ()
    days, now = [short_day(day) for day in turns], short_day(on)
    days_vi, days_en = (", ".join(of) for of in zip(*days, strict=True))
    return (
        Note(
            "boundaries_changed",
            "warning",
            Text(
                f"Ranh giới tổ đã đổi trong thời gian này ({days_vi}): phép tính theo tổ dùng ranh"
                f" giới của ngày {now.vi} cho mọi vụ.",
                f"Groups changed in this time ({days_en}): an analysis by group uses the boundaries"
                f" of {now.en} for all incidents.",
            ),
        ),
    )


def _left_out(count: int) -> Note:
    return Note(
        "pile_ups_left_out",
        "warning",
        Text(
            f"{count} vụ nằm ở vị trí mặc định nên không được phân tích.",
            f"{count} rows lie on a default location and are left out.",
        ),
    )
