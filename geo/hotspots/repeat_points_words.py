"""The words of repeat points: title, parameters, the rule, and the notes beside its numbers."""

from collections.abc import Mapping

import numpy as np

from geo.events import Events
from geo.hotspots.base import Parameter
from geo.quality import PileUp
from geo.result import Note
from geo.text import Text

FEW = 30
MANY_COINCIDENT = 0.5
COARSE_M = 10.0

TITLE = Text("Điểm tái phạm", "Repeat points")
SUMMARY = Text(
    "Những chỗ mà vụ việc lặp lại nhiều lần trong ít ngày.",
    "Places where events come back several times within days.",
)
CAUTION = (
    Text(
        "Đây là quy tắc đếm, không phải phép thử thống kê.",
        "This is a rule of counting, not a test of chance.",
    ),
    Text(
        "Tọa độ mặc định (ví dụ trụ sở phường) gom các vụ không rõ chỗ thành điểm giả.",
        "A default coordinate (such as the ward office) gathers events of unknown place.",
    ),
    Text(
        "Một vụ được nhập hai lần sẽ thành tái diễn; hãy loại trùng trước.",
        "One event entered twice looks like a repeat; remove duplicates first.",
    ),
)

PARAMETERS = (
    Parameter(
        "min_events",
        Text("Số vụ tối thiểu", "Fewest events"),
        "integer",
        3,
        unit=Text("vụ", "events"),
        minimum=2,
        maximum=100,
        reason=Text(
            "Hai vụ có thể tình cờ; ba vụ thì nên đến xem.",
            "Two may be chance; three deserve a visit.",
        ),
    ),
    Parameter(
        "radius_m",
        Text("Bán kính một chỗ", "Radius of a place"),
        "number",
        10.0,
        unit=Text("m", "m"),
        minimum=0,
        maximum=200,
        reason=Text(
            "Bằng bề ngang hai mặt nhà phố và sai số GPS của điện thoại.",
            "About two house fronts, and the error of a telephone's GPS.",
        ),
        help=Text("Tính cả đúng bằng bán kính.", "Exactly the radius still counts."),
    ),
    Parameter(
        "window_days",
        Text("Trong số ngày", "Within days"),
        "integer",
        30,
        unit=Text("ngày", "days"),
        minimum=0,
        maximum=3660,
        reason=Text("Một kỳ giao ban tháng.", "One month, as the ward reports."),
        help=Text(
            "Cửa sổ đóng: ngày đầu đến ngày đầu + N.",
            "A closed window: first day to first day + N.",
        ),
    ),
    Parameter(
        "same_category",
        Text("Cùng loại vi phạm", "Same category"),
        "boolean",
        False,
        reason=Text("Một chỗ rối thường rối nhiều kiểu.", "A troubled place is so in many ways."),
    ),
    Parameter(
        "place_by",
        Text("Xác định chỗ bằng", "Place by"),
        "choice",
        "distance",
        choices=(
            ("distance", Text("khoảng cách", "distance")),
            ("address", Text("địa chỉ, nếu không có thì khoảng cách", "address, else distance")),
            (
                "lanes",
                Text(
                    "địa chỉ, nếu không có thì vị trí trên ngõ (đoạn, mét, bên)",
                    "address, else position on the lane (segment, metres, side)",
                ),
            ),
        ),
        reason=Text("Vụ nào cũng có tọa độ.", "Every event has coordinates."),
    ),
    Parameter(
        "snap_m",
        Text("Gán vào ngõ trong vòng", "Snap to a lane within"),
        "number",
        25.0,
        unit=Text("m", "m"),
        minimum=1,
        maximum=200,
        reason=Text(
            "Xa hơn thường là thiếu ngõ trên bản đồ; khi đó dùng khoảng cách.",
            "Farther off usually means a lane missing from the map; then distance is used.",
        ),
        help=Text("Chỉ dùng khi xác định chỗ theo ngõ.", "Only with places by lane."),
    ),
    Parameter(
        "keep_pile_ups",
        Text("Giữ các đống tọa độ", "Keep pile-ups"),
        "boolean",
        False,
        reason=Text(
            "Một tọa độ giữ từ 5 % và từ 50 vụ thường là tọa độ mặc định.",
            "One coordinate with 5 % and 50 events or more is usually a default.",
        ),
    ),
    Parameter(
        "as_of",
        Text("Tính đến ngày", "As of"),
        "date",
        None,
        reason=Text("Tự chọn: ngày của vụ cuối cùng.", "Automatic: the day of the last event."),
        help=Text("Các vụ sau ngày này không được tính.", "Later events are not counted."),
    ),
)


def rule_in_words(used: Mapping[str, object]) -> Text:
    """Say the rule with its numbers."""
    by_address = used["place_by"] != "distance"
    same_vi = " cùng loại" if used["same_category"] else ""
    same_en = " of one category" if used["same_category"] else ""
    place_vi = "cùng địa chỉ, hoặc " if by_address else ""
    place_en = "at one address, or " if by_address else ""
    if used["place_by"] == "lanes":
        place_vi += "cùng năm mét, cùng bên của một đoạn ngõ, hoặc "
        place_en += "on the same five metres and side of a lane, or "
    return Text(
        f"Ít nhất {used['min_events']} vụ{same_vi} trong {used['window_days']} ngày, {place_vi}"
        f"cách nhau không quá {used['radius_m']:g} m.",
        f"At least {used['min_events']} events{same_en} within {used['window_days']} days, "
        f"{place_en}no more than {used['radius_m']:g} m apart.",
    )


def notes_for(
    events: Events,
    kept: Events,
    piles: list[PileUp],
    used: Mapping[str, object],
    coincident: float,
) -> tuple[Note, ...]:
    """Return what must be said beside these places."""
    undated = int((~events.dated).sum())
    candidates = (
        (not len(events), "no_events", "Không có vụ việc nào.", "There are no events."),
        (
            0 < len(kept) < FEW,
            "few_events",
            f"Chỉ dùng được {len(kept)} vụ việc, dưới {FEW}.",
            f"Only {len(kept)} events could be used, fewer than {FEW}.",
        ),
        (
            undated > 0,
            "events_without_date",
            f"{undated} vụ việc không có ngày và không được tính.",
            f"{undated} events have no date and are not counted.",
        ),
        (
            len(events) > 0 and events.day_precision != "day",
            "coarse_dates",
            "Ngày chỉ biết đến tháng hoặc năm: các vụ cùng tháng trông như cùng ngày.",
            "Dates are known to the month or year only: events of a month look like one day.",
        ),
        (
            _is_coarse(kept),
            "coarse_coordinates",
            f"Tọa độ làm tròn đến {COARSE_M:g} m hoặc hơn; các chỗ gần nhau bị gộp.",
            f"Coordinates are rounded to {COARSE_M:g} m or more; close places are merged.",
        ),
        (
            used["place_by"] == "address" and events.key is None,
            "no_addresses",
            "Không có địa chỉ; đã dùng khoảng cách.",
            "There are no addresses; distance was used.",
        ),
        (
            bool(used["same_category"]) and events.category is None,
            "no_categories",
            "Không có loại vi phạm; mọi vụ được tính chung.",
            "There are no categories; all events are counted together.",
        ),
    )
    notes = [Note(code, "warning", Text(vi, en)) for said, code, vi, en in candidates if said]
    notes += [_pile_note(pile, bool(used["keep_pile_ups"])) for pile in piles]
    if coincident >= MANY_COINCIDENT:
        words = Text(
            f"{coincident:.0%} vụ việc trùng khít tọa độ với vụ khác: có thể đã được bắt dính.",
            f"{coincident:.0%} of events lie exactly on another: they may have been snapped.",
        )
        notes.append(Note("coincident_points", "info", words))
    return tuple(notes)


def _pile_note(pile: PileUp, kept: bool) -> Note:
    fate = Text("vẫn được tính", "is kept") if kept else Text("đã loại", "is left out")
    return Note(
        "pile_up",
        "warning",
        Text(
            f"{pile.events} vụ ({pile.share:.0%}) nằm đúng một tọa độ ({pile.x:.1f}, {pile.y:.1f}),"
            f" có thể là tọa độ mặc định: {fate.vi}.",
            f"{pile.events} events ({pile.share:.0%}) share one coordinate ({pile.x:.1f}, "
            f"{pile.y:.1f}), perhaps a default: it {fate.en}.",
        ),
    )


def _is_coarse(events: Events) -> bool:
    if not len(events):
        return False
    both = np.concatenate([events.x, events.y])
    return bool(np.all(np.abs(both - np.round(both / COARSE_M) * COARSE_M) < 1e-6))
