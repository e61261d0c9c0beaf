"""Which column of a file is probably meant: by the Vietnamese and English names people give."""

from collections.abc import Iterable

from geo.errors import InputError
from geo.names import fold
from geo.text import Text, same
from layers.importing.questions import Option, Question
from layers.importing.targets import Target
from layers.registry import get_layer

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

TITLES: dict[str, Text] = {
    "source_key": Text("Số hiệu trong nguồn", "Key in the source"),
    "code": Text("Mã", "Code"),
    "name": Text("Tên", "Name"),
    "kind": Text("Loại", "Kind"),
    "people": Text("Số dân", "People"),
    "valid_from": Text("Hiệu lực từ", "In force from"),
    "valid_to": Text("Hết hiệu lực", "No longer in force on"),
    "basis": Text("Căn cứ", "Basis document"),
    "is_pile_up": Text("Ở vị trí mặc định", "Lies on a default location"),
    "time_precision": Text("Biết đến mức", "Known to the"),
    "field_code": Text("Lĩnh vực", "Field"),
    "owner_name": Text("Chủ công trình", "Owner"),
    "x": Text("Kinh độ, hướng đông", "Longitude, east"),
    "y": Text("Vĩ độ, hướng bắc", "Latitude, north"),
}


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


def column_question(id: str, column: str, target: Target, available: Iterable[str]) -> Question:
    """Ask which column of the file it is: all are options, those with a telling name first."""
    names = list(available)
    telling = telling_names(column, names)
    ordered = list(dict.fromkeys([*telling, *names]))
    title = _title(column, target)
    return Question(
        id,
        Text(
            f"Cột nào của tệp là «{title.vi}» ({column})?",
            f"Which column of the file is “{title.en}” ({column})?",
        ),
        tuple(_option(name, title, is_telling=name in telling) for name in ordered),
        telling[0] if telling else None,
    )


def _title(column: str, target: Target) -> Text:
    """Return what people call a column; the column itself where nothing says it."""
    field = (target.defined or get_layer(target.layer)).field(column)
    return field.title if field else TITLES.get(column, same(column))


def _option(name: str, title: Text, *, is_telling: bool) -> Option:
    evidence = (
        Text(f"tên thường dùng cho «{title.vi}»", f"a usual name for “{title.en}”")
        if is_telling
        else Text("tên không nói gì", "the name tells nothing")
    )
    return Option(name, Text(name, name), evidence)
