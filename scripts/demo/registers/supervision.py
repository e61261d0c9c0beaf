"""Supervision, recommendations on the 16 repeat points, and what the cells reported each month."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import Any

from scripts.demo.areas import group_code
from scripts.demo.registers.units import COUNCIL, FRONT, GROUPS, LAND, OFFICE, ORDER, PARTY, cell
from scripts.demo.rows import Area, Demo, Incident
from scripts.demo.truth import HALVES, REPEAT_EVENTS, REPEAT_WINDOW_DAYS

HALF = HALVES[1]
_OFF_BY = {(3, 2, "ttdt"): -1, (7, 3, "ttdt"): 2, (12, 5, "ttdt"): -2, (5, 4, "vsmt"): 1}
_LATE = {(4, 1): 6, (6, 3): 2, (11, 4): 9, (13, 5): 1, (1, 6): 3}
"""Reports that came late: group and month, and by how many days."""
FIELDS = ("ttdt", "ttxd", "vsmt")


def make_supervisions() -> list[dict[str, Any]]:
    """Regular ones of the Council and the Front, two surprise ones that are concluded."""

    def row(
        on: date, body: str, subject: str, field: str, kind: str = "thuong_xuyen", **more: Any
    ) -> dict[str, Any]:
        known = {"held_on": on, "body_id": body, "subject": subject, "field": field, "kind": kind}
        return known | {"state": "da_dong", "conclusion": "Kết luận minh hoạ."} | more

    met = {"due_on": date(2016, 4, 30), "closed_on": date(2016, 4, 22)}
    waiting = {"state": "ket_luan", "due_on": date(2016, 6, 20)}
    return [
        row(date(2016, 1, 20), COUNCIL, "Quản lý TTĐT trên các tuyến phố chính", "ttdt", **met),
        row(date(2016, 2, 24), COUNCIL, "Quản lý TTXD, nhà đang xây dựng", "ttxd", **met),
        row(date(2016, 3, 23), COUNCIL, "Quản lý VSMT, điểm tập kết rác", "vsmt", **met),
        row(date(2016, 4, 14), COUNCIL, "Chợ tạm phố Gia Thụy", "ttdt", "dot_xuat", **waiting),
        row(date(2016, 5, 18), COUNCIL, "Đỗ xe trước cổng trường", "ttdt", "dot_xuat", **met | {
            "due_on": date(2016, 6, 10), "closed_on": date(2016, 6, 8)}),
        row(date(2016, 3, 9), FRONT, "Xây dựng Nhà văn hóa tổ dân phố số 8", "khac",
            facility_id="nvh-08", group_id=group_code(8), **met),
        row(date(2016, 3, 10), FRONT, "Xây dựng Nhà văn hóa tổ dân phố số 10", "khac",
            facility_id="nvh-10", group_id=group_code(10), **waiting),
        row(date(2016, 6, 8), "Hội Phụ nữ phường", "Vệ sinh ngõ xóm", "vsmt", **met | {
            "due_on": None, "closed_on": date(2016, 6, 15)}),
        row(date(2016, 6, 15), cell(7), "Trật tự quanh chợ", "ttdt", group_id=group_code(7),
            **met | {"due_on": None, "closed_on": date(2016, 6, 25)}),
    ]  # fmt: skip


def make_recommendations(demo: Demo) -> list[dict[str, Any]]:
    """One to the People's Committee for each of the repeat points, some with a reminder."""
    rows = []
    for number, (address, found) in enumerate(repeat_points(demo), start=1):
        sent = min(found[-1].occurred_at.date() + timedelta(3), HALF.last)
        rows += _recommendation(demo, number, address, found[-1], sent)
    return [*rows, *_instructions()]


def _instructions() -> list[dict[str, Any]]:
    """What the Party committee told the People's Committee to do."""

    def row(
        number: str, subject: str, sent: date, due: date, answered: date | None
    ) -> dict[str, Any]:
        return {
            "kind": "chi_dao", "from_unit_id": PARTY, "to_unit_id": OFFICE, "sent_on": sent,
            "due_on": due, "answered_on": answered, "document_no": number, "subject": subject,
            "outcome": "da_xong" if answered else "dang_lam",
        }  # fmt: skip

    return [
        row("12-CV/ĐU", "Phân công nhiệm vụ cụ thể từng bộ phận",
            date(2016, 1, 12), date(2016, 2, 15), date(2016, 2, 4)),
        row("19-CV/ĐU", "Xây dựng phương án khoán quản địa bàn",
            date(2016, 2, 17), date(2016, 3, 31), date(2016, 4, 8)),
        row("41-CV/ĐU", "Tháo gỡ vướng mắc giải phóng mặt bằng chợ",
            date(2016, 5, 9), date(2016, 6, 15), None),
    ]  # fmt: skip


def _recommendation(
    demo: Demo, number: int, address: str, last: Incident, sent: date
) -> list[dict[str, Any]]:
    group = group_of(demo, last)
    key, due = f"kn-{number:02d}", sent + timedelta(15)
    made = {
        "key": key, "kind": "kien_nghi", "from_unit_id": FRONT, "to_unit_id": OFFICE,
        "sent_on": sent, "due_on": due, "document_no": f"{number:02d}/KN-MTTQ",
        "subject": f"Khắc phục điểm tái phạm: {address}", "repeat_point": address,
        "group_id": group, "place_id": last.place,
    }  # fmt: skip
    if number % 4 == 0:  # never answered, and chased
        reminder = {
            "key": f"dd-{number:02d}", "kind": "don_doc", "from_unit_id": FRONT,
            "to_unit_id": OFFICE, "sent_on": due + timedelta(2), "due_on": due + timedelta(9),
            "subject": f"Đôn đốc trả lời kiến nghị {number:02d}/KN-MTTQ", "about_id": key,
            "group_id": group, "outcome": "cho",
        }  # fmt: skip
        return [made | {"outcome": "cho"}, reminder]
    answered = due + timedelta(5 if number % 5 == 0 else -4)
    settled = {"outcome": "da_xong", "answer": f"Đã giao {ORDER.lower()} xử lý."}
    return [made | settled | {"answered_on": answered}]


def make_cell_reports(demo: Demo) -> list[dict[str, Any]]:
    """Every cell every month; a few late, a few whose counts differ from the records."""
    counts = _counts(demo)
    rows = []
    for month in range(1, 7):
        due = date(2016, month + 1, 5)
        for group in GROUPS:
            said = {
                field: max(0, counts[group_code(group), month, field]
                           + _OFF_BY.get((group, month, field), 0))
                for field in FIELDS
            }  # fmt: skip
            late = _LATE.get((group, month), -(group % 4))
            rows.append(
                {"group_id": group_code(group), "month": date(2016, month, 1), "due_on": due,
                 "submitted_on": due + timedelta(late), **said}
            )  # fmt: skip
    return rows


def make_regulations() -> list[dict[str, Any]]:
    """Names that the ward gave them: illustrations, until somebody enters the documents."""
    return [
        {"code": f"qc{number}", "name": f"Quy chế dân chủ số {number} (tên minh hoạ)",
         "number": f"0{number}/QC minh hoạ", "valid_from": date(2015, 1, 1)}
        for number in range(1, 6)
    ]  # fmt: skip


def make_democracy() -> list[dict[str, Any]]:
    """Every group, every regulation; "hiệu quả chưa cao": many are fair, some not done."""
    return [
        {"group_id": group_code(group), "regulation": f"qc{number}", "rated_on": date(2016, 6, 20),
         "rating": ("tot", "trung_binh", "trung_binh", "tot", "chua")[(3 * group + number) % 5]}
        for group in GROUPS
        for number in range(1, 6)
    ]  # fmt: skip


def make_conduct() -> list[dict[str, Any]]:
    """Restricted rows, without a name."""
    known = (
        ("phan_anh", "Chậm trả kết quả hồ sơ", LAND, date(2016, 3, 14), date(2016, 3, 25), "dung"),
        (
            "khen",
            "Tận tình hướng dẫn thủ tục",
            OFFICE,
            date(2016, 4, 4),
            date(2016, 4, 8),
            "ghi_nhan",
        ),
        ("phan_anh", "Nhắc nhở vi phạm chưa công bằng", ORDER, date(2016, 6, 6), None, "cho"),
    )
    return [
        {"kind": kind, "subject": subject, "unit_id": unit, "received_on": on,
         "settled_on": settled, "due_on": on + timedelta(20), "result": result}
        for kind, subject, unit, on, settled, result in known
    ]  # fmt: skip


def make_shortcomings() -> list[dict[str, Any]]:
    """What the report names as falling short."""
    known = (
        ("Quản lý trật tự đô thị có việc chưa quyết liệt", ORDER, "16 điểm tái phạm"),
        ("Thực hiện 5 quy chế dân chủ hiệu quả chưa cao", FRONT, "Số ô chưa thực hiện"),
        ("Giải phóng mặt bằng dự án chợ còn vướng mắc", LAND, "Thửa đã bàn giao"),
        ("Cấp giấy chứng nhận quyền sử dụng đất còn vướng mắc", LAND, "Hồ sơ còn vướng mắc"),
    )
    return [
        {"noted_on": date(2016, 6, 28), "subject": subject, "unit_id": unit, "indicator": indicator,
         "due_on": date(2016, 12, 31), "cause": "Minh hoạ.", "measure": "Minh hoạ."}
        for subject, unit, indicator in known
    ]  # fmt: skip


def repeat_points(demo: Demo) -> list[tuple[str, list[Incident]]]:
    """Addresses with three incidents of urban order within 30 days, in order of the last one."""
    at: dict[str, list[Incident]] = defaultdict(list)
    for incident in demo.incidents:
        if incident.field_code == "ttdt" and HALF.first <= incident.occurred_at.date() <= HALF.last:
            at[incident.address].append(incident)
    found = [(address, incidents) for address, incidents in at.items() if _repeats(incidents)]
    return sorted(found, key=lambda each: (each[1][-1].occurred_at, each[0]))


def group_of(demo: Demo, incident: Incident) -> str:
    """The code of the resident group in force that an incident lies in, the nearest on a border."""
    return min(_groups(demo), key=lambda area: area.geom.distance(incident.geom)).code


def _groups(demo: Demo) -> list[Area]:
    return [a for a in demo.areas if a.kind == "group" and a.valid_from <= HALF.first]


def _counts(demo: Demo) -> Counter[tuple[str, int, str]]:
    return Counter(
        (group_of(demo, incident), incident.occurred_at.month, incident.field_code)
        for incident in demo.incidents
        if HALF.first <= incident.occurred_at.date() <= HALF.last
    )


def _repeats(incidents: list[Incident]) -> bool:
    days = sorted(incident.occurred_at.date() for incident in incidents)
    return any(
        (last - first).days <= REPEAT_WINDOW_DAYS
        for first, last in zip(days, days[REPEAT_EVENTS - 1 :], strict=False)
    )
