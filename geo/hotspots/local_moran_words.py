"""The words of local Moran: title, parameters, the rule, and the notes beside its numbers."""

from collections.abc import Mapping

from geo.events import Events
from geo.hotspots import gi_star_words
from geo.result import Note
from geo.tessellation import Tessellation
from geo.text import Text

FEW = 30

TITLE = Text("Cụm và điểm lạc (Local Moran)", "Clusters and outliers (local Moran)")
SUMMARY = Text(
    "Tìm ô giống các ô quanh nó (cùng cao, cùng thấp) và ô khác hẳn các ô quanh nó.",
    "Finds cells like those around them (high or low together) and cells unlike them.",
)
CAUTION = (
    Text(
        "Dưới 30 ô hoặc dưới 30 vụ việc: kết quả không đáng tin.",
        "With fewer than 30 cells or 30 events the result cannot be trusted.",
    ),
    Text(
        "Nơi tuần tra nhiều thì ghi nhận nhiều: ô cao có thể là nơi được nhìn kỹ hơn.",
        "Where patrols look more, more is recorded: a high cell may be a well-watched one.",
    ),
    Text(
        "Chỉ hỏi các ô quanh: một ô đông vụ mà quanh nó vắng là điểm lạc, không phải cụm.",
        "It asks about the cells around: a crowded cell among quiet ones is an outlier, no "
        "cluster.",
    ),
)

_SAME = ("unit_kind", "cell_m", "neighbours", "radius_m", "snap_m", "correction")
PARAMETERS = tuple(each for each in gi_star_words.PARAMETERS if each.name in _SAME)
"""The same choices as for Gi*, in the same words."""

_HOW = {
    "exact": Text("đếm chính xác mọi cách chọn", "counted exactly over every choice"),
    "drawn": Text("từ các lần rút ngẫu nhiên", "from random draws"),
    "normal": Text("theo phân phối chuẩn", "from the normal curve"),
    "none": Text("không thử được: các ô bằng nhau", "not testable: all units are equal"),
}


def rule_in_words(used: Mapping[str, object], how: str) -> Text:
    """Say which p was tested, how it was found and how it was corrected."""
    return Text(
        f"p hai phía, giữ ô giữa, xáo trộn các ô khác, {_HOW[how].vi}; hiệu chỉnh: "
        f"{used['correction']}.",
        f"p two-sided, own count held, the others shuffled, {_HOW[how].en}; correction: "
        f"{used['correction']}.",
    )


def notes_for(cut: Tessellation, events: Events, how: str, reason: Text) -> tuple[Note, ...]:
    """Return what must be said beside these numbers."""
    isolated = int((cut.weights.getnnz(axis=1) == 0).sum())
    candidates = (
        (not len(events), "no_events", "Không có vụ việc nào.", "There are no events."),
        (
            0 < len(events) < FEW,
            "few_events",
            f"Chỉ có {len(events)} vụ việc, dưới {FEW}.",
            f"Only {len(events)} events, fewer than {FEW}.",
        ),
        (
            len(cut.units) < FEW,
            "few_units",
            f"Chỉ có {len(cut.units)} đơn vị so sánh, dưới {FEW}.",
            f"Only {len(cut.units)} units, fewer than {FEW}.",
        ),
        (
            how == "none",
            "no_variation",
            "Mọi đơn vị bằng nhau (hoặc không có ô kề): không có gì để so sánh.",
            "All units are equal (or none has neighbours): there is nothing to compare.",
        ),
        (
            isolated > 0,
            "islands",
            f"{isolated} đơn vị không có đơn vị kề và không được thử.",
            f"{isolated} units have no neighbour and are not tested.",
        ),
        (
            cut.outside > 0,
            "events_outside",
            f"{cut.outside} vụ việc nằm ngoài các đơn vị và không được tính.",
            f"{cut.outside} events lie outside the units and are not counted.",
        ),
    )
    notes = [Note(code, "warning", Text(vi, en)) for said, code, vi, en in candidates if said]
    if cut.cell_m is not None:
        words = Text(
            f"Ô {cut.cell_m:g} m: {reason.vi}.", f"Cells of {cut.cell_m:g} m: {reason.en}."
        )
        notes.append(Note("cell_size", "info", words))
    return tuple(notes)
