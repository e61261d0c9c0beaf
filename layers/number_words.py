"""Numbers and their ranges as each language writes them, for legends."""

from collections.abc import Sequence
from itertools import pairwise

from geo.text import Text


def range_titles(breaks: Sequence[float]) -> list[Text]:
    """Word the classes between limits; a limit belongs to the class below it."""
    if not breaks:
        return [Text("Mọi giá trị", "All values")]
    shown = [number_words(each) for each in breaks]
    pairs = pairwise(shown)
    middle = [Text(f"{low.vi} – {high.vi}", f"{low.en} – {high.en}") for low, high in pairs]
    first = Text(f"đến {shown[0].vi}", f"up to {shown[0].en}")
    last = Text(f"trên {shown[-1].vi}", f"over {shown[-1].en}")
    return [first, *middle, last]


def number_words(value: float) -> Text:
    """Write a number as each language does: 1.234,5 and 1,234.5."""
    english = f"{value:,.15g}" if abs(value) < 1e15 else f"{value:.3e}"
    if "e" in english:
        return Text(english.replace(".", ","), english)
    return Text(english.translate(str.maketrans(",.", ".,")), english)
