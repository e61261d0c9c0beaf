"""Make a layer of its own out of a file: looked at first, then made and filled at once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import Text
from layers import db
from layers.contract import Layer
from layers.custom.draft import NO_WISHES, Wishes, draft_layer
from layers.custom.infer import (
    find_risks,
)
from layers.custom.stored import row_from_layer
from layers.file_store import FileStore
from layers.importing.checking import OPEN, Checked, check_against
from layers.importing.issues import SHOWN_PER_KIND, FileRefused, Issues, shorten
from layers.importing.load import Progress
from layers.importing.options import ImportOptions
from layers.importing.passing import no_progress
from layers.importing.pipeline import import_into
from layers.importing.questions import Asked, Question
from layers.importing.report import ImportReport
from layers.importing.room import read_apart
from layers.importing.source import Source
from layers.importing.targets import Column, Target, generic_target
from layers.queries.custom_layers import free_name, insert_layer, update_layer
from layers.queries.wards import Ward

CROWDED = ((50_000, 14), (20_000, 13), (5_000, 11))  # rows, and the zoom from which they are drawn
# What a file is held against before its columns are known.
_KEY = Column("source_key", required=True)
_UNKNOWN = Target("", "feature", "Point", (_KEY,), ("source_key",), keeps_extra=False)


@dataclass(frozen=True)
class Proposal:
    """A layer as it would be made. `layer` None: the file cannot be read so far, see `checked`.

    `risks` names the fields that look personal; `samples` are first values by field.
    """

    layer: Layer | None
    checked: Checked
    risks: Mapping[str, Text]
    samples: Mapping[str, tuple[str, ...]]

    def to_json(self) -> dict[str, Any] | None:
        """Return the proposed layer as plain JSON, without the check; None where there is none."""
        if self.layer is None:
            return None
        return row_from_layer(self.layer) | {
            "risks": {name: risk.to_json() for name, risk in self.risks.items()},
            "samples": {name: list(texts) for name, texts in self.samples.items()},
        }


def propose_layer(
    conn: connection,
    ward: Ward,
    path: Path,
    options: ImportOptions,
    wishes: Wishes = NO_WISHES,
    progress: Progress = no_progress,
    shown_per_kind: int = SHOWN_PER_KIND,
) -> Proposal:
    """Look at a file: which layer it would make, which questions are open, what is wrong in it.

    Nothing is stored. Behind each question the proposal is followed, as `check_file` does.
    """
    read = _read_on(path, options)
    if read is None:
        return Proposal(None, check_against(conn, ward, _UNKNOWN, path, options), {}, {})
    source, questions, assumed = read
    while True:
        said = options.answered(assumed)
        layer, open_kind = draft_layer(source, said, wishes, path)
        if open_kind:
            questions |= {each.id: each for each in open_kind}
            assumed |= {"geometry": layer.geometry}
            continue
        target = generic_target(layer)
        mapped = _mapped(layer, said, wishes)
        checked = check_against(conn, ward, target, path, mapped, progress, shown_per_kind)
        questions |= {each.id: each for each in checked.questions}
        fresh = {name: value for name, value in checked.assumed.items() if name not in assumed}
        if not fresh:
            break
        assumed |= fresh
    verdict = OPEN if questions else checked.verdict
    whole = replace(checked, questions=tuple(questions.values()), assumed=assumed, verdict=verdict)
    return Proposal(layer, whole, find_risks(layer.fields, source.frame), _samples(layer, source))


def make_layer(
    conn: connection,
    ward: Ward,
    path: Path,
    options: ImportOptions,
    wishes: Wishes = NO_WISHES,
    progress: Progress = no_progress,
    store: FileStore | None = None,
) -> tuple[Layer, ImportReport]:
    """Make a layer and load the file into it: both, or neither.

    Raises ImportRejected as `import_file` does, also while a question is open.
    """
    try:
        source = read_apart(path, options, Issues())
    except FileRefused:
        import_into(conn, ward, _UNKNOWN, path, options)  # refused again, in its own words
        raise
    layer, open_kind = draft_layer(source, options, wishes, path)
    if open_kind:
        raise InputError(open_kind[0].text, field="geometry")
    with db.acting_as(conn, options.actor):
        layer = replace(layer, name=free_name(conn, ward, layer.name))
        insert_layer(conn, ward, layer, options.actor)
        report = import_into(
            conn,
            ward,
            generic_target(layer),
            path,
            _mapped(layer, options, wishes),
            progress,
            store,
        )
        zoom = next((zoom for rows, zoom in CROWDED if report.loaded > rows), 0)
        if zoom:
            layer = replace(layer, min_zoom=zoom)
            update_layer(conn, ward, layer, options.actor)
    return layer, report


def _read_on(
    path: Path, options: ImportOptions
) -> tuple[Source, dict[str, Question], dict[str, str]] | None:
    """Read a file, following proposals where reading itself asks; None where it cannot be read."""
    questions: dict[str, Question] = {}
    assumed: dict[str, str] = {}
    while True:
        try:
            source = read_apart(path, options.answered(assumed), Issues())
        except Asked as asked:
            fresh = [each for each in asked.questions if each.id not in questions]
            if not fresh or any(each.proposal is None for each in fresh):
                return None
            questions |= {each.id: each for each in fresh}
            assumed |= {each.id: each.proposal for each in fresh if each.proposal is not None}
        except FileRefused:
            return None
        else:
            return (source, questions, assumed) if len(source.frame) else None


def _mapped(layer: Layer, options: ImportOptions, wishes: Wishes) -> ImportOptions:
    """Name the column of each field, so that nothing is matched by chance."""
    columns = {each.name: each.column for each in layer.fields}
    if wishes.key is not None:
        columns["source_key"] = wishes.key
    return replace(options, columns=columns | dict(options.columns))


def _samples(layer: Layer, source: Source) -> dict[str, tuple[str, ...]]:
    found = {}
    for each in layer.fields:
        texts = (shorten(value) for value in source.frame[each.column].dropna().unique())
        found[each.name] = tuple(islice((text for text in texts if text.strip()), 3))
    return found
