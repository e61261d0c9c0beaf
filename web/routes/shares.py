"""Share links as their makers see them: made, listed, revoked, opened again."""

from flask import Blueprint, Response, jsonify, request
from flask_login import current_user

from layers.queries.shares import list_shares, make_share, restore_share, revoke_share
from web.access import role_required
from web.db import get_conn
from web.params import read_object
from web.share_wish import read_wish
from web.wards import current_ward, role_here

blueprint = Blueprint("shares", __name__)
ALL = "/api/<ward>/shares"
ONE = ALL + "/<int(max=9007199254740991):share_id>"


@blueprint.get(ALL)
@role_required("supervisor")
def listed(ward: str) -> Response:
    return _fresh(shares=list_shares(get_conn(), current_ward()))


@blueprint.post(ALL)
@role_required("supervisor")
def make(ward: str) -> tuple[Response, int]:
    """Make a link; its addresses are told now and never again, since only a hash is kept."""
    wish, here = read_wish(read_object()), current_ward()
    share_id, token = make_share(get_conn(), here, current_user.user.id, role_here(), wish)
    site = request.host_url.rstrip("/")
    frame = f"{site}/e/{token}" if wish.origins else None
    return _fresh(id=share_id, address=f"{site}/s/{token}", frame=frame), 201


@blueprint.delete(ONE)
@role_required("supervisor")
def revoke(ward: str, share_id: int) -> Response:
    revoke_share(get_conn(), current_ward(), share_id, current_user.login)
    return _fresh(shares=list_shares(get_conn(), current_ward()))


@blueprint.post(ONE + "/restore")
@role_required("supervisor")
def restore(ward: str, share_id: int) -> Response:
    restore_share(get_conn(), current_ward(), share_id, role_here())
    return _fresh(shares=list_shares(get_conn(), current_ward()))


def _fresh(**body: object) -> Response:
    answer = jsonify(**body)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
