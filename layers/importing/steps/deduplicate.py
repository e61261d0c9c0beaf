"""Give each row its key, the file's own or one made from its content; drop what stands twice."""

from collections import Counter
from dataclasses import replace
from hashlib import blake2b
from typing import Any

import numpy as np
import pandas as pd
import shapely

from geo.text import Text
from layers.importing.batch import Batch, Context, Gathered
from layers.importing.source import Source

LONGEST_KEY = 200  # characters; a key has an index, which does not take texts of any length


def deduplicate(batch: Batch, context: Context) -> Batch:
    """Keep one row a key. Without a key column, equal rows of incidents and of own layers stay."""
    if batch.found.gathered is not None:
        return gather_keys(batch, batch.found.gathered)
    key = context.target.source_key
    content = content_hashes(batch.source)
    frame = batch.frame.copy()
    if frame[key].notna().any():
        batch.found.has_keys = True
        _require_keys(frame[key], batch, key)
        return drop_repeated(replace(batch, frame=frame), context, content)
    if context.target.keeps_equal:
        frame[key] = numbered(content)
        note_equal_rows(int(content.duplicated().sum()), batch)
        return replace(batch, frame=frame)
    frame[key] = content.map(lambda digest: f"h{digest}")
    return drop_repeated(replace(batch, frame=frame), context, content)


def gather_keys(batch: Batch, gathered: Gathered) -> Batch:
    """Give a part its keys, and keep a number of each: what stands twice is found at the end."""
    frame, name = batch.frame.copy(), "source_key"
    settled = batch.found.settled
    if frame[name].notna().any() if settled is None else settled.has_keys:
        batch.found.has_keys = True
        _require_keys(frame[name], batch, name)
        given = frame[name].notna().to_numpy()
        gathered.lines.append(frame.index.to_numpy()[given])
        gathered.keys.append(pd.util.hash_array(frame[name].to_numpy()[given], categorize=False))
        return batch
    content = content_hashes(batch.source)
    frame[name] = content.map(lambda digest: f"h{digest}")
    gathered.lines.append(frame.index.to_numpy())
    gathered.keys.append(np.array([int(each[:16], 16) for each in content], dtype=np.uint64))
    return replace(batch, frame=frame)


def content_hashes(source: Source) -> "pd.Series[Any]":
    """Return a digest of each row as it stands in the file, geometry included."""
    columns = [source.frame[name].tolist() for name in source.frame.columns]
    rows = list(zip(*columns, strict=True)) if columns else [()] * len(source.frame)
    shapes = (
        [b""] * len(rows)
        if source.geometry is None
        else [each or b"" for each in np.asarray(shapely.to_wkb(source.geometry), dtype=object)]
    )
    digests = [
        blake2b(
            "\x1f".join(row).encode("utf-8", "surrogatepass") + shape, digest_size=10
        ).hexdigest()
        for row, shape in zip(rows, shapes, strict=True)
    ]
    return pd.Series(digests, index=source.frame.index, dtype=object)


def numbered(content: "pd.Series[Any]") -> "pd.Series[Any]":
    """Number equal rows, so that loading the same file again finds each of them."""
    seen: Counter[str] = Counter()
    keys = []
    for digest in content:
        seen[digest] += 1
        keys.append(f"h{digest}" if seen[digest] == 1 else f"h{digest}-{seen[digest]}")
    return pd.Series(keys, index=content.index, dtype=object)


def note_equal_rows(equal: int, batch: Batch) -> None:
    if equal:
        batch.found.notes.append(
            Text(
                f"{equal} dòng giống hệt một dòng khác; tệp không có cột số hiệu nên mỗi dòng"
                " vẫn là một dòng riêng.",
                f"{equal} rows equal another row; the file names no key column, so each stays a row"
                " of its own.",
            )
        )


def _require_keys(keys: "pd.Series[Any]", batch: Batch, name: str) -> None:
    batch.issues.add_rows(
        keys[keys.isna()],
        name,
        "required",
        lambda _: Text("Thiếu số hiệu.", "The key is missing."),
    )
    batch.issues.add_rows(
        keys[keys.str.len() > LONGEST_KEY],
        name,
        "too_long",
        lambda value: Text(
            f"Số hiệu '{value}' dài quá {LONGEST_KEY} ký tự.",
            f"The key '{value}' is longer than {LONGEST_KEY} characters.",
        ),
    )


def drop_repeated(batch: Batch, context: Context, content: "pd.Series[Any]") -> Batch:
    """Drop rows that repeat a key with equal content; a key with two contents is an issue."""
    parts = batch.frame[list(context.target.key)]
    whole = parts[parts.notna().all(axis=1)]  # the others have an issue already
    keys = pd.Series(
        ["/".join(map(str, row)) for row in whole.itertuples(index=False)],
        index=whole.index,
        dtype=object,
    )
    repeated = keys.duplicated()
    if not repeated.any():
        return batch
    first = keys.drop_duplicates()
    first_line = pd.Series(first.index, index=first.to_numpy())
    origin = keys[repeated].map(first_line)
    same = content.loc[origin.index].to_numpy() == content.loc[origin.to_numpy()].to_numpy()
    word = batch.source.row_word
    different = origin[~same]
    for line, earlier in different.items():
        value = keys.loc[line]
        batch.issues.add(
            int(str(line)),
            context.target.source_key,
            "duplicate_key",
            value,
            Text(
                f"'{value}' đã dùng ở {word.vi} {earlier} với nội dung khác.",
                f"'{value}' stands at {word.en} {earlier} already, with other content.",
            ),
        )
    dropped = origin.index[same]
    batch.found.duplicates = len(dropped)
    if len(dropped):
        batch.found.notes.append(
            Text(
                f"{len(dropped)} dòng lặp lại nguyên vẹn một dòng khác đã được bỏ.",
                f"{len(dropped)} rows repeat another row exactly and were left out.",
            )
        )
    return batch.only(~batch.frame.index.isin(dropped))
