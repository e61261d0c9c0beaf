"""The shapes of the supervisor's board: what the page, the CSV tables and the tests read.

Every text is `{"vi": …, "en": …}`, every day an ISO date, every `of` a word that opens the rows
behind the number (`board_rows(conn, ward, of, …)`, `GET /api/<ward>/rows?of=…`). Groups and
lanes each add up to `selection.value`; months do where the period is made of whole months, over
the fields of the filter.
"""

from typing import TypedDict


class Words(TypedDict):
    """One text in both languages."""

    vi: str
    en: str


# "from" is a Python keyword, so this one is written as a call.
PeriodShape = TypedDict("PeriodShape", {"from": str, "to": str, "title": Words})


class FigureShape(TypedDict):
    """One number of the half-year report, with the rule that it was counted by."""

    value: int
    title: Words
    unit: Words
    rule: Words
    of: str


class MonthShape(TypedDict):
    """One bar of the trend: incidents of all fields, split by field."""

    month: str
    total: int
    fields: dict[str, int]
    in_period: bool
    of: str


class LastShape(TypedDict):
    """When something happened last (None: never) and how long ago, as of `Board.as_of`."""

    last_on: str | None
    days_since_last: int | None


class GroupShape(LastShape):
    """Incidents of one resident group under the board's boundaries; code None: in no group."""

    code: str | None
    name: Words
    count: int
    previous: int
    per_km2: float | None
    per_1000_people: float | None
    people_estimated: bool
    of: str


class LaneShape(LastShape):
    """Incidents within 30 m of one lane; id None: near no lane."""

    id: int | None
    name: Words
    kind: str
    length_m: float | None
    count: int
    previous: int
    per_100_m: float | None
    of: str


class PlaceShape(TypedDict):
    """One ranked place: `id` in its run, `feature` on the map, a point that lies in it."""

    rank: int
    id: int
    feature: int
    lon: float
    lat: float
    of: str


class PointShape(PlaceShape):
    """One repeat point: a place where incidents recur by the stated rule."""

    label: str
    group: str
    lane: str
    in_window: int
    total: int
    first_on: str
    last_on: str
    days_since_last: int
    gaps: list[int]
    categories: list[str]
    open: int
    state: str
    state_title: Words
    members: list[int]
    notes: list[Words]


class CellShape(PlaceShape):
    """One hot cell (or group): significant after the correction for many tests."""

    label: str
    group: str
    lane: str
    count: int
    expected: float | None
    z: float | None
    p: float | None
    p_adjusted: float | None
    level: int
    share: float
    previous: int | None
    bounds: list[float]


class NoteShape(TypedDict):
    """What stands beside a figure; level is "info" or "warning"."""

    level: str
    about: str
    text: Words


class RunShape(TypedDict):
    """What is needed to get the very same answer again."""

    id: int
    method: str
    title: Words
    parameters: dict[str, object]
    used: dict[str, object]
    seed: int
    rows: int
    rows_sha256: str
    code_version: str
    created_at: str
    rule: Words
    boundaries: Words | None


class StateShape(TypedDict):
    """How many repeat points still recur, or have been quiet for longer than the rule's days."""

    state: str
    title: Words
    count: int
    of: str


class PointTable(TypedDict):
    """Repeat points, worst first."""

    run: int
    rule: Words
    total: int
    states: list[StateShape]
    rows: list[PointShape]


class CellTable(TypedDict):
    """Hot cells, highest z first; tested: how many cells or groups took part."""

    run: int | None
    rule: Words
    tested: int
    total: int
    rows: list[CellShape]


class FilterWords(TypedDict):
    """One part of the filter, by its name in addresses, as people call what it names."""

    name: str
    words: list[Words]


class Board(TypedDict):
    """Everything on the supervisor's board; an example stands in `layers.queries.board.board`."""

    ward: str
    filter: dict[str, str]
    filter_words: list[FilterWords]
    boundaries: dict[str, object]
    period: PeriodShape
    previous: PeriodShape
    as_of: str
    selection: FigureShape
    figures: dict[str, FigureShape]
    trend: list[MonthShape]
    groups: list[GroupShape]
    lanes: list[LaneShape]
    repeat_points: PointTable
    hot_cells: CellTable
    notes: list[NoteShape]
    runs: list[RunShape]
