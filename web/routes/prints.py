"""A view on paper: its plan, one sheet at once, an atlas as a job."""

from threading import BoundedSemaphore

from flask import Blueprint, Response, current_app, jsonify, request
from flask_login import current_user

from geo.text import Text
from layers import clock
from layers.errors import JobNotFound, Unavailable
from layers.jobs.kinds.print_atlas import enqueue_print, prints
from layers.printing import DPI, PrintRequest, page_picture
from layers.printing.of_view import plan_view, print_view
from layers.queries.jobs import get_job
from layers.queries.sheet_rows import group_choices
from layers.roles import Role
from web.access import layer_for, open_to_links, public, role_required
from web.db import get_conn
from web.kept_files import send_kept
from web.params import read_number
from web.print_wish import read_print
from web.wards import current_ward, role_here

blueprint = Blueprint("prints", __name__)

LONGEST_WAIT_S = 15.0
_press = BoundedSemaphore(1)
_lines = {"sheet": BoundedSemaphore(2), "preview": BoundedSemaphore(1)}
"""One server process makes one sheet at a time; so many may be made or wait, and a preview is asked
for again: at least one thread stays free for pages."""
TYPES = {"pdf": "application/pdf", "png": "image/png"}


@blueprint.get("/api/<ward>/print")
@public
@open_to_links
def plan(ward: str) -> Response:
    asked = read_print(request.args)
    planned = plan_view(get_conn(), current_ward(), role_here(), asked)
    groups = group_choices(get_conn(), current_ward(), asked.chosen)
    return jsonify(
        **planned.to_json(),
        groups=[{"value": code, "title": title.to_json()} for code, title in groups],
    )


@blueprint.get("/api/<ward>/print.<any(pdf, png):kind>")
@public
@open_to_links
def sheet(ward: str, kind: str) -> Response:
    """Answer with one sheet; `dpi` makes a picture smaller, to be looked at before."""
    asked = read_print({**request.args, "atlas": ""})
    dpi = read_number("dpi", DPI, least=36, most=DPI)
    answer = Response(_made(asked, kind, dpi), content_type=TYPES[kind])
    way = "inline" if "dpi" in request.args else "attachment"
    name = f"{current_ward().code}-{asked.paper}.{kind}"
    answer.headers["Content-Disposition"] = f'{way}; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.post("/api/<ward>/prints")
@role_required("viewer")
def start(ward: str) -> tuple[Response, int]:
    asked = read_print(request.args)
    plan_view(get_conn(), current_ward(), role_here(), asked)
    arguments = {"request": asked.to_json(), "role": role_here().code}
    job = enqueue_print(get_conn(), current_ward(), arguments, current_user.login)
    return jsonify(job=job.to_json()), 202


@blueprint.get("/api/<ward>/prints/<int(max=9007199254740991):job_id>.pdf")
@role_required("viewer")
def fetch(ward: str, job_id: int) -> Response:
    """Send the PDF of a job to whoever asked for it, while they still have its role."""
    job = get_job(get_conn(), current_ward(), job_id)
    is_own = job.kind == "print" and job.created_by == current_user.login
    is_for_me = is_own and role_here() >= Role.parse(job.arguments["role"])
    if not is_for_me or job.result is None:
        raise JobNotFound(job_id)
    store = prints(current_app.extensions["web_settings"].files)
    answer = send_kept(store, job.result["sha256"], f"{current_ward().code}-{job_id}.pdf")
    answer.content_type = TYPES["pdf"]
    return answer


def _made(asked: PrintRequest, kind: str, dpi: int) -> bytes:
    """Make a sheet when it is its turn: a preview that nobody waits for any more is soon over."""
    line = _lines["preview" if "dpi" in request.args else "sheet"]
    if not line.acquire(blocking=False):
        raise _busy()
    try:
        if not _press.acquire(timeout=LONGEST_WAIT_S):
            raise _busy()
        try:
            now = clock.now()
            layers = tuple(layer_for(name) for name in asked.layers)
            made = print_view(
                get_conn(), current_ward(), role_here(), asked, made_at=now, layers=layers
            )
            return made if kind == "pdf" else page_picture(made, dpi=dpi)
        finally:
            _press.release()
    finally:
        line.release()


def _busy() -> Unavailable:
    return Unavailable(
        Text(
            "Máy chủ đang in nhiều tờ khác; hãy thử lại sau ít phút.",
            "The server is printing other sheets; try again in a few minutes.",
        )
    )
