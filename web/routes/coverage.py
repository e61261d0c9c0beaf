"""Coverage: lanes that the rounds of a period walked, and those that nobody did."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, render_template, request

from geo.refusals import not_one_of
from layers import clock
from layers.periods import half_year, half_year_of, parse_period, period_title
from layers.rounds.coverage import SHOWN, coverage_picture, read_coverage, sum_of
from web.access import role_required
from web.db import get_conn
from web.i18n import t
from web.params import read_number
from web.plain_lists import FileColumn, send_list
from web.reader import reader
from web.register_pages import period_names
from web.wards import current_ward

blueprint = Blueprint("coverage", __name__)


@blueprint.get("/coverage")
@role_required("viewer")
def page() -> str:
    return render_template("rounds/coverage.html", **_facts())


@blueprint.get("/coverage.<any(csv, xlsx):kind>")
@role_required("viewer")
def table(kind: str) -> Response:
    facts = _facts()
    return send_list(kind, "coverage", "coverage.title", _columns(facts["names"]), facts["rows"])


def _columns(names: Mapping[int | None, str]) -> list[FileColumn]:
    """Return the columns of the file: lanes, each with its metres."""
    values: dict[str, tuple[str, Callable[[Any], Any]]] = {
        "code": ("text", lambda line: line.code),
        "name": ("text", lambda line: line.name),
        "group": ("text", lambda line: names[line.group_id]),
        "length_m": ("number", lambda line: round(line.length_m, 1)),
        "walked_m": ("number", lambda line: round(line.walked_m, 1)),
        "unwalked_m": ("number", lambda line: round(line.unwalked_m, 1)),
        "share": ("number", lambda line: round(line.share, 4)),
    }
    return [FileColumn(f"coverage.col_{name}", *each) for name, each in values.items()]


def _facts() -> dict[str, Any]:
    """Measure the period of the address, and choose the rows that it asks for."""
    conn, ward = get_conn(), current_ward()
    name = request.args.get("period", "").strip() or half_year_of(half_year(clock.today()).last)
    period = parse_period(name)
    coverage = read_coverage(conn, ward, period)
    group, shown = _chosen()
    rows = coverage.rows(group, shown)
    return reader() | {
        "period": name,
        "title": period_title(period),
        "periods": [(each, period_title(parse_period(each))) for each in period_names(None, name)],
        "coverage": coverage,
        "names": {each.group_id: each.name or t("coverage.outside") for each in coverage.groups},
        "group": group,
        "shown": shown,
        "rows": rows,
        "sum": sum_of(rows),
        "picture": coverage_picture(conn, ward, coverage, period),
    }


def _chosen() -> tuple[int | None, str]:
    shown = request.args.get("shown", "").strip() or "all"
    if shown not in SHOWN:
        raise not_one_of("shown", shown, SHOWN)
    group = read_number("group", -1, least=0) if request.args.get("group") else None
    return group, shown
