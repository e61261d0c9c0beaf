"""The reports: editions, the page of one, its figures and the rows behind them, files."""

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request

from geo.errors import InputError
from layers.errors import Stale
from layers.reports.docx_template import (
    LARGEST,
    place_template,
    read_template,
    template_now,
    use_own_template,
)
from layers.reports.editions import make_edition, remove_draft
from layers.reports.events import say_event
from layers.reports.files import MEDIA as PAPER
from layers.reports.files import check_files, make_file
from layers.reports.rows import open_figure
from layers.reports.tables import MEDIA, figures_file, rows_file
from web.access import role_required
from web.bodies import takes_form_of
from web.db import get_conn
from web.i18n import in_language, t
from web.report_forms import draft_here, edit_facts, freeze_here, save_here
from web.report_pages import (
    as_file,
    changes_facts,
    edition_here,
    figure_facts,
    figures_facts,
    file_name,
    index_facts,
    link,
    login_here,
    picture_here,
    report_facts,
    report_here,
    template_facts,
)
from web.wards import current_ward, role_here

blueprint = Blueprint("reports", __name__)
ONE = "/reports/<int(max=9007199254740991):edition_id>"


@blueprint.get("/reports")
@role_required("viewer")
def index() -> str:
    return render_template("reports/index.html", **index_facts())


@blueprint.post("/reports/new")
@role_required("supervisor")
def new() -> Response:
    said = request.form
    try:
        made = make_edition(
            get_conn(), current_ward(), said.get("period", ""), login_here(),
            areas=said.get("areas", ""), role=role_here(),
        )  # fmt: skip
    except InputError as error:
        flash(in_language(error.text), "error")
        return make_response(redirect(link("index")))
    return make_response(redirect(link("one", edition_id=made.id)))


@blueprint.get(ONE)
@role_required("viewer")
def one(edition_id: int) -> str:
    return render_template("reports/report.html", **report_facts(edition_id))


@blueprint.post(f"{ONE}/freeze")
@role_required("supervisor")
def freeze(edition_id: int) -> Response:
    freeze_here(edition_id)
    return make_response(redirect(link("one", edition_id=edition_id)))


@blueprint.post(f"{ONE}/remove")
@role_required("supervisor")
def remove(edition_id: int) -> Response:
    remove_draft(get_conn(), current_ward(), edition_id, login_here(), role_here())
    flash(t("reports.was_removed"), "success")
    return make_response(redirect(link("index")))


@blueprint.route(f"{ONE}/edit/<section>", methods=["GET", "POST"])
@role_required("supervisor")
def edit(edition_id: int, section: str) -> Response:
    edition, report = draft_here(edition_id)
    if request.method == "GET":
        return _form(200, edit_facts(edition, report, section))
    try:
        saved = save_here(edition, report, section)
    except Stale as stale:
        said = dict(request.form)
        facts = edit_facts(
            edition, report, section, said=said, theirs=stale.theirs, error=stale.text
        )
        return _form(409, facts)
    except InputError as error:
        facts = edit_facts(edition, report, section, said=dict(request.form), error=error.text)
        return _form(400, facts)
    flash(t("reports.saved", n=saved), "success")
    back = link(
        "one", edition_id=edition_id, saved=f"{edition_id}-{section}", _anchor=f"section-{section}"
    )
    return make_response(redirect(back))


def _form(status: int, facts: dict[str, object]) -> Response:
    return make_response(render_template("reports/edit.html", **facts), status)


@blueprint.post(f"{ONE}/say")
@role_required("supervisor")
def say(edition_id: int) -> Response:
    said = request.form
    try:
        say_event(
            get_conn(), current_ward(), edition_id, said.get("kind", ""), said.get("note", ""),
            login_here(), role_here(),
        )  # fmt: skip
    except InputError as error:
        flash(in_language(error.text), "error")
    return make_response(redirect(link("one", edition_id=edition_id)))


@blueprint.get(f"{ONE}/file.<kind>")
@role_required("viewer")
def as_paper(edition_id: int, kind: str) -> Response:
    edition = edition_here(edition_id)
    body = make_file(get_conn(), current_ward(), edition, kind, role_here())
    return as_file(body, PAPER[kind], file_name(edition, f".{kind}"))


@blueprint.get(f"{ONE}/maps/<name>.png")
@role_required("viewer")
def picture(edition_id: int, name: str) -> Response:
    answer = Response(picture_here(edition_id, name), mimetype="image/png")
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@blueprint.get(f"{ONE}/changes")
@role_required("viewer")
def changes(edition_id: int) -> str:
    return render_template("reports/changes.html", **changes_facts(edition_id))


@blueprint.get(f"{ONE}/check")
@role_required("supervisor")
def check(edition_id: int) -> Response:
    checked = check_files(get_conn(), current_ward(), edition_here(edition_id))
    same = bool(checked) and all(each.is_same for each in checked)
    word = "same" if same else "differs" if checked else "draft"
    flash(t(f"reports.check_{word}", n=len(checked)), "success" if same else "error")
    return make_response(redirect(link("one", edition_id=edition_id)))


@blueprint.get("/reports/template")
@role_required("supervisor")
def template() -> str:
    return render_template("reports/template.html", **template_facts())


@blueprint.get("/reports/template.docx")
@role_required("supervisor")
def template_file() -> Response:
    now = template_now(get_conn(), current_ward())
    body = read_template(get_conn(), current_ward(), now["id"] if now else None)
    return as_file(body, PAPER["docx"], f"{current_ward().code}-mau-bao-cao.docx")


@blueprint.post("/reports/template")
@role_required("supervisor")
@takes_form_of(LARGEST)
def place() -> Response:
    file = request.files.get("template")
    body = file.read(LARGEST + 1) if file else b""
    name = (file.filename if file else "") or ""
    try:
        place_template(get_conn(), current_ward(), name, body, login_here(), role_here())
    except InputError as error:
        facts = template_facts(error.text)
        return make_response(render_template("reports/template.html", **facts), 400)
    flash(t("reports.template_placed"), "success")
    return make_response(redirect(link("template")))


@blueprint.post("/reports/template/own")
@role_required("supervisor")
def own_template() -> Response:
    use_own_template(get_conn(), current_ward(), login_here())
    flash(t("reports.template_own"), "success")
    return make_response(redirect(link("template")))


@blueprint.get(f"{ONE}/figures")
@role_required("viewer")
def figures(edition_id: int) -> str:
    return render_template("reports/figures.html", **figures_facts(edition_id))


@blueprint.get(f"{ONE}/figures.<kind>")
@role_required("viewer")
def figures_as_file(edition_id: int, kind: str) -> Response:
    edition = edition_here(edition_id)
    body = figures_file(kind, report_here(edition), edition)
    return as_file(body, MEDIA[kind], file_name(edition, f"-figures.{kind}"))


@blueprint.get(f"{ONE}/figures/<name>")
@role_required("viewer")
def figure(edition_id: int, name: str) -> str:
    return render_template("reports/figure.html", **figure_facts(edition_id, name))


@blueprint.get(f"{ONE}/figures/<name>/rows.<kind>")
@role_required("viewer")
def rows_as_file(edition_id: int, name: str, kind: str) -> Response:
    edition = edition_here(edition_id)
    opened = open_figure(get_conn(), current_ward(), edition, name, role_here(), limit=None)
    body = rows_file(kind, opened, edition)
    return as_file(body, MEDIA[kind], file_name(edition, f"-rows.{kind}"))
