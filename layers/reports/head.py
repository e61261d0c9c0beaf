"""The texts around the sections: who issues the report, number, title, signature, recipients."""

from datetime import date

from layers.periods import Period, half_year, period_title
from layers.queries.wards import Ward

LABELS = {
    "parent_body": "Cơ quan chủ quản",
    "body": "Cơ quan ban hành",
    "number": "Số, ký hiệu",
    "place": "Địa danh",
    "day": "Ngày tháng năm",
    "kind": "Tên loại văn bản",
    "summary": "Trích yếu nội dung",
    "recipients": "Nơi nhận",
    "authority": "Thẩm quyền ký",
    "signer_post": "Chức vụ người ký",
    "signer": "Họ tên người ký",
}
"""What people may write in the head of a report, by name: `head/<name>` among its texts."""
LINES = ("recipients", "authority", "signer_post", "parent_body", "body")
"""Those that may have several lines."""


def first_head(ward: Ward, period: Period, as_of: date) -> dict[str, str]:
    """Return the head that a report begins with; what nobody knows yet is left to be filled in."""
    name = ward.name.vi
    bare = name.removeprefix("Phường ").removesuffix(" (minh hoạ)").strip()
    return {
        "parent_body": "",
        "body": f"ỦY BAN NHÂN DÂN\n{name.upper()}",
        "number": "Số:        /BC-UBND",
        "place": bare,
        "day": f"ngày      tháng      năm {as_of.year}",
        "kind": "BÁO CÁO",
        "summary": f"Kết quả công tác quản lý đô thị và nếp sống văn minh {period_words(period)}",
        "recipients": "- Đảng ủy phường;\n- HĐND, UB MTTQ phường;\n"
        "- Các bộ phận chuyên môn;\n- Lưu: VT.",
        "authority": "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH",
        "signer_post": "",
        "signer": "",
    }


def period_words(period: Period) -> str:
    """Name a period inside a sentence: "6 tháng đầu năm 2016", "quý 1 năm 2016"."""
    first = period.first
    quarter = (first.month - 1) // 3
    if period == half_year(first):
        return period_title(period).vi
    if period.whole_months and first.month % 3 == 1 and period.last.month == quarter * 3 + 3 \
            and first.year == period.last.year:  # fmt: skip
        return f"quý {quarter + 1} năm {first.year}"
    words = period_title(period).vi
    return words[0].lower() + words[1:] if words[0].isalpha() else f"từ {words}"
