"""An uploaded file as a new epoch: what a person says of it on the page, planned and loaded."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from psycopg2.extensions import connection

from geo.errors import InputError
from geo.lineage import SLIVER_SHARE
from geo.text import Text
from layers import db
from layers.boundaries.basis import read_basis
from layers.boundaries.loading import load_epoch, plan_epoch
from layers.boundaries.wish import EpochWish
from layers.errors import ImportRejected
from layers.file_store import FileStore
from layers.importing.load import Progress
from layers.importing.report import ImportReport
from layers.importing.said import options_of
from layers.queries import uploads
from layers.queries.uploads import Upload
from layers.queries.wards import Ward

PLANNED, OPEN, REFUSED = "planned", "open", "refused"
MOST_PAIRS = 400
MOST_ISSUES = 60


def read_wish(said: Mapping[str, Any], upload: Upload, actor: str) -> EpochWish:
    """Read what was said of an epoch as plain JSON; InputError names what is missing."""
    starts_on = _day(said, "starts_on")
    if starts_on is None:
        raise InputError(
            Text("Thiếu ngày có hiệu lực.", "The first day in force is missing."),
            field="starts_on",
        )
    basis = read_basis(
        str(said.get("basis_number", "")),
        str(said.get("basis_title", "")),
        _day(said, "basis_on"),
    )
    share = said.get("sliver_share", SLIVER_SHARE)
    if not isinstance(share, int | float) or isinstance(share, bool):
        share = -1.0
    scope: Any = said.get("scope", "all")
    kind = str(said.get("kind", ""))
    return EpochWish(kind, starts_on, basis, options_of(upload.said, actor), scope, float(share))


def _day(said: Mapping[str, Any], name: str) -> date | None:
    raw = str(said.get(name) or "").strip()
    if not raw:
        return None
    try:
        return date.fromisoformat(raw)
    except ValueError as error:
        raise InputError(
            Text(
                f"{name}: '{raw[:40]}' không phải ngày; cần dạng 2025-07-01.",
                f"{name}: '{raw[:40]}' is no day; the form 2025-07-01 is needed.",
            ),
            field=name,
            value=raw[:40],
        ) from error


def plan_upload(
    conn: connection,
    ward: Ward,
    upload: Upload,
    wish: EpochWish,
    store: FileStore,
    progress: Progress,
) -> dict[str, Any]:
    """Plan an uploaded file; a file with open questions or faults is told, not raised."""
    try:
        with store.laid_out(upload.files) as path:
            plan = plan_epoch(conn, ward, path, wish, progress)
    except ImportRejected as rejected:
        report = rejected.report
        if not isinstance(report, ImportReport):
            raise
        shown = replace(report, issues=report.issues[:MOST_ISSUES]).to_json()
        verdict = OPEN if report.questions else REFUSED
        return {"verdict": verdict, "report": shown, "message": rejected.text.to_json()}
    epoch = plan["epoch"]
    shown_pairs = [pair for pair in epoch["pairs"] if not pair["is_sliver"]][:MOST_PAIRS]
    return plan | {"verdict": PLANNED, "epoch": epoch | {"pairs": shown_pairs}}


def load_upload(
    conn: connection,
    ward: Ward,
    upload: Upload,
    wish: EpochWish,
    store: FileStore,
    progress: Progress,
) -> dict[str, Any]:
    """Load an uploaded file as an epoch, and note that it is loaded, in one transaction."""
    with store.laid_out(upload.files) as path, db.transaction(conn):
        now = uploads.hold_upload(conn, ward, upload.id)
        if now.state == uploads.LOADED:
            return {"epoch": _epoch_of(conn, now), "was_loaded": True}
        done = load_epoch(conn, ward, path, wish, progress, store)
        if done.report.import_id is not None:
            uploads.mark_loaded(conn, upload, done.report.import_id)
    return {"epoch": done.epoch_id, "opened": done.opened, "closed": done.closed}


def _epoch_of(conn: connection, upload: Upload) -> int | None:
    """Return the epoch that a loaded file became; None where it was loaded as plain areas."""
    row = db.one(conn, "SELECT id FROM area_epoch WHERE import_id = %s", (upload.import_id,))
    return None if row is None else int(row["id"])
