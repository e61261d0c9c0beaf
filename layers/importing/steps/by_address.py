"""Incidents without coordinates: a person says whether their address may place them."""

from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.address_match import SURE
from geo.text import Text
from layers.importing.batch import Batch, Context
from layers.importing.column_names import ColumnsNeeded, column_question, telling_names
from layers.importing.issues import listing
from layers.importing.options import BY_ADDRESS, BY_COLUMNS
from layers.importing.questions import Option, Question, asked

TOLD = 50
_RULE = Text(
    f"vụ nào địa chỉ khớp chắc chắn với một ngõ (độ tin {SURE:g} trở lên, ngõ nằm trong một tổ) thì"
    " được đặt lên ngõ đó, ghi rõ chỉ biết đến ngõ; các vụ khác chờ người định vị: được đếm,"
    " không vẽ, không mất",
    f"incidents whose address surely means one lane (confidence of {SURE:g} or more, the lane in"
    " one group) are put on that lane, marked as known to the lane only; the others wait to be"
    " placed by hand: counted, never drawn, never lost",
)


def ask_positions(batch: Batch, context: Context) -> str | None:
    """Return how a table of incidents is placed.

    Asked where it has an address, no columns named like coordinates, and nobody said.
    """
    options, available = context.options, list(batch.source.frame.columns)
    if context.target.table != "incident" or options.x is not None or options.y is not None:
        return BY_COLUMNS
    given = "address" in batch.found.given
    if options.positions == BY_ADDRESS and not given:
        text = Text(
            "Cột nào ghi địa chỉ? Hãy nêu --map address=<cột của tệp>.",
            "Which column holds the address? Say --map address=<column of the file>.",
        )
        question = column_question("map.address", "address", context.target, available)
        raise ColumnsNeeded(text, (question,), field="address")
    tells = all(telling_names(each, available) for each in ("x", "y"))
    addressed = given or telling_names("address", available)
    if options.positions is None and addressed and not tells:
        raise asked("coordinates", "no_coordinates", "", _file_question(available))
    return options.positions


def require_address(batch: Batch, lines: "pd.Index[Any]") -> Batch:
    """Leave all rows without a point; one that has no address either cannot be placed by anyone."""
    missing = batch.frame.loc[lines, "address"]
    batch.issues.add_rows(
        missing[missing.isna()],
        "address",
        "no_position",
        lambda _: Text(
            "Không có tọa độ, cũng không có địa chỉ.", "There are no coordinates and no address."
        ),
    )
    nowhere = np.full(len(batch.frame), None, dtype=object)
    return replace(batch, geometry=gpd.GeoSeries(nowhere, index=batch.frame.index))


def places_by_address(context: Context) -> bool:
    """Say whether a person said that addresses stand for missing coordinates."""
    return context.target.table == "incident" and context.options.positions == BY_ADDRESS


def may_wait(batch: Batch, context: Context) -> "pd.Series[Any]":
    """Say which rows may be without a point, because their address stands for it."""
    if not places_by_address(context):
        return pd.Series(False, index=batch.geometry.index)
    return batch.frame["address"].notna()


def rows_question(rows: int) -> Question:
    """Ask what becomes of the rows of a file that lack coordinates and have an address."""
    text = Text(
        f"{rows} dòng có địa chỉ mà không có tọa độ. Định vị theo địa chỉ?",
        f"{rows} rows have an address and no coordinates. Place them by their address?",
    )
    refuse = Option(
        BY_COLUMNS,
        Text("Không: từ chối các dòng đó", "No: refuse these rows"),
        Text("hãy bổ sung tọa độ trong tệp", "add the coordinates to the file"),
    )
    return Question("positions", text, (_BY_ADDRESS, refuse), BY_ADDRESS)


def tell_without_point(batch: Batch, lines: "pd.Index[Any]") -> None:
    for line, address in batch.frame.loc[lines[:TOLD], "address"].items():
        message = Text(
            f"Không có tọa độ, chỉ có địa chỉ '{address}'.",
            f"There are no coordinates, only the address '{address}'.",
        )
        batch.issues.tell(
            int(str(line)), "coordinates", "no_coordinate", address, message, severity="ask"
        )


def _file_question(available: list[str]) -> Question:
    text = Text(
        "Tệp có địa chỉ nhưng chưa nêu cột tọa độ. Định vị theo địa chỉ, hay có cột tọa độ"
        " (--x, --y)?",
        "The file has addresses, and no columns of coordinates were named. Place by address, or"
        " are there columns of coordinates (--x, --y)?",
    )
    named = listing(available, 40)
    evidence = Text(
        f"các cột không có tên như tọa độ: {named}", f"no column is named like one: {named}"
    )
    by_columns = Option(BY_COLUMNS, Text("Theo cột tọa độ", "By columns of coordinates"), evidence)
    return Question("positions", text, (_BY_ADDRESS, by_columns), BY_ADDRESS)


_BY_ADDRESS = Option(BY_ADDRESS, Text("Theo địa chỉ", "By address"), _RULE)
