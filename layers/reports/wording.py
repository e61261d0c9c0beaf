"""A figure as the Vietnamese text of the report says it: 1.234 vụ, tăng 12 vụ."""

from decimal import Decimal

from layers.number_words import number_words
from layers.reports.contract import Figure, Slot
from layers.reports.model import Paragraph

UNKNOWN = "chưa có số liệu kỳ trước"
SAME = "không đổi"


def number_of(figure: Figure, value: Decimal) -> str:
    """Write a number with the decimals of its figure."""
    return number_words(round(float(value), figure.decimals)).vi


def slot_words(figure: Figure, slot: Slot) -> str:
    """Say one of the numbers of a figure, with its unit."""
    if slot.part == "change":
        return _change(figure)
    value = {"": figure.value, "before": figure.before, "expected": figure.expected}[slot.part]
    return UNKNOWN if value is None else f"{number_of(figure, value)} {figure.unit.vi}"


def _change(figure: Figure) -> str:
    change = figure.change
    if change is None:
        return UNKNOWN
    if change == 0:
        return SAME
    way = "tăng" if change > 0 else "giảm"
    return f"{way} {number_of(figure, abs(change))} {figure.unit.vi}"


def paragraph_words(paragraph: Paragraph, figures: dict[str, Figure]) -> str:
    """Say a paragraph whole."""
    said = [paragraph.words[0]]
    for slot, words in zip(paragraph.slots, paragraph.words[1:], strict=True):
        said += [slot_words(figures[slot.figure], slot), words]
    return "".join(said)
