"""The words of "did it work": title, parameters, what was found in sentences, and the notes."""

from collections.abc import Mapping
from typing import Any, cast

import numpy as np

from geo.events import Events
from geo.hotspots.base import Parameter
from geo.hotspots.rates_words import PARAMETERS as RATES
from geo.quality import PileUp
from geo.result import Note
from geo.text import Text, same

FEW = 30
FEW_IN_A_UNIT = 10
UNEVEN = 1.5
SURE = 0.05
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
    span, on = used["span_days"], used["treated_on"]
    if not stated:
        return Text(
            f"Từng đơn vị, {span} ngày trước và {span} ngày từ {on}, so với mọi đơn vị khác.",
            f"Each unit, {span} days before and {span} days from {on}, against all the others.",
        )
    return Text(
        f"Nơi đã xử lý, {span} ngày trước và {span} ngày từ {on}, so với phần còn lại ngoài vành "
        f"{used['ring_m']:g} m.",
        f"The treated place, {span} days before and {span} days from {on}, against all that lies "
        f"beyond a ring of {used['ring_m']:g} m.",
    )


def findings(summary: Mapping[str, Any], used: Mapping[str, object]) -> list[Text]:
    """Say in sentences what was found; nothing where no place was named."""
    if not summary["stated"]:
        return []
    found = [_treated_words(summary, used), _ring_words(summary), _quotient_words(summary)]
    return [text for text in (*found, _waiting_words(summary)) if text is not None]


def _treated_words(summary: Mapping[str, Any], used: Mapping[str, object]) -> Text:
    place, level = summary["treated"], used["confidence"]
    other = summary["before"]["comparison"], summary["after"]["comparison"]
    vi = (
        f"Nơi đã xử lý: {place['before']:g} vụ trước, {place['after']:g} vụ sau; nơi so sánh: "
        f"{other[0]:g} và {other[1]:g}."
    )
    en = (
        f"The treated place: {place['before']:g} incidents before, {place['after']:g} after; the "
        f"comparison: {other[0]:g} and {other[1]:g}."
    )
    if not np.isfinite(place["ratio"]) and place["p"] == 1:
        return Text(f"{vi} Không so được.", f"{en} They cannot be compared.")
    sure = _sure(place, summary["interval_allowing_for_bursts"])
    low, high = f"{place['low']:.2f}", _bound(place["high"])
    return Text(
        f"{vi} So với nơi so sánh: {_bound(place['ratio'])} lần ({level} %: {low} đến {high}); "
        f"{sure.vi}.",
        f"{en} Against the comparison: {_bound(place['ratio'])} times ({level} %: {low} to {high})"
        f"; {sure.en}.",
    )


def _sure(place: Mapping[str, float], with_bursts: list[float]) -> Text:
    """Say how sure the change is: also when weeks vary more than chance, the interval must hold."""
    low, high = with_bursts
    if place["p"] > SURE:
        return Text(
            "chưa chắc là do biện pháp, có thể là ngẫu nhiên",
            "this may well be chance",
        )
    if low <= 1 <= high:
        wider = f"{low:.2f}", _bound(high)
        return Text(
            "chưa chắc là do biện pháp, có thể là ngẫu nhiên: vụ dồn theo tuần, tính cả điều đó thì"
            f" khoảng rộng ra {wider[0]} đến {wider[1]}",
            "this may well be chance: incidents come in bursts by week, and allowing for that the"
            f" interval widens to {wider[0]} to {wider[1]}",
        )
    if place["ratio"] < 1:
        return Text("giảm hơn hẳn", "clearly fewer")
    return Text("tăng hơn hẳn", "clearly more")


def _ring_words(summary: Mapping[str, Any]) -> Text | None:
    ring = summary["ring"]
    if not ring["before"] + ring["after"]:
        return None
    if ring["p"] > SURE:
        what = Text("không thấy dạt sang hay lan tỏa rõ", "no clear displacement or diffusion")
    elif ring["ratio"] > 1:
        what = Text(
            "tăng hơn hẳn, có thể là vụ dạt sang", "clearly more: they may have moved there"
        )
    elif summary["treated"]["ratio"] < 1:
        what = Text(
            "giảm hơn hẳn, có thể là cùng được lợi", "clearly fewer: it may have gained too"
        )
    else:
        what = Text("giảm hơn hẳn", "clearly fewer")
    return Text(
        f"Vành xung quanh: {ring['before']:g} vụ trước, {ring['after']:g} sau; {what.vi}.",
        f"The ring around it: {ring['before']:g} before, {ring['after']:g} after; {what.en}.",
    )


def _quotient_words(summary: Mapping[str, Any]) -> Text | None:
    moved = summary["displacement"]
    quotient, (low, high) = moved["quotient"], moved["quotient_interval"]
    if not np.isfinite(quotient):
        return None
    if quotient < -1:
        what = Text("dạt đi nhiều hơn phần giảm được", "more was displaced than was won")
    elif quotient < 0:
        what = Text("một phần dạt sang xung quanh", "a part was displaced to the surroundings")
    else:
        what = Text("lợi ích lan ra xung quanh", "the surroundings shared in the gain")
    spread = Text("", "")
    if np.isfinite(low):
        spread = Text(f" ({low:.2f} đến {high:.2f})", f" ({low:.2f} to {high:.2f})")
    return Text(
        f"Chỉ số dịch chuyển (WDQ) {quotient:.2f}{spread.vi}: {what.vi}; tính cả vành thì bớt được "
        f"{moved['net_avoided']:.1f} vụ.",
        f"Displacement quotient (WDQ) {quotient:.2f}{spread.en}: {what.en}; counting the ring "
        f"{moved['net_avoided']:.1f} incidents fewer.",
    )


def _waiting_words(summary: Mapping[str, Any]) -> Text | None:
    sides = summary["next_incident"]["treated_before_after"]
    test = summary["next_incident"]["before_after"]
    if not {"before", "after"} <= set(sides) or not sides["before"]["happened"]:
        return None
    middle = [sides[side]["median_days"] for side in ("before", "after")]
    vi, en = ([_days_words(days, language) for days in middle] for language in ("vi", "en"))
    return Text(
        f"Nửa số lần, vụ kế tiếp đến trong {vi[0]} trước và {vi[1]} sau (log-rank p = "
        f"{test['p']:.3g}).",
        f"Half of the time the next incident came within {en[0]} before and {en[1]} after "
        f"(log-rank p = {test['p']:.3g}).",
    )


def _days_words(days: float, language: str) -> str:
    if not np.isfinite(days):
        return "hơn cả kỳ" if language == "vi" else "more than the period"
    return f"{days:g} ngày" if language == "vi" else f"{days:g} days"


def _bound(value: float) -> str:
    return f"{value:.2f}" if np.isfinite(value) else "∞"


def notes_for(
    events: Events, summary: Mapping[str, Any], piles: list[PileUp], used: Mapping[str, object]
) -> tuple[Note, ...]:
    """Return what must be said beside this comparison."""
    stated, used_events = bool(summary["stated"]), cast("int", summary["events_used"])
    treated = summary["before"]["treated"] + summary["after"]["treated"]
    uneven = cast("float", summary.get("dispersion_by_week", 1.0))
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
            f"Phần của nơi đã xử lý mỗi tuần tản mạn gấp {uneven:.1f} lần mức ngẫu nhiên: khoảng "
            "thật rộng hơn.",
            f"The treated share of each week varies {uneven:.1f} times as much as chance: the true "
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
