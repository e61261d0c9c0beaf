"""The words of Gi*: title, parameters, what its p means, and the notes beside its numbers."""

from collections.abc import Mapping
from typing import cast

from geo.events import Events
from geo.hotspots.base import Parameter
from geo.result import Note
from geo.tessellation import Tessellation
from geo.text import Text

FEW = 30
METRES = Text("m", "m")

TITLE = Text("Ô nóng, ô lạnh (Gi*)", "Hot and cold cells (Gi*)")
SUMMARY = Text(
    "Tìm những ô mà chính ô đó và các ô kề bên có nhiều (hoặc ít) vụ việc hơn mức ngẫu nhiên.",
    "Finds cells that, together with the cells around them, hold more (or fewer) events than "
    "chance would give.",
)
CAUTION = (
    Text(
        "Dưới 30 ô hoặc dưới 30 vụ việc: kết quả không đáng tin.",
        "With fewer than 30 cells or 30 events the result cannot be trusted.",
    ),
    Text(
        "Nơi tuần tra nhiều thì ghi nhận nhiều: ô nóng có thể là nơi được nhìn kỹ hơn.",
        "Where patrols look more, more is recorded: a hot cell may be a well-watched one.",
    ),
    Text(
        "Ở rìa địa bàn thiếu ô kề; đổi cỡ ô có thể đổi kết quả.",
        "At the edge of the area neighbours are missing; another cell size may change the picture.",
    ),
    Text(
        "Ô lạnh khác với ô không có số liệu: ô trống trong địa bàn được tính là 0.",
        "Cold is not the same as no data: an empty cell inside the area counts as 0.",
    ),
    Text(
        "Khu vực, đoạn ngõ dài ngắn khác nhau: số vụ phụ thuộc vào độ lớn và dân số ở đó.",
        "Areas and pieces of unequal size: counts depend on how large and populous each is.",
    ),
)

PARAMETERS = (
    Parameter(
        "unit_kind",
        Text("Đơn vị so sánh", "Units"),
        "choice",
        "square",
        choices=(
            ("square", Text("ô vuông", "squares")),
            ("hexagon", Text("ô lục giác", "hexagons")),
            ("areas", Text("khu vực có sẵn", "given areas")),
            ("lanes", Text("đoạn đường, ngõ", "pieces of lane")),
        ),
        reason=Text(
            "Ô vuông bằng nhau, dễ chỉ ngoài thực địa.", "Equal squares are easy to point at."
        ),
    ),
    Parameter(
        "cell_m",
        Text("Cỡ ô", "Cell size"),
        "number",
        None,
        unit=METRES,
        minimum=1,
        maximum=5000,
        reason=Text(
            "Tự chọn: 100 m; nhỏ hơn nếu vùng có dưới 100 ô, lớn hơn nếu quá 20 000 ô.",
            "Automatic: 100 m; smaller where the area would have fewer than 100 cells, larger "
            "where more than 20,000.",
        ),
        help=Text(
            "Với đoạn ngõ: chiều dài lớn nhất của một đoạn.",
            "With lanes: the greatest length of a piece.",
        ),
    ),
    Parameter(
        "neighbours",
        Text("Kề nhau theo", "Neighbours by"),
        "choice",
        "queen",
        choices=(
            ("queen", Text("chạm cạnh hoặc góc", "side or corner")),
            ("rook", Text("chung cạnh", "side")),
            ("distance", Text("khoảng cách", "distance")),
        ),
        reason=Text(
            "Tám ô xung quanh là cách dùng thường nhất trên lưới.",
            "The eight cells around are the usual choice on a grid.",
        ),
    ),
    Parameter(
        "radius_m",
        Text("Bán kính kề", "Neighbour distance"),
        "number",
        None,
        unit=METRES,
        minimum=0,
        maximum=10000,
        reason=Text(
            "Tự chọn: nhỏ nhất để ô nào cũng có ô kề, trung bình khoảng 8.",
            "Automatic: the smallest at which all have a neighbour and about 8 on average.",
        ),
        help=Text("Chỉ dùng khi kề theo khoảng cách.", "Only with neighbours by distance."),
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
            "Nhà trong ngõ thường cách tim đường không quá 30 m.",
            "Houses are rarely more than 30 m off the middle of their lane.",
        ),
        help=Text("Chỉ dùng cho đoạn ngõ.", "For pieces of lane only."),
    ),
    Parameter(
        "star",
        Text("Tính cả ô giữa (Gi*)", "Count the cell itself (Gi*)"),
        "boolean",
        True,
        reason=Text(
            "Ô giữa cũng là một phần của điểm nóng.", "The cell is part of its own hot spot."
        ),
    ),
    Parameter(
        "null_model",
        Text("Ngẫu nhiên nghĩa là", "Chance means"),
        "choice",
        "total",
        choices=(
            ("total", Text("xáo trộn mọi ô", "all cells shuffled")),
            ("conditional", Text("giữ ô giữa, xáo trộn các ô khác", "own value held")),
            ("scatter", Text("rải đều từng vụ việc", "events dropped anywhere")),
        ),
        reason=Text(
            "Khớp với Gi*, vốn tính cả ô giữa; giữ ô giữa thì bỏ phí số liệu của chính nó.",
            "Matches Gi*, which counts the cell itself; holding it wastes its own count.",
        ),
        help=Text(
            "Rải đều từng vụ thấy cả ô đơn lẻ đông vụ, nhưng coi mọi sự tụ tập là nóng.",
            "Dropping events anywhere also finds single crowded cells, but calls any gathering "
            "hot.",
        ),
    ),
    Parameter(
        "tail",
        Text("Tìm", "Look for"),
        "choice",
        "two_sided",
        choices=(
            ("two_sided", Text("ô nóng và ô lạnh", "hot and cold")),
            ("greater", Text("chỉ ô nóng", "hot only")),
        ),
        reason=Text("Hai phía là cách thận trọng hơn.", "Looking both ways is more careful."),
    ),
    Parameter(
        "correction",
        Text("Hiệu chỉnh nhiều phép thử", "Correction for many tests"),
        "choice",
        "bh",
        choices=(
            ("bh", Text("Benjamini-Hochberg", "Benjamini-Hochberg")),
            ("by", Text("Benjamini-Yekutieli (chặt hơn)", "Benjamini-Yekutieli (stricter)")),
            ("none", Text("không", "none")),
        ),
        reason=Text(
            "Không hiệu chỉnh thì cứ 20 ô có một ô nóng giả.",
            "Without one, about every 20th cell would be hot by chance.",
        ),
    ),
    Parameter(
        "permutations",
        Text("Số lần hoán vị đối chiếu", "Permutations for comparison"),
        "integer",
        999,
        minimum=0,
        maximum=99_999,
        reason=Text(
            "Đủ để so với phần mềm khác; p chính được đếm chính xác nên không cần hoán vị.",
            "Enough to compare with other programs; p itself is counted exactly without them.",
        ),
        help=Text("0: không rút ngẫu nhiên.", "0: no random draws."),
    ),
)

_HOW = {
    "exact": Text("đếm chính xác mọi cách chọn", "counted exactly over every choice"),
    "drawn": Text("từ các lần rút ngẫu nhiên", "from random draws"),
    "normal": Text("theo phân phối chuẩn", "from the normal curve"),
    "poisson": Text("theo phân phối Poisson", "from the Poisson distribution"),
    "none": Text("không thử được: các ô bằng nhau", "not testable: all units are equal"),
}


_NULL = {
    "total": Text("xáo trộn số vụ trên mọi ô", "counts shuffled over all units"),
    "conditional": Text("giữ ô giữa, xáo trộn các ô khác", "own count held, the others shuffled"),
    "scatter": Text("từng vụ rải đều trong vùng", "events dropped anywhere in the area"),
}


_CORRECTION = {
    "bh": Text("đã hiệu chỉnh theo Benjamini-Hochberg", "corrected by Benjamini and Hochberg"),
    "by": Text("đã hiệu chỉnh theo Benjamini-Yekutieli", "corrected by Benjamini and Yekutieli"),
    "none": Text("chưa hiệu chỉnh", "not corrected"),
}
_BESIDE = {
    "queen": Text("kề cạnh hoặc góc", "that touch it by side or corner"),
    "rook": Text("kề cạnh", "that share a side with it"),
    "distance": Text("gần đó", "near it"),
}
_END_TO_END = Text("nối liền với nó", "that meet it end to end")
_SURE = {
    True: Text(
        "Mức tin cậy đã trừ hao cho việc xét nhiều nơi cùng lúc",
        "The confidence allows for looking at many places at once",
    ),
    False: Text(
        "Mức tin cậy chưa trừ hao cho việc xét nhiều nơi cùng lúc",
        "The confidence does not allow for looking at many places at once",
    ),
}


def rule_in_words(used: Mapping[str, object]) -> Text:
    """Say by which rule a unit is hot or cold, for somebody who has never heard of Gi*."""
    is_area = used["unit_kind"] == "areas"
    many = Text("khu vực", "areas") if is_area else Text("ô", "cells")
    beside = _BESIDE[str(used["neighbours"])]
    if used["unit_kind"] == "lanes":
        many = Text("đoạn", "pieces")
        beside = beside if used["neighbours"] == "distance" else _END_TO_END
    around = Text(f"các {many.vi} {beside.vi}", f"the {many.en} {beside.en}")
    subject = (
        Text(f"Một {_one(used).vi} cùng {around.vi}", f"One {_one(used).en} with {around.en} holds")
        if used["star"]
        else Text(
            f"Quanh một {_one(used).vi}, {around.vi}",
            f"Around one {_one(used).en}, {around.en} hold",
        )
    )
    both = used["tail"] != "greater"
    sure = _SURE[used["correction"] != "none"]
    return Text(
        f"{subject.vi} có nhiều{' hoặc ít' if both else ''} vụ hơn hẳn mức ngẫu nhiên. {sure.vi}.",
        f"{subject.en} clearly more{' or fewer' if both else ''} incidents than chance would put"
        f" there. {sure.en}.",
    )


def _one(used: Mapping[str, object]) -> Text:
    kind = str(used["unit_kind"])
    if kind == "areas":
        return Text("khu vực", "area")
    size = f"{cast('float', used['cell_m']):g} m"
    if kind == "lanes":
        return Text(f"đoạn ngõ đến {size}", f"piece of lane of up to {size}")
    if kind == "hexagon":
        return Text(f"ô lục giác {size}", f"hexagon of {size}")
    return Text(f"ô vuông {size}", f"square of {size}")


def p_in_words(used: Mapping[str, object], how: str) -> Text:
    """Say which p was tested, how it was found and how it was corrected."""
    model = str(used["null_model"])
    null = _NULL["conditional" if model == "total" and not used["star"] else model]
    tail = (
        Text("một phía (nóng)", "one-sided (hot)")
        if used["tail"] == "greater"
        else Text("hai phía", "two-sided")
    )
    correction = _CORRECTION[str(used["correction"])]
    return Text(
        f"p {tail.vi}, {null.vi}, {_HOW[how].vi}; {correction.vi}.",
        f"p {tail.en}, {null.en}, {_HOW[how].en}; {correction.en}.",
    )


def notes_for(cut: Tessellation, events: Events, how: str, lone_cells: int) -> tuple[Note, ...]:
    """Return what must be said beside these numbers."""
    isolated = int((cut.weights.getnnz(axis=1) == 0).sum())
    cut_cells = int((cut.share < 1).sum())
    candidates = (
        (not len(events), "no_events", "Không có vụ việc nào.", "There are no events."),
        (
            0 < len(events) < FEW,
            "few_events",
            f"Chỉ có {len(events)} vụ việc, dưới {FEW}.",
            f"Only {len(events)} events, fewer than {FEW}.",
        ),
        (
            len(cut.units) < FEW,
            "few_units",
            f"Chỉ có {len(cut.units)} đơn vị so sánh, dưới {FEW}.",
            f"Only {len(cut.units)} units, fewer than {FEW}.",
        ),
        (
            how == "none",
            "no_variation",
            "Mọi đơn vị bằng nhau (hoặc không có ô kề): không có gì để so sánh.",
            "All units are equal (or none has neighbours): there is nothing to compare.",
        ),
        (
            isolated > 0,
            "islands",
            f"{isolated} đơn vị không có đơn vị kề.",
            f"{isolated} units have no neighbour.",
        ),
        (
            lone_cells > 0,
            "lone_cells",
            f"{lone_cells} ô đông vụ nhưng các ô kề thì không: xem điểm tái phạm, hoặc chọn ô nhỏ "
            "hơn.",
            f"{lone_cells} cells are crowded while those around are not: see the repeat points, "
            "or choose smaller cells.",
        ),
        (
            cut.outside > 0,
            "events_outside",
            f"{cut.outside} vụ việc nằm ngoài các đơn vị và không được tính.",
            f"{cut.outside} events lie outside the units and are not counted.",
        ),
    )
    notes = [Note(code, "warning", Text(vi, en)) for said, code, vi, en in candidates if said]
    if cut_cells:
        words = Text(
            f"{cut_cells} ô bị ranh giới cắt; ô có dưới một phần mười trong địa bàn bị bỏ.",
            f"{cut_cells} cells are cut by the boundary; cells with less than a tenth inside are "
            "left out.",
        )
        notes.append(Note("cut_cells", "info", words))
    return tuple(notes)
