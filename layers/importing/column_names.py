"""Which column of a file is probably meant: by the Vietnamese and English names people give."""

from collections.abc import Iterable

from geo.errors import InputError
from geo.names import fold
from geo.text import Text
from layers.importing.questions import Option, Question

# Folded names, the usual ones first.
NAMES: dict[str, tuple[str, ...]] = {
    "occurred_at": (
        "ngay vi pham", "ngay xay ra", "ngay phat hien", "thoi gian", "ngay", "date", "day", "time",
    ),
    "category_code": (
        "hanh vi", "loai vi pham", "hanh vi vi pham", "loai", "category", "type", "what",
    ),
    "source_key": ("so vu", "so hieu", "ma vu", "ma vu viec", "id", "key"),
    "code": ("ma so", "ma to", "ma phuong", "ma ngo", "ma", "code", "id"),
    "name": ("ten to", "ten phuong", "ten ngo", "ten duong", "ten", "name", "full name"),
    "valid_from": ("hieu luc tu", "tu ngay", "ngay hieu luc", "valid from", "from"),
    "watched_from": ("theo doi tu", "tu ngay", "ngay bat dau", "from"),
    "stage": ("giai doan", "buoc thi cong", "stage"),
    "kind": ("loai", "kind", "type"),
    "field_code": ("linh vuc", "field"),
    "state": ("trang thai", "tinh trang", "ket qua xu ly", "ket qua", "state", "status"),
    "address": ("dia chi", "dia diem", "vi tri", "noi xay ra", "address", "location", "street"),
    "description": ("mo ta", "noi dung", "ghi chu", "dien giai", "description", "note"),
    "people": ("so dan", "dan so", "nhan khau", "so nhan khau", "people", "population"),
    "valid_to": ("het hieu luc", "den ngay", "valid to", "to"),
    "watched_to": ("theo doi den", "den ngay", "ngay ket thuc", "to"),
    "basis": ("can cu", "van ban", "quyet dinh", "basis"),
    "width_m": ("chieu rong", "rong", "be rong", "mat cat", "width"),
    "surface": ("mat duong", "ket cau", "be mat", "surface"),
    "permit_no": ("so giay phep", "so gpxd", "gpxd", "giay phep", "permit"),
    "permit_state": ("tinh trang giay phep", "tinh trang gpxd", "permit state"),
    "owner_name": ("chu dau tu", "chu cong trinh", "chu nha", "ho ten", "owner"),
    "holder_unit": ("don vi phu trach", "don vi khoan", "don vi", "unit"),
    "holder_name": ("nguoi phu trach", "nguoi khoan", "phu trach", "holder"),
    "note": ("ghi chu", "note"),
    "wkt": ("wkt", "geometry wkt", "geom", "geometry", "the geom", "hinh"),
    "x": ("kinh do", "longitude", "long", "lon", "lng", "easting", "x"),
    "y": ("vi do", "latitude", "lat", "northing", "y"),
}  # fmt: skip


class ColumnsNeeded(InputError):
    """Columns that the layer needs were not named; `questions` ask for each of them."""

    def __init__(self, text: Text, questions: tuple[Question, ...], *, field: str) -> None:
        super().__init__(text, field=field)
        self.questions = questions


def telling_names(column: str, available: Iterable[str]) -> list[str]:
    """Return the columns of a file whose names say that they are this one, the usual ones first."""
    names = list(available)
    usual = NAMES.get(column, (column,))
    return [name for word in usual for name in names if fold(name) == word]


def column_question(id: str, column: str, available: Iterable[str]) -> Question:
    """Ask which column of the file it is: all are options, those with a telling name first."""
    names = list(available)
    telling = telling_names(column, names)
    ordered = list(dict.fromkeys([*telling, *names]))
    return Question(
        id,
        Text(f"Cột nào của tệp là '{column}'?", f"Which column of the file is '{column}'?"),
        tuple(_option(name, column, is_telling=name in telling) for name in ordered),
        telling[0] if telling else None,
    )


def _option(name: str, column: str, *, is_telling: bool) -> Option:
    evidence = (
        Text(f"tên thường dùng cho '{column}'", f"a usual name for '{column}'")
        if is_telling
        else Text("tên không nói gì", "the name tells nothing")
    )
    return Option(name, Text(name, name), evidence)
