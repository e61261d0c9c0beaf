"""Coverage: lanes that the rounds of a period walked, and those that nobody did."""

import csv
import io
from typing import Any

from flask import Blueprint, Response, render_template, request

from geo.refusals import not_one_of
from layers import clock
from layers.periods import half_year, half_year_of, parse_period, period_title
from layers.rounds.coverage import SHOWN, coverage_picture, read_coverage, sum_of
from layers.spreadsheet import neutral
from web.access import role_required
from web.db import get_conn
from web.i18n import t
from web.params import read_number
from web.reader import reader
from web.register_pages import period_names
from web.wards import current_ward

blueprint = Blueprint("coverage", __name__)
COLUMNS = ("code", "name", "group", "length_m", "walked_m", "unwalked_m", "share")


@blueprint.get("/coverage")
@role_required("viewer")
def page() -> str:
    return render_template("rounds/coverage.html", **_facts())


@blueprint.get("/coverage.csv")
@role_required("viewer")
def table() -> Response:
    facts, text = _facts(), io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([t(f"coverage.col_{name}") for name in COLUMNS])
    for line in facts["rows"]:
        group = facts["names"][line.group_id]
        metres = (line.length_m, line.walked_m, line.unwalked_m)
        numbers = (*(round(each, 1) for each in metres), round(line.share, 4))
        writer.writerow([neutral(line.code), neutral(line.name), neutral(group), *numbers])
    answer = Response("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"{current_ward().code}-coverage.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


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
