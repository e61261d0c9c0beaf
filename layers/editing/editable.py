"""What an edited layer says of itself, and its hooks: what it does beside writing its own row."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg2 import sql
from psycopg2.extensions import connection
from shapely.geometry.base import BaseGeometry

from geo.text import Text, same
from layers.contract import Field, Layer
from layers.editing.contract import NOTHING, Changed, Division, Row, Taken, moved_shapes
from layers.editing.shapes import outside_note
from layers.importing.targets import Column, Target
from layers.queries.wards import Ward
from layers.roles import Role


@dataclass(frozen=True)
class Editable:
    """A layer that is edited. `closed` fields are not: they follow from elsewhere.

    `condition` tells which rows of the table are the layer's. `target` is where rows lie that no
    file is loaded into. `choices` names the query of layers/sql for each column that chooses a row
    of the ward, `not_there` says why one cannot be chosen; `called` is SQL on `t` for what people
    call a row that has no name of its own. `no_new`, `no_removal`, `no_division`: why rows are not
    drawn anew (nor removed), removed, split and merged; None: they are. A change of a row
    `is_explained` by a reason, which a new one needs not. `is_area`: they come and go by epochs,
    and the form asks for a document. Whoever has the role `editor` may edit.

    A layer that does more is a class of its own, in its own file, with the hooks below that it
    needs; those of this class do nothing. All but `begins_with` and `needs_reason` run within the
    one transaction of the save, division or undo, under the name of who acts. A hook never commits;
    what it raises (InputError, UndoRefused) undoes everything. Their order in a save: `lock`;
    `require_open`; `take_along`; then `before_removal`, or `written_beside` and `after_write`;
    `require_kept`; `followers`; `why_explained`; `notes_on`; `after_move`; the edit is recorded. A
    plan is a save that is undone: no hook may do what the transaction does not take back.
    """

    closed: tuple[str, ...] = ()
    condition: str = "true"
    is_area: bool = False
    target: Target | None = None
    choices: Mapping[str, str] = dataclasses.field(default_factory=dict)
    not_there: Mapping[str, Text] = dataclasses.field(default_factory=dict)
    called: str = "''"
    no_new: Text | None = None
    no_removal: Text | None = None
    no_division: Text | None = None
    is_explained: bool = False
    editor: Role = Role.SUPERVISOR

    @property
    def is_removed(self) -> bool:
        return self.no_new is None and self.no_removal is None

    # The form: nothing is locked, nothing is written.

    def begins_with(self) -> dict[str, Any]:
        """Return values of the form that a new row begins with, over the defaults of columns."""
        return {}

    def needs_reason(self, *, is_new: bool) -> bool:
        """Whether a save has to say why."""
        return self.is_explained and not is_new

    # A save, in this order; a division and an undo call some of them too.

    def lock(self, conn: connection, ward: Ward) -> None:
        """Wait for whoever else derives the same data, before any row of the layer is locked.

        Always in that order, in a save, a division and an undo, so that two never wait crosswise.
        """

    def require_open(self, conn: connection, subject: "Subject", row: Row, role: Role) -> None:
        """Refuse with InputError who may not change or remove this row as it is; it is locked."""

    def take_along(self, conn: connection, gone: int, kept: int | None) -> Taken:
        """Move what hangs on a row that goes to the one that stays, or remove it with the row.

        Called before a removal (`kept` None) or a merge writes anything; both rows are locked. The
        rows it returns are kept with the edit: an undo locks them and takes each of them back.
        """
        return NOTHING

    def before_removal(self, conn: connection, row_id: int) -> None:
        """Let go of what names a row that is removed by a save, merge or undo; or refuse it."""

    def written_beside(
        self,
        conn: connection,
        ward: Ward,
        values: Mapping[str, Any],
        before: Row | None,
        *,
        is_moved: bool,
    ) -> dict[str, Any]:
        """Return columns that are written with the values of the form, which are checked by then.

        `before` None: a new row. Not called where nothing differs, nor for a removal.
        """
        return {}

    def after_write(self, conn: connection, ward: Ward, row_id: int, *, is_moved: bool) -> None:
        """Derive what a row, as it was just written, says of itself.

        An undo calls it too for a row it put back, `is_moved` False: what the log holds stands.
        """

    def require_kept(
        self, conn: connection, before: Row, after: Row, reason: str, *, is_plan: bool
    ) -> None:
        """Refuse a change of what has to stay; both states are known, the new one is written.

        A plan has no reason yet: one that is missing is refused by the save alone.
        """

    def followers(
        self, conn: connection, ward: Ward, subject: "Subject", changed: Changed
    ) -> list[Changed]:
        """Write the other rows of the layer that follow the one that was saved; return them.

        They are of the same edit: recorded with it, undone with it. The hook locks them itself.
        """
        return []

    def why_explained(self, conn: connection, ward: Ward) -> Text | None:
        """Return why this save needs a reason though others do not; all its rows are written."""
        return None

    def notes_on(self, conn: connection, ward: Ward, rows: list[Changed]) -> tuple[Text, ...]:
        """Tell whoever saves or plans what they should know; all rows of the save are written.

        Where a layer says nothing else: how far a new or moved shape lies outside the ward.
        """
        after = rows[0].after
        return outside_note(conn, ward, after.shape) if after and moved_shapes(rows) else ()

    def after_move(self, conn: connection, ward: Ward, shapes: list[BaseGeometry]) -> int:
        """Derive what depends on where the rows are; return how many incidents changed.

        `shapes`: old and new ones of all that moved, came or went, in a save, division or undo.
        """
        return 0

    # A division.

    def divide(
        self,
        conn: connection,
        ward: Ward,
        subject: "Subject",
        wish: Division,
        rows: list[Row],
        pieces: list[BaseGeometry],
        actor: str,
    ) -> list[Changed] | None:
        """Write the pieces of a row, or the one of two, in the layer's own way; return all rows.

        After `lock` and `take_along`, the rows are locked. None: the first piece stays the first
        row, the second is a new row, and the second of two merged rows goes.
        """
        return None

    # An undo: after `lock` and the locks of rows, when nothing is known to have changed since.

    def lock_beside(self, conn: connection, changes: Sequence[int]) -> None:
        """Wait for those who write what `take_along` took with an edit; `changes`: its entries."""

    def undo_whole(
        self, conn: connection, ward: Ward, edit: Mapping[str, Any], actor: str
    ) -> list[int] | None:
        """Undo an edit in the layer's own way; return the ids of its rows. None: entry by entry."""
        return None

    def require_untouched(self, conn: connection, row_id: int) -> None:
        """Refuse with UndoRefused to take back the row that an edit made; it is locked."""

    def take_back_beside(self, conn: connection, change: Mapping[str, Any]) -> tuple[str, str]:
        """Undo one entry of what `take_along` took; return table and id of its row.

        Only a layer that takes something along is asked.
        """
        raise NotImplementedError(change["table_name"])


@dataclass(frozen=True)
class Subject:
    """The layer that is edited, with where its rows lie and what somebody in a role may change."""

    layer: Layer
    target: Target
    rule: Editable
    fields: tuple[tuple[Field, Column], ...]

    @property
    def table(self) -> sql.Identifier:
        return sql.Identifier(self.target.table)

    @property
    def is_divided(self) -> bool:
        """Whether its records are split and merged."""
        return self.rule.no_division is None and self.target.geometry != "Point"

    def title_of(self, name: str) -> Text:
        """Return what people call a column of the form; its own name for one that is not there."""
        found = (field.title for field, column in self.fields if column.name == name)
        return next(found, same(name))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for _, column in self.fields)
