"""What happened in a case, newest first: its events in words."""

from datetime import date
from typing import Any, NamedTuple

from psycopg2.extensions import connection

from geo.text import Text, same
from layers import db
from layers.cases.refusals import state_names
from layers.queries.wards import Ward
from layers.roles import Role, knows_people

_SHOWS = {
    "violation": Text("Ảnh vi phạm", "Photo of the violation"),
    "remedied": Text("Ảnh đã khắc phục", "Photo of the remedy"),
    "withdrawn": Text("Rút ảnh", "Photo withdrawn"),
    "restored": Text("Lấy lại ảnh đã rút", "Withdrawn photo brought back"),
}
_MEASURES = {
    "reminder": Text("Nhắc nhở", "Reminder"),
    "commitment": Text("Cam kết có ký", "Signed commitment"),
}
_OUTCOMES = {
    "kept": Text("Cam kết: đã thực hiện", "Commitment: kept"),
    "broken": Text("Cam kết: không thực hiện", "Commitment: broken"),
    "reopened": Text("Cam kết: theo dõi lại", "Commitment: watched again"),
}
_DID = {
    "changed": Text("Sửa biện pháp: ", "Measure corrected: "),
    "removed": Text("Rút biện pháp: ", "Measure taken back: "),
    "restored": Text("Lấy lại biện pháp đã rút: ", "Measure brought back: "),
}
_ARRIVALS = """
    SELECT c.actor, c.at, c.after ->> 'state' AS state, NULL::bigint AS import, '' AS file
      FROM change_log AS c
     WHERE c.table_name = 'incident' AND c.row_id = %(id)s::text AND c.action = 'insert'
    UNION ALL
    SELECT r.actor, r.finished_at, NULL, r.id, r.file_name
      FROM incident AS i
      JOIN import_run AS r ON r.id = import_of_origin('incident', i.id, i.import_id)
     WHERE i.ward_id = %(ward)s AND i.id = %(id)s
    LIMIT 1
"""


class Event(NamedTuple):
    """One entry. Below inspector `actor` and `reason` are empty: they name people."""

    id: int
    kind: str
    at: Any
    actor: str
    title: Text
    reason: str
    photo_id: int | None = None
    other_case: int | None = None

    @property
    def is_change(self) -> bool:
        """Whether the version of the case moved with it."""
        return self.kind in ("move", "undo", "handler", "due", "blocked")


def read_timeline(conn: connection, ward: Ward, incident_id: int, role: Role) -> list[Event]:
    """Return the events of a case, how it came as the last of them."""
    found = db.rows(
        conn,
        "SELECT e.*, coalesce(u.display_name, e.actor) AS who FROM incident_event AS e"
        ' LEFT JOIN "user" AS u ON u.login = e.actor'
        " WHERE e.ward_id = %s AND e.incident_id = %s ORDER BY e.id DESC",
        (ward.id, incident_id),
    )
    names = state_names(conn)
    events = [_event(row, names, role) for row in found]
    if not any(each.kind == "arrived" for each in events):
        arrival = _arrival(conn, ward, incident_id, names, events, found)
        events += [e if knows_people(role) else e._replace(actor="") for e in arrival]
    return events


def _event(row: dict[str, Any], names: dict[str, Text], role: Role) -> Event:
    other = row["details"].get("earlier") or row["details"].get("later")
    title = _title(row, names)
    if not knows_people(role):
        title = _NEW_HANDLER if row["kind"] == "handler" else title
        return Event(row["id"], row["kind"], row["at"], "", title, "", row["photo_id"], other)
    blocked = row["details"]["blocked_by"] if row["kind"] == "blocked" else ""
    return Event(
        row["id"], row["kind"], row["at"], row["who"], title, blocked or row["reason"],
        row["photo_id"], other,
    )  # fmt: skip


def _title(row: dict[str, Any], names: dict[str, Text]) -> Text:
    kind, details = row["kind"], row["details"]
    if kind in ("move", "undo"):
        was, now = names[row["from_state"]], names[row["to_state"]]
        back = Text("Hoàn tác: ", "Undone: ") if kind == "undo" else same("")
        return Text(f"{back.vi}{was.vi} → {now.vi}", f"{back.en}{was.en} → {now.en}")
    if kind == "arrived":
        now = names[row["to_state"]]
        return Text(f"Ghi nhận: {now.vi}", f"Entered: {now.en}")
    return _other_title(kind, details)


def _other_title(kind: str, details: dict[str, Any]) -> Text:
    if kind in ("handler", "due", "blocked"):
        return _managed_title(kind, details)
    if kind == "photo":
        return _SHOWS[details.get("shows", "withdrawn")]
    if kind == "measure":
        return _measure_title(details)
    return _recurrence_title(details)


def _measure_title(details: dict[str, Any]) -> Text:
    did, what = details.get("did", ""), _MEASURES[details["kind"]]
    if did in _DID:
        return Text(_DID[did].vi + what.vi, _DID[did].en + what.en)
    return _OUTCOMES.get(did or details.get("outcome", ""), what)


def _managed_title(kind: str, details: dict[str, Any]) -> Text:
    if kind == "handler":
        who = details["handler"]
        return Text(f"Thụ lý: {who or 'chưa ai'}", f"Handled by: {who or 'nobody yet'}")
    if kind == "due":
        if details["due_on"] is None:
            return Text("Hạn: theo trạng thái", "Due: by its state")
        day = date.fromisoformat(details["due_on"])
        return Text(f"Hạn: {day:%d/%m/%Y}", f"Due: {day:%d %b %Y}")
    return Text("Vướng mắc", "Held up") if details["blocked_by"] else _NO_LONGER


_NO_LONGER = Text("Hết vướng mắc", "No longer held up")
_NEW_HANDLER = Text("Đổi người thụ lý", "Handler changed")


def _recurrence_title(details: dict[str, Any]) -> Text:
    if not details["linked"]:
        return Text("Bỏ liên kết tái phát", "Recurrence unlinked")
    if "earlier" in details:
        return Text("Tái phát của vụ trước", "Came back from an earlier case")
    return Text("Đã tái phát ở vụ sau", "Came back as a later case")


def _arrival(
    conn: connection,
    ward: Ward,
    incident_id: int,
    names: dict[str, Text],
    events: list[Event],
    found: list[dict[str, Any]],
) -> list[Event]:
    """Tell how a case came that has no such event: with an import, or before events were kept."""
    row = db.one(conn, _ARRIVALS, {"ward": ward.id, "id": incident_id})
    if row is None:
        return []
    first = next((each["from_state"] for each in reversed(found) if each["from_state"]), None)
    state = row["state"] or first or _state_now(conn, incident_id)
    name = names[state]
    title = Text(f"Ghi nhận: {name.vi}", f"Entered: {name.en}")
    if row["import"] is not None:
        source = f"{row['file']} (#{row['import']})"
        title = Text(f"Nạp từ tệp {source}: {name.vi}", f"Loaded from file {source}: {name.en}")
    return [Event(0, "arrived", row["at"], row["actor"], title, "")]


def _state_now(conn: connection, incident_id: int) -> str:
    return str(db.value(conn, "SELECT state FROM incident WHERE id = %s", (incident_id,)))
