"""Editions of the report of a period: a draft is counted, a frozen one is read as it was."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import Text
from layers import clock, db
from layers.boundaries.as_of import ready
from layers.boundaries.choice import parse_boundaries
from layers.errors import NotAllowed, NotFound
from layers.filters import Filter
from layers.periods import Period, parse_period
from layers.queries.wards import Ward
from layers.reports.asking import Asked, day_of
from layers.reports.closing import refused_where_closed
from layers.reports.counting import count_report
from layers.reports.frozen import read_frozen
from layers.reports.head import first_head
from layers.reports.model import Report
from layers.reports.texts import read_texts, with_texts
from layers.roles import Role

WHAT = Text("bản báo cáo", "edition of a report")
STATES = {
    "draft": Text("Đang soạn", "Draft"),
    "frozen": Text("Đã chốt", "Frozen"),
    "approved": Text("Đã duyệt", "Approved"),
    "signed": Text("Đã ký", "Signed"),
    "withdrawn": Text("Đã thu hồi", "Withdrawn"),
}
ALL = """
    SELECT e.id, e.ward_id, e.period, e.first_day, e.last_day, e.areas, e.edition, e.made_at,
           e.made_by, e.frozen_at, e.frozen_by, e.as_of, e.template_id,
           coalesce((SELECT v.kind FROM report_event AS v WHERE v.edition_id = e.id
                      ORDER BY v.id DESC LIMIT 1),
                    CASE WHEN e.frozen_at IS NULL THEN 'draft' ELSE 'frozen' END) AS state
      FROM report_edition AS e
     WHERE e.ward_id = %(ward)s
"""


@dataclass(frozen=True)
class Edition:
    """One edition; `state` is a word of STATES, `as_of` the day of its figures once frozen."""

    id: int
    ward_id: int
    period: str
    first_day: date
    last_day: date
    areas: str
    edition: int
    made_at: datetime
    made_by: str
    frozen_at: datetime | None
    frozen_by: str | None
    as_of: date | None
    template_id: int | None
    state: str

    @property
    def days(self) -> Period:
        return Period(self.first_day, self.last_day)

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None


def list_editions(conn: connection, ward: Ward, role: Role) -> list[Edition]:
    """Return editions, the latest period first; drafts are for those who may write them."""
    only = "" if role >= Role.SUPERVISOR else " AND e.frozen_at IS NOT NULL"
    query = f"{ALL}{only} ORDER BY e.first_day DESC, e.last_day, e.edition DESC"
    return [Edition(**row) for row in db.rows(conn, query, {"ward": ward.id})]


def get_edition(conn: connection, ward: Ward, edition_id: int, role: Role) -> Edition:
    """Return an edition; NotFound also for a draft that the role must not know of."""
    row = db.one(conn, f"{ALL} AND e.id = %(id)s", {"ward": ward.id, "id": edition_id})
    if row is None or (row["frozen_at"] is None and role < Role.SUPERVISOR):
        raise NotFound(WHAT, edition_id)
    return Edition(**row)


def earlier_edition(conn: connection, ward: Ward, edition: Edition) -> Edition | None:
    """Return the frozen edition of the same period before this one, if there is any."""
    query = f"{ALL} AND e.period = %(period)s AND e.edition < %(edition)s ORDER BY e.edition DESC"
    params = {"ward": ward.id, "period": edition.period, "edition": edition.edition}
    row = db.one(conn, query, params)
    return Edition(**row) if row else None


def make_edition(
    conn: connection, ward: Ward, period: str, actor: str, *, areas: str = "", role: Role
) -> Edition:
    """Begin the next edition of a period, with the texts of the one before.

    InputError for a period that is none or has not begun, or one of which a draft is open already.
    """
    require_writer(role)
    name = period.strip().upper() if ".." not in period else period.strip()
    days, bounds = parse_period(name), parse_boundaries(areas)
    require_begun(name, days)
    open_draft = f"{ALL} AND e.period = %(period)s AND e.frozen_at IS NULL"
    params: dict[str, Any] = {"ward": ward.id, "period": name}
    with db.acting_as(conn, actor):
        db.execute(conn, "SELECT pg_advisory_xact_lock(hashtext('report'), %s)", (ward.id,))
        known = db.one(conn, open_draft, params)
        if known is not None:
            raise _draft_open(name, known["id"])
        row = db.one(
            conn,
            "INSERT INTO report_edition"
            " (ward_id, period, first_day, last_day, areas, edition, made_by)"
            " SELECT %(ward)s, %(period)s, %(first)s, %(last)s, %(areas)s,"
            "        coalesce(max(edition), 0) + 1, %(actor)s"
            " FROM report_edition WHERE ward_id = %(ward)s AND period = %(period)s"
            " RETURNING id, edition",
            params | {"first": days.first, "last": days.last, "areas": bounds.to_value(),
                      "actor": actor},
        )  # fmt: skip
        assert row is not None
        db.execute(conn, COPY_TEXTS, params | {"id": row["id"], "actor": actor})
    return get_edition(conn, ward, row["id"], role)


COPY_TEXTS = """
    INSERT INTO report_text (edition_id, key, version, body, saved_by)
    SELECT DISTINCT ON (t.key) %(id)s, t.key, 1, t.body, %(actor)s
      FROM report_text AS t
     WHERE t.edition_id = (SELECT id FROM report_edition
                            WHERE ward_id = %(ward)s AND period = %(period)s AND id <> %(id)s
                            ORDER BY edition DESC LIMIT 1)
     ORDER BY t.key, t.version DESC
"""


def remove_draft(conn: connection, ward: Ward, edition_id: int, actor: str, role: Role) -> None:
    """Throw a draft away with its texts; NotAllowed for a frozen edition, Stale for one that is
    being frozen.
    """
    require_writer(role)
    edition = get_edition(conn, ward, edition_id, role)
    require_draft(edition)
    with refused_where_closed(), db.acting_as(conn, actor):
        db.execute(conn, "SELECT require_open_report(%s)", (edition_id,))
        db.execute(conn, "DELETE FROM report_edition WHERE id = %s", (edition_id,))


def asked_of(conn: connection, ward: Ward, edition: Edition) -> Asked:
    """Return what the figures of an edition are asked of, with its boundaries looked up."""
    chosen = Filter(edition.first_day, edition.last_day, boundaries=parse_boundaries(edition.areas))
    bounds = ready(conn, ward.id, chosen).boundaries
    return Asked(conn, ward, edition.days, edition.as_of or day_of(edition.days), bounds)


def read_report(conn: connection, ward: Ward, edition: Edition) -> Report:
    """Return an edition whole, for no role yet: a draft as the records are now, else as frozen."""
    if edition.is_frozen:
        return read_frozen(conn, edition.id)
    return count_draft(asked_of(conn, ward, edition), edition)


def count_draft(
    asked: Asked, edition: Edition, told: Callable[[float], None] = lambda _: None
) -> Report:
    """Count a draft, with the texts that people wrote into it; `told` hears how far it is."""
    figures, sections = count_report(asked, told)
    head = first_head(asked.ward, edition.days, asked.as_of)
    report = Report(head, sections, figures)
    return with_texts(report, read_texts(asked.conn, edition.id))


def require_draft(edition: Edition) -> None:
    """Refuse what would change a frozen edition."""
    if edition.is_frozen:
        raise NotAllowed(
            Text(
                f"Bản {edition.edition} của kỳ {edition.period} đã chốt, không sửa được nữa; hãy"
                " lập bản mới.",
                f"Edition {edition.edition} of {edition.period} is frozen and cannot be changed;"
                " make a new one.",
            )
        )


def require_begun(name: str, days: Period) -> None:
    """Refuse a period whose first day is still to come: figures as of then are nobody's yet."""
    today = clock.today()
    if days.first > today:
        raise InputError(
            Text(
                f"period={name}: kỳ này chưa bắt đầu (ngày đầu {days.first:%d/%m/%Y}, hôm nay"
                f" {today:%d/%m/%Y}); chỉ lập và chốt báo cáo của kỳ đang diễn ra hoặc đã qua.",
                f"period={name}: it has not begun (first day {days.first:%d %b %Y}, today"
                f" {today:%d %b %Y}); reports are made and frozen of periods that run or are over.",
            ),
            field="period",
            value=name,
        )


def require_writer(role: Role) -> None:
    """Refuse who may not make reports."""
    if role < Role.SUPERVISOR:
        raise NotAllowed(Text("Báo cáo do người giám sát lập.", "Reports are made by supervisors."))


def _draft_open(period: str, edition_id: int) -> InputError:
    return InputError(
        Text(
            f"period={period}: kỳ này đang có bản soạn dở (số {edition_id}); chốt hoặc bỏ bản"
            " đó trước.",
            f"period={period}: a draft of it is open (no. {edition_id}); freeze or remove that"
            " first.",
        ),
        field="period",
        value=period,
    )


def settled_areas(asked: Asked) -> str:
    """Return the boundaries as a frozen edition keeps them: "now" becomes its day."""
    bounds = asked.boundaries
    if bounds.is_now and bounds.stated_day is not None:
        bounds = replace(bounds, asked=bounds.stated_day)
    return bounds.to_value()
