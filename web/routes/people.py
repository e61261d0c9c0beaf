"""The page of a person's work: for themselves and for supervisors."""

from flask import Blueprint, redirect, render_template
from flask_login import current_user
from werkzeug.wrappers import Response

from layers.links import to_page
from layers.people.page import KIND, read_person
from layers.people.person import Person, list_people, person_with_id, person_with_login
from layers.today.situation import day_of
from web.access import role_required
from web.db import get_conn
from web.links import href
from web.params import read_day
from web.reader import reader
from web.register_here import may_open, reader_here
from web.wards import current_ward

blueprint = Blueprint("people", __name__)


@blueprint.get("/people")
@role_required("viewer")
def listed() -> str:
    """List everybody to supervisors; others find themselves."""
    things = list_people(get_conn(), reader_here())
    register = KIND.refers
    said = {"kind": KIND, "things": things, "register": register, "may_open": may_open(register)}
    return render_template("things/index.html", **said, **reader())


@blueprint.get("/people/me")
@role_required("viewer")
def mine() -> Response:
    return redirect(href(to_page("people", "of", current_user.login)))


@blueprint.get("/people/of/<login>")
@role_required("viewer")
def of_login(login: str) -> str | Response:
    """Show who signs in by a name; who is in the register has the address of their row."""
    person = person_with_login(get_conn(), reader_here(), login)
    return redirect(href(person.page)) if person.id else _page(person)


@blueprint.get("/people/<int(max=9007199254740991):person_id>")
@role_required("viewer")
def one(person_id: int) -> str:
    """Show a person's work; `as_of` asks for a day."""
    return _page(person_with_id(get_conn(), reader_here(), person_id))


def _page(person: Person) -> str:
    as_of = day_of(get_conn(), current_ward(), read_day("as_of"))
    thing = read_person(get_conn(), reader_here(), person, as_of)
    return render_template("things/thing.html", thing=thing, on=None, **reader())
