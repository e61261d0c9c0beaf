"""Which columns look as if they name people: a warning before a layer is shared, never a proof."""

import re
from collections.abc import Iterable, Sequence

from geo.names import fold
from geo.text import Text

ENOUGH = 0.3  # of the values seen: fewer may be chance
SEEN = 500  # distinct values

NAME = Text("có vẻ là họ tên người", "looks like names of people")
PHONE = Text("có vẻ là số điện thoại", "looks like telephone numbers")
ADDRESS = Text("có vẻ là địa chỉ", "looks like addresses")
PLATE = Text("có vẻ là biển số xe", "looks like number plates")
IDENTITY = Text("có vẻ là số giấy tờ tuỳ thân", "looks like numbers of identity papers")
MAIL = Text("có vẻ là địa chỉ thư điện tử", "looks like e-mail addresses")
BIRTH = Text("có vẻ là ngày sinh", "looks like dates of birth")

# Folded words of a column's name.
_BY_TITLE: tuple[tuple[Text, str], ...] = (
    (PHONE, r"sdt|so dt|dien thoai|di dong|phone|mobile|tel|hotline"),
    (MAIL, r"e ?mail|thu dien tu"),
    (IDENTITY, r"cccd|cmnd|cmt|can cuoc|so dinh danh|ho chieu|passport|id card|ma so thue"),
    (PLATE, r"bien so|bien kiem soat|bks|plate|license"),
    (BIRTH, r"ngay sinh|nam sinh|sinh ngay|birth|dob"),
    (ADDRESS, r"dia chi|so nha|noi o|thuong tru|tam tru|cu tru|address|addr housenumber"),
    (
        NAME,
        r"ho ten|ho va ten|ho dem|chu ho|chu nha|chu dat|chu co so|chu dau tu|chu so huu|nguoi .*"
        r"|can bo|dai dien|phu trach|lien he|giam doc|to truong|bi thu|owner|holder|person|contact"
        r"|full ?name|first ?name|last ?name|surname|operator",
    ),
)
_BY_VALUE: tuple[tuple[Text, re.Pattern[str]], ...] = (
    (MAIL, re.compile(r"[^@\s]+@[^@\s]+\.[a-zA-Z]{2,}")),
    (PHONE, re.compile(r"(?:\+?84|0)(?:[ .-]?\d){8,10}")),
    (PLATE, re.compile(r"\d{2}[ -]?[A-Z]{1,2}\d?[ -]?\d{3}\.?\d{2}|\d{2}[ -]?[A-Z]\d[ -]?\d{4,5}")),
    (IDENTITY, re.compile(r"\d{12}")),
    (ADDRESS, re.compile(
        r"(?:số(?: nhà)? ?)?\d+[a-zA-Z]?(?:/\d+[a-zA-Z]?)*,? +(?:ngõ|ngách|hẻm|phố|đường|tổ)\b.*",
        re.IGNORECASE,
    )),
)  # fmt: skip
_SURNAMES = (
    "nguyễn", "trần", "lê", "phạm", "hoàng", "huỳnh", "phan", "vũ", "võ", "đặng", "bùi", "đỗ", "hồ",
    "ngô", "dương", "lý", "đinh", "mai", "trịnh", "đoàn", "cao", "lương", "tạ", "hà", "chu",
)  # fmt: skip
_WORD = r"[^\W\d_]+"
_PERSON = re.compile(rf"(?:(?:ông|bà|anh|chị) )?(?:{'|'.join(_SURNAMES)})(?: {_WORD}){{1,3}}", re.I)


def risk_of(title: str, values: Iterable[str]) -> Text | None:
    """Say what makes a column look personal; None where nothing does."""
    words = f" {fold(title)} "
    for reason, pattern in _BY_TITLE:
        if re.search(rf" (?:{pattern}) ", words):
            return reason
    seen = [value.strip() for _, value in zip(range(SEEN), values, strict=False)]
    for reason, shape in (*_BY_VALUE, (NAME, _PERSON)):
        if _share(seen, shape) >= ENOUGH:
            return reason
    return None


def _share(values: Sequence[str], shape: re.Pattern[str]) -> float:
    return sum(bool(shape.fullmatch(value)) for value in values) / len(values) if values else 0.0
