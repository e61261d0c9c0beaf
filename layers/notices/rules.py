"""What a person can be told of, and how often: the words of both."""

from collections.abc import Sequence
from typing import NamedTuple

from geo.errors import InputError
from geo.text import Text
from layers.cases.ages import AGED_DAYS


class Rule(NamedTuple):
    """One thing to be told of; `methods` are those of the nightly watch that find it.

    Names stand in subscriptions that are kept: `overdue` is what is open for long, as it was
    first called; what is past its own day is `past_due`.
    """

    name: str
    title: Text
    help: Text
    one: Text
    many: Text
    methods: tuple[str, ...] = ()

    def said(self, n: int) -> Text:
        """Say how many."""
        return Text(f"{n} {self.one.vi}", f"{n} {self.one.en if n == 1 else self.many.en}")


RULES = (
    Rule(
        "new",
        Text("Có vụ mới", "A new incident"),
        Text("Ngay sau khi vụ được ghi hoặc nạp tệp.", "As soon as it is recorded or loaded."),
        Text("vụ mới", "new incident"),
        Text("vụ mới", "new incidents"),
    ),
    Rule(
        "recurs",
        Text("Tái phát nơi đã giải quyết", "Comes back where one was closed"),
        Text(
            "Vụ mới ở chỗ một vụ trước đã kết thúc, theo quy tắc của bảng giám sát; hoặc ở một điểm"
            " đã ổn định hay đã xóa.",
            "A new incident where an earlier one was closed, by the rule of the board; or at a"
            " place that was stable or removed.",
        ),
        Text("vụ tái phát", "incident came back"),
        Text("vụ tái phát", "incidents came back"),
    ),
    Rule(
        "overdue",
        Text(f"Mở quá {AGED_DAYS} ngày", f"Still open after {AGED_DAYS} days"),
        Text(
            f"Vụ chưa kết thúc {AGED_DAYS} ngày sau khi xảy ra, dù hạn xử lý là ngày nào.",
            f"Still open {AGED_DAYS} days after it happened, whatever day its deadline is.",
        ),
        Text(f"vụ mở quá {AGED_DAYS} ngày", f"incident open for {AGED_DAYS} days"),
        Text(f"vụ mở quá {AGED_DAYS} ngày", f"incidents open for {AGED_DAYS} days"),
    ),
    Rule(
        "repeat",
        Text("Thành điểm tái phạm", "Becomes a repeat point"),
        Text("Lần canh hằng đêm thấy lần đầu.", "The nightly watch sees it for the first time."),
        Text("điểm tái phạm mới", "new repeat point"),
        Text("điểm tái phạm mới", "new repeat points"),
        ("repeat_points",),
    ),
    Rule(
        "hot",
        Text("Thành điểm nóng", "Becomes hot"),
        Text(
            "Cụm đang diễn ra hoặc ô đang tăng, có ý nghĩa thống kê, do lần canh hằng đêm thấy.",
            "A cluster going on or a rising cell, significant, that the nightly watch sees.",
        ),
        Text("điểm nóng mới", "new hot spot"),
        Text("điểm nóng mới", "new hot spots"),
        ("scan", "emerging"),
    ),
    Rule(
        "past_due",
        Text("Quá hạn xử lý", "Past its deadline"),
        Text(
            "Vụ còn mở khi đã qua hạn của chính nó: ngày được đặt riêng, hoặc số ngày của trạng"
            " thái (trang Thời hạn).",
            "A case still open after its own deadline: a day set for it, or the days of its state"
            " (page Deadlines).",
        ),
        Text("vụ quá hạn xử lý", "case past its deadline"),
        Text("vụ quá hạn xử lý", "cases past their deadline"),
    ),
)
OF_FINDINGS = tuple(rule.name for rule in RULES if rule.methods)
"""Rules whose subjects are findings of the watch; those of the others are incidents."""
EVERY = {
    "once": Text("Ngay khi có", "At once"),
    "day": Text("Mỗi ngày một lần, 7 giờ", "Once a day, at seven"),
    "week": Text("Mỗi tuần một lần, sáng thứ Hai", "Once a week, on Monday"),
}


def get_rule(name: str) -> Rule:
    """Return the rule of that name; InputError names those there are."""
    found = next((rule for rule in RULES if rule.name == name), None)
    if found is None:
        raise _refused("rule", name, [rule.name for rule in RULES])
    return found


def check_rules(names: Sequence[str]) -> tuple[str, ...]:
    """Return the rules in their own order; InputError where there is none, or an unknown one."""
    for name in names:
        get_rule(name)
    if not names:
        raise InputError(
            Text("rule: hãy chọn ít nhất một việc cần báo.", "rule: choose what to be told of."),
            field="rule",
        )
    return tuple(rule.name for rule in RULES if rule.name in names)


def check_every(name: str) -> str:
    """Return how often; InputError names the ways there are."""
    if name not in EVERY:
        raise _refused("every", name, list(EVERY))
    return name


def _refused(field: str, value: str, allowed: Sequence[str]) -> InputError:
    said, choices = value[:40], ", ".join(allowed)
    return InputError(
        Text(f"{field}={said}: chỉ có {choices}.", f"{field}={said}: allowed are {choices}."),
        field=field,
        value=said,
    )
