"""What can be edited on the map, and its form: the declared fields that a table keeps."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import Text, same
from layers import db
from layers.contract import Field, Layer
from layers.errors import LayerNotFound, NotAllowed
from layers.importing.targets import GEOMETRY, TARGETS, Column, Target
from layers.queries.wards import Ward
from layers.registry import get_layer
from layers.roles import Role


@dataclass(frozen=True)
class Editable:
    """A layer that is edited. `closed` fields are not: they follow from elsewhere.

    `condition` tells which rows of the table are the layer's; areas are changed, never drawn anew,
    because they come and go by epochs. `target` is where rows lie that no file is loaded into.
    `choices` names the query of layers/sql for each column that chooses a row of the ward; `called`
    is SQL on `t` for what people call a row that has no name of its own. Records that stand for one
    row of a register each are neither split nor merged: `is_divided` False. Whoever has the role
    `editor` may edit. Records that have a history of their own are never removed: `is_removed`
    False; and a change of theirs `is_explained` by a reason, which a new one needs not.
    """

    closed: tuple[str, ...] = ()
    condition: str = "true"
    is_area: bool = False
    target: Target | None = None
    choices: Mapping[str, str] = dataclasses.field(default_factory=dict)
    called: str = "''"
    is_divided: bool = True
    is_removed: bool = True
    is_explained: bool = False
    editor: Role = Role.SUPERVISOR

    def needs_reason(self, *, is_new: bool) -> bool:
        """Whether a save has to say why."""
        return self.is_area or (self.is_explained and not is_new)


# The state of a place is no field of the form: only dated events move it (layers/places/moving.py).
PLACES = Target(
    "places",
    "place",
    GEOMETRY["point"],
    (
        Column("code", required=True),
        Column("name", required=True),
        Column("address", default=""),
        Column("radius_m", "number", required=True, default="10", minimum=1, maximum=500),
        Column("stable_days", "integer", required=True, default="30", minimum=1, maximum=365),
        Column("note", default=""),
    ),
)

# A parcel is chosen, and called what its register calls it: the code is not written a second time.
PARCELS = Target(
    "parcels",
    "parcel_shape",
    GEOMETRY["polygon"],
    (Column("parcel_id", "ref", required=True, alias="code"),),
    key=("parcel_id",),
    keeps_extra=False,
)

# Number, field, lane and group of an incident follow from the rest (layers/editing/incidents.py);
# its state is moved by the steps of its case alone.
INCIDENTS = Target(
    "incidents",
    "incident",
    GEOMETRY["point"],
    (
        Column("category_code", "choice", required=True),
        Column("occurred_at", "datetime", required=True),
        Column("time_precision", "code", default="minute", codes=("minute", "day", "month")),
        Column("address", default=""),
        Column("description", default=""),
    ),
    key=("source_key",),
    keeps_extra=False,
)

EDITABLE: dict[str, Editable] = {
    "incidents": Editable(
        target=INCIDENTS,
        choices={"category_code": "edit_categories"},
        called="t.source_key",
        is_divided=False,
        is_removed=False,
        is_explained=True,
        editor=Role.INSPECTOR,
    ),
    "sites": Editable(),
    "facilities": Editable(),
    "routes": Editable(),
    "places": Editable(target=PLACES),
    "parcels": Editable(
        condition="EXISTS (SELECT FROM register_parcel AS p"
        " WHERE p.id = t.parcel_id AND p.deleted_at IS NULL)",
        target=PARCELS,
        choices={"parcel_id": "edit_parcels"},
        called="(SELECT p.code FROM register_parcel AS p WHERE p.id = t.parcel_id)",
        is_divided=False,
    ),
    "lanes": Editable(),
    "groups": Editable(
        closed=("code", "kind", "valid_from", "valid_to", "basis"),
        condition="t.kind = 'group'",
        is_area=True,
    ),
}


@dataclass(frozen=True)
class Subject:
    """The layer that is edited, with where its rows lie and what somebody in a role may change."""

    layer: Layer
    target: Target
    rule: Editable
    fields: tuple[tuple[Field, Column], ...]

    @property
    def table(self) -> sql.Identifier:
        return sql.Identifier(self.target.table)

    @property
    def is_divided(self) -> bool:
        """Whether its records are split and merged."""
        return self.rule.is_divided and self.target.geometry != "Point"

    def title_of(self, name: str) -> Text:
        """Return what people call a column of the form; its own name for one that is not there."""
        found = (field.title for field, column in self.fields if column.name == name)
        return next(found, same(name))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for _, column in self.fields)


def find_subject(name: str, role: Role) -> Subject:
    """Return what there is to edit of a layer; LayerNotFound where it is none of those edited."""
    if name not in EDITABLE:
        raise LayerNotFound(name, list(EDITABLE))
    layer, rule = get_layer(name, role), EDITABLE[name]
    target = rule.target or TARGETS[name]
    pairs = []
    for field in layer.fields_for(role):
        column = target.column(field.name)
        if column is not None and field.name not in rule.closed:
            pairs.append((field, column))
    pairs.sort(key=lambda pair: target.columns.index(pair[1]))
    return Subject(layer, target, rule, tuple(pairs))


def require_editor(name: str, role: Role) -> None:
    """Refuse who may see a layer but not edit it; a layer that is not edited is not found."""
    subject = find_subject(name, role)
    editor, title = subject.rule.editor, subject.layer.title
    if role < editor:
        raise NotAllowed(
            Text(
                f"Sửa lớp «{title.vi}» cần vai trò cao hơn: {editor.code}.",
                f"Editing the layer “{title.en}” takes a higher role: {editor.code}.",
            )
        )


def describe_form(
    subject: Subject, choices: Mapping[str, Mapping[str, Text]]
) -> list[dict[str, Any]]:
    """Return the fields of the form in order, with what each allows."""
    return [
        {
            "name": column.name,
            "title": field.title.to_json(),
            "type": _form_type(field, column),
            "required": column.required or bool(column.codes),
            "codes": {
                code: words.to_json()
                for code, words in choices.get(column.name, field.codes).items()
            },
            "minimum": column.minimum,
            "maximum": column.maximum,
            "default": column.default,
        }
        for field, column in subject.fields
    ]


def _form_type(field: Field, column: Column) -> str:
    if column.type in ("ref", "choice"):
        return "code"
    return column.type if column.type != "code" or field.codes else "text"


def propose_code(conn: connection, ward: Ward, subject: Subject) -> str:
    """Propose the code of a new row: that of the newest one, counted on until nobody has it."""
    query = sql.SQL("SELECT code FROM {} WHERE ward_id = %s ORDER BY id DESC").format(subject.table)
    codes = [row["code"] for row in db.rows(conn, query, (ward.id,))]
    taken, newest = set(codes), codes[0] if codes else ""
    stem = newest.rstrip("0123456789")
    digits = newest[len(stem) :]
    number = int(digits or 0)
    while True:
        number += 1
        proposed = f"{stem}{number:0{len(digits)}d}"
        if proposed not in taken:
            return proposed


def require_removable(subject: Subject) -> None:
    """Refuse to remove a record that is only ever ended."""
    if not subject.rule.is_removed:
        raise InputError(
            Text(
                "Vụ đã ghi thì không xóa, chỉ kết thúc bằng một bước của vụ; vừa ghi nhầm thì dùng"
                " «Hoàn tác».",
                "An incident that was recorded is not removed, it ends by a step of its case; what"
                " was recorded by mistake a moment ago is undone.",
            ),
            field="remove",
        )


def require_new_allowed(subject: Subject) -> None:
    """Refuse to draw or remove an area: only an epoch makes and ends them."""
    if subject.rule.is_area:
        raise InputError(
            Text(
                "Tổ dân phố không được vẽ mới hay xóa ở đây: hãy tách, nhập theo một văn bản,"
                " hoặc nạp thời kỳ ranh giới mới.",
                "Resident groups are not drawn anew or removed here: split or merge them by a"
                " document, or load a new epoch of boundaries.",
            ),
            field="id",
        )
