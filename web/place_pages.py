"""What the pages of places show: the register, the points to confirm, one place."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import request
from flask_login import current_user

from geo.errors import InputError
from geo.text import Text
from layers import clock
from layers.periods import known_day
from layers.places.reading import (
    BACK,
    SORTS,
    STATES,
    TONES,
    Asked,
    list_places,
    read_actions,
    read_candidates,
    read_events,
    read_holders,
    read_place,
    read_place_incidents,
)
from layers.places.strip import make_strip
from layers.places.undoing import confirmed_on_its_own, step_to_undo
from layers.registers.reading import find_register
from layers.roles import Role
from web.db import get_conn
from web.i18n import t
from web.reader import reader
from web.register_here import link
from web.wards import current_ward, role_here

MOST_NAMED = 5


def read_day(said: str, field: str) -> date:
    """Read a day; today where none is said, InputError where it is none."""
    day = known_day(said.strip()) if said.strip() else clock.today()
    if day is None:
        raise InputError(
            Text(
                f"{field} = '{said[:20]}': viết 2016-06-30.",
                f"{field} = '{said[:20]}': write 2016-06-30.",
            ),
            field=field,
            value=said[:20],
        )
    return day


def read_asked() -> Asked:
    """Read what of the register of places the address asks for."""
    return Asked(
        read_day(request.args.get("as_of", ""), "as_of"),
        request.args.get("state", "").strip(),
        request.args.get("q", "").strip()[:200],
        request.args.get("sort", "").strip() or "name",
    )


def places_facts(asked: Asked) -> dict[str, Any]:
    """Return the places, how many in each state, and the points that could be confirmed."""
    conn, ward, role = get_conn(), current_ward(), role_here()
    every = list_places(conn, ward, Asked(asked.as_of), role)
    return reader() | {
        "asked": asked,
        "places": list_places(conn, ward, asked, role),
        "by_state": {state: sum(r["state"] == state for r in every) for state in STATES},
        "back": BACK,
        "back_n": sum(r["back_n"] > 0 for r in every),
        "states": STATES,
        "tones": TONES,
        "sorts": SORTS,
        "candidates": read_candidates(conn, ward) if role >= Role.SUPERVISOR else [],
        "can_confirm": role >= Role.SUPERVISOR,
    }


def place_facts(
    place_id: int, said: dict[str, str] | None = None, trouble: str = ""
) -> dict[str, Any]:
    """Return one place: state, what is next, strip of time, events, actions, who answers.

    `said` is what was typed and could not be written, `trouble` why.
    """
    conn, ward, role = get_conn(), current_ward(), role_here()
    as_of = read_day(request.args.get("as_of", ""), "as_of")
    place = read_place(conn, ward, place_id, as_of, role)
    events, actions = read_events(conn, place_id, role), read_actions(conn, place_id)
    incidents = read_place_incidents(conn, place_id, as_of)
    return reader() | {
        "place": place,
        "said": said or {},
        "proposed": proposed_relapse(place, incidents),
        "trouble": trouble,
        "as_of": as_of,
        "today": clock.today(),
        "states": STATES,
        "tones": TONES,
        "events": events,
        "version": events[-1]["id"],
        "actions": actions,
        "kinds": find_register("place_actions").column("kind").choices,
        "incidents": incidents,
        "holders": read_holders(conn, ward, place_id, as_of, role),
        "strip": make_strip([e for e in events if e["stands"]], incidents, actions, as_of),
        "link": link,
        "can_write": role >= Role.INSPECTOR,
        "can_confirm": role >= Role.SUPERVISOR,
        "undoable": step_to_undo(conn, place_id, role, _login()),
        "can_unconfirm": role >= Role.SUPERVISOR and confirmed_on_its_own(conn, ward, place_id),
    }


def proposed_relapse(place: dict[str, Any], incidents: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the step that is proposed where something came back to a place that was over."""
    if not place["back_n"]:
        return {}
    numbers = [each["source_key"] for each in incidents if each["occurred_on"] >= place["quiet_on"]]
    return {
        "to_state": "relapsed",
        "happened_on": max(place["back_first"], place["since"]),
        "reason": t("places.back_reason", numbers=", ".join(numbers[:MOST_NAMED])),
    }


def _login() -> str:
    return str(current_user.login) if current_user.is_authenticated else ""
