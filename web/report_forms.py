"""The form of a section's texts: figures stand between the fields and cannot be typed over."""

from __future__ import annotations

from typing import Any

from flask import flash, request

from geo.errors import InputError
from geo.text import Text
from layers.errors import NotAllowed, NotFound
from layers.jobs.kinds.freeze_report import enqueue_freeze
from layers.reports.editions import Edition, read_report, require_draft
from layers.reports.head import LABELS, LINES
from layers.reports.model import OWN, Paragraph, Report
from layers.reports.texts import HEAD, Said, read_texts, save_texts
from layers.reports.wording import slot_words
from web.db import get_conn
from web.i18n import in_language, t
from web.report_pages import common_facts, edition_here, login_here
from web.wards import current_ward, role_here

MOST_PIECES = 40


def draft_here(edition_id: int) -> tuple[Edition, Report]:
    """Return the draft of the address with its report; NotAllowed where it is frozen.

    Words that come after that are answered with the form, so that they are not lost.
    """
    edition = edition_here(edition_id)
    if request.method == "GET":
        require_draft(edition)
    return edition, read_report(get_conn(), current_ward(), edition)


def freeze_here(edition_id: int) -> None:
    """Ask that the draft of the address be frozen; one that is frozen already says who did it."""
    conn, ward, role = get_conn(), current_ward(), role_here()
    try:
        enqueue_freeze(conn, ward, edition_id, login_here(), role)
    except NotAllowed:
        edition = edition_here(edition_id)
        if not edition.is_frozen:
            raise
        flash(t("reports.already_frozen", who=edition.frozen_by), "info")
    except InputError as error:
        flash(in_language(error.text), "error")


def edit_facts(
    edition: Edition,
    report: Report,
    section: str,
    *,
    said: dict[str, str] | None = None,
    theirs: dict[str, tuple[str, ...]] | None = None,
    error: Text | None = None,
) -> dict[str, Any]:
    """Return the fields of a section, or of the head, with what was typed and what others saved."""
    if section == HEAD:
        places: list[Paragraph] = [
            Paragraph(name, (words,), (), version=_version(edition, name))
            for name, words in report.head.items()
        ]
        title = ""
    else:
        found = next((each for each in report.sections if each.name == section), None)
        if found is None:
            raise NotFound(Text("phần báo cáo", "section"), section)
        places = [each for each in found.blocks if isinstance(each, Paragraph)]
        title = found.title
    return common_facts() | {
        "edition": edition,
        "report": report,
        "section": section,
        "section_title": title,
        "places": places,
        "labels": LABELS,
        "many_lines": LINES,
        "own": OWN,
        "said": said or {},
        "theirs": {key.partition("/")[2]: words for key, words in (theirs or {}).items()},
        "error": error,
        "slot_words": slot_words,
    }


def save_here(edition: Edition, report: Report, section: str) -> int:
    """Save what the form says of a section; raises as `save_texts` does."""
    names = request.form.getlist("place")
    said = [_said(section, name) for name in names]
    return save_texts(get_conn(), edition.id, report, said, login_here())


def _said(section: str, name: str) -> Said:
    pieces: list[str] = []
    while (piece := request.form.get(f"{name}:{len(pieces)}")) is not None:
        pieces.append(piece.replace("\r\n", "\n"))
        if len(pieces) > MOST_PIECES:
            break
    if not pieces:
        raise InputError(
            Text(f"{name}: thiếu lời văn.", f"{name}: its words are missing."), field=name
        )
    version = request.form.get(f"{name}:version", "0")
    number = int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0
    is_left_out = f"{name}:left_out" in request.form
    return Said(f"{section}/{name}", tuple(pieces), is_left_out, number)


def _version(edition: Edition, name: str) -> int:
    kept = read_texts(get_conn(), edition.id).get(f"{HEAD}/{name}")
    return kept.version if kept else 0
