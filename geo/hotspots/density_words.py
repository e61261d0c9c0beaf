"""The words of density: title, parameters, what was computed, and the notes beside its numbers."""

from collections.abc import Mapping

from geo.events import Events
from geo.hotspots.base import Parameter
from geo.quality import PileUp
from geo.result import Note
from geo.text import Text

FEW = 30
METRES = Text("m", "m")

TITLE = Text("Mật độ vụ việc", "Density of events")
SUMMARY = Text(
    "Số vụ trên một héc-ta quanh mỗi ô, được làm mịn theo khoảng cách.",
    "Events per hectare around each cell, smoothed by distance.",
)
CAUTION = (
    Text(
        "Đây là bức tranh mật độ, không phải phép thử: nơi đậm chưa chắc hơn mức ngẫu nhiên.",
        "This is a picture and no test: a dark spot need not be more than chance would give.",
    ),
    Text(
        "Bán kính rộng làm nhòe điểm nóng, bán kính hẹp biến từng vụ thành điểm nóng.",
        "A wide bandwidth blurs hot spots; a narrow one makes a spot of every event.",
    ),
    Text(
        "Sát ranh giới, mật độ bị thấp đi nếu không hiệu chỉnh biên.",
        "Along the border density comes out too low unless it is corrected.",
    ),
    Text(
        "Nơi tuần tra nhiều thì ghi nhận nhiều.",
        "Where patrols look more, more is recorded.",
    ),
)

PARAMETERS = (
    Parameter(
        "bandwidth_m",
        Text("Bán kính làm mịn", "Bandwidth"),
        "number",
        None,
        unit=METRES,
        minimum=2,
        maximum=5000,
        reason=Text(
            "Tự chọn theo độ phân tán của các vụ (Silverman), trong khoảng 50 m đến 1000 m.",
            "Automatic, from how the events spread (Silverman), between 50 m and 1000 m.",
        ),
        help=Text(
            "Vụ ở xa hơn bán kính không được tính. Trong một phường thường dùng 150–300 m.",
            "Events farther away do not count. In a ward 150 to 300 m is usual.",
        ),
    ),
    Parameter(
        "cell_m",
        Text("Cỡ ô", "Cell size"),
        "number",
        None,
        unit=METRES,
        minimum=1,
        maximum=2500,
        reason=Text(
            "Tự chọn: 25 m, lớn hơn nếu vùng có quá 20 000 ô; không quá nửa bán kính.",
            "Automatic: 25 m, larger where the area has more than 20,000 cells; at most half the "
            "bandwidth.",
        ),
    ),
    Parameter(
        "edge_correction",
        Text("Hiệu chỉnh biên", "Correct for the border"),
        "boolean",
        False,
        reason=Text(
            "Trên bản đồ, số chưa hiệu chỉnh dễ hiểu hơn và không thổi phồng vài vụ sát biên.",
            "On a map the plain figure is easier to grasp and does not blow up a few events at "
            "the border.",
        ),
        help=Text(
            "Chia cho phần của vòng tròn nằm trong địa bàn, ít nhất một phần mười.",
            "Divides by the part of the disc that lies inside, at least a tenth.",
        ),
    ),
)


def rule_in_words(used: Mapping[str, object]) -> Text:
    """Say what was computed, with its numbers."""
    edge_vi = ", đã hiệu chỉnh biên" if used["edge_correction"] else ""
    edge_en = ", corrected for the border" if used["edge_correction"] else ""
    return Text(
        f"Số vụ trên héc-ta, nhân bậc bốn bán kính {used['bandwidth_m']:g} m, ô "
        f"{used['cell_m']:g} m{edge_vi}; mức 1, 2, 3 từ 2, 3, 5 lần trung bình.",
        f"Events per hectare, quartic kernel of {used['bandwidth_m']:g} m, cells of "
        f"{used['cell_m']:g} m{edge_en}; classes 1, 2, 3 from 2, 3, 5 times the mean.",
    )


def notes_for(
    events: Events, piles: list[PileUp], reason: Text, used: Mapping[str, object]
) -> tuple[Note, ...]:
    """Return what must be said beside these densities."""
    notes = [
        Note(
            "bandwidth",
            "info",
            Text(
                f"Bán kính {used['bandwidth_m']:g} m: {reason.vi}.",
                f"Bandwidth {used['bandwidth_m']:g} m: {reason.en}.",
            ),
        )
    ]
    candidates = (
        (not len(events), "no_events", "Không có vụ việc nào.", "There are no events."),
        (
            0 < len(events) < FEW,
            "few_events",
            f"Chỉ có {len(events)} vụ việc, dưới {FEW}.",
            f"Only {len(events)} events, fewer than {FEW}.",
        ),
        (
            bool(piles),
            "pile_up",
            f"{len(piles)} tọa độ giữ bất thường nhiều vụ, có thể là tọa độ mặc định; nơi đậm nhất "
            "có thể là giả.",
            f"{len(piles)} coordinates hold unusually many events, perhaps a default; the darkest "
            "spot may be false.",
        ),
    )
    notes += [Note(code, "warning", Text(vi, en)) for said, code, vi, en in candidates if said]
    if len(events) and not used["edge_correction"]:
        words = Text(
            "Chưa hiệu chỉnh biên: sát ranh giới mật độ thấp hơn thực tế.",
            "Not corrected for the border: along it density is too low.",
        )
        notes.append(Note("no_edge_correction", "info", words))
    return tuple(notes)
