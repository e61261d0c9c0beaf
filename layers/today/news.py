"""What is new since somebody was last here: incidents, rows of registers, findings of the watch."""

from geo.text import Text
from layers.day_words import short_day
from layers.filters import Filter
from layers.links import to_page
from layers.queries.row_lists import count_incidents, rows_link
from layers.queries.watch import unseen
from layers.registers.counting import count_views
from layers.registers.reading import registers_for
from layers.registers.scope import View
from layers.roles import Role
from layers.today.shapes import Line, Part
from layers.today.situation import Situation


def news_part(here: Situation) -> Part:
    """Return what happened or was written down since the last visit."""
    since, written = short_day(here.since_on), short_day(here.visit.since_at.date())
    first = (
        Text("Lần đầu bạn ở đây: bảy ngày qua. ", "Your first time here: the last seven days. ")
        if here.visit.is_first
        else Text("Từ lần trước bạn ở đây. ", "Since you were last here. ")
    )
    return Part(
        "new",
        Text("Mới", "New"),
        Text(
            f"{first.vi}Vụ xảy ra từ {since.vi}; dòng ghi vào sổ từ {written.vi}.",
            f"{first.en}Incidents from {since.en} on; rows written into registers from"
            f" {written.en} on.",
        ),
        Text("Không có gì mới", "Nothing is new"),
        [_incidents(here), *_findings(here), *_registers(here)],
        [],
    )


def _incidents(here: Situation) -> Line:
    chosen = Filter(first=here.since_on, last=here.as_of)
    count = count_incidents(here.conn, here.ward, chosen)
    return Line("new-incidents", Text("Vụ mới", "New incidents"), count, rows_link(chosen))


def _findings(here: Situation) -> list[Line]:
    """The nightly watch speaks to those who have the board."""
    if here.reader.role < Role.SUPERVISOR:
        return []
    found = unseen(here.conn, here.ward)
    title = Text("Phát hiện của lần canh đêm", "Findings of the nightly watch")
    return [Line("new-findings", title, len(found), to_page("board"))]


def _registers(here: Situation) -> list[Line]:
    view = View(since=here.visit.since_at.date().isoformat())
    asked = [(register, view) for register in registers_for(here.reader.role)]
    counts = count_views(here.conn, here.reader, asked, here.window)
    found = [
        Line(
            f"new-{register.name}",
            register.title,
            count,
            to_page("registers", register.name, **view.to_query()),
        )
        for (register, view), count in zip(asked, counts, strict=True)
    ]
    return sorted(found, key=lambda line: -line.count)
