"""The two things that take time with an uploaded file: to check it, and to load it."""

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from psycopg2.extensions import connection

from geo.errors import ServiceError
from geo.text import Text
from layers import db
from layers.custom.draft import Wishes, wishes_from_json
from layers.custom.make import make_layer, propose_layer
from layers.errors import NotAllowed, Unavailable
from layers.file_store import FileStore
from layers.importing.checking import REFUSED, Checked, check_file
from layers.importing.issue_sheet import write_issue_sheet
from layers.importing.issues import SHOWN_PER_KIND, Issue
from layers.importing.load import Progress
from layers.importing.pipeline import import_file
from layers.importing.preview import preview_of
from layers.importing.report import ImportReport
from layers.importing.said import NEW_LAYER, options_of
from layers.importing.source import LINE
from layers.queries import uploads
from layers.queries.column_memory import remember
from layers.queries.uploads import Upload
from layers.queries.wards import Ward

MARKED_PER_KIND = 2_000
"""So many faults of a kind are marked in the workbook; the page shows the first of them."""


def check_upload(
    conn: connection,
    ward: Ward,
    upload: Upload,
    store: FileStore,
    actor: str,
    progress: Progress,
) -> dict[str, Any]:
    """Check a kept file with what was said of it; keep and return what was found."""
    try:
        with store.laid_out(upload.files) as path:
            checked, proposed = _look(conn, ward, upload, path, actor, progress)
    except (NotAllowed, Unavailable):
        raise
    except ServiceError as error:
        found = _refusal(ward, upload, error)
        uploads.save_check(conn, upload, found, _kept_of(upload), None)
        return {"verdict": REFUSED}
    progress(Text("ghi danh sách lỗi", "writing the list of faults"), 0.95)
    sheet = _keep_sheet(store, checked)
    found = replace(checked, report=_trimmed(checked.report)).to_json()
    preview = preview_of(checked) | {"asked": _asked(upload, checked), "proposed": proposed}
    uploads.save_check(conn, upload, found, preview, sheet)
    return {"verdict": checked.verdict}


def _look(
    conn: connection, ward: Ward, upload: Upload, path: Path, actor: str, progress: Progress
) -> tuple[Checked, dict[str, Any] | None]:
    """Check a file against its layer, or propose the layer that it would make."""
    options = options_of(upload.said, actor)
    if upload.layer != NEW_LAYER:
        checked = check_file(conn, ward, upload.layer, path, options, progress, MARKED_PER_KIND)
        return checked, None
    wishes = _wishes(upload)
    proposal = propose_layer(conn, ward, path, options, wishes, progress, MARKED_PER_KIND)
    return proposal.checked, proposal.to_json()


def _wishes(upload: Upload) -> Wishes:
    return wishes_from_json(upload.said.get(NEW_LAYER, {}))


def load_upload(
    conn: connection,
    ward: Ward,
    upload: Upload,
    store: FileStore,
    actor: str,
    progress: Progress,
) -> dict[str, Any]:
    """Load a kept file and note that it is loaded, in one transaction; return the report.

    What somebody else has loaded meanwhile, from another tab, is not loaded again. Raises
    ImportRejected, with the report, where it cannot be loaded as it was said.
    """
    with db.transaction(conn):
        upload = uploads.hold_upload(conn, ward, upload.id)
        if upload.state == uploads.LOADED:
            return {"import_id": upload.import_id, "was_loaded": True}
        return _load(conn, ward, upload, store, actor, progress)


def _load(
    conn: connection,
    ward: Ward,
    upload: Upload,
    store: FileStore,
    actor: str,
    progress: Progress,
) -> dict[str, Any]:
    options = options_of(upload.said, actor)
    with store.laid_out(upload.files) as path:
        if upload.layer == NEW_LAYER:
            made, report = make_layer(conn, ward, path, options, _wishes(upload), progress, store)
            upload = replace(upload, layer=made.name)
        else:
            report = import_file(conn, ward, upload.layer, path, options, progress, store)
        if report.import_id is not None:
            uploads.mark_loaded(conn, upload, report.import_id)
            _remember(conn, ward, upload, actor)
    return _trimmed(report).to_json()


def _remember(conn: connection, ward: Ward, upload: Upload, actor: str) -> None:
    columns = [each["name"] for each in (upload.preview or {}).get("columns", [])]
    said = {name: value for name, value in upload.said.items() if name != NEW_LAYER}
    if key := upload.said.get(NEW_LAYER, {}).get("key"):
        said["columns"] = {"source_key": key}
    if columns:
        source = (upload.file_name, actor)
        remember(conn, ward, upload.layer, columns, said, source)


def _asked(upload: Upload, checked: Checked) -> list[dict[str, Any]]:
    """List the open questions, and before them the answered ones: an answer can be changed."""
    answers = upload.said.get("answers", {})
    before = (upload.preview or {}).get("asked", [])
    fresh = [question.to_json() for question in checked.questions]
    is_open = {each["id"] for each in fresh}
    return [each for each in before if each["id"] in answers.keys() - is_open] + fresh


def _keep_sheet(store: FileStore, checked: Checked) -> str | None:
    if not any(issue.severity == "refuse" for issue in checked.report.issues):
        return None
    with tempfile.TemporaryDirectory(prefix="diemnong-") as folder:
        path = Path(folder) / "issues.xlsx"
        write_issue_sheet(path, checked)
        return store.keep(path)


def _trimmed(report: ImportReport) -> ImportReport:
    """Keep the first issues of each kind: the rest stand in the workbook."""
    kept: list[Issue] = []
    seen: dict[str, int] = {}
    for issue in report.issues:
        seen[issue.kind] = seen.get(issue.kind, 0) + 1
        if seen[issue.kind] <= SHOWN_PER_KIND:
            kept.append(issue)
    return replace(report, issues=tuple(kept))


def _kept_of(upload: Upload) -> dict[str, Any]:
    """Keep columns and questions of an earlier look: what was said wrongly can be said again."""
    before = dict(upload.preview or {})
    return before | {"rows": [], "bounds": None, "differences": [], "differing": 0}


def _refusal(ward: Ward, upload: Upload, error: ServiceError) -> dict[str, Any]:
    """Return a check that ended before it began: what was said does not fit the file."""
    named = str(getattr(error, "field", "") or "")
    issue = Issue(None, named, "options", str(getattr(error, "value", "") or ""), error.text)
    report = ImportReport(
        upload.layer, ward.code, upload.file_name, upload.file_sha256, "", LINE,
        issues=(issue,), counts=(("options", 1),),
    )  # fmt: skip
    return {"verdict": REFUSED, "assumed": {}} | report.to_json()
