"""What changed between two editions of a period, figure by figure, row by row."""

from dataclasses import dataclass
from decimal import Decimal

from psycopg2.extensions import connection

from layers.queries.wards import Ward
from layers.reports.contract import Figure
from layers.reports.counting import asked_for
from layers.reports.editions import Edition, asked_of, read_report
from layers.reports.frozen import read_figure_ids
from layers.reports.kinds import ids_of
from layers.reports.model import Paragraph, Report, for_role
from layers.reports.wording import paragraph_words
from layers.roles import Role


@dataclass(frozen=True)
class Changed:
    """A figure in both editions, or in one; `came` and `went` count the rows, None: not known."""

    figure: Figure
    then: Decimal | None
    now: Decimal | None
    came: int
    went: int

    @property
    def is_same(self) -> bool:
        return self.then == self.now and not self.came and not self.went


@dataclass(frozen=True)
class Reworded:
    """A paragraph whose words, not only its figures, are others."""

    section: str
    name: str
    then: str
    now: str


@dataclass(frozen=True)
class Difference:
    changed: list[Changed]
    same: int
    reworded: list[Reworded]


def difference(
    conn: connection, ward: Ward, earlier: Edition, later: Edition, role: Role
) -> Difference:
    """Compare two editions as a role sees them; the earlier one is frozen."""
    then, now = (for_role(read_report(conn, ward, each), role) for each in (earlier, later))
    ids_then = {name: set(ids) for name, (_, ids) in read_figure_ids(conn, earlier.id).items()}
    ids_now = _ids(conn, ward, later, now)
    names = list(dict.fromkeys([*now.figures, *then.figures]))
    found = [_changed(name, then, now, ids_then, ids_now) for name in names]
    changed = [each for each in found if not each.is_same]
    return Difference(changed, len(found) - len(changed), _reworded(then, now))


def _ids(conn: connection, ward: Ward, edition: Edition, report: Report) -> dict[str, set[int]]:
    if edition.is_frozen:
        return {name: set(ids) for name, (_, ids) in read_figure_ids(conn, edition.id).items()}
    asked = asked_of(conn, ward, edition)
    return {
        name: set(ids_of(asked_for(asked, figure), figure.source))
        for name, figure in report.figures.items()
    }


def _changed(
    name: str,
    then: Report,
    now: Report,
    ids_then: dict[str, set[int]],
    ids_now: dict[str, set[int]],
) -> Changed:
    before, after = then.figures.get(name), now.figures.get(name)
    figure = after or before
    assert figure is not None
    had, has = ids_then.get(name, set()), ids_now.get(name, set())
    return Changed(
        figure,
        None if before is None else before.value,
        None if after is None else after.value,
        len(has - had) if after else 0,
        len(had - has) if before else 0,
    )


def _reworded(then: Report, now: Report) -> list[Reworded]:
    before, after = _paragraphs(then), _paragraphs(now)
    return [
        Reworded(*key, _words(before.get(key), then), _words(after.get(key), now))
        for key in dict.fromkeys([*after, *before])
        if _said(before.get(key)) != _said(after.get(key))
    ]


def _paragraphs(report: Report) -> dict[tuple[str, str], Paragraph]:
    return {
        (section.title, block.name): block
        for section in report.sections
        for block in section.blocks
        if isinstance(block, Paragraph)
    }


def _said(paragraph: Paragraph | None) -> object:
    if paragraph is None or paragraph.is_left_out:
        return None
    words = tuple(each.strip() for each in paragraph.words)
    return words if any(words) or paragraph.slots else None


def _words(paragraph: Paragraph | None, report: Report) -> str:
    if paragraph is None or paragraph.is_left_out:
        return ""
    return paragraph_words(paragraph, report.figures)
