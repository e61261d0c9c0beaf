"""The words of emerging hot spots: title, parameters, rule, and the notes beside its numbers."""

from collections.abc import Mapping

from geo.events import Events
from geo.hotspots import gi_star_words
from geo.hotspots.base import Parameter
from geo.result import Note
from geo.tessellation import Tessellation
from geo.text import Text
from geo.written import shown_number

FEW = 30
FEWEST_STEPS = 10
FEW_PER_STEP = 10

TITLE = Text("Điểm nóng mới nổi", "Emerging hot spots")
SUMMARY = Text(
    "Ô nào mới nóng, nóng mãi, lúc nóng lúc không, hay đã nguội, qua từng bước thời gian.",
    "Which cells are newly hot, always hot, hot on and off, or no longer so, step by step.",
)
CAUTION = (
    Text(
        "Dưới mười bước thời gian: không xếp loại.",
        "With fewer than ten steps nothing is classed.",
    ),
    Text(
        "Mỗi bước ít vụ thì khó thấy ô nóng; hãy dùng bước dài hơn.",
        "With few events a step hot cells are hard to see; take longer steps.",
    ),
    Text(
        "Bước không có số liệu trông như bước yên tĩnh.",
        "A step without data looks like a quiet one.",
    ),
    Text(
        "Loại chỉ là quy tắc đếm bước, không có p riêng.",
        "A class is a rule about steps and has no p of its own.",
    ),
)

_SAME = ("unit_kind", "cell_m", "neighbours", "radius_m", "snap_m")

PARAMETERS = (
    Parameter(
        "step_days",
        Text("Độ dài bước", "Length of a step"),
        "integer",
        None,
        unit=Text("ngày", "days"),
        minimum=1,
        maximum=366,
        reason=Text(
            "Tự chọn: dài nhất trong 91, 30, 14, 7 ngày mà vẫn có ít nhất mười bước.",
            "Automatic: the longest of 91, 30, 14, 7 days that still gives ten steps.",
        ),
        help=Text(
            "Đếm ngược từ ngày cuối; phần lẻ ở đầu bị bỏ.",
            "Counted back from the last day; what is left at the start is dropped.",
        ),
    ),
    *(each for each in gi_star_words.PARAMETERS if each.name in _SAME),
    Parameter(
        "alpha",
        Text("Mức để gọi là nóng", "Level to call hot"),
        "number",
        0.1,
        minimum=0.001,
        maximum=0.2,
        reason=Text(
            "90 %, sau hiệu chỉnh trên mọi ô và mọi bước: mỗi bước chỉ có một phần số vụ.",
            "90 %, corrected over all cells and steps: each step has only a part of the events.",
        ),
    ),
    Parameter(
        "rules",
        Text("Bộ quy tắc", "Set of rules"),
        "choice",
        "pro2",
        choices=(
            ("pro2", Text("ArcGIS Pro 2: kể cả nơi đã nguội", "ArcGIS Pro 2: also what is over")),
            ("pro3", Text("ArcGIS Pro 3: chỉ nơi đang nóng", "ArcGIS Pro 3: only what is hot now")),
        ),
        reason=Text(
            "Để không giấu nơi từng nóng trong kỳ.", "Hides no place that was hot in the period."
        ),
    ),
)


def rule_in_words(used: Mapping[str, object], steps: int) -> Text:
    """Say how the steps were cut and tested."""
    level = 100 * (1 - float(str(used["alpha"])))
    return Text(
        f"{steps} bước, mỗi bước {used['step_days']} ngày; nóng hay lạnh ở mức {level:g} %, hiệu "
        f"chỉnh trên mọi ô và bước; quy tắc {used['rules']}.",
        f"{steps} steps of {used['step_days']} days; hot or cold at {level:g} %, corrected over "
        f"all cells and steps; rules {used['rules']}.",
    )


def notes_for(events: Events, kept: Events, steps: int, cut: Tessellation) -> tuple[Note, ...]:
    """Return what must be said beside these classes."""
    undated = int((~events.dated).sum())
    dropped = len(events) - undated - len(kept)
    a_step = shown_number(len(kept) / max(steps, 1), 1)
    candidates = (
        (not len(events), "no_events", "Không có vụ việc nào.", "There are no events."),
        (
            0 < len(events) < FEW,
            "few_events",
            f"Chỉ có {len(events)} vụ việc, dưới {FEW}.",
            f"Only {len(events)} events, fewer than {FEW}.",
        ),
        (
            0 < steps < FEWEST_STEPS,
            "few_steps",
            f"Chỉ có {steps} bước, dưới {FEWEST_STEPS}: không xếp loại.",
            f"Only {steps} steps, fewer than {FEWEST_STEPS}: nothing is classed.",
        ),
        (
            steps >= FEWEST_STEPS and len(kept) < FEW_PER_STEP * steps,
            "few_events_per_step",
            f"Trung bình {a_step.vi} vụ mỗi bước: khó thấy ô nóng.",
            f"On average {a_step.en} events a step: hot cells are hard to see.",
        ),
        (
            undated > 0,
            "events_without_date",
            f"{undated} vụ việc không có ngày và không được tính.",
            f"{undated} events have no date and are not counted.",
        ),
        (
            len(kept) > 0 and events.day_precision != "day",
            "coarse_dates",
            "Ngày chỉ biết đến tháng hoặc năm: bước ngắn hơn thế là vô nghĩa.",
            "Dates are known to the month or year only: shorter steps mean nothing.",
        ),
        (
            cut.outside > 0,
            "events_outside",
            f"{cut.outside} vụ việc nằm ngoài các đơn vị và không được tính.",
            f"{cut.outside} events lie outside the units and are not counted.",
        ),
    )
    notes = [Note(code, "warning", Text(vi, en)) for said, code, vi, en in candidates if said]
    if dropped:
        words = Text(
            f"{dropped} vụ ở đầu kỳ không đủ một bước nên bị bỏ.",
            f"{dropped} events at the start make no whole step and are dropped.",
        )
        notes.append(Note("part_of_a_step", "info", words))
    return tuple(notes)
