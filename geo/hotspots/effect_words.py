"""The words of "did it work": title, parameters, rule and notes."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from geo.events import Events
from geo.hotspots.base import Parameter
from geo.hotspots.rates_words import PARAMETERS as RATES
from geo.quality import PileUp
from geo.result import Note
from geo.text import Text, same
from geo.written import short_day, shown_number

FEW = 30
FEW_IN_A_UNIT = 10
UNEVEN = 1.5
METRES = Text("m", "m")
DAYS = Text("ngày", "days")

TITLE = Text("Biện pháp có tác dụng không", "Did it work")
SUMMARY = Text(
    "So nơi đã xử lý trước và sau, bên cạnh nơi không xử lý; vụ có dạt sang xung quanh không.",
    "Compares a treated place before and after, beside untreated ones; and whether incidents moved "
    "to its surroundings.",
)
CAUTION = (
    Text(
        "Nơi được chọn vì đang tệ nhất thì dù không làm gì cũng thường dịu đi (hồi quy về trung "
        "bình).",
        "A place chosen at its worst usually calms down even if nothing is done (regression to the "
        "mean).",
    ),
    Text(
        "Nếu mức kiểm tra cũng đổi cùng lúc thì số vụ ghi nhận đổi theo.",
        "Where inspection changed at the same time, so did what is recorded.",
    ),
    Text(
        "Dưới mười vụ trước và sau cộng lại: gần như không kết luận được gì.",
        "With fewer than ten incidents before and after hardly anything can be concluded.",
    ),
    Text(
        "Nơi so sánh phải giống nơi xử lý và không bị xử lý cùng lúc.",
        "What is compared with must be alike, and not treated at the same time.",
    ),
)


def _of_rates(name: str) -> Parameter:
    return next(each for each in RATES if each.name == name)


PARAMETERS = (
    Parameter(
        "treated_on",
        Text("Ngày xử lý", "Day of the measure"),
        "date",
        None,
        reason=Text(
            "Tự chọn: giữa kỳ số liệu, chỉ để xem thử.",
            "Automatic: the middle of the data, for a first look only.",
        ),
        help=Text("Ngày này tính là “sau”.", "This day counts as after."),
    ),
    Parameter(
        "unit_kind",
        Text("Đã xử lý", "What was treated"),
        "choice",
        "lanes",
        choices=(
            ("lanes", Text("đường, ngõ", "lanes")),
            ("areas", Text("tổ dân phố", "resident groups")),
            ("place", Text("một chỗ (tâm và bán kính)", "one place (middle and radius)")),
        ),
        reason=Text("Biện pháp thường làm theo tuyến.", "Measures usually follow a lane."),
    ),
    Parameter(
        "treated",
        Text("Đường, ngõ hay tổ đã xử lý", "Treated lanes or groups"),
        "text",
        "",
        reason=Text(
            "Để trống: so từng đơn vị với tất cả đơn vị khác.",
            "Empty: every unit is compared with all the others.",
        ),
        help=Text("Mã hoặc tên, cách nhau bằng dấu phẩy.", "Codes or names, with commas."),
    ),
    Parameter(
        "treated_otherwise",
        Text("Đã xử lý bằng cách khác", "Treated in another way"),
        "text",
        "",
        reason=Text(
            "Để trống: chỉ có một biện pháp.",
            "Empty: there is one measure only.",
        ),
        help=Text(
            "Hai biện pháp được so với nhau theo thời gian đến vụ kế tiếp.",
            "The two measures are compared by the time to the next incident.",
        ),
    ),
    Parameter(
        "centre",
        Text("Tâm của chỗ", "Middle of the place"),
        "point",
        None,
        reason=Text("Chỉ dùng cho một chỗ.", "For one place only."),
    ),
    Parameter(
        "radius_m",
        Text("Bán kính của chỗ", "Radius of the place"),
        "number",
        50.0,
        unit=METRES,
        minimum=1,
        maximum=2000,
        reason=Text("Một góc phố với hai mặt.", "A street corner with both sides."),
        help=Text("Chỉ dùng cho một chỗ.", "For one place only."),
    ),
    Parameter(
        "ring_m",
        Text("Vành xung quanh", "Ring around it"),
        "number",
        100.0,
        unit=METRES,
        minimum=1,
        maximum=2000,
        reason=Text(
            "Hàng quán bị đuổi thường dạt sang ngõ bên cạnh.",
            "Vendors who are moved on usually settle in the next lane.",
        ),
        help=Text(
            "Vụ trong vành không tính vào nơi so sánh.",
            "Incidents in the ring are not part of the comparison.",
        ),
    ),
    Parameter(
        "span_days",
        Text("Số ngày mỗi bên", "Days on each side"),
        "integer",
        None,
        unit=DAYS,
        minimum=7,
        maximum=3660,
        reason=Text(
            "Tự chọn: nhiều nhất mà cả hai bên đều có số liệu.",
            "Automatic: as many as both sides have data for.",
        ),
        help=Text(
            "Trọn năm thì mùa vụ và Tết không làm lệch.",
            "With whole years seasons and Tết do not disturb.",
        ),
    ),
    _of_rates("snap_m"),
    _of_rates("confidence"),
    Parameter(
        "interval",
        Text("Cách tính khoảng và p", "Interval and p"),
        "choice",
        "exact",
        choices=(
            ("exact", Text("chính xác (thận trọng)", "exact (careful)")),
            ("midp", same("mid-p")),
        ),
        reason=Text(
            "Không bao giờ chắc hơn mức đã nêu.", "Never surer than the level that is stated."
        ),
    ),
    _of_rates("correction"),
)


def rule_in_words(used: Mapping[str, object], stated: bool) -> Text:
    """Say what is compared with what, over which days."""
    span, on = used["span_days"], short_day(date.fromisoformat(str(used["treated_on"])))
    if not stated:
        return Text(
            f"Từng đơn vị, {span} ngày trước và {span} ngày từ {on.vi}, so với mọi đơn vị khác.",
            f"Each unit, {span} days before and {span} days from {on.en}, against all the others.",
        )
    ring = shown_number(cast("float", used["ring_m"]))
    return Text(
        f"Nơi đã xử lý, {span} ngày trước và {span} ngày từ {on.vi}, so với phần còn lại ngoài "
        f"vành {ring.vi} m.",
        f"The treated place, {span} days before and {span} days from {on.en}, against all that "
        f"lies beyond a ring of {ring.en} m.",
    )


def notes_for(
    events: Events, summary: Mapping[str, Any], piles: list[PileUp], used: Mapping[str, object]
) -> tuple[Note, ...]:
    """Return what must be said beside this comparison."""
    stated, used_events = bool(summary["stated"]), cast("int", summary["events_used"])
    treated = summary["before"]["treated"] + summary["after"]["treated"]
    uneven = cast("float", summary.get("dispersion_by_week", 1.0))
    times = shown_number(uneven, 1)
    undated, outside = summary["events_without_date"], summary["events_outside_period"]
    candidates = (
        (not len(events), "no_events", "Không có vụ việc nào.", "There are no events."),
        (
            len(events) > 0 and used_events < FEW,
            "few_events",
            f"Chỉ có {used_events} vụ trong hai kỳ, dưới {FEW}.",
            f"Only {used_events} events in both periods, fewer than {FEW}.",
        ),
        (
            stated and treated < FEW_IN_A_UNIT,
            "small_numbers",
            f"Nơi đã xử lý chỉ có {treated:g} vụ trước và sau: chưa kết luận được.",
            f"The treated place has only {treated:g} events before and after: too few to tell.",
        ),
        (
            not stated and len(events) > 0,
            "nothing_stated",
            "Chưa nêu nơi đã xử lý: mỗi đơn vị được so với các đơn vị khác, để tìm chỗ đã đổi.",
            "No treated place is named: each unit is compared with the others, to find changes.",
        ),
        (
            bool(undated),
            "events_without_date",
            f"{undated} vụ việc không có ngày và không được tính.",
            f"{undated} events have no date and are not counted.",
        ),
        (
            bool(outside),
            "events_outside_period",
            f"{outside} vụ nằm ngoài hai kỳ và không được tính.",
            f"{outside} events lie outside both periods and are not counted.",
        ),
        (
            len(events) > 0 and events.day_precision != "day",
            "coarse_dates",
            "Ngày chỉ biết đến tháng hoặc năm: ranh giới trước và sau không rõ.",
            "Dates are known to the month or year only: before and after are blurred.",
        ),
        (
            bool(summary["events_off"]),
            "events_off_units",
            f"{summary['events_off']} vụ không gần đơn vị nào và không được tính.",
            f"{summary['events_off']} events are near none of the units and are not counted.",
        ),
        (
            uneven > UNEVEN,
            "uneven",
            f"Phần của nơi đã xử lý mỗi tuần tản mạn gấp {times.vi} lần mức ngẫu nhiên: khoảng "
            "thật rộng hơn.",
            f"The treated share of each week varies {times.en} times as much as chance: the true "
            "interval is wider.",
        ),
        (
            not _whole_years(used),
            "season",
            "Hai kỳ không trọn năm: mùa vụ và Tết có thể lẫn vào.",
            "The periods are no whole years: seasons and Tết may play a part.",
        ),
        (
            bool(summary["weighted"]),
            "weights_not_used",
            "Phép so đếm số vụ; trọng số không được dùng.",
            "Events are counted; weights are not used.",
        ),
        (
            bool(piles),
            "pile_up",
            f"{len(piles)} tọa độ giữ bất thường nhiều vụ, có thể là tọa độ mặc định.",
            f"{len(piles)} coordinates hold unusually many events, perhaps a default.",
        ),
    )
    return tuple(Note(code, "warning", Text(vi, en)) for said, code, vi, en in candidates if said)


def _whole_years(used: Mapping[str, object]) -> bool:
    return cast("int", used["span_days"]) % 365 <= 1
