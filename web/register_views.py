"""Pages of a register beside its list, matrices and checks: a template each, and what it shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template, request, url_for

from geo.errors import InputError
from geo.text import Text
from layers.errors import NotFound
from layers.periods import Period, known_day
from layers.queries.vocabulary import read_vocabulary
from layers.registers.drawn import KINDS, Drawn, draw_shortcomings
from layers.registers.legal import bases_on
from layers.registers.plan_tree import read_tree
from layers.registers.roadmap import PARTS, read_roadmap
from layers.registers.spread import NOT_YET, read_spread
from web.db import get_conn
from web.i18n import in_language, show_number, t
from web.register_here import Here
from web.register_pages import list_facts
from web.wards import current_ward

TONES = {"late": "bad", "short": "warn", "worse": "warn"}


def view_page(here: Here, name: str) -> str:
    """Render a page of a register; NotFound where it has none of that name."""
    register = here.register
    page = next((each for each in register.pages if each.name == name), None)
    if page is None:
        raise NotFound(Text("trang", "page"), name, [each.name for each in register.pages])
    facts = list_facts(here) | VIEWS[register.name, name](here)
    return render_template(f"registers/{name}.html", page=page, **facts)


def _drawn(here: Here) -> dict[str, Any]:
    """Return what fell short, and for each what a new row of the register would say."""
    period = Period(here.window.first, here.window.last)
    found = draw_shortcomings(get_conn(), here.reader, period)
    return {
        "drawn": [(each, _rows_of(each), _new_row(here, each)) for each in found],
        "kinds": KINDS,
        "drawn_tones": TONES,
    }


def _rows_of(drawn: Drawn) -> str:
    """Return the address of the rows behind a shortcoming."""
    ward = current_ward().code
    if drawn.register:
        return url_for("registers.listed", name=drawn.register, ward=ward, **drawn.query)
    return url_for("pages.map_page", ward=ward, **drawn.query)


def _new_row(here: Here, drawn: Drawn) -> dict[str, str]:
    """Say a shortcoming in the fields of a new row."""
    words = {"value": show_number(float(drawn.value)), "unit": in_language(drawn.unit)}
    kind = "registers.drawn_alone"
    if drawn.compared is not None:
        kind, words["compared"] = "registers.drawn_indicator", show_number(float(drawn.compared))
    return {
        "subject": f"{in_language(KINDS[drawn.kind])}: {in_language(drawn.subject)}",
        "indicator": t(kind, **words),
        "noted_on": here.window.last.isoformat(),
    }


def _on_day(here: Here) -> dict[str, Any]:
    """Return the bases of the category and day of the address; none until both are said."""
    conn, ward = get_conn(), here.reader.ward
    categories = read_vocabulary(conn, ward.id)["category_code"]
    category, said = (request.args.get(name, "").strip() for name in ("category", "on"))
    day = known_day(said) if said else None
    if said and day is None:
        raise InputError(
            Text(f"on={said[:20]}: viết 2016-06-30", f"on={said[:20]}: write 2016-06-30"),
            field="on",
            value=said[:20],
        )
    if category and category not in categories:
        raise NotFound(Text("loại vi phạm", "category"), category, list(categories))
    return {
        "categories": categories,
        "category": category,
        "on": said,
        "bases": bases_on(conn, ward, category, day) if category and day else None,
        "subjects": here.register.column("subject").choices,
    }


def _tree(here: Here) -> dict[str, Any]:
    return {
        "tree": read_tree(get_conn(), here.reader, here.window.as_of),
        "tones": {"late": "bad", "done_late": "warn", "done": "good", "open": ""},
    }


def _roadmap(here: Here) -> dict[str, Any]:
    steps = read_roadmap(get_conn(), here.reader, here.view, here.window)
    return {"steps": steps, "parts": PARTS}


def _spread(here: Here) -> dict[str, Any]:
    spread = read_spread(get_conn(), here.reader, here.window.last)
    states = [*here.register.column("state").choices.items(), ("", NOT_YET)]
    return {"spread": spread, "states": states}


VIEWS: dict[tuple[str, str], Callable[[Here], dict[str, Any]]] = {
    ("shortcomings", "drawn"): _drawn,
    ("legal_bases", "on_day"): _on_day,
    ("plans", "tree"): _tree,
    ("tasks", "roadmap"): _roadmap,
    ("adoptions", "spread"): _spread,
}
"""Which function gives what the page of a register shows."""
