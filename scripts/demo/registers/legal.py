"""Examples of legal bases, each marked as not checked, and sanctions on made-up files."""

from datetime import date
from typing import Any

NOT_CHECKED = "Ví dụ minh hoạ, chưa đối chiếu với văn bản."


def make_legal_bases() -> list[dict[str, Any]]:
    """One made-up document of 2016 and the one after it; two real ones, not checked."""
    made_up = {"category_id": "lan_chiem_via_he", "act": "Để hàng hoá, đồ vật trên vỉa hè",
               "subject": "ca_nhan", "checking": "chua", "note": NOT_CHECKED}  # fmt: skip
    return [
        {**made_up, "key": "truoc", "number": "01/2014/VB minh hoạ", "article": "12", "clause": "1",
         "min_dong": 300000, "max_dong": 500000, "valid_from": date(2014, 1, 1),
         "valid_to": date(2016, 4, 30), "amended_by": "02/2016/VB minh hoạ"},
        {**made_up, "key": "sau", "number": "02/2016/VB minh hoạ", "article": "12", "clause": "2",
         "min_dong": 500000, "max_dong": 1000000, "valid_from": date(2016, 5, 1),
         "valid_to": date(2024, 12, 31)},
        {"number": "168/2024/NĐ-CP", "article": "12", "category_id": "lan_chiem_via_he",
         "act": "Hành vi trên lòng đường, vỉa hè", "subject": "ca_nhan", "checking": "chua",
         "valid_from": date(2025, 1, 1), "note": NOT_CHECKED,
         "amended_by": "238/2026/NĐ-CP (chưa đối chiếu)"},
        {"number": "45/2022/NĐ-CP", "article": "25", "category_id": "vut_rac", "act": "Vứt rác",
         "subject": "ca_nhan", "min_dong": 500000, "max_dong": 1000000, "checking": "chua",
         "valid_from": date(2022, 8, 25), "note": NOT_CHECKED},
    ]  # fmt: skip


def make_sanctions() -> list[dict[str, Any]]:
    """File 01: a warning, then a fine within six months; file 02: two acts before one decision."""
    one = {"category_id": "lan_chiem_via_he"}
    return [
        {**one, "decision": "01/QĐ minh hoạ", "person_code": "HS-01", "kind": "canh_cao",
         "act_on": date(2016, 1, 12), "decided_on": date(2016, 1, 15), "basis_id": "truoc",
         "executed_on": date(2016, 1, 15)},
        {**one, "decision": "02/QĐ minh hoạ", "person_code": "HS-01", "kind": "phat_tien",
         "act_on": date(2016, 5, 20), "decided_on": date(2016, 5, 24), "basis_id": "sau",
         "amount_dong": 750000, "executed_on": date(2016, 6, 2)},
        {**one, "decision": "03/QĐ minh hoạ", "person_code": "HS-02", "kind": "phat_tien",
         "act_on": date(2016, 3, 1), "decided_on": date(2016, 3, 20), "basis_id": "truoc",
         "amount_dong": 400000},
        {**one, "decision": "04/QĐ minh hoạ", "person_code": "HS-02", "kind": "phat_tien",
         "act_on": date(2016, 3, 10), "decided_on": date(2016, 3, 20), "basis_id": "truoc",
         "amount_dong": 400000},
        {**one, "decision": "05/QĐ minh hoạ", "person_code": "HS-03", "kind": "phat_tien",
         "act_on": date(2016, 6, 8), "decided_on": date(2016, 6, 12), "basis_id": "truoc",
         "amount_dong": 400000},
    ]  # fmt: skip
