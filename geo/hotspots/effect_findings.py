"""What "did it work" found, in sentences: none says more than its interval does."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from geo.text import Text, same
from geo.written import chance, shown_number

SURE = 0.05


def findings(summary: Mapping[str, Any], used: Mapping[str, object]) -> list[Text]:
    """Say in sentences what was found; nothing where no place was named."""
    if not summary["stated"]:
        return []
    found = [_treated_words(summary, used), _ring_words(summary), _quotient_words(summary, used)]
    return [text for text in (*found, _waiting_words(summary)) if text is not None]


def _treated_words(summary: Mapping[str, Any], used: Mapping[str, object]) -> Text:
    place, level = summary["treated"], used["confidence"]
    before, after = shown_number(place["before"]), shown_number(place["after"])
    other = (
        shown_number(summary["before"]["comparison"]),
        shown_number(summary["after"]["comparison"]),
    )
    vi = (
        f"Nơi đã xử lý: {before.vi} vụ trước, {after.vi} vụ sau; nơi so sánh: "
        f"{other[0].vi} và {other[1].vi}."
    )
    en = (
        f"The treated place: {before.en} incidents before, {after.en} after; the "
        f"comparison: {other[0].en} and {other[1].en}."
    )
    if not np.isfinite(place["ratio"]) and place["p"] == 1:
        return Text(f"{vi} Không so được.", f"{en} They cannot be compared.")
    sure = _sure(place, summary["interval_allowing_for_bursts"])
    ratio, spread = shown_number(place["ratio"], 2), _spread(place["low"], place["high"])
    return Text(
        f"{vi} So với nơi so sánh: {ratio.vi} lần ({level} %: {spread.vi}); {sure.vi}.",
        f"{en} Against the comparison: {ratio.en} times ({level} %: {spread.en}); {sure.en}.",
    )


def _sure(place: Mapping[str, float], with_bursts: list[float]) -> Text:
    """Say how sure the change is: also when weeks vary more than chance, the interval must hold."""
    low, high = with_bursts
    if place["p"] > SURE:
        return Text(
            "chưa chắc là do biện pháp, có thể là ngẫu nhiên",
            "this may well be chance",
        )
    if low <= 1 <= high:
        wider = _spread(low, high)
        return Text(
            "chưa chắc là do biện pháp, có thể là ngẫu nhiên: vụ dồn theo tuần, tính cả điều đó thì"
            f" khoảng rộng ra {wider.vi}",
            "this may well be chance: incidents come in bursts by week, and allowing for that the"
            f" interval widens to {wider.en}",
        )
    if place["ratio"] < 1:
        return Text("giảm hơn hẳn", "clearly fewer")
    return Text("tăng hơn hẳn", "clearly more")


def _ring_words(summary: Mapping[str, Any]) -> Text | None:
    ring = summary["ring"]
    if not ring["before"] + ring["after"]:
        return None
    if ring["p"] > SURE:
        what = Text("không thấy dạt sang hay lan tỏa rõ", "no clear displacement or diffusion")
    elif summary["treated"]["ratio"] < 1:
        what = (
            Text("tăng hơn hẳn, có thể là vụ dạt sang", "clearly more: they may have moved there")
            if ring["ratio"] > 1
            else Text(
                "giảm hơn hẳn, có thể là cùng được lợi", "clearly fewer: it may have gained too"
            )
        )
    else:  # where the place itself did not gain, nothing moved from it and nothing was shared
        what = (
            Text("tăng hơn hẳn", "clearly more")
            if ring["ratio"] > 1
            else Text("giảm hơn hẳn", "clearly fewer")
        )
    before, after = shown_number(ring["before"]), shown_number(ring["after"])
    return Text(
        f"Vành xung quanh: {before.vi} vụ trước, {after.vi} sau; {what.vi}.",
        f"The ring around it: {before.en} before, {after.en} after; {what.en}.",
    )


def _quotient_words(summary: Mapping[str, Any], used: Mapping[str, object]) -> Text | None:
    moved = summary["displacement"]
    quotient, (low, high) = moved["quotient"], moved["quotient_interval"]
    if not np.isfinite(quotient):
        return None
    value, spread, level = shown_number(quotient, 2), _spread(low, high), used["confidence"]
    within = (
        Text(f" ({level} %: {spread.vi})", f" ({level} %: {spread.en})")
        if np.isfinite(low)
        else same("")
    )
    what, net = _moved_words(summary), _net_words(moved["net_avoided"])
    return Text(
        f"Chỉ số dịch chuyển (WDQ) {value.vi}{within.vi}: {what.vi}. Ước tính điểm, tính cả vành: "
        f"{net.vi}.",
        f"Displacement quotient (WDQ) {value.en}{within.en}: {what.en}. Point estimate, counting "
        f"the ring: {net.en}.",
    )


def _moved_words(summary: Mapping[str, Any]) -> Text:
    """Say where incidents went, only as far as the whole interval says it."""
    low, high = summary["displacement"]["quotient_interval"]
    untold = _why_untold(summary)
    if untold is not None:
        return untold
    if low > 0:
        return Text("lợi ích lan ra xung quanh", "the surroundings shared in the gain")
    if high < -1:
        return Text("dạt đi nhiều hơn phần giảm được", "more was displaced than was won")
    if low > -1:
        return Text("một phần dạt sang xung quanh", "a part was displaced to the surroundings")
    return Text(
        "có dạt sang xung quanh; chưa kết luận được có dạt đi nhiều hơn phần giảm được hay không",
        "incidents were displaced to the surroundings; whether more was displaced than was won"
        " cannot be told",
    )


def _why_untold(summary: Mapping[str, Any]) -> Text | None:
    """Say why the quotient gives no verdict; None where it does.

    Without a clear gain it divides by what may be nothing; a ring whose own change may be chance
    cannot have received anything for certain; and an interval over 0 has both signs.
    """
    low, high = summary["displacement"]["quotient_interval"]
    if summary["verdict"] != "fewer":
        return Text(
            "chưa kết luận được dạt sang hay lan tỏa, vì chưa chắc nơi đã xử lý có giảm",
            "whether incidents moved cannot be told, as the treated place itself is not clearly"
            " better",
        )
    if not np.isfinite([low, high]).all():
        return Text(
            "chưa kết luận được dạt sang hay lan tỏa: không tính được khoảng tin cậy",
            "whether incidents moved cannot be told: it has no interval",
        )
    if low <= 0 <= high:
        return Text(
            "chưa kết luận được dạt sang hay lan tỏa: khoảng tin cậy chứa số 0",
            "whether incidents moved or the surroundings gained cannot be told: the interval holds"
            " 0",
        )
    if summary["ring"]["p"] > SURE:
        return Text(
            "chưa kết luận được dạt sang hay lan tỏa: thay đổi của vành có thể là ngẫu nhiên",
            "whether incidents moved cannot be told: the change of the ring may be chance",
        )
    return None


def _net_words(avoided: float) -> Text:
    many = shown_number(abs(avoided), 1)
    if avoided < 0:
        return Text(f"tăng thêm {many.vi} vụ", f"{many.en} incidents more")
    return Text(f"bớt được {many.vi} vụ", f"{many.en} incidents fewer")


def _waiting_words(summary: Mapping[str, Any]) -> Text | None:
    sides = summary["next_incident"]["treated_before_after"]
    test = summary["next_incident"]["before_after"]
    if not {"before", "after"} <= set(sides) or not sides["before"]["happened"]:
        return None
    before, after = (_days_words(sides[side]["median_days"]) for side in ("before", "after"))
    p = chance(test["p"])
    return Text(
        f"Nửa số lần, vụ kế tiếp đến trong {before.vi} trước và {after.vi} sau (log-rank p "
        f"{p.vi}).",
        f"Half of the time the next incident came within {before.en} before and {after.en} after "
        f"(log-rank p {p.en}).",
    )


def _days_words(days: float) -> Text:
    if not np.isfinite(days):
        return Text("hơn cả kỳ", "more than the period")
    shown = shown_number(days)
    return Text(f"{shown.vi} ngày", f"{shown.en} {'day' if days == 1 else 'days'}")


def _spread(low: float, high: float) -> Text:
    least, most = shown_number(low, 2), shown_number(high, 2)
    return Text(f"{least.vi} đến {most.vi}", f"{least.en} to {most.en}")
