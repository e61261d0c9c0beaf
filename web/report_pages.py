"""What the pages of the reports show: all editions, one of them, its figures, their rows."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Response, url_for
from flask_login import current_user

from geo.text import Text
from layers import clock
from layers.errors import NotFound
from layers.jobs.kinds.freeze_report import freezing_of
from layers.periods import half_year_of
from layers.queries.status import latest_half_year
from layers.reports.contract import Figure, MapDef
from layers.reports.difference import difference
from layers.reports.docx_template import BODY, PLACES, template_now
from layers.reports.editions import (
    STATES,
    Edition,
    asked_of,
    earlier_edition,
    get_edition,
    list_editions,
    read_report,
)
from layers.reports.events import NEXT, read_events
from layers.reports.files import draw_pictures, read_pictures
from layers.reports.head import LABELS, period_words
from layers.reports.model import Map, Report, Section, for_role, printed
from layers.reports.reading import report_sections
from layers.reports.rows import PAGE, cell_words, open_figure
from layers.reports.wording import number_of, slot_words
from layers.roles import Role, knows_people
from web.db import get_conn
from web.page_data import page_data
from web.params import read_number
from web.reader import reader as page_reader
from web.wards import current_ward, role_here

TONES = {"draft": "warn", "frozen": "", "approved": "good", "signed": "good", "withdrawn": "bad"}
ADDRESSES = {"board": "/board", "map": "/"}


def link(endpoint: str, **values: Any) -> str:
    """Return the address of a page of the reports, in the ward of this one."""
    return url_for(f"reports.{endpoint}", ward=current_ward().code, **values)


def edition_here(edition_id: int) -> Edition:
    """Return the edition of the address, if the reader may know of it."""
    return get_edition(get_conn(), current_ward(), edition_id, role_here())


def report_here(edition: Edition) -> Report:
    """Return an edition as the reader may see it."""
    return for_role(read_report(get_conn(), current_ward(), edition), role_here())


def index_facts() -> dict[str, Any]:
    """Return the editions, and what a new one may be made of."""
    conn, ward = get_conn(), current_ward()
    last = latest_half_year(conn, ward)
    return common_facts() | {
        "editions": list_editions(conn, ward, role_here()),
        "period": half_year_of(last.first),
        "today": clock.today(),
    }


def report_facts(edition_id: int) -> dict[str, Any]:
    """Return one edition whole."""
    edition = edition_here(edition_id)
    conn, ward = get_conn(), current_ward()
    return (
        common_facts()
        | freezing_facts(edition)
        | {
            "edition": edition,
            "report": printed(report_here(edition)),
            "earlier": earlier_edition(conn, ward, edition),
            "events": read_events(conn, edition.id),
            "next_events": NEXT[edition.state],
            "is_own": edition.frozen_by == login_here(),
            "slot_words": slot_words,
            "number_of": number_of,
            "edit_section": lambda name: link("edit", edition_id=edition.id, section=name),
        }
    )


def freezing_facts(edition: Edition) -> dict[str, Any]:
    """Return the job that freezes a draft now, or the one that came to nothing; who may change it.

    The page of such a job needs what its scripts ask of every page with scripts of its own.
    """
    job = None if edition.is_frozen else freezing_of(get_conn(), current_ward(), edition.id)
    is_open = job is not None and not job.is_ended
    return {
        "freezing": job if is_open else None,
        "not_frozen": job if job is not None and job.is_ended else None,
        "why_not": Text(**job.error) if job is not None and job.error else Text("", ""),
        "can_change": role_here() >= Role.SUPERVISOR and not edition.is_frozen and not is_open,
        "page_data": page_data() | {"freezing": job.to_json()} if is_open and job else None,
    }


def figures_facts(edition_id: int) -> dict[str, Any]:
    """Return all figures of an edition with their definitions."""
    edition = edition_here(edition_id)
    figures = list(report_here(edition).figures.values())
    named = [each for each in figures if "." not in each.name]
    return common_facts() | {
        "edition": edition,
        "named": named,
        "cells": len(figures) - len(named),
        "number_of": number_of,
    }


def figure_facts(edition_id: int, name: str) -> dict[str, Any]:
    """Return a figure with its definition and a page of the rows behind it."""
    edition = edition_here(edition_id)
    page = read_number("page", 1, least=1, most=1_000_000)
    opened = open_figure(
        get_conn(), current_ward(), edition, name, role_here(), offset=(page - 1) * PAGE
    )
    return common_facts() | {
        "edition": edition,
        "opened": opened,
        "figure": opened.figure,
        "page": page,
        "pages": max(1, -(-opened.total // PAGE)),
        "cell_words": cell_words,
        "number_of": number_of,
        "live": live_address(opened.figure),
    }


def changes_facts(edition_id: int) -> dict[str, Any]:
    """Return what changed since the edition before; NotFound where there is none."""
    edition = edition_here(edition_id)
    conn, ward = get_conn(), current_ward()
    earlier = earlier_edition(conn, ward, edition)
    if earlier is None:
        raise NotFound(Text("bản trước của kỳ", "earlier edition of"), edition.period)
    return common_facts() | {
        "edition": edition,
        "earlier": earlier,
        "found": difference(conn, ward, earlier, edition, role_here()),
        "number_of": number_of,
    }


def template_facts(error: Text | None = None) -> dict[str, Any]:
    """Return the template in use, and what a template must hold."""
    places = [(name, LABELS[head]) for name, head in PLACES.items()]
    return common_facts() | {
        "template": template_now(get_conn(), current_ward()),
        "places": [*places, (BODY, "")],
        "error": error,
    }


def picture_here(edition_id: int, name: str) -> bytes:
    """Return one map of an edition: drawn now for a draft, else as it was."""
    edition, conn, ward = edition_here(edition_id), get_conn(), current_ward()
    if edition.is_frozen:
        found = read_pictures(conn, ward, edition, Report({}, ()))
    else:
        blocks = [
            (section, each)
            for section in report_sections()
            for each in section.blocks
            if isinstance(each, MapDef) and each.name == name
        ]
        maps = tuple(Map(each.name, each.title, each.layers) for _, each in blocks)
        report = Report({}, (Section("", "", maps),))
        found = draw_pictures(asked_of(conn, ward, edition), report)
    if name not in found:
        raise NotFound(Text("bản đồ của báo cáo", "map of the report"), name)
    return found[name]


def live_address(figure: Figure) -> str:
    """Return where the rows of a figure stand today: a register, the board or the map."""
    query = dict(figure.live)
    page = query.pop("page", "")
    if not page:
        return ""
    base = f"/registers/{query.pop('name')}" if page == "register" else ADDRESSES[page]
    return f"{base}?{urlencode({'ward': current_ward().code, **query})}"


def as_file(body: bytes, media: str, name: str) -> Response:
    """Answer with a file to keep, never from a cache that others share."""
    answer = Response(body, content_type=media)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def file_name(edition: Edition, end: str) -> str:
    return f"{current_ward().code}-{edition.period}-{edition.edition}{end}"


def login_here() -> str:
    login: str = current_user.login
    return login


def common_facts() -> dict[str, Any]:
    """Return what every page of the reports needs."""
    return {
        "link": link,
        "states": STATES,
        "tones": TONES,
        "can_write": role_here() >= Role.SUPERVISOR,
        "knows_people": knows_people(role_here()),
        "period_words": period_words,
        **page_reader(),
    }
