"""The pages in the head of every page: where each stands, and who is shown it.

A new page is one line of PAGES. A page that a role may not open is not offered to it; the route
itself still declares who may call it.
"""

from typing import NamedTuple

from layers.roles import Role


class Entry(NamedTuple):
    """A page: its address, its word (`nav.<word>`), and the least role that is shown it.

    `key` leads there after G; `also` are addresses that count as this page; `group` is the menu
    (`nav.group_<group>`) in which it stands, or none.
    """

    path: str
    word: str
    role: Role
    key: str = ""
    also: tuple[str, ...] = ()
    group: str = ""

    def is_at(self, path: str) -> bool:
        """Tell whether an address is this page or a page below it."""
        if self.path == "/":
            return path == "/"
        return any(path == each or path.startswith(f"{each}/") for each in (self.path, *self.also))


class Item(NamedTuple):
    """What the head shows: one page (`group` empty), or a menu of pages."""

    group: str
    entries: tuple[Entry, ...]


PAGES = (
    Entry("/", "map", Role.PUBLIC, "m"),
    Entry("/today", "today", Role.VIEWER, "h", also=("/rows", "/jobs")),
    Entry("/search", "search", Role.VIEWER, "f"),
    Entry("/board", "board", Role.SUPERVISOR, "b"),
    Entry("/cases", "cases", Role.VIEWER, "v", also=("/incidents", "/deadlines"), group="work"),
    Entry("/registers", "registers", Role.VIEWER, "s", group="work"),
    Entry("/registers/late", "late", Role.VIEWER, group="work"),
    Entry("/notices", "notices", Role.VIEWER, "t", group="work"),
    Entry("/reports", "reports", Role.VIEWER, "o", group="work"),
    Entry("/rounds", "rounds", Role.VIEWER, also=("/coverage",), group="work"),
    Entry("/places", "places", Role.VIEWER, group="work"),
    Entry("/routes", "routes", Role.VIEWER, group="work"),
    Entry("/borders", "borders", Role.VIEWER, group="work"),
    Entry("/people", "people", Role.VIEWER, group="work"),
    Entry("/projects", "projects", Role.VIEWER, also=("/upgrades",), group="work"),
    Entry("/runs", "runs", Role.SUPERVISOR, "a", group="study"),
    Entry("/compare", "compare", Role.SUPERVISOR, "c", group="study"),
    Entry("/effect", "effect", Role.SUPERVISOR, "e", group="study"),
    Entry("/patrol", "patrol", Role.SUPERVISOR, "p", group="study"),
    Entry("/wall", "wall", Role.SUPERVISOR, "w", group="study"),
    Entry("/import", "import", Role.SUPERVISOR, "n", also=("/imports",), group="data"),
    Entry("/unplaced", "unplaced", Role.INSPECTOR, "u", group="data"),
    Entry("/boundaries", "boundaries", Role.SUPERVISOR, "r", group="data"),
    Entry("/layers", "layers", Role.SUPERVISOR, "l", group="data"),
)


def navigation(role: Role) -> list[Item]:
    """Return what the head shows to a role: pages in their order, those of a group together.

    A group of one page is that page.
    """
    shown = [entry for entry in PAGES if role >= entry.role]
    items: list[Item] = []
    for group in dict.fromkeys(entry.group or entry.path for entry in shown):
        entries = tuple(each for each in shown if (each.group or each.path) == group)
        items.append(Item(group if len(entries) > 1 else "", entries))
    return items


def current_page(items: list[Item], path: str) -> Entry | None:
    """Return the page that an address belongs to: the one with the longest address."""
    found = [each for item in items for each in item.entries if each.is_at(path)]
    return max(found, key=lambda each: len(each.path), default=None)
