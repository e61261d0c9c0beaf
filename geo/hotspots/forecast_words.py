"""The words of the forecast: title, parameters, how the last map pointed, and the notes."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import cast

from geo.events import Events
from geo.forecasting.evaluation import together
from geo.forecasting.rolling import COVERAGE, Trial, compare
from geo.hotspots.base import Parameter
from geo.quality import PileUp
from geo.result import Note
from geo.text import Text, same
from geo.written import short_day, shown_number

__all__ = ["COVERAGE"]

EPOCH = date(1970, 1, 1)
FEW = 30
FEW_FOLDS = 8
FEW_PER_FOLD = 5
METRES = Text("m", "m")
DAYS = Text("ngày", "days")

TITLE = Text("Dự báo nơi sắp có vụ", "Where incidents are to be expected")
SUMMARY = Text(
    "Nơi có nguy cơ cao trong những ngày tới, và bản đồ như vậy đã chỉ đúng đến đâu.",
    "Where the risk is high in the days to come, and how well such maps have pointed so far.",
)
CAUTION = (
    Text(
        "Nếu bản đồ không hơn bản đồ “kỳ trước” thì hãy dùng bản đồ kỳ trước.",
        "Where it points no better than the map of the last period, use that one.",
    ),
    Text(
        "Tuần tra theo bản đồ thì vụ được ghi nhận cũng theo bản đồ: dự báo tự làm cho mình đúng.",
        "Where patrols follow the map, so does what is recorded: a forecast makes itself right.",
    ),
    Text(
        "Ít vụ mỗi kỳ thì đúng hay sai phần lớn là may rủi.",
        "With few incidents a period right or wrong is mostly luck.",
    ),
    Text(
        "Dự báo nói về nơi, không nói về người.",
        "A forecast speaks of places, never of persons.",
    ),
)

PARAMETERS = (
    Parameter(
        "model",
        Text("Cách dự báo", "Model"),
        "choice",
        "promap",
        choices=(
            ("promap", Text("ProMap: gần và mới thì nặng", "ProMap: near and recent weighs more")),
            ("etas", Text("tự kích thích (ETAS)", "self-exciting (ETAS)")),
        ),
        reason=Text(
            "ProMap không phải ước lượng gì nên dùng được cả khi ít vụ.",
            "ProMap estimates nothing, so it also works with few incidents.",
        ),
        help=Text(
            "ETAS học từ số liệu xem vụ này kéo theo vụ khác bao xa, bao lâu.",
            "ETAS learns from the data how far, and for how long, incidents bring others.",
        ),
    ),
    Parameter(
        "unit_kind",
        Text("Đơn vị", "Units"),
        "choice",
        "square",
        choices=(
            ("square", Text("ô vuông (theo diện tích)", "squares (by area)")),
            ("lanes", Text("đoạn ngõ (theo chiều dài)", "pieces of lane (by length)")),
        ),
        reason=Text("Không cần bản đồ ngõ.", "Needs no map of lanes."),
    ),
    Parameter(
        "cell_m",
        Text("Cỡ ô", "Cell size"),
        "number",
        None,
        unit=METRES,
        minimum=10,
        maximum=5000,
        reason=Text(
            "Tự chọn: như điểm nóng Gi*; với đoạn ngõ: bằng một đoạn.",
            "Automatic: as for hot spots by Gi*; with lanes: as long as a piece.",
        ),
        help=Text("Cũng là đơn vị khoảng cách của ProMap.", "Also the unit of distance of ProMap."),
    ),
    Parameter(
        "piece_m",
        Text("Chiều dài đoạn ngõ", "Piece of lane"),
        "number",
        50.0,
        unit=METRES,
        minimum=10,
        maximum=500,
        reason=Text("Nhìn hết được từ một chỗ đứng.", "What one sees from where one stands."),
        help=Text("Chỉ dùng cho đoạn ngõ.", "For pieces of lane only."),
    ),
    Parameter(
        "snap_m",
        Text("Gán vào ngõ trong vòng", "Snap to a lane within"),
        "number",
        25.0,
        unit=METRES,
        minimum=1,
        maximum=200,
        reason=Text(
            "Xa hơn thường là thiếu ngõ trên bản đồ.",
            "Farther off usually means a lane missing from the map.",
        ),
        help=Text("Chỉ dùng cho đoạn ngõ.", "For pieces of lane only."),
    ),
    Parameter(
        "fold_days",
        Text("Dự báo cho", "Days ahead"),
        "integer",
        7,
        unit=DAYS,
        minimum=1,
        maximum=92,
        reason=Text("Lịch tuần tra lập theo tuần.", "Patrols are planned by the week."),
    ),
    Parameter(
        "folds",
        Text("Kiểm tra trên số kỳ", "Periods to check"),
        "integer",
        26,
        minimum=0,
        maximum=104,
        reason=Text("Nửa năm, mỗi tuần một lần.", "Half a year, week by week."),
        help=Text(
            "Mỗi kỳ chỉ dùng số liệu có trước kỳ đó; ít hơn nếu chưa đủ số liệu.",
            "Each from what was known before it; fewer where there are not enough data.",
        ),
    ),
    Parameter(
        "coverage",
        Text("Phần địa bàn được khoanh", "Share that is marked"),
        "choice",
        "5",
        choices=tuple((f"{100 * c:g}", same(f"{100 * c:g} %")) for c in COVERAGE),
        reason=Text(
            "Một tổ tuần tra đi hết được trong một buổi.", "What one patrol can walk in a shift."
        ),
    ),
    Parameter(
        "as_of",
        Text("Tính đến hết ngày", "As of the end of"),
        "date",
        None,
        reason=Text("Tự chọn: ngày của vụ cuối cùng.", "Automatic: the day of the last event."),
        help=Text("Các vụ sau ngày này không được dùng.", "Later events are not used."),
    ),
)


def _day(number: int) -> Text:
    return short_day(EPOCH + timedelta(days=int(number)))


def rule_in_words(used: Mapping[str, object], start: int) -> Text:
    """Say what is marked, for which days, from what."""
    days = cast("int", used["fold_days"])
    first, last = _day(start), _day(start + days - 1)
    by = {
        "promap": Text("gần và mới thì nặng (ProMap)", "near and recent weighs more (ProMap)"),
        "etas": Text("mô hình tự kích thích (ETAS)", "a self-exciting model (ETAS)"),
    }[str(used["model"])]
    return Text(
        f"Nguy cơ từ {first.vi} đến {last.vi}, theo các vụ trước đó: {by.vi}.",
        f"Risk from {first.en} to {last.en}, from the incidents before: {by.en}.",
    )


def last_map_in_words(trial: Trial, model: str, at: int) -> Text:
    """Say how well the last map pointed that can be judged already."""
    if not trial.starts:
        return NOT_JUDGED
    fold, naive = trial.folds[model][-1], trial.folds["last_period"][-1]
    begin = _day(trial.starts[-1])
    share, n, before = 100 * COVERAGE[at], int(fold.events), naive.hits[at]
    if not n:
        return Text(
            f"Bản đồ gần nhất ({trial.days} ngày từ {begin.vi}): không có vụ nào để so.",
            f"The last map ({trial.days} days from {begin.en}): nothing happened to judge it by.",
        )
    hit, evenly, by_last = _few(fold.hits[at]), _few(n * share / 100), _few(before)
    return Text(
        f"Bản đồ gần nhất ({trial.days} ngày từ {begin.vi}): {hit.vi} trong {n} vụ "
        f"nằm trong {share:g} % được khoanh; rải đều thì được {evenly.vi}, khoanh theo "
        f"kỳ trước thì được {by_last.vi}.",
        f"The last map ({trial.days} days from {begin.en}): {hit.en} of {n} incidents "
        f"fell in the {share:g} % marked; spread evenly it were {evenly.en}, and by "
        f"the map of the period before {by_last.en}.",
    )


def _few(count: float) -> Text:
    """Return a number of incidents as people say it; parts of one only where there are few."""
    return shown_number(round(count) if count >= 100 else float(f"{count:.3g}"))


def verdict_in_words(trial: Trial, model: str, at: int) -> Text:
    """Say whether the maps were worth making, over all periods checked."""
    score = together(trial.folds.get(model, ()))
    if not trial.starts or not score.events:
        return NOT_JUDGED
    naive, beside = together(trial.folds["last_period"]), compare(trial, model, "last_period", at)
    share, hit, other = 100 * COVERAGE[at], 100 * score.hit_rate[at], 100 * naive.hit_rate[at]
    sure = Text("chưa chắc hơn hẳn", "not clearly better than")
    if beside["p"] <= 0.05:
        better = beside["better"] > beside["worse"]
        sure = (
            Text("hơn hẳn", "clearly better than")
            if better
            else Text("kém hẳn", "clearly worse than")
        )
    times = shown_number(score.pai[at], 1)
    return Text(
        f"Qua {len(trial.starts)} kỳ, {share:g} % được khoanh giữ {hit:.0f} % số vụ (gấp "
        f"{times.vi} lần rải đều, bằng {100 * score.pei[at]:.0f} % mức tốt nhất có thể); "
        f"{sure.vi} bản đồ kỳ trước ({other:.0f} %).",
        f"Over {len(trial.starts)} periods the {share:g} % marked held {hit:.0f} % of incidents "
        f"({times.en} times an even spread, {100 * score.pei[at]:.0f} % of the best that "
        f"could be marked); {sure.en} the map of the period before ({other:.0f} %).",
    )


NOT_JUDGED = Text(
    "Chưa đủ số liệu để kiểm tra bản đồ nào: cần ít nhất tám tuần trước kỳ đầu tiên.",
    "Not enough data to judge any map: at least eight weeks before the first period are needed.",
)


def notes_for(
    events: Events, kept: Events, summary: Mapping[str, object], piles: list[PileUp]
) -> tuple[Note, ...]:
    """Return what must be said beside this map."""
    folds, empty = cast("int", summary["folds"]), cast("int", summary["folds_without_events"])
    undated, outside = summary["events_without_date"], cast("int", summary["events_outside"])
    per_fold = _per_fold(summary, folds)
    beside = cast("Mapping[str, float]", summary["beside_last_period"])
    no_better = folds > 0 and beside["better"] <= beside["worse"]
    a_fold = shown_number(per_fold, 1)
    candidates = (
        (not len(events), "no_events", "Không có vụ việc nào.", "There are no events."),
        (
            0 < len(kept) < FEW or 0 < len(events) < FEW,
            "few_events",
            f"Chỉ dùng được {len(kept)} vụ việc, dưới {FEW}.",
            f"Only {len(kept)} events can be used, fewer than {FEW}.",
        ),
        (
            bool(undated),
            "events_without_date",
            f"{undated} vụ việc không có ngày và không được dùng.",
            f"{undated} events have no date and are not used.",
        ),
        (
            len(kept) > 0 and events.day_precision != "day",
            "coarse_dates",
            "Ngày chỉ biết đến tháng hoặc năm: không dự báo theo tuần được.",
            "Dates are known to the month or year only: no forecast by the week is possible.",
        ),
        (
            outside > 0,
            "events_outside",
            f"{outside} vụ không nằm trong đơn vị nào và không được dùng.",
            f"{outside} events lie in no unit and are not used.",
        ),
        (
            0 < folds < FEW_FOLDS or (len(kept) > 0 and not folds),
            "few_folds",
            f"Chỉ kiểm tra được {folds} kỳ: chưa nói được bản đồ tốt hay không.",
            f"Only {folds} periods could be checked: whether the map is any good is open.",
        ),
        (
            folds > 0 and per_fold < FEW_PER_FOLD,
            "few_events_per_fold",
            f"Trung bình {a_fold.vi} vụ mỗi kỳ: đúng hay sai phần lớn là may rủi.",
            f"On average {a_fold.en} events a period: right or wrong is mostly luck.",
        ),
        (
            empty > 0,
            "folds_without_events",
            f"{empty} kỳ không có vụ nào và không được tính.",
            f"{empty} periods have no events and are left out.",
        ),
        (
            no_better,
            "no_better_than_naive",
            "Không chỉ đúng hơn bản đồ của kỳ trước.",
            "It does not point better than the map of the period before.",
        ),
        (
            bool(summary["weighted"]),
            "weights_not_used",
            "Dự báo đếm số vụ; trọng số không được dùng.",
            "The forecast counts events; weights are not used.",
        ),
        (
            bool(piles),
            "pile_up",
            f"{len(piles)} tọa độ giữ bất thường nhiều vụ, có thể là tọa độ mặc định.",
            f"{len(piles)} coordinates hold unusually many events, perhaps a default.",
        ),
    )
    return tuple(Note(code, "warning", Text(vi, en)) for said, code, vi, en in candidates if said)


def _per_fold(summary: Mapping[str, object], folds: int) -> float:
    listed = cast("list[dict[str, float]]", summary["fold_by_fold"])
    return sum(each["events"] for each in listed) / folds if folds else 0.0
