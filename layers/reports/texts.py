"""The texts of a draft: what people write between the figures, every version of it kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from psycopg2.errors import UniqueViolation
from psycopg2.extensions import connection
from psycopg2.extras import Json

from geo.errors import InputError
from geo.text import Text
from layers import db
from layers.errors import Stale
from layers.reports.closing import refused_where_closed
from layers.reports.head import LABELS
from layers.reports.model import OWN, Block, Paragraph, Report

LONGEST = 4000
HEAD = "head"


class Said(NamedTuple):
    """What somebody wrote in one place: pieces of words, or that it is to be left out."""

    key: str
    words: tuple[str, ...]
    is_left_out: bool
    version: int
    """The version it was written over; 0: the words of the definition."""


@dataclass(frozen=True)
class Kept:
    """The latest words of one place, and who wrote them when."""

    words: tuple[str, ...]
    is_left_out: bool
    version: int
    saved_at: datetime
    saved_by: str


def read_texts(conn: connection, edition_id: int) -> dict[str, Kept]:
    """Return the latest version of each text that people wrote."""
    query = (
        "SELECT DISTINCT ON (key) key, version, body, saved_at, saved_by FROM report_text"
        " WHERE edition_id = %s ORDER BY key, version DESC"
    )
    return {row["key"]: _kept(row) for row in db.rows(conn, query, (edition_id,))}


def text_history(conn: connection, edition_id: int, key: str) -> list[Kept]:
    """Return every version of one text, the latest first."""
    query = "SELECT * FROM report_text WHERE edition_id = %s AND key = %s ORDER BY version DESC"
    return [_kept(row) for row in db.rows(conn, query, (edition_id, key))]


def with_texts(report: Report, texts: Mapping[str, Kept]) -> Report:
    """Put people's words into a report; words cut for other figures than there are now stay out."""
    head = {
        name: texts[f"{HEAD}/{name}"].words[0] if f"{HEAD}/{name}" in texts else words
        for name, words in report.head.items()
    }
    sections = tuple(
        replace(
            section,
            blocks=tuple(
                _with_text(b, texts.get(f"{section.name}/{b.name}")) for b in section.blocks
            ),
        )
        for section in report.sections
    )
    return Report(head, sections, report.figures)


def save_texts(
    conn: connection, edition_id: int, report: Report, said: Sequence[Said], actor: str
) -> int:
    """Save what is new among some texts, all or none; return how many were.

    InputError for a place that there is not or words that do not fit its figures; Stale where
    somebody saved another version meanwhile, with theirs, or is freezing the edition or has frozen
    it: what this returns for is in the frozen edition.
    """
    known = read_texts(conn, edition_id)
    places = places_of(report)
    new = [each for each in said if _is_new(each, places)]
    theirs = {
        each.key: known[each.key].words
        for each in new
        if each.key in known and known[each.key].version != each.version
    }
    if theirs:
        raise _stale(known, theirs)
    try:
        with refused_where_closed(), db.acting_as(conn, actor):
            for each in new:
                body = {"words": list(each.words), "is_left_out": each.is_left_out}
                db.execute(
                    conn, INSERT, (edition_id, each.key, each.version + 1, Json(body), actor)
                )
    except UniqueViolation as error:
        now = read_texts(conn, edition_id)
        raise _stale(
            now, {each.key: now[each.key].words for each in new if each.key in now}
        ) from error
    return len(new)


INSERT = (
    "INSERT INTO report_text (edition_id, key, version, body, saved_by) VALUES (%s, %s, %s, %s, %s)"
)


def places_of(report: Report) -> dict[str, tuple[tuple[str, ...], bool]]:
    """Return every place that holds people's words, with what stands there now."""
    found: dict[str, tuple[tuple[str, ...], bool]] = {
        f"{HEAD}/{name}": ((words,), False) for name, words in report.head.items()
    }
    for section in report.sections:
        for block in section.blocks:
            if isinstance(block, Paragraph):
                found[f"{section.name}/{block.name}"] = (block.words, block.is_left_out)
    return found


def _is_new(said: Said, places: dict[str, tuple[tuple[str, ...], bool]]) -> bool:
    now = places.get(said.key)
    if now is None:
        raise _wrong(
            said.key, Text("không có chỗ này trong báo cáo", "the report has no such place")
        )
    words, left_out = now
    if len(words) != len(said.words):
        raise _wrong(
            said.key,
            Text(
                "số liệu trong đoạn đã khác; tải lại trang rồi sửa",
                "the figures of this paragraph have changed; load the page again",
            ),
        )
    longest = max(map(len, said.words))
    if longest > LONGEST:
        raise _wrong(
            said.key,
            Text(
                f"dài {longest} ký tự, tối đa {LONGEST}", f"{longest} characters, at most {LONGEST}"
            ),
        )
    return said.words != words or said.is_left_out != left_out


def _with_text(block: Block, kept: Kept | None) -> Block:
    if kept is None or not isinstance(block, Paragraph):
        return block
    if len(kept.words) != len(block.words):
        return replace(block, version=kept.version)
    return replace(block, words=kept.words, is_left_out=kept.is_left_out, version=kept.version)


def _kept(row: dict[str, Any]) -> Kept:
    body = row["body"]
    return Kept(
        tuple(body["words"]), body["is_left_out"], row["version"], row["saved_at"], row["saved_by"]
    )


def label_of(key: str) -> str:
    """Name a place for people."""
    section, _, name = key.partition("/")
    return LABELS.get(name, name) if section == HEAD else "đoạn thêm" if name == OWN else name


def _wrong(key: str, why: Text) -> InputError:
    name = label_of(key)
    return InputError(Text(f"{name}: {why.vi}.", f"{name}: {why.en}."), field=key, value=key)


def _stale(known: Mapping[str, Kept], theirs: dict[str, tuple[str, ...]]) -> Stale:
    who = ", ".join(sorted({known[key].saved_by for key in theirs}))
    return Stale(
        Text(
            f"{who} vừa lưu bản khác của đoạn này; cả hai bản ở dưới, chưa lưu gì.",
            f"{who} saved another version of this meanwhile; both are below, nothing was saved.",
        ),
        dict(theirs),
    )
