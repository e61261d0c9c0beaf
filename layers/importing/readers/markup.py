"""Hold XML to what cannot reach beyond itself: no document type, so no entities, no stylesheets."""

import re
from pathlib import Path

from geo.text import Text
from layers.importing.issues import refused

_FORBIDDEN = re.compile(
    rb"<!\s*(DOCTYPE|ENTITY)|<\?xml-stylesheet|<(\w+:)?(NetworkLink|include)\b", re.I
)
_PIECE = 1 << 20
_OVERLAP = 64  # bytes: a forbidden word may lie across two pieces


def require_plain_xml(path: Path) -> None:
    """Refuse XML that declares entities or links to other files, in whatever encoding."""
    with path.open("rb") as file:
        tail = b""
        while piece := file.read(_PIECE):
            found = _FORBIDDEN.search((tail + piece).replace(b"\x00", b""))  # UTF-16 as well
            if found:
                raise refused(
                    "file",
                    "forbidden",
                    found.group().decode("ascii", "replace"),
                    Text(
                        f"'{path.name}' có khai báo hoặc liên kết ra ngoài tệp"
                        f" ({found.group().decode('ascii', 'replace')}): không đọc.",
                        f"'{path.name}' declares entities or links to other files"
                        f" ({found.group().decode('ascii', 'replace')}): not read.",
                    ),
                )
            tail = piece[-_OVERLAP:]
