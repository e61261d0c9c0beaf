"""The words of near repeats: title, parameters, the rule, and the notes beside its numbers."""

from collections.abc import Mapping

from geo.events import Events
from geo.hotspots.base import Parameter
from geo.result import Note
from geo.text import Text
from geo.written import shown_number

FEW = 30
METRES = Text("m", "m")
DAYS = Text("ngày", "days")

TITLE = Text("Tái diễn gần (Knox)", "Near repeats (Knox)")
SUMMARY = Text(
    "Sau một vụ, trong ít ngày tới quanh đó có nhiều vụ hơn mức ngẫu nhiên không, và ở đâu.",
    "Whether an event is soon followed by others nearby more than by chance, and where.",
)
CAUTION = (
    Text(
        "Ngày chỉ biết đến tháng: không dùng được.",
        "With dates known to the month only it cannot be used.",
    ),
    Text(
        "Một đợt ra quân dồn ngày và dồn chỗ cũng tạo ra tái diễn gần.",
        "A campaign that concentrates days and places at once also makes near repeats.",
    ),
    Text(
        "Nhiều dải được thử cùng lúc; chỉ các dải liền nhau từ gần nhất và sớm nhất mới tính.",
        "Many bands are tested at once; only those unbroken from the nearest and soonest count.",
    ),
    Text(
        "Các vụ ở ngoài ranh giới không có mặt để ghép cặp.",
        "Events beyond the border are missing as partners.",
    ),
)

PARAMETERS = (
    Parameter(
        "same_place_m",
        Text("Cùng một chỗ", "Same place"),
        "number",
        10.0,
        unit=METRES,
        minimum=0,
        maximum=200,
        reason=Text(
            "Như điểm tái phạm: hai mặt nhà phố và sai số GPS.",
            "As for repeat points: two house fronts, and the error of a telephone's GPS.",
        ),
        help=Text("Tính cả đúng bằng số này.", "Exactly this distance still counts."),
    ),
    Parameter(
        "band_m",
        Text("Bề rộng dải khoảng cách", "Width of a distance band"),
        "number",
        100.0,
        unit=METRES,
        minimum=1,
        maximum=2000,
        reason=Text("Khoảng một dãy phố, như thông lệ.", "About one block, as is usual."),
    ),
    Parameter(
        "bands",
        Text("Số dải khoảng cách", "Distance bands"),
        "integer",
        3,
        minimum=1,
        maximum=20,
        reason=Text(
            "Xa hơn 300 m trong phường là chỗ khác.", "Beyond 300 m a ward is another place."
        ),
    ),
    Parameter(
        "band_days",
        Text("Bề rộng dải thời gian", "Width of a time band"),
        "integer",
        7,
        unit=DAYS,
        minimum=1,
        maximum=366,
        reason=Text("Một tuần tuần tra.", "One week of patrols."),
        help=Text("Dải đầu: 0 đến 6 ngày.", "The first band: 0 to 6 days."),
    ),
    Parameter(
        "time_bands",
        Text("Số dải thời gian", "Time bands"),
        "integer",
        4,
        minimum=1,
        maximum=20,
        reason=Text("Bốn tuần, một kỳ giao ban tháng.", "Four weeks, as the ward reports."),
    ),
    Parameter(
        "least_ratio",
        Text("Ít nhất gấp", "At least times the expected"),
        "number",
        1.2,
        minimum=1,
        maximum=100,
        reason=Text(
            "Ratcliffe: dưới 1,2 lần thì khác biệt quá nhỏ để hành động.",
            "Ratcliffe: below 1.2 the difference is too small to act on.",
        ),
    ),
    Parameter(
        "permutations",
        Text("Số lần hoán vị", "Permutations"),
        "integer",
        999,
        minimum=99,
        maximum=99_999,
        reason=Text("p nhỏ nhất là 0,001.", "The smallest p is then 0.001."),
    ),
    Parameter(
        "global_tests",
        Text("Thêm phép thử Mantel, Jacquez", "Mantel and Jacquez as well"),
        "boolean",
        False,
        reason=Text(
            "Mất thêm vài giây và chỉ cho một số cho cả phường.",
            "They take seconds more and give one number for the whole ward.",
        ),
        help=Text("Mantel chỉ tính đến 1000 vụ.", "Mantel only up to 1,000 events."),
    ),
)


def rule_in_words(
    used: Mapping[str, object], pattern: tuple[int, int, int] | None, to_m: float
) -> Text:
    """Say which pairs are shown, or that none is more than chance."""
    if pattern is None:
        least = shown_number(float(str(used["least_ratio"])))
        return Text(
            f"Không có dải nào từ {least.vi} lần mức ngẫu nhiên trở lên với p ≤ 0,05.",
            f"No band holds {least.en} times the expected pairs with p ≤ 0.05.",
        )
    first, _, upto = pattern
    days = (upto + 1) * int(str(used["band_days"]))
    apart_vi = "" if first == 0 else ", không kể cùng chỗ"
    apart_en = "" if first == 0 else ", the same place not counted"
    return Text(
        f"Cặp vụ cách nhau dưới {to_m:.0f} m{apart_vi} và dưới {days} ngày, nhiều hơn mức ngẫu "
        "nhiên.",
        f"Pairs less than {to_m:.0f} m{apart_en} and less than {days} days apart, more than by "
        "chance.",
    )


def notes_for(
    events: Events, kept: Events, used: Mapping[str, object], has_pattern: bool, shuffles: int
) -> tuple[Note, ...]:
    """Return what must be said beside these pairs."""
    undated = len(events) - len(kept)
    candidates = (
        (not len(events), "no_events", "Không có vụ việc nào.", "There are no events."),
        (
            0 < len(events) < FEW,
            "few_events",
            f"Chỉ có {len(events)} vụ việc, dưới {FEW}.",
            f"Only {len(events)} events, fewer than {FEW}.",
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
            "Ngày chỉ biết đến tháng hoặc năm: các vụ cùng tháng trông như cùng ngày.",
            "Dates are known to the month or year only: events of a month look like one day.",
        ),
        (
            shuffles < int(str(used["permutations"])),
            "fewer_permutations",
            f"Quá nhiều cặp: chỉ hoán vị {shuffles} lần.",
            f"Too many pairs: only {shuffles} permutations were made.",
        ),
    )
    notes = [Note(code, "warning", Text(vi, en)) for said, code, vi, en in candidates if said]
    if not has_pattern and len(kept) >= FEW:
        notes.append(
            Note(
                "no_near_repeats",
                "info",
                Text(
                    "Không thấy tái diễn gần: các vụ không kéo theo nhau trong vùng này.",
                    "No near repeats: events do not draw others after them here.",
                ),
            )
        )
    return tuple(notes)
