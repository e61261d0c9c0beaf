"""The words of the scan: title, parameters, the rule, and the notes beside its numbers."""

from collections.abc import Mapping

from geo.events import Events
from geo.hotspots.base import Parameter
from geo.result import Note
from geo.text import Text

FEW = 30
DAYS = Text("ngày", "days")

TITLE = Text("Quét tìm đợt bùng phát (SaTScan)", "Scan for outbreaks")
SUMMARY = Text(
    "Tìm vòng tròn và khoảng ngày có nhiều vụ nhất so với mức ngẫu nhiên.",
    "Finds the disc and the days that hold the most events beyond chance.",
)
CAUTION = (
    Text(
        "Vòng tròn chỉ là hình quét, không phải ranh giới thật của cụm.",
        "The disc is the shape of the search, not the true outline of a cluster.",
    ),
    Text(
        "Dân cư hay cách tuần tra đổi trong kỳ cũng tạo ra cụm giả; đừng quét quá hai năm.",
        "People or patrols that moved within the period look like a cluster; do not scan more "
        "than two years.",
    ),
    Text(
        "Ngày chỉ biết đến tháng: không dùng được theo thời gian.",
        "With dates known to the month only it cannot be used in time.",
    ),
    Text(
        "Mô hình Poisson so với diện tích: nơi đông người sẽ nóng.",
        "The Poisson model compares with ground: where many people are is hot.",
    ),
)

PARAMETERS = (
    Parameter(
        "model",
        Text("So với", "Compared with"),
        "choice",
        "permutation",
        choices=(
            ("permutation", Text("xáo trộn ngày giữa các vụ", "days shuffled over the events")),
            ("bernoulli", Text("tỷ lệ vụ gần đây trên mọi vụ", "share of recent among all")),
            ("poisson", Text("diện tích", "surface")),
        ),
        reason=Text(
            "Không cần dân số: nơi luôn đông vụ và ngày luôn đông vụ đã được tính đến.",
            "Needs no population: places and days that always have many are allowed for.",
        ),
    ),
    Parameter(
        "intervals",
        Text("Khoảng ngày", "Intervals"),
        "choice",
        "any",
        choices=(
            ("any", Text("bất kỳ trong kỳ", "any within the period")),
            ("latest", Text("đến ngày cuối (đang diễn ra)", "up to the last day (going on now)")),
        ),
        reason=Text("Để xem lại cả kỳ.", "To look back over the whole period."),
        help=Text(
            "Chỉ dùng khi so với xáo trộn ngày. Theo dõi hằng đêm thì chọn 'latest'.",
            "Only with days shuffled. For the nightly watch choose 'latest'.",
        ),
    ),
    Parameter(
        "unit_kind",
        Text("Vị trí", "Places"),
        "choice",
        "points",
        choices=(
            ("points", Text("từng vụ", "events themselves")),
            ("areas", Text("khu vực có sẵn", "given areas")),
            ("lanes", Text("từng vụ, đi theo ngõ", "events, by the way along the lanes")),
        ),
        reason=Text("Vụ nào cũng có tọa độ.", "Every event has coordinates."),
    ),
    Parameter(
        "max_radius_m",
        Text("Bán kính lớn nhất", "Largest radius"),
        "number",
        300.0,
        unit=Text("m", "m"),
        minimum=1,
        maximum=20_000,
        reason=Text(
            "Vài dãy phố: một tổ tuần tra lo được.", "A few blocks: what one patrol covers."
        ),
    ),
    Parameter(
        "snap_m",
        Text("Gán vào ngõ trong vòng", "Snap to a lane within"),
        "number",
        30.0,
        unit=Text("m", "m"),
        minimum=1,
        maximum=200,
        reason=Text(
            "Nhà trong ngõ thường cách tim đường không quá 30 m.",
            "Houses are rarely more than 30 m off the middle of their lane.",
        ),
        help=Text("Chỉ dùng khi đi theo ngõ.", "Only by the way along the lanes."),
    ),
    Parameter(
        "max_days",
        Text("Khoảng dài nhất", "Longest interval"),
        "integer",
        14,
        unit=DAYS,
        minimum=1,
        maximum=366,
        reason=Text(
            "Hai tuần là một đợt; dài hơn thì đã là nếp.",
            "Two weeks are a spell; what lasts longer is a habit.",
        ),
    ),
    Parameter(
        "recent_days",
        Text("Gần đây là trong", "Recent means within"),
        "integer",
        30,
        unit=DAYS,
        minimum=1,
        maximum=366,
        reason=Text("Tháng vừa qua so với trước đó.", "The last month against the time before."),
        help=Text("Chỉ dùng khi so tỷ lệ vụ gần đây.", "Only for the share of recent events."),
    ),
    Parameter(
        "max_share",
        Text("Phần lớn nhất của tổng", "Largest share of all"),
        "number",
        0.5,
        minimum=0.01,
        maximum=0.9,
        reason=Text(
            "Cụm giữ quá nửa thì nửa kia mới là bất thường.",
            "With more than half inside, it is the other half that is unusual.",
        ),
    ),
    Parameter(
        "min_cases",
        Text("Số vụ tối thiểu", "Fewest events"),
        "integer",
        2,
        unit=Text("vụ", "events"),
        minimum=2,
        maximum=1000,
        reason=Text("Một vụ không phải là cụm.", "One event is no cluster."),
    ),
    Parameter(
        "permutations",
        Text("Số lần mô phỏng", "Replicates"),
        "integer",
        199,
        minimum=99,
        maximum=99_999,
        reason=Text(
            "Đủ cho mức 99 %, trong vài giây; báo cáo nên dùng 999.",
            "Enough for the 99 % level within seconds; take 999 for a report.",
        ),
        help=Text(
            "Dừng sớm khi 50 lần đã đạt mức của cụm đầu.",
            "Stops early once 50 of them reach the first cluster.",
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
    """Say what was scanned, and against which chance."""
    radius = f"{used['max_radius_m']:g} m"
    shape = Text(f"Vòng tròn đến {radius}", f"Discs up to {radius}")
    if used["unit_kind"] == "lanes":
        shape = Text(
            f"Các đoạn ngõ trong vòng {radius} đường đi",
            f"Stretches of lane within {radius} on foot",
        )
    if used["model"] == "poisson":
        by_lane = used["unit_kind"] == "lanes"
        ground = (
            Text("chiều dài ngõ", "length of lanes") if by_lane else Text("diện tích", "surface")
        )
        return Text(
            f"{shape.vi}, so với {ground.vi}; p từ {used['permutations']} mô phỏng.",
            f"{shape.en} against {ground.en}; p from {used['permutations']} replicates.",
        )
    if used["model"] == "bernoulli":
        return Text(
            f"{shape.vi}: tỷ lệ vụ trong {used['recent_days']} ngày cuối; p từ "
            f"{used['permutations']} mô phỏng.",
            f"{shape.en}: the share of events of the last {used['recent_days']} days; "
            f"p from {used['permutations']} replicates.",
        )
    when_vi = "đến ngày cuối" if used["intervals"] == "latest" else "bất kỳ"
    when_en = "up to the last day" if used["intervals"] == "latest" else "at any time"
    return Text(
        f"{shape.vi}, khoảng ngày {when_vi} dài đến {used['max_days']} ngày; p từ "
        f"{used['permutations']} lần xáo trộn ngày.",
        f"{shape.en}, intervals {when_en} of up to {used['max_days']} days; p from "
        f"{used['permutations']} shuffles of the days.",
    )


def notes_for(
    events: Events, kept: Events, replicates: int, used: Mapping[str, object]
) -> tuple[Note, ...]:
    """Return what must be said beside these clusters."""
    timed = used["model"] != "poisson"
    undated = int((~events.dated).sum()) if timed else 0
    one_day = timed and len(kept) > 1 and _is_one_day(kept)
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
            timed and len(kept) > 0 and events.day_precision != "day",
            "coarse_dates",
            "Ngày chỉ biết đến tháng hoặc năm: các vụ cùng tháng trông như cùng ngày.",
            "Dates are known to the month or year only: events of a month look like one day.",
        ),
        (
            one_day,
            "one_day",
            "Mọi vụ cùng một ngày: không có gì để so theo thời gian.",
            "All events are of one day: there is nothing to compare in time.",
        ),
    )
    notes = [Note(code, "warning", Text(vi, en)) for said, code, vi, en in candidates if said]
    if 0 < replicates < int(str(used["permutations"])):
        words = Text(
            f"Dừng sau {replicates} mô phỏng: cụm đầu rõ ràng không hơn mức ngẫu nhiên.",
            f"Stopped after {replicates} replicates: the first cluster is plainly no more than "
            "chance.",
        )
        notes.append(Note("stopped_early", "info", words))
    return tuple(notes)


def _is_one_day(events: Events) -> bool:
    return events.day is not None and int(events.day.min()) == int(events.day.max())
