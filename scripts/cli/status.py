"""`ward status`: the figures of a half-year, and what the database holds."""

import json
from collections.abc import Iterator
from dataclasses import replace

import click
from psycopg2.extensions import connection

from layers.boundaries.as_of import ready
from layers.boundaries.choice import parse_boundaries
from layers.filters import Filter
from layers.periods import Period, period_title
from layers.queries.counts import read_counts
from layers.queries.row_tables import count_rows
from layers.queries.sources import layer_source
from layers.queries.status import Figures, half_year_figures
from layers.queries.unplaced import count_waiting
from layers.queries.versions import layer_versions
from layers.queries.wards import Ward
from layers.registry import TimeRule, layers_of
from layers.roles import Role
from scripts.cli import _run
from scripts.cli._choice import areas_option, chosen_period, chosen_ward, period_option, ward_option
from scripts.cli._table import table

# Rows of every time, past and future, are what a database holds.
ALL_TIME = TimeRule()


@click.command("status")
@ward_option
@period_option
@areas_option
@click.option("--json", "as_json", is_flag=True, help="Only the five figures, as one JSON object.")
def command(ward_code: str | None, period: str | None, areas: str, as_json: bool) -> None:
    """Show the figures of a half-year with their rules (số liệu nửa năm, kèm quy tắc).

    \b
    Examples:
      ./scripts/ward status
      ./scripts/ward status --ward gia-thuy --period 2016H1
      ./scripts/ward status --period 2016H1 --json
      ./scripts/ward status --period 2016H1 --areas now
    """
    with _run.database(demo_if_new=True) as conn:
        ward = chosen_ward(conn, ward_code)
        bounds = parse_boundaries(areas)
        days = chosen_period(conn, ward, period)
        figures = half_year_figures(conn, ward, days)
        if as_json:
            click.echo(json.dumps({figure.name: figure.value for figure in figures}))
            return
        chosen = ready(conn, ward.id, Filter(days.first, days.last, boundaries=bounds))
        for line in (
            *_figure_lines(ward, days, figures),
            *_waiting_lines(conn, ward, chosen),
            "",
            *_group_lines(conn, ward, chosen),
            *_layer_lines(conn, ward),
        ):
            click.echo(line)


def _figure_lines(ward: Ward, period: Period, figures: Figures) -> Iterator[str]:
    title = period_title(period)
    yield f"{ward.name.vi} · {ward.name.en} ({ward.code})"
    if ward.is_demo:
        yield "Dữ liệu minh hoạ · Demonstration data"
    yield f"{title.vi} · {title.en}"
    yield ""
    for figure in figures:
        yield f"{figure.value:>6} {figure.unit.vi:<5} {figure.title.vi} · {figure.title.en}"
        yield f"{'':13}{figure.rule.vi}"
        yield f"{'':13}{figure.rule.en}"


def _group_lines(conn: connection, ward: Ward, chosen: Filter) -> Iterator[str]:
    """Count by group, and say under which boundaries."""
    facet = read_counts(conn, ward, [], chosen, Role.VIEWER)["facets"]["group"]
    if not facet:
        return
    words = chosen.boundaries.words()
    yield f"{words.vi} · {words.en}"
    yield from table(
        ("group · tổ", "name · tên", "incidents · vụ"),
        [(row["value"], row["title"]["vi"], row["n"]) for row in facet],
    )
    yield ""


def _waiting_lines(conn: connection, ward: Ward, chosen: Filter) -> Iterator[str]:
    """Say how many incidents of the period no figure holds, because nobody knows where they lie."""
    waiting = count_waiting(conn, ward, chosen)
    if waiting:
        yield (
            f"! {waiting} vụ chưa định vị, không nằm trong số liệu trên · {waiting} incidents wait"
            " to be placed and are in none of these figures (ward unplaced)"
        )


def _layer_lines(conn: connection, ward: Ward) -> Iterator[str]:
    # Not the layers that show one run of many: their rows are no stock of the ward's.
    layers = [
        layer
        for layer in layers_of(conn, ward, Role.ADMIN)
        if not (layer.aggregated or layer.needs_run)
    ]
    versions = layer_versions(conn, ward.id, layers)
    rows = [
        (
            layer.name,
            layer.title.vi,
            count_rows(conn, layer_source(ward, replace(layer, time=ALL_TIME), Filter())),
            versions[layer.name],
        )
        for layer in layers
    ]
    yield "Migrations: up to date · đã ở bản mới nhất"
    yield from table(("layer", "lớp", "rows", "version"), rows)
