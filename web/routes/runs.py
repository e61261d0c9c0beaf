"""Stored analyses: start one, see one."""

from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask_login import current_user

from geo.errors import InputError
from geo.text import Text
from layers.analysis import DEFAULT_SEED, run_hotspots
from layers.filters import Filter
from layers.queries.map_runs import runs_of_map
from layers.queries.runs import Run, get_run
from web.access import role_required
from web.db import get_conn
from web.params import read_filter
from web.wards import current_ward

blueprint = Blueprint("runs", __name__)


@blueprint.post("/api/<ward>/runs")
@role_required("supervisor")
def start(ward: str) -> tuple[Response, int]:
    asked = _body()
    run = run_hotspots(
        get_conn(),
        current_ward(),
        str(asked.get("method", "")),
        _mapping(asked, "parameters"),
        Filter.from_query({key: str(value) for key, value in _mapping(asked, "filter").items()}),
        seed=_seed(asked),
        actor=current_user.login,
    )
    return jsonify(_shown(run)), 201


@blueprint.get("/api/<ward>/runs/shown")
@role_required("viewer")
def shown(ward: str) -> Response:
    return jsonify(runs=runs_of_map(get_conn(), current_ward(), read_filter()))


@blueprint.get("/api/<ward>/runs/<int(max=9007199254740991):run_id>")
@role_required("supervisor")
def run(ward: str, run_id: int) -> Response:
    return jsonify(_shown(get_run(get_conn(), current_ward(), run_id)))


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
    }


def _body() -> dict[str, Any]:
    body = request.get_json(silent=True)
    has_nul = "\\u0000" in request.get_data(as_text=True)
    if has_nul or not isinstance(body, dict):
        raise _wrong("body", "một đối tượng JSON", "a JSON object")
    return body


def _mapping(asked: dict[str, Any], name: str) -> dict[str, Any]:
    part = asked.get(name) or {}
    if not isinstance(part, dict):
        raise _wrong(name, "một đối tượng JSON", "a JSON object")
    return part


def _seed(asked: dict[str, Any]) -> int:
    seed = asked.get("seed", DEFAULT_SEED)
    if not isinstance(seed, int) or isinstance(seed, bool) or not 0 <= seed < 2**63:
        raise _wrong("seed", "một số nguyên ≥ 0", "a whole number ≥ 0")
    return seed


def _wrong(name: str, vi: str, en: str) -> InputError:
    return InputError(Text(f"{name}: cần {vi}.", f"{name}: needs {en}."), field=name)
