"""The five figures of the half-year report: each a number, its rule, and the rows behind it."""

from datetime import timedelta
from typing import NamedTuple

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import Text
from layers import clock
from layers.analysis import compute, rule_of
from layers.filters import Filter
from layers.periods import Period, half_year, period_title
from layers.queries.periods import incident_span
from layers.queries.row_tables import FIRST_PAGE, Paging, RowTable, count_rows, layer_table
from layers.queries.sources import Source, layer_source
from layers.queries.wards import Ward
from layers.registry import get_layer
from layers.roles import Role

# The report counts violations of urban order only (DOMAIN: the 205 are TTĐT).
REPORT_FIELD = "ttdt"
REPORT_PHASE = 2

ONLY_VIOLATIONS = Text(
    "Vụ đã hủy hoặc không đủ căn cứ không tính, trừ khi bộ lọc chọn trạng thái ấy.",
    "Those cancelled or found unfounded do not count, unless the filter names that state.",
)

FILTERED = Text(
    f"Các vụ xảy ra trong kỳ, theo bộ lọc. {ONLY_VIOLATIONS.vi}",
    f"Incidents of the period, as filtered. {ONLY_VIOLATIONS.en}",
)

LAYER_OF = {
    "rounds": "rounds",
    "incidents": "incidents",
    "repeat_points": "repeat_points",
    "sites": "sites",
    "lanes_phase_2": "lane_projects",
}


class Figure(NamedTuple):
    """One number; `name` opens its rows: figure_rows(conn, ward, name, …)."""

    name: str
    value: int
    title: Text
    unit: Text
    rule: Text


class Figures(NamedTuple):
    """The figures in the order of the report."""

    rounds: Figure
    incidents: Figure
    repeat_points: Figure
    sites: Figure
    lanes_phase_2: Figure


def report_filter(period: Period) -> Filter:
    """Return what the half-year report looks at: urban order in the period."""
    return Filter(first=period.first, last=period.last, fields=(REPORT_FIELD,))


def latest_half_year(conn: connection, ward: Ward) -> Period:
    """Return the half-year of the ward's last incident, today's where it has none."""
    span = incident_span(conn, ward.id)
    return half_year(span.last if span else clock.today())


def half_years(conn: connection, ward: Ward) -> list[Period]:
    """Return the half-years from the ward's first incident to its last, oldest first."""
    span = incident_span(conn, ward.id)
    found = [] if span is None else [half_year(span.first)]
    while span is not None and found[-1].last < span.last:
        found.append(half_year(found[-1].last + timedelta(days=1)))
    return found


def half_year_figures(conn: connection, ward: Ward, period: Period) -> Figures:
    """Count the five figures of a period; stores nothing."""
    chosen = report_filter(period)
    points = compute(conn, ward, "repeat_points", {}, chosen)
    return figures_of(conn, ward, chosen, len(points), rule_of(points))


def figures_of(
    conn: connection, ward: Ward, chosen: Filter, repeat_points: int, rule: Text
) -> Figures:
    """Count four figures under a filter with a period and take the repeat points as given."""

    def number(name: str) -> int:
        return count_rows(conn, figure_source(ward, name, chosen))

    subject = _subject(chosen)
    points = Text("điểm", "places")
    return Figures(
        Figure("rounds", number("rounds"), *_ROUNDS),
        Figure(
            "incidents",
            number("incidents"),
            Text(f"Vụ {subject.vi}", f"Incidents: {subject.en}"),
            Text("vụ", "incidents"),
            _incident_rule(chosen, subject),
        ),
        Figure(
            "repeat_points",
            repeat_points,
            Text("Điểm tái phạm", "Repeat points"),
            points,
            Text(f"{rule.vi} Xét {subject.vi}.", f"{rule.en} Over {subject.en}."),
        ),
        Figure("sites", number("sites"), *_SITES),
        Figure("lanes_phase_2", number("lanes_phase_2"), *_LANES),
    )


def figure_source(ward: Ward, name: str, chosen: Filter) -> Source:
    """Return the rows that a figure counts; the number and its rows come from this one place."""
    source = layer_source(ward, get_layer(LAYER_OF[name]), chosen)
    if name != "lanes_phase_2":
        return source
    condition = source.condition + sql.SQL(" AND v.phase = %(phase)s") + _BEGUN_BY_THEN
    more = {"phase": REPORT_PHASE, "until": chosen.last}
    return Source(source.table, condition, source.params | more)


# What a ward begins later is no lane of the reports before; what has no day yet is of the plan. A
# lane that has two upgrades of the phase is one lane: the first of them stands for it.
_BEGUN = (
    "(%(until)s::date IS NULL OR coalesce({0}.started_on, {0}.finished_on, %(until)s::date)"
    " <= %(until)s::date)"
)
_BEGUN_BY_THEN = sql.SQL(
    f" AND {_BEGUN.format('v')} AND NOT EXISTS (SELECT FROM lane_project AS twin"
    " WHERE twin.ward_id = v.ward_id AND twin.lane_id = v.lane_id AND twin.phase = v.phase"
    f" AND twin.id < v.id AND twin.deleted_at IS NULL AND {_BEGUN.format('twin')})"
)


def figure_rows(
    conn: connection,
    ward: Ward,
    name: str,
    chosen: Filter,
    role: Role,
    paging: Paging = FIRST_PAGE,
) -> RowTable:
    """Open the rows behind a figure that counts rows of a layer; InputError for another name.

    Repeat points are not rows of a table: they are opened through their run (`board_rows`).
    """
    if name not in LAYER_OF or name == "repeat_points":
        allowed = ", ".join(each for each in LAYER_OF if each != "repeat_points")
        raise InputError(
            Text(f"Không có số liệu '{name}'; có: {allowed}.", f"No figure '{name}'; {allowed}."),
            field="of",
            value=name,
        )
    layer = get_layer(LAYER_OF[name], role)
    return layer_table(conn, ward, layer, figure_source(ward, name, chosen), role, paging)


def _subject(chosen: Filter) -> Text:
    """Say which incidents are meant."""
    if chosen == Filter(first=chosen.first, last=chosen.last, fields=(REPORT_FIELD,)):
        return Text("vi phạm trật tự đô thị (TTĐT)", "urban order (TTĐT)")
    return Text("vi phạm theo bộ lọc", "as filtered")


def _incident_rule(chosen: Filter, subject: Text) -> Text:
    assert chosen.first is not None
    assert chosen.last is not None
    when = period_title(Period(chosen.first, chosen.last))
    return Text(
        f"Các vụ {subject.vi} xảy ra trong {when.vi[0].lower()}{when.vi[1:]}. {ONLY_VIOLATIONS.vi}",
        f"Incidents, {subject.en}, that happened in: {when.en}. {ONLY_VIOLATIONS.en}",
    )


_ROUNDS = (
    Text("Đợt kiểm tra", "Inspection rounds"),
    Text("đợt", "rounds"),
    Text(
        "Các đợt kiểm tra có ít nhất một ngày trong kỳ, của mọi đơn vị.",
        "Rounds of any body with at least one day in the period.",
    ),
)
_SITES = (
    Text("Nhà đang xây dựng được theo dõi", "Houses under construction watched"),
    Text("nhà", "houses"),
    Text(
        "Các công trình được theo dõi ít nhất một ngày trong kỳ.",
        "Sites watched on at least one day of the period.",
    ),
)
_LANES = (
    Text("Ngõ cải tạo giai đoạn 2", "Lanes upgraded in phase 2"),
    Text("ngõ", "lanes"),
    Text(
        "Ngõ có dự án giai đoạn 2, trừ dự án khởi công sau kỳ; dự án chưa có ngày thì tính.",
        "Lanes with a project of phase 2, but for those begun after the period; a project without a"
        " day counts.",
    ),
)
