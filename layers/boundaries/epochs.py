"""The epochs of a ward: the stretches of days between two changes of any of its boundaries."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from psycopg2.extensions import connection

from geo.text import Text
from layers import db
from layers.boundaries.as_of import ready
from layers.boundaries.choice import parse_boundaries
from layers.day_words import short_day
from layers.filters import Filter, group_set

MOST_EPOCHS = 12
EPOCHS = """
    WITH turn AS (
      SELECT valid_from AS day FROM area WHERE ward_id = %(ward)s
      UNION SELECT valid_to FROM area WHERE ward_id = %(ward)s AND valid_to IS NOT NULL
    ), stretch AS (
      SELECT day AS since, lead(day) OVER (ORDER BY day) AS until FROM turn
    )
    SELECT stretch.since, stretch.until,
           count(*) FILTER (WHERE area.kind = 'group')::integer AS groups,
           count(*) FILTER (WHERE area.kind <> 'group')::integer AS others,
           coalesce(mode() WITHIN GROUP (ORDER BY nullif(area.basis, ''))
                      FILTER (WHERE area.valid_from = stretch.since), '') AS basis
      FROM stretch
      JOIN area ON area.ward_id = %(ward)s AND area.valid @> stretch.since
     GROUP BY 1, 2
     ORDER BY 1
"""


class Epoch(NamedTuple):
    """Days `since` up to before `until` (None: still) with the same boundaries."""

    since: date
    until: date | None
    groups: int
    others: int
    basis: str

    def title(self) -> Text:
        """Name an epoch by its days."""
        since = short_day(self.since)
        if self.until is None:
            return Text(f"Từ {since.vi}", f"Since {since.en}")
        last = short_day(self.until - timedelta(days=1))
        return Text(f"{since.vi} – {last.vi}", f"{since.en} to {last.en}")

    def holds(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


def list_epochs(conn: connection, ward_id: int) -> list[Epoch]:
    """Return the epochs in which anything was in force, oldest first."""
    return [Epoch(**row) for row in db.rows(conn, EPOCHS, {"ward": ward_id})]


UNASSIGNED = """
    SELECT count(*) FROM incident AS i
     WHERE i.ward_id = %s AND NOT EXISTS (
       SELECT FROM group_set_member AS m WHERE m.set_id = %s AND m.incident_id = i.id)
"""


def count_unassigned(conn: connection, ward_id: int, areas: str) -> int:
    """Count the incidents of all time that lie in no group under a choice of boundaries."""
    chosen = ready(conn, ward_id, Filter(boundaries=parse_boundaries(areas)))
    if chosen.boundaries.as_was:
        query = "SELECT count(*) FROM incident WHERE ward_id = %s AND group_id IS NULL"
        return int(db.value(conn, query, (ward_id,)))
    return int(db.value(conn, UNASSIGNED, (ward_id, group_set(chosen))))


def unassigned_by_epoch(conn: connection, ward_id: int) -> list[dict[str, Any]]:
    """Return for as was, and for the newest epochs with groups, how many lie in no group."""
    epochs = [epoch for epoch in list_epochs(conn, ward_id) if epoch.groups][-MOST_EPOCHS:]
    choices = ["was", *(epoch.since.isoformat() for epoch in epochs)] if epochs else []
    return [{"areas": each, "n": count_unassigned(conn, ward_id, each)} for each in choices]


def epochs_json(conn: connection, ward_id: int, today: date) -> list[dict[str, Any]]:
    """Return the epochs as the pages read them; the one of today is marked."""
    return [
        {
            "since": epoch.since.isoformat(),
            "until": epoch.until.isoformat() if epoch.until else None,
            "title": epoch.title().to_json(),
            "groups": epoch.groups,
            "basis": epoch.basis,
            "is_now": epoch.holds(today),
        }
        for epoch in list_epochs(conn, ward_id)
    ]
