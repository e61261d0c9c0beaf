"""The words of codes that stand in tables of a page, as the layers' definitions give them."""

from geo.text import Text, same
from layers.registry import get_layer
from layers.roles import Role

FIELDS = {
    "site": ("sites", "stage"),
    "facility": ("facilities", "state"),
    "lane_project": ("lane_projects", "state"),
}
PLACE_STATES = {
    "watched": Text("theo dõi", "watched"),
    "repeat": Text("tái phạm", "repeat point"),
    "hot": Text("điểm nóng", "hot spot"),
    "clearing": Text("đang giải tỏa", "being cleared"),
    "stable": Text("ổn định", "stable"),
    "removed": Text("đã xóa", "removed"),
    "relapsed": Text("tái phát", "relapsed"),
}


def code_words(kind: str, code: str) -> Text:
    """Say the state of a site, facility, lane project or place; the code where it has no words."""
    if kind == "place":
        return PLACE_STATES.get(code, same(code))
    layer, name = FIELDS[kind]
    field = next(each for each in get_layer(layer, Role.ADMIN).fields if each.name == name)
    return field.codes.get(code, same(code))
