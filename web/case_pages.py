"""What the pages of cases show: the list, and one case with its history and what is next."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import request, url_for
from flask_login import current_user

from layers import clock
from layers.cases.ages import LONG_DAYS
from layers.cases.case import Case, handlers_of, may_undo, next_moves, read_case
from layers.cases.corrections import with_corrections
from layers.cases.listing import (
    NOBODY,
    STATUSES,
    CaseView,
    list_cases,
    read_case_view,
    status_counts,
)
from layers.cases.locator import case_locator
from layers.cases.measures import KINDS, OUTCOMES, read_measures, read_taken_back
from layers.cases.photos import read_photos, read_withdrawn
from layers.cases.recurrence import propose_earlier, read_links
from layers.cases.refusals import state_names
from layers.cases.talk import read_comments
from layers.cases.timeline import read_timeline
from layers.cases.work import CaseConflict, Worker
from layers.filters import Filter
from layers.links import to_page
from layers.loose_files import KEPT_DAYS
from layers.places.reading import STATES, read_place_of
from layers.queries.periods import gone_by
from layers.queries.records import read_record
from layers.registers.legal import bases_of_incident
from layers.registers.reading import find_register
from layers.registry import get_layer
from layers.roles import Role, knows_people
from web.db import get_conn
from web.i18n import current_language
from web.links import href
from web.page_data import page_data
from web.params import read_number
from web.reader import reader as page_reader
from web.row_cells import field_words
from web.wards import current_ward, role_here

HIDDEN_FIELDS = ("state", "time_precision", "group_on")


def worker_here() -> Worker:
    """Return who works on a case: their ward, role and sign-in name."""
    return Worker(current_ward(), role_here(), current_user.login)


def case_link(endpoint: str, **values: Any) -> str:
    """Return the address of a page of cases, in the ward of this one."""
    return url_for(f"cases.{endpoint}", ward=current_ward().code, **values)


def _pairs(record: dict[str, Any]) -> list[tuple[str, str]]:
    """Return what the record says, as title and words."""
    by_name = {each["name"]: each for each in record["fields"]}
    precision = by_name.get("time_precision", {}).get("value")
    return [
        (each["title"][current_language()], field_words(each, precision))
        for name, each in by_name.items()
        if name not in HIDDEN_FIELDS
    ]


def view_here() -> CaseView:
    return read_case_view(get_conn(), request.args, role_here())


def list_facts() -> dict[str, Any]:
    """Return a page of cases, what it can be narrowed by, and how many each status has."""
    conn, ward, view = get_conn(), current_ward(), view_here()
    page = read_number("page", 1, least=1, most=1_000_000)
    query = view.to_query()
    return {
        "view": view,
        "then": gone_by(conn, ward, view.as_of),
        "listing": list_cases(conn, ward, view, role_here(), page=page),
        "counts": status_counts(conn, ward, CaseView(view.as_of)),
        "statuses": STATUSES,
        "states": state_names(conn),
        "handlers": handlers_of(conn, ward) if knows_people(role_here()) else [],
        "nobody": NOBODY,
        "long_days": LONG_DAYS,
        "query": query,
        "link": case_link,
        "sort_link": lambda sort: case_link("listed", **(query | {"sort": sort})),
        "knows_people": knows_people(role_here()),
        **page_reader(),
    }


def case_facts(
    incident_id: int,
    said: dict[str, str] | None = None,
    trouble: str = "",
    conflict: CaseConflict | None = None,
    typed: dict[str, str] | None = None,
) -> dict[str, Any]:
    """Return one case as the reader may see it; `said` is what they typed and could not save.

    `typed` is the same for what is added to a case, and names its `form`.
    """
    conn, who = get_conn(), worker_here()
    case = read_case(conn, who.ward, incident_id)
    record = read_record(conn, who.ward, get_layer("incidents"), incident_id, who.role, Filter())
    works = who.role >= Role.INSPECTOR
    events = read_timeline(conn, who.ward, incident_id, who.role)
    timeline = with_corrections(conn, events, record["history"])
    return {
        "case": case,
        "record": record,
        "pairs": _pairs(record),
        "place": read_place_of(conn, who.ward, incident_id, clock.today()),
        "place_states": STATES,
        "bases": bases_of_incident(conn, who.ward, incident_id),
        "legal": find_register("legal_bases"),
        "locator": case_locator(conn, who.ward, incident_id),
        "map_address": _map_address(record),
        "timeline": timeline,
        "newer": [e for e in timeline if conflict and e.is_change and e.id > conflict.seen],
        "conflict": conflict,
        "moves": next_moves(conn, who.ward, case, who.login) if works else [],
        "undoable": may_undo(conn, case, who.login, who.role),
        "handlers": handlers_of(conn, who.ward) if works else [],
        **(_more_facts(who, incident_id) if works else {}),
        "late_days": _late_days(case),
        "age_days": (clock.today() - case.occurred_on).days if case.is_open else None,
        "can_work": works,
        "knows_people": knows_people(who.role),
        "handler_page": _page_of_handler(who, case),
        "states": state_names(conn),
        "is_supervisor": who.role >= Role.SUPERVISOR,
        "said": said or {},
        "typed": typed or {"form": ""},
        "trouble": trouble,
        "link": case_link,
        "page_data": page_data(),
        **page_reader(),
    }


def _more_facts(who: Worker, incident_id: int) -> dict[str, Any]:
    """Return what people add to a case: for those who work on cases, it may name people."""
    conn = get_conn()
    links = read_links(conn, who, incident_id)
    is_linked = any(each["is_earlier"] for each in links)
    return {
        "comments": read_comments(conn, who, incident_id),
        "measures": read_measures(conn, who, incident_id),
        "taken_back": read_taken_back(conn, who, incident_id),
        "measure_kinds": KINDS,
        "outcomes": OUTCOMES,
        "links": links,
        "proposed": None if is_linked else propose_earlier(conn, who, incident_id),
        "photos": read_photos(conn, who, incident_id),
        "withdrawn": read_withdrawn(conn, who, incident_id),
        "kept_days": KEPT_DAYS,
        "today": clock.today().isoformat(),
        "talk_link": partial(talk_link, incident_id),
    }


def talk_link(incident_id: int, endpoint: str, **values: Any) -> str:
    """Return the address of what is added to a case, in the ward of this one."""
    return url_for(
        f"case_talk.{endpoint}", ward=current_ward().code, incident_id=incident_id, **values
    )


def _page_of_handler(who: Worker, case: Case) -> str:
    """Return the address of the work of who handles a case, for whoever may open it."""
    opens = who.role >= Role.SUPERVISOR or case.handler == who.login
    return href(to_page("people", "of", case.handler)) if case.handler and opens else ""


def _late_days(case: Case) -> int | None:
    """Return the days past the day on which something is due; below 0: days left."""
    return None if case.due_on is None else (clock.today() - case.due_on).days


def _map_address(record: dict[str, Any]) -> str:
    lon, lat = record["geometry"]["coordinates"]
    return (
        f"/?ward={current_ward().code}&map=17/{lat:.5f}/{lon:.5f}"
        f"&layers=groups,lanes,incidents&selected=incidents/{record['id']}"
    )
