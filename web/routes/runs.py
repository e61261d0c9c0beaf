"""Stored analyses: start one, see one, save it, do it again, look after it."""

from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask.json import dumps
from flask_login import current_user

from geo.hotspots import get_method
from geo.refusals import must_be
from layers.analysis import DEFAULT_SEED, stored_run
from layers.filters import Filter
from layers.queries.jobs import enqueue
from layers.queries.run_comparison import compare_runs
from layers.queries.run_lists import (
    RESTORABLE_DAYS,
    keep_run,
    list_runs,
    period_words,
    remove_run,
    restore_run,
)
from layers.queries.run_units import run_units, units_csv
from layers.queries.runs import Run, get_run, run_document, run_geojson
from layers.queries.shown_runs import shown_runs
from web.access import open_to_links, role_required
from web.db import get_conn
from web.i18n import current_language
from web.params import read_filter, read_number, read_object, read_paging
from web.sharing import is_redacted
from web.shown_runs import login_here, shown_json
from web.wards import current_ward

blueprint = Blueprint("runs", __name__)


ONE = "/api/<ward>/runs/<int(max=9007199254740991):run_id>"


@blueprint.post("/api/<ward>/runs")
@role_required("supervisor")
def start(ward: str) -> tuple[Response, int]:
    """Answer with the stored run of this very analysis, else with the job that does it."""
    asked = _read_analysis()
    stored = stored_run(get_conn(), current_ward(), **asked)
    if stored is not None:
        return jsonify(run=_shown(stored)), 200
    chosen: Filter = asked.pop("chosen")
    arguments = {**asked, "filter": chosen.to_query()}
    job = enqueue(get_conn(), current_ward(), "analyse", arguments, current_user.login)
    return jsonify(job=job.to_json()), 202


@blueprint.get("/api/<ward>/runs")
@role_required("supervisor")
def runs(ward: str) -> Response:
    found = list_runs(
        get_conn(),
        current_ward(),
        method=request.args.get("method", ""),
        before=read_number("before", 0),
        limit=read_number("limit", 50, least=1, most=200),
        removed=request.args.get("removed") == "1",
    )
    return jsonify(runs=found)


@blueprint.get("/api/<ward>/runs/shown")
@role_required("viewer")
@open_to_links
def shown(ward: str) -> Response:
    if is_redacted():
        return jsonify(runs={}, from_zoom={}, counted={})
    told = {"follow": read_number("job", 0), "after": read_number("after", 0)}
    found = shown_runs(get_conn(), current_ward(), read_filter(), login_here(), **told)
    return jsonify(shown_json(found))


@blueprint.get(ONE)
@role_required("supervisor")
def run(ward: str, run_id: int) -> Response:
    return jsonify(_shown(_run(run_id)))


@blueprint.get(ONE + "/compare/<int(max=9007199254740991):other_id>")
@role_required("viewer")
def compare(ward: str, run_id: int, other_id: int) -> Response:
    return jsonify(compare_runs(get_conn(), _run(run_id), _run(other_id)))


@blueprint.get(ONE + "/units")
@role_required("supervisor")
def units(ward: str, run_id: int) -> Response:
    found = run_units(
        get_conn(),
        _run(run_id),
        sort=request.args.get("sort", "rank"),
        descending=request.args.get("descending") == "1",
        only_found=request.args.get("only") == "found",
        paging=read_paging(),
    )
    return jsonify(found)


@blueprint.get(ONE + "/export.<any(geojson, csv, json):kind>")
@role_required("supervisor")
def save(ward: str, run_id: int, kind: str) -> Response:
    text, media_type = _as_file(_run(run_id), kind)
    answer = Response(text, mimetype=media_type)
    name = f"{current_ward().code}-run-{run_id}.{kind}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.post(ONE + "/rerun")
@role_required("supervisor")
def again(ward: str, run_id: int) -> tuple[Response, int]:
    asked = {"run": _run(run_id).id}
    job = enqueue(get_conn(), current_ward(), "rerun", asked, current_user.login)
    return jsonify(job=job.to_json()), 202


@blueprint.post(ONE + "/<any(keep, release, restore):what>")
@role_required("supervisor")
def look_after(ward: str, run_id: int, what: str) -> Response:
    if what == "restore":
        restore_run(get_conn(), current_ward(), run_id)
    else:
        keep_run(get_conn(), current_ward(), run_id, keep=what == "keep")
    return jsonify(_shown(_run(run_id)))


@blueprint.delete(ONE)
@role_required("supervisor")
def remove(ward: str, run_id: int) -> Response:
    remove_run(get_conn(), current_ward(), run_id, current_user.login)
    return jsonify(removed=run_id, restorable_days=RESTORABLE_DAYS)


def _run(run_id: int) -> Run:
    return get_run(get_conn(), current_ward(), run_id)


def _as_file(run: Run, kind: str) -> tuple[str, str]:
    if kind == "csv":
        return units_csv(get_conn(), run, current_language()), "text/csv"
    make = run_geojson if kind == "geojson" else run_document
    media_type = "application/geo+json" if kind == "geojson" else "application/json"
    return dumps(make(get_conn(), run)), media_type


def _read_analysis() -> dict[str, Any]:
    asked = read_object()
    chosen = {key: str(value) for key, value in _mapping(asked, "filter").items()}
    return {
        "method": str(asked.get("method", "")),
        "parameters": _mapping(asked, "parameters"),
        "chosen": Filter.from_query(chosen),
        "seed": _seed(asked),
    }


def _shown(run: Run) -> dict[str, Any]:
    return {
        "id": run.id,
        "method": run.method,
        "parameters": run.parameters,
        "seed": run.seed,
        "input": run.input,
        "input_rows": run.input_rows,
        "input_sha256": run.input_sha256,
        "code_version": run.code_version,
        "summary": run.summary,
        "notes": run.notes,
        "seconds": run.seconds,
        "created_by": run.created_by,
        "created_at": run.created_at.isoformat(timespec="seconds"),
        "is_kept": run.is_kept,
        "title": get_method(run.method).title.to_json(),
        "period": period_words(run.input),
    }


def _mapping(asked: dict[str, Any], name: str) -> dict[str, Any]:
    part = {} if asked.get(name) is None else asked[name]
    if not isinstance(part, dict):
        raise must_be(name, "một đối tượng JSON", "a JSON object")
    return part


def _seed(asked: dict[str, Any]) -> int:
    seed = asked.get("seed", DEFAULT_SEED)
    if not isinstance(seed, int) or isinstance(seed, bool) or not 0 <= seed < 2**63:
        raise must_be("seed", "một số nguyên ≥ 0", "a whole number ≥ 0")
    return seed
