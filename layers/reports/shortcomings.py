"""What the records show as late, short or worse (layers/registers/drawn.py), as text."""

from urllib.parse import urlencode

from geo.text import Text
from layers.registers.drawn import LATE, SHORT, WORSE, Drawn
from layers.registers.reading import find_register, is_register
from layers.reports.contract import FigureDef, split_text
from layers.reports.model import Paragraph

BETWEEN = "__"
OF_INCIDENTS = "incidents"
SENTENCES = {
    LATE: "{title}: còn {{{name}}} quá hạn.",
    SHORT: "{title}: mới đạt {{{name}}} trên {{{name}:expected}} phải có.",
    WORSE: "{title}: {{{name}}}, xấu đi so với kỳ trước ({{{name}:before}}).",
}


def shortcoming(drawn: Drawn) -> Paragraph:
    """Return the sentence of a shortcoming, with its figure."""
    name = _name(drawn)
    words, slots = split_text(SENTENCES[drawn.kind].format(title=drawn.subject.vi, name=name))
    return Paragraph(name, words, slots)


def definition_of(drawn: Drawn) -> FigureDef:
    """Return the figure of a shortcoming, under a name that says all of it."""
    found = drawn_definition(_name(drawn))
    assert found is not None
    return found


def drawn_definition(name: str) -> FigureDef | None:
    """Return the figure that such a name says; None where it says none."""
    kind, _, rest = name.partition(BETWEEN)
    register, _, figure = rest.partition(BETWEEN)
    if kind == LATE and is_register(register) and find_register(register).deadline:
        return FigureDef(name, f"late:{register}")
    if kind == WORSE and register == OF_INCIDENTS and figure:
        title = Text("Vụ vi phạm của lĩnh vực", "Incidents of the field")
        return FigureDef(name, f"incidents:{urlencode({'field': figure})}", title)
    if kind not in (SHORT, WORSE) or not is_register(register):
        return None
    known = any(each.name == figure for each in find_register(register).figures)
    return FigureDef(name, f"register:{register}:{figure}") if known else None


def _name(drawn: Drawn) -> str:
    if drawn.kind == LATE:
        return BETWEEN.join((drawn.kind, drawn.register))
    if not drawn.register:
        return BETWEEN.join((drawn.kind, OF_INCIDENTS, drawn.query["field"]))
    return BETWEEN.join((drawn.kind, drawn.register, drawn.query["figure"]))
