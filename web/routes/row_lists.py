"""The rows behind a number of a page, at an address of their own."""

from flask import Blueprint, Response, render_template, request

from layers.filter_words import filter_parts
from layers.filters import QUERY, Filter
from layers.links import to_page
from layers.queries.row_lists import Listed, filter_query, list_rows
from layers.queries.row_tables import Paging
from web.access import role_required
from web.db import get_conn
from web.i18n import in_language, show_date, t
from web.links import href
from web.params import read_filter, read_number, read_sort
from web.plain_lists import send_list
from web.reader import reader
from web.row_cells import cell_words, file_columns, map_address, sortable, telling
from web.wards import current_ward, role_here

blueprint = Blueprint("row_lists", __name__)
PAGE, MOST = 100, 1_000_000


@blueprint.get("/rows")
@role_required("viewer")
def rows() -> str:
    """Show the incidents of a filter; `of=recurring`: those of them that came back."""
    page = read_number("page", 1, least=1, most=1_000_000)
    chosen, of = read_filter(), _of()
    listed = _listed(of, chosen, page)
    pages = max(1, -(-listed.table["total"] // PAGE))
    if page > pages:  # rows may have become fewer since the link was made: the last page
        page, listed = pages, _listed(of, chosen, pages)
    return render_template(
        "rows/index.html",
        listed=listed,
        columns=telling(listed.table),
        page=page,
        pages=pages,
        of=of,
        query={name: said for name in ("of", "sort", *QUERY) if (said := request.args.get(name))},
        sort=request.args.get("sort", "").strip(),
        sorts=sortable(listed.table),
        said=_said(chosen),
        on_map=href(to_page("", **filter_query(chosen))),
        cell_words=cell_words,
        map_address=map_address,
        **reader(),
    )


@blueprint.get("/rows.<any(csv, xlsx):kind>")
@role_required("viewer")
def file(kind: str) -> Response:
    """Send all rows that the page leafs through, in its order."""
    listed = _read(_of(), read_filter(), Paging(MOST))
    columns = file_columns(telling(listed.table))
    return send_list(kind, _of(), listed.title, columns, listed.table["rows"])


def _of() -> str:
    return request.args.get("of", "").strip() or "incidents"


def _listed(of: str, chosen: Filter, page: int) -> Listed:
    return _read(of, chosen, Paging(PAGE, (page - 1) * PAGE))


def _read(of: str, chosen: Filter, paging: Paging) -> Listed:
    return list_rows(get_conn(), current_ward(), of, chosen, role_here(), paging, read_sort())


def _said(chosen: Filter) -> list[str]:
    """Say the filter: its days, then each thing that it names."""
    days = (("rows.from", chosen.first), ("rows.to", chosen.last))
    parts = filter_parts(get_conn(), current_ward(), chosen)
    return [
        *(t(key, day=show_date(day)) for key, day in days if day),
        *(", ".join(in_language(each) for each in words) for _, words in parts),
    ]
