"""The words of clusters: title, parameters, the rule, and the notes beside its numbers."""

from collections.abc import Mapping

from geo.events import Events
from geo.hotspots.base import Parameter
from geo.quality import PileUp
from geo.result import Note
from geo.text import Text

FEW = 30
TOO_MUCH = 0.3

TITLE = Text("Cụm vụ việc (DBSCAN, HDBSCAN)", "Clusters (DBSCAN, HDBSCAN)")
SUMMARY = Text(
    "Những nhóm vụ việc nằm sát nhau, có thể cả về thời gian, với hình dạng bất kỳ.",
    "Groups of events that lie close together, in time as well if asked, in any shape.",
)
CAUTION = (
    Text(
        "Đây là quy tắc gom nhóm, không phải phép thử thống kê.",
        "This is a rule of grouping, not a test of chance.",
    ),
    Text(
        "Nơi dày đặc, các cụm kề nhau dính thành một; hãy giảm bán kính.",
        "Where events are dense neighbouring clusters grow into one; use a smaller radius.",
    ),
    Text(
        "Một bán kính không hợp cho cả phố đông lẫn ngõ vắng; HDBSCAN không cần bán kính.",
        "One radius does not suit a busy street and a quiet lane alike; HDBSCAN has none.",
    ),
)

PARAMETERS = (
    Parameter(
        "algorithm",
        Text("Cách gom", "Algorithm"),
        "choice",
        "dbscan",
        choices=(
            ("dbscan", Text("một bán kính (DBSCAN)", "one radius (DBSCAN)")),
            ("hdbscan", Text("mọi mật độ (HDBSCAN)", "any density (HDBSCAN)")),
        ),
        reason=Text(
            "Quy tắc nói được bằng một câu: bao nhiêu vụ trong bao nhiêu mét.",
            "A rule that one sentence can say: so many within so many metres.",
        ),
        help=Text(
            "HDBSCAN thấy cả cụm dày lẫn cụm thưa, nhưng không nói được bằng mét.",
            "HDBSCAN finds dense and loose clusters alike, but cannot say its rule in metres.",
        ),
    ),
    Parameter(
        "min_cluster",
        Text("Cụm nhỏ nhất", "Smallest cluster"),
        "integer",
        10,
        unit=Text("vụ", "events"),
        minimum=2,
        maximum=1000,
        reason=Text(
            "Nhóm nhỏ hơn thường chỉ là tình cờ nằm gần nhau.",
            "Smaller groups are mostly close by chance.",
        ),
        help=Text("Chỉ dùng cho HDBSCAN.", "For HDBSCAN only."),
    ),
    Parameter(
        "eps_m",
        Text("Bán kính", "Radius"),
        "number",
        30.0,
        unit=Text("m", "m"),
        minimum=0.1,
        maximum=2000,
        reason=Text(
            "Khoảng sáu mặt nhà phố: đứng một chỗ nhìn thấy hết.",
            "About six house fronts: what one sees from where one stands.",
        ),
        help=Text("Tính cả đúng bằng bán kính.", "Exactly the radius still counts."),
    ),
    Parameter(
        "min_events",
        Text("Số vụ tối thiểu", "Fewest events"),
        "integer",
        5,
        unit=Text("vụ", "events"),
        minimum=2,
        maximum=1000,
        reason=Text(
            "Năm vụ trong bán kính, tính cả chính vụ đó, là mức thường dùng.",
            "Five within the radius, the event itself included, is the usual choice.",
        ),
    ),
    Parameter(
        "in_time",
        Text("Gần cả về thời gian", "Close in time as well"),
        "boolean",
        False,
        reason=Text(
            "Xem cả kỳ trước, rồi mới xem từng đợt.", "First the whole period, then spells."
        ),
    ),
    Parameter(
        "eps_days",
        Text("Cách nhau tối đa", "Days apart at most"),
        "integer",
        14,
        unit=Text("ngày", "days"),
        minimum=0,
        maximum=3660,
        reason=Text("Hai tuần: một đợt ra quân.", "Two weeks: one campaign."),
        help=Text("Chỉ dùng khi gần cả về thời gian.", "Only when close in time as well."),
    ),
    Parameter(
        "unit_kind",
        Text("Đối chiếu với ranh giới", "Held against borders of"),
        "choice",
        "none",
        choices=(
            ("none", Text("không", "nothing")),
            ("areas", Text("tổ dân phố", "resident groups")),
        ),
        reason=Text("Cụm không phụ thuộc ranh giới.", "Clusters do not depend on borders."),
        help=Text(
            "Đánh dấu cụm giáp ranh (mỗi bên từ 20 %) và cụm mà không tổ nào tự thấy.",
            "Marks clusters across a border (20 % on each side), and those that no group alone "
            "would see.",
        ),
    ),
    Parameter(
        "outline",
        Text("Vẽ cụm bằng", "Draw a cluster as"),
        "choice",
        "concave",
        choices=(
            ("concave", Text("đường bao sát", "close outline")),
            ("convex", Text("đường bao lồi", "convex outline")),
            ("points", Text("các điểm", "its points")),
        ),
        reason=Text("Cụm thường uốn theo ngõ.", "Clusters often bend along a lane."),
        help=Text(
            "Đường bao được nới ra nửa bán kính.", "Outlines are widened by half the radius."
        ),
    ),
)


def rule_in_words(used: Mapping[str, object]) -> Text:
    """Say the rule with its numbers."""
    if used["algorithm"] == "hdbscan":
        return Text(
            f"Nhóm từ {used['min_cluster']} vụ vẫn ở cùng nhau khi bán kính thu hẹp dần (HDBSCAN).",
            f"Groups of at least {used['min_cluster']} events that stay together while the radius "
            "shrinks (HDBSCAN).",
        )
    time_vi = f" và {used['eps_days']} ngày" if used["in_time"] else ""
    time_en = f" and {used['eps_days']} days" if used["in_time"] else ""
    return Text(
        f"Nối các vụ có ít nhất {used['min_events']} vụ (kể cả chính nó) trong "
        f"{used['eps_m']:g} m{time_vi}.",
        f"Links events that have at least {used['min_events']} events (themselves included) "
        f"within {used['eps_m']:g} m{time_en}.",
    )


def notes_for(
    events: Events,
    kept: Events,
    piles: list[PileUp],
    largest: int,
    used: Mapping[str, object],
) -> tuple[Note, ...]:
    """Return what must be said beside these clusters."""
    in_time = bool(used["in_time"]) and used["algorithm"] == "dbscan"
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
            in_time and len(kept) > 0 and events.day_precision != "day",
            "coarse_dates",
            "Ngày chỉ biết đến tháng hoặc năm: các vụ cùng tháng trông như cùng ngày.",
            "Dates are known to the month or year only: events of a month look like one day.",
        ),
        (
            largest >= FEW and largest > TOO_MUCH * len(kept),
            "one_cluster_holds_much",
            f"Cụm lớn nhất giữ {largest} trong {len(kept)} vụ: quy tắc có thể quá rộng.",
            f"The largest cluster holds {largest} of {len(kept)} events: the rule may be too wide.",
        ),
        (
            bool(used["in_time"]) and used["algorithm"] == "hdbscan",
            "time_not_used",
            "HDBSCAN không xét thời gian.",
            "HDBSCAN does not look at time.",
        ),
        (
            bool(piles),
            "pile_up",
            f"{len(piles)} tọa độ giữ bất thường nhiều vụ, có thể là tọa độ mặc định.",
            f"{len(piles)} coordinates hold unusually many events, perhaps a default.",
        ),
    )
    return tuple(Note(code, "warning", Text(vi, en)) for said, code, vi, en in candidates if said)
