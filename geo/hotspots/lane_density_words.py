"""The words of density along lanes: title, parameters, the rule, and the notes beside it."""

from collections.abc import Mapping
from typing import cast

from geo.events import Events
from geo.hotspots.base import Parameter
from geo.lane_density import LEAST_WEIGHT
from geo.quality import PileUp
from geo.result import Note
from geo.text import Text

FEW = 30
MUCH_OFF = 0.1
METRES = Text("m", "m")

TITLE = Text("Mật độ dọc theo ngõ", "Density along lanes")
SUMMARY = Text(
    "Số vụ trên mỗi km quanh từng đoạn ngõ, được làm mịn theo đường đi thật chứ không theo đường "
    "chim bay.",
    "Incidents per km around each piece of lane, smoothed along the lanes and not as the crow "
    "flies.",
)
CAUTION = (
    Text(
        "Đây là bức tranh mật độ, không phải phép thử: nơi đậm chưa chắc hơn mức ngẫu nhiên.",
        "This is a picture and no test: a dark stretch need not be more than chance would give.",
    ),
    Text(
        "Bản đồ thiếu ngõ, hoặc nối những ngõ bị tường ngăn, thì đường đi tính ra sai.",
        "Where the map lacks lanes, or joins lanes that a wall separates, the ways are wrong.",
    ),
    Text(
        "Bán kính rộng làm nhòe điểm nóng, bán kính hẹp biến từng vụ thành điểm nóng.",
        "A wide bandwidth blurs hot spots; a narrow one makes a spot of every event.",
    ),
    Text(
        "Nơi tuần tra nhiều thì ghi nhận nhiều.",
        "Where patrols look more, more is recorded.",
    ),
)

_KERNELS = {
    "continuous": Text("chia đều, liên tục", "equal split, continuous"),
    "discontinuous": Text("chia đều, gián đoạn", "equal split, discontinuous"),
    "heat": Text("lan như hơi nóng (Gauss)", "as heat spreads (Gaussian)"),
    "simple": Text("chỉ theo khoảng cách", "by distance only"),
}

PARAMETERS = (
    Parameter(
        "kernel",
        Text("Cách lan qua ngã rẽ", "At junctions"),
        "choice",
        "continuous",
        choices=tuple(_KERNELS.items()),
        reason=Text(
            "Mỗi vụ luôn nặng đúng 1, dù gần ngã tư hay cuối ngõ cụt.",
            "Every event always weighs exactly 1, near a crossing as at a dead end.",
        ),
        help=Text(
            "Gián đoạn: mất phần lan quá ngõ cụt. Chỉ theo khoảng cách: ngã tư bị tính nhiều lần.",
            "Discontinuous loses what passes a dead end; by distance only counts crossings more "
            "than once.",
        ),
    ),
    Parameter(
        "bandwidth_m",
        Text("Bán kính làm mịn", "Bandwidth"),
        "number",
        150.0,
        unit=METRES,
        minimum=5,
        maximum=400,
        reason=Text(
            "100–200 m là một, hai dãy phố: đủ gom các vụ cùng chỗ, chưa lẫn sang chỗ khác.",
            "100 to 200 m is a block or two: enough to gather a place, not to blur two into one.",
        ),
    ),
    Parameter(
        "lixel_m",
        Text("Chiều dài mỗi đoạn", "Length of a piece"),
        "number",
        10.0,
        unit=METRES,
        minimum=1,
        maximum=100,
        reason=Text(
            "10 m là hai, ba mặt nhà; ngắn hơn nữa bức tranh không đổi.",
            "10 m is two or three house fronts; the picture does not change with shorter pieces.",
        ),
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
            "Xa hơn 25 m thường là ngõ chưa có trên bản đồ; những vụ ấy được đếm và báo riêng.",
            "Farther than 25 m usually means a lane missing from the map; such events are counted "
            "and reported.",
        ),
    ),
)


def rule_in_words(used: Mapping[str, object]) -> Text:
    """Say what was computed, with its numbers."""
    kernel = _KERNELS[str(used["kernel"])]
    bandwidth, lixel = cast("float", used["bandwidth_m"]), cast("float", used["lixel_m"])
    return Text(
        f"Số vụ trên km dọc theo ngõ, nhân bậc bốn bán kính {bandwidth:g} m ({kernel.vi}), đoạn "
        f"{lixel:g} m; mức 1, 2, 3 từ 2, 3, 5 lần trung bình.",
        f"Events per km along the lanes, quartic kernel of {bandwidth:g} m ({kernel.en}), pieces "
        f"of {lixel:g} m; classes 1, 2, 3 from 2, 3, 5 times the mean.",
    )


def notes_for(
    events: Events,
    summary: Mapping[str, object],
    piles: list[PileUp],
    used: Mapping[str, object],
) -> tuple[Note, ...]:
    """Return what must be said beside these densities."""
    off, parts = cast("int", summary["events_off_lanes"]), cast("int", summary["parts"])
    joined = cast("int", summary["loose_ends_joined"])
    level = "warning" if off > MUCH_OFF * len(events) else "info"
    coarse = cast("float", used["lixel_m"]) > cast("float", used["bandwidth_m"]) / 5
    least = cast("float", summary["least_weight_followed"])
    candidates = (
        (not len(events), "warning", "no_events", "Không có vụ việc nào.", "There are no events."),
        (
            0 < len(events) < FEW,
            "warning",
            "few_events",
            f"Chỉ có {len(events)} vụ việc, dưới {FEW}.",
            f"Only {len(events)} events, fewer than {FEW}.",
        ),
        (
            off > 0,
            level,
            "events_off_lanes",
            f"{off} trong {len(events)} vụ không gần ngõ nào và không được tính.",
            f"{off} of {len(events)} events are near no lane and are not counted.",
        ),
        (
            parts > 1,
            "info",
            "disconnected",
            f"Mạng ngõ gồm {parts} phần không nối với nhau; mật độ không lan từ phần này sang phần "
            "kia.",
            f"The lanes are in {parts} parts that nothing connects; density does not pass between.",
        ),
        (
            joined > 0,
            "info",
            "loose_ends_joined",
            f"{joined} đầu ngõ hở dưới 1 m được nối vào ngõ bên cạnh.",
            f"{joined} loose ends within 1 m of another lane were joined to it.",
        ),
        (
            coarse,
            "warning",
            "coarse_pieces",
            "Đoạn dài hơn một phần năm bán kính: hình vẽ thô.",
            "Pieces are longer than a fifth of the bandwidth: the picture is coarse.",
        ),
        (
            least > LEAST_WEIGHT,
            "warning",
            "walks_cut",
            f"Quá nhiều đường đi: bỏ những đường mang dưới {least:.1g} vụ; hãy dùng bán kính nhỏ "
            "hơn.",
            f"Too many ways: those that carry less than {least:.1g} events are left out; use a "
            "smaller bandwidth.",
        ),
        (
            bool(piles),
            "warning",
            "pile_up",
            f"{len(piles)} tọa độ giữ bất thường nhiều vụ, có thể là tọa độ mặc định; nơi đậm nhất "
            "có thể là giả.",
            f"{len(piles)} coordinates hold unusually many events, perhaps a default; the darkest "
            "stretch may be false.",
        ),
    )
    return tuple(
        Note(code, "warning" if kind == "warning" else "info", Text(vi, en))
        for said, kind, code, vi, en in candidates
        if said
    )
