"""Where something opens: the path of a page and its parameters; the ward is added by the page."""

from typing import NamedTuple
from urllib.parse import quote, urlencode


class Link(NamedTuple):
    """A page of the service: its path (each part quoted), and parameters in their order."""

    path: str
    query: tuple[tuple[str, str], ...] = ()

    def address(self, ward: str) -> str:
        """Return the address in a ward."""
        pairs = [("ward", ward), *self.query]
        return f"{self.path}?{urlencode(pairs, safe=',/:')}"


def to_page(*parts: object, **query: object) -> Link:
    """Return the link to /part/part…; parameters that are None or "" are left out.

    A parameter may end in an underscore where Python keeps the word for itself: `from_`.
    """
    path = "/" + "/".join(quote(str(part), safe="") for part in parts)
    said = tuple(
        (name.rstrip("_"), str(value)) for name, value in query.items() if value not in (None, "")
    )
    return Link(path, said)
