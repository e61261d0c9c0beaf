"""Search over everything: the words of the address, what they find by kind."""

from flask import Blueprint, render_template, request

from layers.queries.everything import search_everything
from layers.registers.scope import Window
from layers.today.situation import day_of
from web.access import role_required
from web.db import get_conn
from web.params import QUERY_LENGTH
from web.reader import reader
from web.register_here import reader_here

blueprint = Blueprint("everything", __name__)


@blueprint.get("/search")
@role_required("viewer")
def search() -> str:
    """Show what `q` finds; without it only the box to type in."""
    words, here = request.args.get("q", "").strip()[:QUERY_LENGTH], reader_here()
    day = day_of(get_conn(), here.ward)
    found = search_everything(get_conn(), here, words, Window(day, day, day))
    return render_template("search/index.html", words=words, found=found, **reader())
