"""A new ward, made on a page by somebody who works for all wards."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask_login import current_user

from geo.errors import InputError
from geo.text import Text
from geo.vietnam_zones import ZONES
from layers import db
from layers.errors import NotAllowed
from layers.queries.wards import Ward, create_ward
from web.access import role_required
from web.db import get_conn
from web.i18n import in_language
from web.reader import reader

blueprint = Blueprint("new_ward", __name__)


@blueprint.get("/wards/new")
@role_required("admin")
def form() -> str:
    _require_all_wards()
    return _form()


@blueprint.post("/wards/new")
@role_required("admin")
def make() -> Response:
    """Make the ward and go on to the file of its resident groups."""
    _require_all_wards()
    try:
        ward = _made()
    except InputError as error:
        return make_response(_form(error), 400)
    return make_response(redirect(url_for("imports.begin", ward=ward.code, layer="groups")))


def _made() -> Ward:
    said = {name: value.strip() for name, value in request.form.items()}
    name = Text(said.get("name_vi", ""), said.get("name_en", "") or said.get("name_vi", ""))
    srid = said.get("srid", "")
    if not (srid.isascii() and srid.isdigit() and len(srid) < 10):
        raise InputError(
            Text("Hãy chọn hệ tọa độ để đo.", "Choose the system to measure in."), field="srid"
        )
    with db.acting_as(get_conn(), current_user.login) as conn:
        return create_ward(
            conn, said.get("code", ""), name, int(srid), attribution=said.get("attribution", "")
        )


def _require_all_wards() -> None:
    """Somebody bound to one ward would have no rights in the one that is made."""
    if current_user.ward_id is not None:
        raise NotAllowed(
            Text(
                "Tài khoản của bạn thuộc một phường; lập phường mới cần quản trị của mọi phường.",
                "Your account belongs to one ward; a new ward needs an administrator of all wards.",
            )
        )


def _form(error: InputError | None = None) -> str:
    facts = {
        "zones": ZONES,
        "said": request.form,
        "error": in_language(error.text) if error else None,
        "error_field": error.field if error else None,
    }
    return render_template("ward/new.html", **facts, **reader())
