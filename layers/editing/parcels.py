"""Shapes of parcels: each is of one row of the register, which is chosen, not written again."""

from geo.text import Text
from layers.editing.editable import Editable
from layers.importing.targets import GEOMETRY, Column, Target

# A parcel is called what its register calls it: the code is not written a second time.
PARCELS = Editable(
    condition="EXISTS (SELECT FROM register_parcel AS p"
    " WHERE p.id = t.parcel_id AND p.deleted_at IS NULL)",
    target=Target(
        "parcels",
        "parcel_shape",
        GEOMETRY["polygon"],
        (Column("parcel_id", "ref", required=True, alias="code"),),
        key=("parcel_id",),
        keeps_extra=False,
    ),
    choices={"parcel_id": "edit_parcels"},
    not_there={
        "parcel_id": Text(
            "thửa này không có trong sổ, đã bị xóa, hoặc đã có hình trên bản đồ; hãy chọn một thửa"
            " trong danh sách",
            "this parcel is not in the register, was deleted, or has a shape on the map already;"
            " choose one of the list",
        )
    },
    called="(SELECT p.code FROM register_parcel AS p WHERE p.id = t.parcel_id)",
    no_division=Text(
        "mỗi hình là của một dòng trong sổ, không tách, không nhập; hãy ghi dòng mới vào sổ"
        " rồi vẽ hình",
        "each shape is of one row of the register and is neither split nor merged; write the new"
        " row in the register, then draw its shape",
    ),
)
