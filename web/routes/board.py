"""The supervisor's board: its payload, the rows behind each number, its tables as CSV."""

from flask import Blueprint, Response, jsonify
from flask_login import current_user

from layers.queries.board import board as read_board
from layers.queries.board_duties import board_duties
from layers.queries.board_methods import board_methods
from layers.queries.board_rows import board_rows
from layers.queries.board_shapes import Board
from layers.queries.board_tables import board_csv
from layers.queries.board_today import board_today
from web.access import role_required
from web.db import get_conn
from web.i18n import current_language
from web.params import read_filter, read_method, read_paging, read_word
from web.wards import current_ward, role_here

blueprint = Blueprint("board", __name__)


@blueprint.get("/api/<ward>/board")
@role_required("supervisor")
def board(ward: str) -> Response:
    return jsonify(_board())


@blueprint.get("/api/<ward>/board/<table>.csv")
@role_required("supervisor")
def table(ward: str, table: str) -> Response:
    text = board_csv(_board(), table, current_language())
    answer = Response(text, mimetype="text/csv")
    name = f"{current_ward().code}-{table}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@blueprint.get("/api/<ward>/board/today")
@role_required("supervisor")
def today(ward: str) -> Response:
    rule = read_method("repeat_points")
    return jsonify(board_today(get_conn(), current_ward(), read_filter(), rule, role=role_here()))


@blueprint.get("/api/<ward>/board/methods")
@role_required("supervisor")
def methods(ward: str) -> Response:
    return jsonify(board_methods(get_conn(), current_ward(), read_filter(), role=role_here()))


@blueprint.get("/api/<ward>/board/duties")
@role_required("supervisor")
def duties(ward: str) -> Response:
    border = read_method("border", prefix="border.")
    return jsonify(
        board_duties(get_conn(), current_ward(), read_filter(), border, role=role_here())
    )


@blueprint.get("/api/<ward>/rows")
@role_required("supervisor")
def rows(ward: str) -> Response:
    found = board_rows(
        get_conn(),
        current_ward(),
        read_word("of"),
        read_filter(),
        read_method("repeat_points"),
        role=role_here(),
        paging=read_paging(),
    )
    return jsonify(found)


def _board() -> Board:
    return read_board(
        get_conn(),
        current_ward(),
        read_filter(),
        read_method("repeat_points"),
        read_method("gi_star", prefix="cells."),
        role=role_here(),
        actor=current_user.login,
    )
