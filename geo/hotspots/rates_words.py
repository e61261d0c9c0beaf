"""The words of rates: title, parameters, the rule, and the notes beside the numbers."""

from collections.abc import Mapping
from typing import cast

from geo.events import Events
from geo.hotspots.base import Parameter
from geo.quality import PileUp
from geo.result import Note
from geo.text import Text, same
from geo.written import shown_number

FEW = 30
TOO_UNEVEN = 1.5
METRES = Text("m", "m")

TITLE = Text("Tỉ lệ vụ theo ngõ, theo tổ", "Rates by lane and by group")
SUMMARY = Text(
    "So số vụ theo chiều dài ngõ, diện tích tổ, số km đã kiểm tra, hoặc số dân; có khoảng tin cậy, "
    "làm mượt số nhỏ.",
    "Compares incidents by length of lane, area of group, kilometres inspected, or people; with "
    "intervals, and small numbers smoothed.",
)
CAUTION = (
    Text(
        "Ngõ ngắn có một, hai vụ cho tỉ lệ rất cao mà không nói lên gì: hãy so số đã làm mượt.",
        "A short lane with one or two incidents has a huge rate that says nothing: compare by the "
        "smoothed one.",
    ),
    Text(
        "Chiều dài không phải là số lần kiểm tra: ngõ được đi nhiều thì ghi nhận nhiều.",
        "Length is not how often one looked: where patrols walk more, more is recorded.",
    ),
    Text(
        "Các vụ đi thành chùm (một đợt ra quân) làm p nhỏ hơn thực tế.",
        "Incidents in bursts (one campaign) make p smaller than it should be.",
    ),
    Text(
        "Vụ ở góc phố được tính cho ngõ gần nhất, chưa chắc là ngõ ghi trong địa chỉ.",
        "An incident at a corner counts for the nearest lane, perhaps not that of its address.",
    ),
)

PARAMETERS = (
    Parameter(
        "unit_kind",
        Text("Đơn vị so sánh", "Units"),
        "choice",
        "lanes",
        choices=(
            ("lanes", Text("đường, ngõ (trên km)", "lanes (per km)")),
            ("areas", Text("tổ dân phố (trên km²)", "resident groups (per km²)")),
        ),
        reason=Text(
            "Trật tự đô thị diễn ra dọc theo đường, ngõ.", "Urban order happens along the lanes."
        ),
    ),
    Parameter(
        "exposure",
        Text("Tính trên", "Counted against"),
        "choice",
        "size",
        choices=(
            ("size", Text("km ngõ, km² tổ", "km of lane, km² of group")),
            ("inspected", Text("km đã kiểm tra", "km inspected")),
            ("people", Text("nghìn dân (chỉ tổ)", "thousand people (groups only)")),
            ("households", Text("nghìn hộ (chỉ tổ)", "thousand households (groups only)")),
        ),
        reason=Text("Chiều dài và diện tích luôn biết.", "Length and area are always known."),
        help=Text(
            "Km đã kiểm tra: mỗi đợt đi dọc một ngõ tính một lần chiều dài ngõ ấy.",
            "Km inspected: each round along a lane counts the length of that lane once.",
        ),
    ),
    Parameter(
        "snap_m",
        Text("Gán vào ngõ trong vòng", "Snap to a lane within"),
        "number",
        30.0,
        unit=METRES,
        minimum=1,
        maximum=200,
        reason=Text(
            "Nhà trong ngõ thường cách tim đường không quá 30 m; xa hơn là thiếu ngõ trên bản đồ.",
            "Houses are rarely more than 30 m off the middle of their lane; farther means a lane "
            "missing from the map.",
        ),
        help=Text("Chỉ dùng cho đường, ngõ.", "For lanes only."),
    ),
    Parameter(
        "confidence",
        Text("Mức của khoảng tin cậy", "Level of the intervals"),
        "choice",
        "95",
        choices=(("90", same("90 %")), ("95", same("95 %")), ("99", same("99 %"))),
        reason=Text("95 % là mức thường dùng.", "95 % is the usual level."),
    ),
    Parameter(
        "correction",
        Text("Hiệu chỉnh nhiều phép thử", "Correction for many tests"),
        "choice",
        "bh",
        choices=(
            ("bh", same("Benjamini–Hochberg")),
            ("by", same("Benjamini–Yekutieli")),
            ("none", Text("không", "none")),
        ),
        reason=Text(
            "Xét hàng trăm ngõ mà không hiệu chỉnh thì chừng một phần hai mươi vượt do ngẫu nhiên.",
            "Of hundreds of lanes without correction about every twentieth is above by chance.",
        ),
    ),
)


def rule_in_words(used: Mapping[str, object]) -> Text:
    """Say what is compared with what."""
    sure = (
        Text("chưa trừ hao việc xét nhiều nơi", "not allowing for looking at many places")
        if used["correction"] == "none"
        else Text("đã trừ hao việc xét nhiều nơi", "allowing for looking at many places")
    )
    per = PER[per_of(used)]
    if used["unit_kind"] == "areas":
        return Text(
            f"Tổ có số vụ trên {per.vi} cao hơn hẳn mức chung của phường, {sure.vi}.",
            f"A group has clearly more incidents per {per.en} than the ward as a whole, {sure.en}.",
        )
    snap_m = cast("float", used["snap_m"])
    return Text(
        f"Ngõ có số vụ trên {per.vi} cao hơn hẳn mức chung của phường, {sure.vi}; vụ được gán vào "
        f"ngõ gần nhất trong {snap_m:g} m.",
        f"A lane has clearly more incidents per {per.en} than the ward as a whole, {sure.en}; "
        f"incidents count for the nearest lane within {snap_m:g} m.",
    )


PER = {
    "km": same("km"),
    "km2": same("km²"),
    "inspected_km": Text("km đã kiểm tra", "km inspected"),
    "thousand_people": Text("nghìn dân", "thousand people"),
    "thousand_households": Text("nghìn hộ", "thousand households"),
}


def per_of(used: Mapping[str, object]) -> str:
    """Name what the incidents are counted against."""
    if used["exposure"] == "size":
        return "km" if used["unit_kind"] == "lanes" else "km2"
    if used["exposure"] == "inspected":
        return "inspected_km"
    return f"thousand_{used['exposure']}"


def notes_for(
    events: Events, summary: Mapping[str, object], piles: list[PileUp]
) -> tuple[Note, ...]:
    """Return what must be said beside these rates."""
    off, small = cast("int", summary["events_off"]), summary["units_with_small_numbers"]
    uneven, left_out = cast("float", summary["dispersion"]), cast("int", summary["units_left_out"])
    times = shown_number(uneven, 1)
    candidates = (
        (not len(events), "no_events", "Không có vụ việc nào.", "There are no events."),
        (
            0 < len(events) < FEW,
            "few_events",
            f"Chỉ có {len(events)} vụ việc, dưới {FEW}.",
            f"Only {len(events)} events, fewer than {FEW}.",
        ),
        (
            off > 0,
            "events_off_units",
            f"{off} vụ không gần đơn vị nào và không được tính.",
            f"{off} events are near none of the units and are not counted.",
        ),
        (
            len(events) > 0 and bool(small),
            "small_numbers",
            f"{small} đơn vị có dưới 5 vụ: tỉ lệ thô không chắc, hãy dùng số đã làm mượt.",
            f"{small} units have fewer than 5 events: raw rates are unsure, use the smoothed.",
        ),
        (
            uneven > TOO_UNEVEN,
            "uneven",
            f"Số vụ tản mạn gấp {times.vi} lần mức Poisson: nơi nóng có thật, hoặc các vụ đi "
            "thành chùm; p có thể quá nhỏ.",
            f"Counts vary {times.en} times as much as Poisson: hot places are real, or events "
            "come in bursts; p may be too small.",
        ),
        (
            left_out > 0,
            "units_left_out",
            f"{left_out} đơn vị nằm ngoài địa bàn nên bị bỏ.",
            f"{left_out} units lie outside the area and are left out.",
        ),
        (
            bool(summary["units_without_exposure"]),
            "units_without_exposure",
            f"{summary['units_without_exposure']} đơn vị không có mẫu số (chưa kiểm tra, hoặc chưa "
            f"biết) nên bị bỏ, cùng {summary['events_without_exposure']} vụ ở đó.",
            f"{summary['units_without_exposure']} units have nothing to count against (not "
            f"inspected, or not known) and are left out, with {summary['events_without_exposure']} "
            "events.",
        ),
        (
            bool(summary["weighted"]),
            "weights_not_used",
            "Tỉ lệ đếm số vụ; trọng số không được dùng.",
            "Rates count events; weights are not used.",
        ),
        (
            bool(piles),
            "pile_up",
            f"{len(piles)} tọa độ giữ bất thường nhiều vụ, có thể là tọa độ mặc định.",
            f"{len(piles)} coordinates hold unusually many events, perhaps a default.",
        ),
    )
    return tuple(Note(code, "warning", Text(vi, en)) for said, code, vi, en in candidates if said)
