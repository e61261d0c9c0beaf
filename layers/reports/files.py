"""The files of an edition: of a draft as it is now; of a frozen one as it was, and proof."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import Text
from layers import db
from layers.queries.wards import Ward
from layers.reports import docx_file, pdf_file
from layers.reports.asking import Asked
from layers.reports.contract import MapDef
from layers.reports.docx_template import read_template, template_now
from layers.reports.editions import Edition, asked_of, read_report
from layers.reports.frozen import figure_json
from layers.reports.map_picture import map_picture, picture_runs
from layers.reports.model import Map, Report, for_role, printed, to_json
from layers.reports.reading import report_sections
from layers.roles import Role

MEDIA = {"docx": docx_file.MEDIA, "pdf": pdf_file.MEDIA}
DRAFT = "(DỰ THẢO)"
Pictures = Mapping[str, bytes]


class Checked(NamedTuple):
    """A file of a frozen edition made again: is it the same to the last bit?"""

    kind: str
    role: str
    is_same: bool
    sha256: str


def make_file(conn: connection, ward: Ward, edition: Edition, kind: str, role: Role) -> bytes:
    """Return the DOCX or PDF of an edition for a role; InputError for another kind."""
    if kind not in MEDIA:
        raise InputError(
            Text(
                f"Không có định dạng '{kind}'; chọn: docx, pdf.", f"No format '{kind}': docx, pdf."
            ),
            field="kind",
            value=kind,
        )
    report = read_report(conn, ward, edition)
    pictures = read_pictures(conn, ward, edition, report)
    return _made(
        conn, ward, edition, kind, _for(report, role, is_draft=not edition.is_frozen), pictures
    )


def audiences(report: Report) -> list[Role]:
    """Return the roles for which a report differs, the lowest first."""
    return sorted({Role.VIEWER, *(each.role for each in report.figures.values())})


def read_pictures(conn: connection, ward: Ward, edition: Edition, report: Report) -> Pictures:
    """Return the maps of an edition: drawn now for a draft, as they were for a frozen one."""
    if not edition.is_frozen:
        return draw_pictures(asked_of(conn, ward, edition), report)
    query = "SELECT name, png FROM report_picture WHERE edition_id = %s"
    return {row["name"]: bytes(row["png"]) for row in db.rows(conn, query, (edition.id,))}


def draw_pictures(asked: Asked, report: Report, only: str = "") -> Pictures:
    """Draw the maps of a report, or one of them, as the records are now."""
    blocks = [b for section in report.sections for b in section.blocks if isinstance(b, Map)]
    drawn = {
        each.name: map_picture(asked.conn, asked.ward, each.layers, asked.filter())
        for each in blocks
        if only in ("", each.name)
    }
    return {name: png for name, png in drawn.items() if png is not None}


def store_map_runs(asked: Asked) -> None:
    """Have the runs that the maps show stored."""
    for section in report_sections():
        for each in section.blocks:
            if isinstance(each, MapDef):
                picture_runs(asked.conn, asked.ward, each.layers, asked.filter())


def keep_files(
    conn: connection,
    ward: Ward,
    edition: Edition,
    report: Report,
    pictures: Pictures,
    told: Callable[[float], None],
) -> None:
    """Keep the maps of an edition that is being frozen, and what files it makes.

    `told` hears which part of it is done.
    """
    for name, png in pictures.items():
        db.execute(
            conn,
            "INSERT INTO report_picture (edition_id, name, png) VALUES (%s, %s, %s)",
            (edition.id, name, png),
        )
    roles = audiences(report)
    for at, role in enumerate(roles):
        told(at / len(roles))
        for kind, sha256 in _hashes(conn, ward, edition, report, pictures, role).items():
            db.execute(
                conn,
                "INSERT INTO report_file (edition_id, kind, role, sha256) VALUES (%s, %s, %s, %s)",
                (edition.id, kind, role.code, sha256),
            )
    told(0.95)


def check_files(conn: connection, ward: Ward, edition: Edition) -> list[Checked]:
    """Make every file of a frozen edition again and hold it against what it was when frozen."""
    report = read_report(conn, ward, edition)
    pictures = read_pictures(conn, ward, edition, report)
    query = "SELECT kind, role, sha256 FROM report_file WHERE edition_id = %s ORDER BY role, kind"
    found = []
    made: dict[str, dict[str, str]] = {}
    for row in db.rows(conn, query, (edition.id,)):
        role = row["role"]
        if role not in made:
            made[role] = _hashes(conn, ward, edition, report, pictures, Role.parse(role))
        now = made[role][row["kind"]]
        found.append(Checked(row["kind"], role, now == row["sha256"], now))
    return found


def _hashes(
    conn: connection, ward: Ward, edition: Edition, report: Report, pictures: Pictures, role: Role
) -> dict[str, str]:
    seen = _for(report, role, is_draft=False)
    made = {kind: _made(conn, ward, edition, kind, seen, pictures) for kind in MEDIA}
    page = {**to_json(seen), "figures": [figure_json(each) for each in seen.figures.values()]}
    made["page"] = json.dumps(page, sort_keys=True, ensure_ascii=False).encode()
    return {kind: hashlib.sha256(body).hexdigest() for kind, body in made.items()}


def _for(report: Report, role: Role, *, is_draft: bool) -> Report:
    """Return what goes on paper for a role: always the widest audience that the role reaches."""
    seen = printed(for_role(report, role))
    if not is_draft:
        return seen
    return replace(seen, head=seen.head | {"kind": f"{seen.head['kind']} {DRAFT}"})


def _made(
    conn: connection, ward: Ward, edition: Edition, kind: str, report: Report, pictures: Pictures
) -> bytes:
    if kind == "pdf":
        return pdf_file.pdf_of(report, pictures)
    template = read_template(conn, ward, template_of(conn, ward, edition))
    return docx_file.docx_of(report, pictures, template, moment_of(edition))


def template_of(conn: connection, ward: Ward, edition: Edition) -> int | None:
    """Return the ward's template that an edition is made with; None: the program's own."""
    if edition.is_frozen:
        return edition.template_id
    now = template_now(conn, ward)
    return None if now is None else int(now["id"])


def moment_of(edition: Edition) -> datetime:
    """Return the one moment that a file knows: when it was frozen, else when it was made."""
    moment = edition.frozen_at or edition.made_at
    return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)
