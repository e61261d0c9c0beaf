"""Options that several commands share: which ward, which period, which incidents."""

from collections.abc import Callable
from typing import Any

import click
from psycopg2.extensions import connection

from layers.filters import Filter
from layers.periods import Period, parse_period
from layers.queries.periods import incident_span
from layers.queries.status import latest_half_year
from layers.queries.wards import Ward, default_ward, get_ward

Command = Callable[..., Any]

ward_option = click.option(
    "--ward",
    "ward_code",
    metavar="CODE",
    help="The ward; without it the demonstration, else the first (mã phường).",
)
period_option = click.option(
    "--period",
    metavar="PERIOD",
    help="2016H1, 2016Q2, 2016-03, 2016, 2016-01-01..2016-02-15 or all; without it the last"
    " half-year with incidents (kỳ).",
)


def areas_option(command: Command) -> Command:
    """Add the choice of boundaries: as was, as now, as of a day."""
    return click.option(
        "--areas",
        metavar="was|now|DAY",
        default="",
        help="Boundaries of each incident's own day (was, the default), of today (now), or of a"
        " day such as 2025-07-01 (ranh giới).",
    )(command)


def filter_options(command: Command) -> Command:
    """Add the parts of a filter beside the period: comma lists, as in a permalink."""
    command = areas_option(command)
    for name, words in (
        ("round", "Codes of inspection rounds; -: none (đợt)."),
        ("holder", "Units with a contracted route; -: none (khoán quản)."),
        ("state", "States (trạng thái)."),
        ("lane", "Ids of lanes (ngõ)."),
        ("group", "Codes of resident groups (tổ)."),
        ("category", "Categories (hành vi)."),
        ("field", "Fields: ttdt, ttxd, vsmt (lĩnh vực)."),
    ):
        command = click.option(f"--{name}", metavar="LIST", default="", help=words)(command)
    for name, metavar, words in (
        ("inside", "W,S,E,N", "A box in degrees: west,south,east,north (khung)."),
        ("text", "WORDS", "What address or number contain, marks not needed (chứa chữ)."),
    ):
        command = click.option(f"--{name}", metavar=metavar, default="", help=words)(command)
    return command


def chosen_ward(conn: connection, code: str | None) -> Ward:
    """Return the named ward, else the one that is shown when none is named."""
    return get_ward(conn, code) if code else default_ward(conn)


def chosen_period(conn: connection, ward: Ward, text: str | None) -> Period:
    """Return the period that was typed, else the last half-year with incidents."""
    if text == "all":
        return incident_span(conn, ward.id) or latest_half_year(conn, ward)
    return parse_period(text) if text else latest_half_year(conn, ward)


def chosen_filter(period: Period, lists: dict[str, str]) -> Filter:
    """Put a filter together from the options."""
    query = {"from": period.first.isoformat(), "to": period.last.isoformat()}
    return Filter.from_query(query | lists)
