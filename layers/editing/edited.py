"""The layers that are edited on the map, each with its rule, and what somebody may edit of one."""

from geo.text import Text
from layers.editing.editable import Editable, Subject
from layers.editing.groups import GROUPS
from layers.editing.incidents import INCIDENTS
from layers.editing.lanes import LANES
from layers.editing.parcels import PARCELS
from layers.editing.places import PLACES
from layers.editing.routes import ROUTES
from layers.errors import LayerNotFound, NotAllowed
from layers.importing.targets import TARGETS
from layers.registry import get_layer
from layers.roles import Role

EDITABLE: dict[str, Editable] = {
    "incidents": INCIDENTS,
    "sites": Editable(),
    "facilities": Editable(),
    "routes": ROUTES,
    "places": PLACES,
    "parcels": PARCELS,
    "lanes": LANES,
    "groups": GROUPS,
}


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
