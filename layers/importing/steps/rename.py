"""Give each column of the layer its column of the file, or its constant."""

from dataclasses import replace

import pandas as pd

from geo.errors import InputError
from geo.names import match_key
from geo.text import Text
from layers.importing.batch import Batch, Context
from layers.importing.column_names import ColumnsNeeded, column_question
from layers.importing.issues import listing
from layers.importing.options import AREA_KINDS, ImportOptions
from layers.importing.targets import Column, Target

_MADE_LATER = {"code", "source_key", "category_code", "field_code", "time_precision"}


def rename(batch: Batch, context: Context) -> Batch:
    """Take columns by what was said, then by equal names; the others stay as extra."""
    raw, target, options = batch.source.frame, context.target, context.options
    mapped = _said(target, options, list(raw.columns))
    constants = _constants(target, options)
    if _says_levels(raw, context):
        constants.pop("kind", None)
    by_name = _same_names(target, list(raw.columns), set(mapped) | set(constants))
    mapped = by_name | mapped
    columns = {
        column.name: raw[mapped[column.name]].astype(object)
        if column.name in mapped
        else pd.Series(
            [constants.get(column.name, column.default)] * len(raw), index=raw.index, dtype=object
        )
        for column in target.columns
    }
    frame = pd.DataFrame(columns, index=raw.index, dtype=object)
    _require_columns(target, set(mapped) | set(constants), list(raw.columns))
    used = set(mapped.values()) | {options.x, options.y, options.wkt} | set(target.derived)
    if batch.source.geometry is not None:
        used |= {"id", "fid"}  # the file's own numbering of its features
    extra = raw[[name for name in raw.columns if name not in used]]
    batch.found.mapped, batch.found.constants = mapped, constants
    batch.found.given = frozenset(mapped) | frozenset(constants)
    _note(batch, target, by_name, list(extra.columns))
    return replace(batch, frame=frame, extra=extra)


def _said(target: Target, options: ImportOptions, available: list[str]) -> dict[str, str]:
    said: dict[str, str] = {}
    for name, source in options.columns.items():
        column = _known(target, name)
        if source not in available:
            raise InputError(
                Text(
                    f"Tệp không có cột '{source}'. Các cột: {listing(available, 40)}.",
                    f"The file has no column '{source}'. Its columns: {listing(available, 40)}.",
                ),
                field="map",
                value=source,
            )
        said[column.name] = source
    return said


def _constants(target: Target, options: ImportOptions) -> dict[str, str]:
    """Collect the values that hold for all rows, said one by one or as an option of areas."""
    constants = {_known(target, name).name: value for name, value in options.constants.items()}
    if target.table == "area":
        usual = {"groups": "group", "ward_border": "ward"}[target.layer]
        constants.setdefault("kind", options.kind or usual)
        if options.basis:
            constants.setdefault("basis", options.basis)
    if options.valid_from and target.is_period:
        constants.setdefault("valid_from", options.valid_from.isoformat())
    return constants


def _says_levels(raw: pd.DataFrame, context: Context) -> bool:
    """Say whether a file of borders names the level of each: nothing but our codes or words."""
    options = context.options
    if context.target.layer != "ward_border" or options.kind or "kind" in options.constants:
        return False
    levels = {*AREA_KINDS, *context.words.get("kind", {})} - {"group"}
    return "kind" in raw and {match_key(cell) for cell in raw["kind"]} <= levels


def _known(target: Target, name: str) -> Column:
    column = target.column(name)
    if column is None:
        names = listing((c.name for c in target.columns), 40)
        raise InputError(
            Text(
                f"Lớp '{target.layer}' không có cột '{name}'. Các cột: {names}.",
                f"Layer '{target.layer}' has no column '{name}'. Its columns: {names}.",
            ),
            field="map",
            value=name,
        )
    return column


def _same_names(target: Target, available: list[str], taken: set[str]) -> dict[str, str]:
    by_name = {name.casefold(): name for name in available} | {name: name for name in available}
    found: dict[str, str] = {}
    for column in target.columns:
        names = [name for name in (column.name, column.alias) if name in by_name]
        if names and column.name not in taken:
            found[column.name] = by_name[names[0]]
    return found


def _require_columns(target: Target, given: set[str], available: list[str]) -> None:
    missing = [c.name for c in target.columns if c.required and c.name not in given | _MADE_LATER]
    if "category_code" in {c.name for c in target.columns} and "category_code" not in given:
        missing.append("category_code")
    if target.table == "area" and "code" not in given:
        missing.append("code")
    if missing:
        name = missing[0]
        raise ColumnsNeeded(
            Text(
                f"Thiếu cột bắt buộc: {', '.join(missing)}. Hãy nêu --map {name}=<cột của tệp>"
                f" hoặc --set {name}=<giá trị>. Các cột của tệp: {listing(available, 40)}.",
                f"Required columns are missing: {', '.join(missing)}. Say --map {name}=<column of"
                f" the file> or --set {name}=<value>. Columns of the file:"
                f" {listing(available, 40)}.",
            ),
            tuple(column_question(f"map.{each}", each, target, available) for each in missing),
            field=name,
        )


def _note(batch: Batch, target: Target, by_name: dict[str, str], extra: list[str]) -> None:
    if by_name:
        pairs = ", ".join(
            ours if ours == theirs else f"{ours} = {theirs}" for ours, theirs in by_name.items()
        )
        batch.found.notes.append(
            Text(
                f"Cột nhận theo tên giống nhau: {pairs}.", f"Columns taken by equal names: {pairs}."
            )
        )
    if extra and not target.keeps_extra:
        batch.found.notes.append(
            Text(
                f"Không lưu các cột: {listing(extra)}; lớp này không có chỗ cho chúng.",
                f"Not kept, because the layer has no place for them: {listing(extra)}.",
            )
        )
