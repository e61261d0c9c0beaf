"""The words of border areas: title, parameters, the rule, and the notes beside the numbers."""

from collections.abc import Mapping
from typing import cast

from geo.events import Events
from geo.hotspots.base import Parameter
from geo.quality import PileUp
from geo.result import Note
from geo.text import Text, same

FEW = 30

TITLE = Text("Điểm nóng giáp ranh", "Hot borders between groups")
SUMMARY = Text(
    "Tìm những đoạn giáp ranh giữa hai tổ dân phố có nhiều vụ hơn hẳn mức chung, kể cả khi nhìn "
    "riêng từng tổ thì không thấy.",
    "Finds borders between two resident groups that hold clearly more than the rate, also where "
    "neither group alone would see it.",
)
CAUTION = (
    Text(
        "Ranh giới hay chạy theo đường lớn: đông vụ có thể vì đường lớn chứ không vì giáp ranh.",
        "Borders often follow main roads: crowded because of the road, perhaps, not of the border.",
    ),
    Text(
        "Ranh giới vẽ lệch vài mét có thể đổi bên của vụ việc; dải phải rộng hơn sai số ấy.",
        "An outline a few metres off may change an event's side; the strip must be wider.",
    ),
    Text(
        "Giáp phường khác chỉ biết một bên: phần bên kia không có số liệu.",
        "At the ward's outer border only one side is known: beyond it there are no data.",
    ),
    Text(
        "Nơi tuần tra nhiều thì ghi nhận nhiều; giáp ranh thường là nơi ít ai đi.",
        "Where patrols look more, more is recorded; borders are often where nobody walks.",
    ),
)

PARAMETERS = (
    Parameter(
        "width_m",
        Text("Bề rộng mỗi bên", "Width on each side"),
        "number",
        30.0,
        unit=Text("m", "m"),
        minimum=5,
        maximum=200,
        reason=Text(
            "30 m là nửa con phố và hàng nhà đầu tiên; hẹp hơn thì lẫn vào sai số tọa độ.",
            "30 m is half a street and the first row of houses; narrower drowns in the error of "
            "coordinates.",
        ),
    ),
    Parameter(
        "against",
        Text("So với mức của", "Compared with the rate of"),
        "choice",
        "ward",
        choices=(
            ("ward", Text("cả phường", "the whole ward")),
            ("sides", Text("hai tổ ở hai bên", "the two groups beside it")),
        ),
        reason=Text(
            "Cho biết đoạn giáp ranh nào cần người đến trước, tính trong cả phường.",
            "It tells which border needs somebody first, in the whole ward.",
        ),
        help=Text(
            "So với hai tổ hai bên: giáp ranh có đông hơn phía trong của chính hai tổ ấy không.",
            "Against the two groups: is the border more crowded than these very groups are?",
        ),
    ),
    Parameter(
        "outer",
        Text("Cả ranh giới ngoài của phường", "Also the ward's outer border"),
        "boolean",
        True,
        reason=Text(
            "Giáp phường khác hay bị bỏ quên; chỉ có một bên nên được ghi rõ.",
            "Borders with other wards are easily forgotten; they have one side only, and it is "
            "said.",
        ),
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
            "Xét hàng chục đoạn giáp ranh cùng lúc.", "Dozens of borders are tested at once."
        ),
    ),
)


def rule_in_words(used: Mapping[str, object]) -> Text:
    """Say what is compared with what."""
    width = cast("float", used["width_m"])
    rate = (
        Text("cả phường", "the whole ward")
        if used["against"] == "ward"
        else Text("chính hai tổ ấy", "these two groups")
    )
    sure = (
        Text("chưa trừ hao việc xét nhiều nơi", "not allowing for looking at many places")
        if used["correction"] == "none"
        else Text("đã trừ hao việc xét nhiều nơi", "allowing for looking at many places")
    )
    return Text(
        f"Dải {width:g} m mỗi bên ranh giới hai tổ có nhiều vụ hơn hẳn mức của {rate.vi}, "
        f"{sure.vi}.",
        f"The strip of {width:g} m on each side of a border holds clearly more incidents than the "
        f"rate of {rate.en}, {sure.en}.",
    )


def notes_for(
    events: Events, summary: Mapping[str, object], piles: list[PileUp]
) -> tuple[Note, ...]:
    """Return what must be said beside these strips."""
    outside, outer = cast("int", summary["events_outside"]), cast("int", summary["outer_hot"])
    split = cast("int", summary["split"])
    candidates = (
        (not len(events), "no_events", "Không có vụ việc nào.", "There are no events."),
        (
            0 < len(events) < FEW,
            "few_events",
            f"Chỉ có {len(events)} vụ việc, dưới {FEW}.",
            f"Only {len(events)} events, fewer than {FEW}.",
        ),
        (
            not summary["shared_borders"],
            "no_shared_border",
            "Không có hai tổ nào chung ranh giới.",
            "No two groups share a border.",
        ),
        (
            outside > 0,
            "events_outside",
            f"{outside} vụ nằm ngoài các tổ và không được tính.",
            f"{outside} events lie outside the groups and are not counted.",
        ),
        (
            outer > 0,
            "one_sided",
            f"{outer} đoạn nóng giáp phường khác: chỉ biết một bên, hãy hỏi phường bên cạnh.",
            f"{outer} hot strips lie on the ward's outer border: one side only is known; ask the "
            "neighbour.",
        ),
        (
            split > 0,
            "split",
            f"{split} đoạn nóng chỉ thấy khi gộp hai bên; từng tổ nhìn riêng thì không thấy.",
            f"{split} hot strips are seen only with both sides together; neither group alone "
            "would.",
        ),
        (
            bool(summary["weighted"]),
            "weights_not_used",
            "Dải đếm số vụ; trọng số không được dùng.",
            "Strips count events; weights are not used.",
        ),
        (
            bool(piles),
            "pile_up",
            f"{len(piles)} tọa độ giữ bất thường nhiều vụ, có thể là tọa độ mặc định.",
            f"{len(piles)} coordinates hold unusually many events, perhaps a default.",
        ),
    )
    return tuple(Note(code, "warning", Text(vi, en)) for said, code, vi, en in candidates if said)
