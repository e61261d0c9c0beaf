"""What a file can be loaded into: the columns of each layer's table, their types and rules."""

from dataclasses import dataclass

from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import Text
from layers.contract import Layer
from layers.importing.options import AREA_KINDS
from layers.queries.wards import Ward
from layers.registry import layer_of
from layers.roles import Role

GEOMETRY = {"point": "Point", "line": "MultiLineString", "polygon": "MultiPolygon"}


@dataclass(frozen=True)
class Column:
    """A column to fill. `type` is a field type of the registry; `codes` limits coded values."""

    name: str
    type: str = "text"
    required: bool = False
    default: str | None = None
    codes: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    alias: str = ""


@dataclass(frozen=True)
class Target:
    """A table and its columns.

    `key` columns tell whether a row is there already; `derived` names columns of an export that
    are worked out anew; `ordered` are pairs of days of which the second must not come first;
    `defined` is the layer where it is not one of those that always are there.
    """

    layer: str
    table: str
    geometry: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ("code",)
    derived: tuple[str, ...] = ()
    ordered: tuple[tuple[str, str], ...] = ()
    keeps_extra: bool = True
    keeps_original: bool = False
    is_period: bool = False
    defined: Layer | None = None

    @property
    def keeps_equal(self) -> bool:
        """Whether rows that say the same without a key are several things, as incidents are."""
        is_own = self.defined is not None and self.defined.is_custom
        return self.table == "incident" or is_own

    def column(self, name: str) -> Column | None:
        """Find a column by its name or its other name."""
        return next((c for c in self.columns if name in (c.name, c.alias)), None)

    @property
    def source_key(self) -> str:
        """The column that holds the file's own key: made from the content where a file has none."""
        return "source_key" if self.column("source_key") else "code"


_AREA = (
    Column("code", required=True),
    Column("name", required=True),
    Column("kind", "code", required=True, codes=AREA_KINDS),
    Column("people", "integer", minimum=0, maximum=100_000_000),
    Column("valid_from", "date", required=True),
    Column("valid_to", "date"),
    Column("basis", default=""),
)


def _area(layer: str) -> Target:
    return Target(
        layer,
        "area",
        "MultiPolygon",
        _AREA,
        key=("kind", "code", "valid_from"),
        ordered=(("valid_from", "valid_to"),),
        keeps_original=True,
        is_period=True,
    )


LANE_KINDS = ("duong", "pho", "ngo", "ngach", "hem", "khac")

TARGETS: dict[str, Target] = {
    "groups": _area("groups"),
    "ward_border": _area("ward_border"),
    "lanes": Target(
        "lanes",
        "lane",
        "MultiLineString",
        (
            Column("code", required=True),
            Column("name", default=""),
            Column("kind", "code", codes=LANE_KINDS),
            Column("width_m", "number", minimum=0.1),
            Column("surface", default=""),
        ),
    ),
    "incidents": Target(
        "incidents",
        "incident",
        "Point",
        (
            Column("source_key", required=True, alias="key"),
            Column("occurred_at", "datetime", required=True),
            Column("time_precision", "code", codes=("minute", "day", "month")),
            Column("category_code", required=True, alias="category"),
            Column("field_code", alias="field"),
            Column("state", default="phat_hien"),
            Column("address", default=""),
            Column("description", default=""),
            Column("is_pile_up", "boolean", default="false"),
        ),
        key=("source_key",),
        derived=(
            "occurred_on", "round_id", "place_id", "lane_id", "group_id", "round_code",
            "lane_name", "group_name", "group_on",
        ),
    ),
    "sites": Target(
        "sites",
        "site",
        "Point",
        (
            Column("code", required=True),
            Column("address", default=""),
            Column(
                "stage",
                "code",
                required=True,
                codes=("foundation", "frame", "finishing", "completed", "stopped"),
            ),
            Column("permit_no", default=""),
            Column(
                "permit_state",
                "code",
                default="unknown",
                codes=("valid", "none", "expired", "unknown"),
            ),
            Column("watched_from", "date", required=True),
            Column("watched_to", "date"),
            Column("owner_name", default=""),
        ),
        ordered=(("watched_from", "watched_to"),),
    ),
    "facilities": Target(
        "facilities",
        "facility",
        "Point",
        (
            Column("code", required=True),
            Column(
                "kind",
                "code",
                required=True,
                codes=("culture_house", "market", "school", "office", "other"),
            ),
            Column("name", required=True),
            Column(
                "state",
                "code",
                default="active",
                codes=("planned", "building", "active", "model", "closed"),
            ),
            Column("note", default=""),
        ),
        keeps_extra=False,
    ),
    "routes": Target(
        "routes",
        "route",
        "MultiLineString",
        (
            Column("code", required=True),
            Column("name", required=True),
            Column("holder_unit", default=""),
            Column("holder_name", default=""),
            Column("valid_from", "date", required=True),
            Column("valid_to", "date"),
        ),
        key=("code", "valid_from"),
        ordered=(("valid_from", "valid_to"),),
        keeps_extra=False,
        is_period=True,
    ),
}  # fmt: skip


def find_target(conn: connection, ward: Ward, name: str, role: Role = Role.ADMIN) -> Target:
    """Return what `name` loads into; LayerNotFound or InputError where nothing can be loaded.

    A layer that `role` may not see counts as not there.
    """
    if name in TARGETS:
        return TARGETS[name]
    layer = layer_of(conn, ward, name, role)
    if layer.generic:
        return generic_target(layer)
    raise InputError(
        Text(
            f"Lớp '{name}' được tính ra, không nạp từ tệp. Nạp được: {', '.join(TARGETS)}"
            " và các lớp tự khai báo.",
            f"Layer '{name}' is worked out, not loaded from a file. These are: {', '.join(TARGETS)}"
            " and layers of your own.",
        ),
        field="layer",
        value=name,
    )


def is_loadable(layer: Layer) -> bool:
    """Say whether files can be loaded into a layer; others are worked out."""
    return layer.generic or layer.name in TARGETS


def generic_target(layer: Layer) -> Target:
    """Return the target of a layer that lies in table `feature`, from its definition.

    The codes of a ward's own layer are words for what came, not a rule for what may come.
    """
    columns = tuple(
        Column(
            each.name,
            each.type,
            each.required,
            codes=() if layer.is_custom else tuple(each.codes),
            alias=each.column,
        )
        for each in layer.fields
        if each.name != "source_key"
    )
    return Target(
        layer.name,
        "feature",
        GEOMETRY[layer.geometry],
        (Column("source_key", required=True, alias="" if layer.is_custom else "key"), *columns),
        key=("source_key",),
        keeps_extra=False,
        defined=layer,
    )
