"""The document that boundaries rest on: without one nothing is loaded."""

from dataclasses import dataclass
from datetime import date

from geo.errors import InputError
from geo.text import Text

LONGEST = 300


@dataclass(frozen=True)
class Basis:
    """Number, title and date of the document, such as 1656/NQ-UBTVQH15 of 16 June 2025."""

    number: str
    title: str
    on: date

    def words(self) -> str:
        """Return the document in one line, as it stands with each area."""
        return f"{self.number} · {self.title} · {self.on:%d/%m/%Y}"


def read_basis(number: str, title: str, on: date | None) -> Basis:
    """Check what was said of the document; InputError names what is missing."""
    number, title = " ".join(number.split()), " ".join(title.split())
    for name, value, what in (
        ("basis_number", number, Text("số văn bản", "the number of the document")),
        ("basis_title", title, Text("trích yếu văn bản", "the title of the document")),
    ):
        if not value or len(value) > LONGEST:
            raise InputError(
                Text(
                    f"Thiếu {what.vi} làm căn cứ, hoặc dài hơn {LONGEST} ký tự.",
                    f"{what.en.capitalize()} that the boundaries rest on is missing, or longer"
                    f" than {LONGEST} characters.",
                ),
                field=name,
                value=value[:40],
            )
    if on is None:
        raise InputError(
            Text("Thiếu ngày của văn bản căn cứ.", "The date of the document is missing."),
            field="basis_on",
        )
    return Basis(number, title, on)
