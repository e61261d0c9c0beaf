"""Two periods as a table in one language, and as CSV text."""

from collections.abc import Mapping
from typing import Any

from geo.text import Text
from layers.queries.board_tables import csv_text

VERDICTS = {
    "more": Text("tăng rõ", "clearly more"),
    "fewer": Text("giảm rõ", "clearly fewer"),
    "unclear": Text("chưa rõ", "not clear"),
}


def compare_csv(found: Mapping[str, Any], language: str) -> str:
    """Return a comparison as CSV, unit by unit as listed; the last line is what lies in no unit.

    The header names the days of both periods and where the classes are cut.
    """
    header = [each.in_language(language) for each in _header(found)]
    lines = [_line(unit, language) for unit in found["units"]]
    nowhere = Text("Không gắn với nơi nào", "With no unit").in_language(language)
    left = found["nowhere"]
    lines.append([nowhere, "", left["before"], left["after"], *[""] * (len(header) - 4)])
    return csv_text(header, lines)


def _header(found: Mapping[str, Any]) -> list[Text]:
    days = [f"{found[which]['from']} – {found[which]['to']}" for which in ("before", "after")]
    cuts = "; ".join(f"{each:g}" for each in found["breaks"]) or "–"
    per = found["per"]
    return [
        Text(found["title"]["vi"], found["title"]["en"]),
        Text("Mã", "Key"),
        *(Text(f"Số vụ {each}", f"Incidents {each}") for each in days),
        *(Text(f"{per['vi']}, {each}", f"{per['en']}, {each}") for each in days),
        *(Text(f"Lớp {each} (cắt ở {cuts})", f"Class {each} (cut at {cuts})") for each in days),
        Text("Gấp", "Times"),
        Text(f"Cận dưới {found['confidence']} %", f"Low {found['confidence']} %"),
        Text(f"Cận trên {found['confidence']} %", f"High {found['confidence']} %"),
        Text("p", "p"),
        Text("p đã hiệu chỉnh", "p adjusted"),
        Text("Kết luận", "Verdict"),
    ]


def _line(unit: Mapping[str, Any], language: str) -> list[Any]:
    names = ("name", "key", "before", "after", "rate_before", "rate_after", "class_before",
             "class_after", "ratio", "low", "high", "p", "p_adjusted")  # fmt: skip
    values = [unit[name] for name in names]
    rounded = [round(each, 4) if isinstance(each, float) else each for each in values]
    return [*rounded, VERDICTS[unit["change"]].in_language(language)]
