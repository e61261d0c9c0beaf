"""Places that are drawn and moved on the map; their state is none of the form."""

from layers.editing.editable import Editable
from layers.importing.targets import GEOMETRY, Column, Target

# The state of a place is no field of the form: only dated events move it (layers/places/moving.py).
PLACES = Editable(
    target=Target(
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
)
