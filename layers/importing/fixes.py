"""What can be done about a kind of fault: one line a kind, with what to say to have it done."""

from dataclasses import dataclass, field
from typing import Any

from geo.text import Text


@dataclass(frozen=True)
class Fix:
    """A proposal. `said` is what doing it says of the file; empty where only a person can mend it.

    `choose` names what a person has to choose a value for, where that would do.
    """

    words: Text
    said: dict[str, Any] = field(default_factory=dict)
    choose: str = ""

    def to_json(self) -> dict[str, Any]:
        return {"words": self.words.to_json(), "said": self.said, "choose": self.choose}


MEND = Fix(
    Text(
        "Sửa trong tệp rồi tải lên tệp mới, hoặc chỉ nạp các dòng sạch.",
        "Mend it in the file and upload the new one, or load the clean rows only.",
    )
)

FIXES: dict[str, Fix] = {
    "invalid_geometry": Fix(
        Text(
            "Đồng ý sửa theo quy tắc (vùng; hình gốc được giữ lại), hoặc vẽ lại trong tệp.",
            "Agree to the repair by the rule (areas; the originals are kept), or draw them anew.",
        ),
        {"answers": {"repair": "yes"}},
    ),
    "differs": Fix(
        Text(
            "Thay dòng của phường bằng dòng trong tệp; xem khác biệt bên dưới.",
            "Replace the ward's rows by those of the file; the differences stand below.",
        ),
        {"update": True},
    ),
    "category": Fix(
        Text(
            "Tạo hành vi mới trong lĩnh vực được chọn, hoặc sửa chữ trong tệp.",
            "Make new categories in the field you choose, or mend the words in the file.",
        ),
        choose="new_categories",
    ),
    "date_format": Fix(
        Text("Nêu dạng ngày ở bước Cột.", "State the form of the dates in step Columns."),
        choose="date_format",
    ),
    "not_date": Fix(
        Text(
            "Kiểm tra dạng ngày ở bước Cột, hoặc sửa ô trong tệp.",
            "Check the form of the dates in step Columns, or mend the cells.",
        ),
        choose="date_format",
    ),
    "outside_region": Fix(
        Text(
            "Kiểm tra hệ tọa độ ở bước Tệp, hoặc bỏ các điểm này.",
            "Check the coordinate system in step File, or leave these points out.",
        ),
        choose="crs",
    ),
    "required": Fix(
        Text(
            "Điền ô còn trống trong tệp, hoặc nêu một giá trị cho mọi dòng ở bước Cột.",
            "Fill the empty cells, or state one value for all rows in step Columns.",
        ),
        choose="columns",
    ),
    "code": Fix(
        Text(
            "Viết đúng mã được phép trong tệp, hoặc nêu một giá trị cho mọi dòng ở bước Cột.",
            "Write an allowed code in the file, or state one value for all rows in step Columns.",
        ),
        choose="columns",
    ),
}


def fix_for(kind: str) -> Fix:
    return FIXES.get(kind, MEND)
