"""What a person says about a new epoch: from when, of which kind, by which document."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from geo.errors import InputError
from geo.lineage import SLIVER_SHARE
from geo.text import Text
from layers.boundaries.basis import Basis
from layers.importing.options import AREA_KINDS, ImportOptions
from layers.periods import FIRST_DAY, LAST_DAY

Scope = Literal["all", "touched"]
SCOPES: tuple[Scope, ...] = ("all", "touched")


@dataclass(frozen=True)
class EpochWish:
    """`scope` all: the file is every area of the kind, what it lacks ends; touched: an area that
    the file neither covers nor names stays in force."""

    kind: str
    starts_on: date
    basis: Basis
    options: ImportOptions
    scope: Scope = "all"
    sliver_share: float = SLIVER_SHARE

    def __post_init__(self) -> None:
        if self.kind not in AREA_KINDS:
            raise _wrong("kind", self.kind, ", ".join(AREA_KINDS))
        if self.scope not in SCOPES:
            raise _wrong("scope", self.scope, ", ".join(SCOPES))
        if not FIRST_DAY <= self.starts_on <= LAST_DAY:
            raise _wrong("starts_on", self.starts_on, f"{FIRST_DAY} … {LAST_DAY}")
        if not 0 <= self.sliver_share <= 0.2:
            raise _wrong("sliver_share", self.sliver_share, "0 … 0.2")

    @property
    def layer(self) -> str:
        """The layer whose import reads the file."""
        return "groups" if self.kind == "group" else "ward_border"

    def import_options(self) -> ImportOptions:
        """Return the options of the import: every row is of this kind, day and document, whatever
        columns of those names a file may have (an export of the old areas has them)."""
        said = {
            "kind": self.kind,
            "valid_from": self.starts_on.isoformat(),
            "valid_to": "",
            "basis": self.basis.words(),
        }
        return replace(self.options, constants={**self.options.constants, **said})


def _wrong(name: str, value: object, allowed: str) -> InputError:
    return InputError(
        Text(f"{name}: '{value}' không được; cho phép: {allowed}.",
             f"{name}: '{value}' is not possible; allowed: {allowed}."),
        field=name,
        value=value,
    )  # fmt: skip
