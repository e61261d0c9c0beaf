"""Epochs and their lineage as lines for a terminal."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scripts.cli._table import table

PAIR_HEADER = ("pair", "old · cũ", "new · mới", "kind", "area", "incidents", "people", "")
MOST_SLIVERS = 5


def list_lines(epochs: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield one line an epoch, newest first."""
    if not epochs:
        yield "Chưa có thời kỳ ranh giới nào được nạp · No epoch was loaded yet"
        return
    rows = [
        (
            epoch["id"], epoch["starts_on"], epoch["kind"], epoch["basis_number"],
            epoch["opened"], epoch["closed"], epoch["pairs"],
            epoch["confirmed_by"] or "chưa xác nhận · open",
        )
        for epoch in epochs
    ]  # fmt: skip
    yield from table(
        ("id", "from · từ", "kind", "basis · căn cứ", "new", "old", "pairs", "confirmed"), rows
    )


def loaded_lines(
    done: Mapping[str, Any], epoch: Mapping[str, Any], *, is_plan: bool
) -> Iterator[str]:
    """Yield what loading did, or would do."""
    if is_plan:
        yield "Dự kiến, chưa ghi gì · A plan, nothing is written"
    yield (
        f"Khu vực mới {done['opened']}, hết hiệu lực {done['closed']}, giữ nguyên"
        f" {done['went_on']} · {done['opened']} areas begin, {done['closed']} end,"
        f" {done['went_on']} go on"
    )
    if done["incidents_moved"]:
        yield (
            f"{done['incidents_moved']} vụ từ ngày đó đổi tổ ·"
            f" {done['incidents_moved']} incidents from that day on change their group"
        )
    yield from detail_lines(epoch)


def detail_lines(epoch: Mapping[str, Any]) -> Iterator[str]:
    """Yield an epoch: its document, its pairs, what has no heir, its log."""
    yield (
        f"{epoch['starts_on']}: {epoch['basis_number']} · {epoch['basis_title']}"
        f" · {epoch['basis_on']}"
    )
    yield _confirmed(epoch)
    yield ""
    shown = [pair for pair in epoch["pairs"] if not pair["is_sliver"]]
    slivers = [pair for pair in epoch["pairs"] if pair["is_sliver"]]
    yield from table(PAIR_HEADER, [_pair(pair) for pair in (*shown, *slivers[:MOST_SLIVERS])])
    if len(slivers) > MOST_SLIVERS:
        more = len(slivers) - MOST_SLIVERS
        yield f"  … còn {more} mảnh vụn, xem --json · {more} more slivers, see --json"
    for each in epoch["left_over"]:
        side = "không có gốc · from nowhere" if each["is_opened"] else "không có phần kế · no heir"
        yield f"! {each['code']} {each['name']}: {each['share']:.1%} {side}"
    for entry in epoch["log"]:
        yield f"  {entry['at']} {entry['actor']}: {entry['what']} {entry['reason']}".rstrip()


def _confirmed(epoch: Mapping[str, Any]) -> str:
    if epoch["is_confirmed"]:
        return f"Đã xác nhận: {epoch['confirmed_by']} · confirmed by {epoch['confirmed_by']}"
    return "Chưa xác nhận · not confirmed yet"


def _pair(pair: Mapping[str, Any]) -> tuple[object, ...]:
    marks = [
        "mảnh vụn · sliver" if pair["is_sliver"] else "",
        f"sửa · corrected: {pair['reason']}" if pair["reason"] else "",
    ]
    return (
        pair["id"],
        f"{pair['old']['code']} {pair['old']['name']}",
        f"{pair['new']['code']} {pair['new']['name']}",
        pair["kind"],
        *(_percent(pair[f"share_{name}"]) for name in ("area", "incidents", "people")),
        ", ".join(mark for mark in marks if mark),
    )


def _percent(share: float | None) -> str:
    return "?" if share is None else f"{share:.1%}"


def recast_lines(made: Mapping[str, Any]) -> Iterator[str]:
    """Yield totals in other boundaries, with where they come from."""
    yield made["words"]["vi"]
    yield made["words"]["en"]
    yield ""
    rows = [
        (
            row["code"], row["name"], row["value"],
            " + ".join(f"{part['value']:.4g} {part['code']}" for part in row["parts"]),
        )
        for row in made["rows"]
    ]  # fmt: skip
    yield from table(("code · mã", "name · tên", "value", "from · từ"), rows)
    for each in made["lost"]:
        yield (
            f"! {each['code']} {each['name']}: {each['value']:.4g} không chia được ·"
            " has nowhere to go"
        )
