"""What a file says of itself: whose rows, under which filter, in which coordinates, for whom."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from geo.text import Text, same
from layers.contract import Field, Layer
from layers.day_words import short_moment
from layers.exporting.system import System
from layers.filters import Filter
from layers.queries.wards import Ward
from layers.roles import Role


@dataclass(frozen=True)
class About:
    """`left_out` are the fields that the role may not see, `loses` what the format cannot hold."""

    ward: Ward
    layer: Layer
    role: Role
    chosen: Filter
    system: System
    fields: tuple[Field, ...]
    left_out: tuple[Field, ...]
    loses: tuple[Text, ...]
    permalink: str
    made_at: datetime

    def to_json(self) -> dict[str, Any]:
        return {
            "program": "Điểm Nóng",
            "ward": self.ward.code,
            "layer": self.layer.name,
            "title": self.layer.title.to_json(),
            "made_at": self.made_at.isoformat(timespec="seconds"),
            "role": self.role.code,
            "filter": self.chosen.to_query(),
            "boundaries": self.chosen.boundaries.to_json(),
            "permalink": self.permalink,
            "coordinates": self.system.to_json(),
            "fields": [
                {"name": field.name, "type": field.type, "title": field.title.to_json()}
                for field in self.fields
            ],
            "left_out_fields": len(self.left_out),
            "not_held": [each.to_json() for each in self.loses],
            "attribution": self.ward.attribution,
        }

    def facts(self) -> list[tuple[Text, Text]]:
        """Return the same for people: what it is, and what it says."""
        query = "&".join(f"{name}={value}" for name, value in self.chosen.to_query().items())
        none = Text("không", "none")
        left_out = same(str(len(self.left_out)))
        facts = [
            (Text("Lớp", "Layer"), self.layer.title),
            (Text("Phường", "Ward"), self.ward.name),
            (Text("Xuất lúc", "Made at"), short_moment(self.made_at)),
            (Text("Bộ lọc", "Filter"), same(query) if query else none),
            (Text("Theo ranh giới", "By which areas"), self.chosen.boundaries.words()),
            (Text("Đường dẫn", "Link"), same(self.permalink)),
            (Text("Hệ tọa độ", "Coordinates"), same(f"{self.system.code} {self.system.name}")),
            (Text("Độ chính xác", "Accuracy"), self.system.accuracy),
            (Text("Vai trò", "Role"), same(self.role.code)),
            (Text("Số cột vai trò này không được xem", "Fields this role may not see"), left_out),
            (Text("Nguồn", "Source"), same(self.ward.attribution)),
            *((Text("Định dạng không giữ", "Not held by the format"), each) for each in self.loses),
        ]
        return [(name, words) for name, words in facts if words.vi]

    def lines(self) -> list[str]:
        """Return the facts as plain lines, in Vietnamese and English."""
        return [
            f"{name.vi} / {name.en}: {words.vi}"
            + ("" if words.vi == words.en else f" / {words.en}")
            for name, words in self.facts()
        ]
