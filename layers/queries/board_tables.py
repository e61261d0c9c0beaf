"""The tables of a board as header and rows in one language, and as CSV text."""

import csv
import io
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from geo.errors import InputError
from geo.text import Text
from layers.queries.board_shapes import Board
from layers.spreadsheet import neutral

Cell = str | int | float | bool | None


class Column(NamedTuple):
    """A column: its title, and where its value stands in a row."""

    title: Text
    key: str


class Table(NamedTuple):
    """A table of the board: its columns, and where its rows stand."""

    columns: tuple[Column, ...]
    rows: Callable[[Board], list[Mapping[str, Any]]]


def board_table(board: Board, name: str, language: str) -> tuple[list[str], list[list[Cell]]]:
    """Return header and rows of one table; InputError names the tables there are."""
    table = TABLES.get(name)
    if table is None:
        allowed = ", ".join(TABLES)
        raise InputError(
            Text(f"Không có bảng '{name}'; có: {allowed}.", f"No table '{name}'; {allowed}."),
            field="table",
            value=name,
        )
    header = [column.title.in_language(language) for column in table.columns]
    lines = [
        [_cell(row[column.key], language) for column in table.columns] for row in table.rows(board)
    ]
    return header, lines


def board_csv(board: Board, name: str, language: str) -> str:
    """Return one table as CSV (comma, CRLF, byte-order mark so that Excel reads UTF-8).

    Texts that a spreadsheet would run as a formula get an apostrophe in front.
    """
    return csv_text(*board_table(board, name, language))


def csv_text(header: list[str], lines: list[list[Cell]]) -> str:
    """Return header and rows as CSV that Excel reads, with nothing that it would run."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([neutral(value) for value in line] for line in lines)
    return "\ufeff" + text.getvalue()


def _cell(value: Any, language: str) -> Cell:
    if isinstance(value, dict):
        return str(value["en" if language == "en" else "vi"])
    if isinstance(value, list):
        return " ".join(str(_cell(each, language)) for each in value)
    return value  # type: ignore[no-any-return]


def _trend(board: Board) -> list[Mapping[str, Any]]:
    return [{**month, **month["fields"]} for month in board["trend"]]


def _columns(*pairs: tuple[str, str, str]) -> tuple[Column, ...]:
    return tuple(Column(Text(vi, en), key) for key, vi, en in pairs)


_LAST = (
    ("last_on", "Vụ cuối", "Last incident"),
    ("days_since_last", "Số ngày từ vụ cuối", "Days since the last"),
)
_POSITION = (("lon", "Kinh độ", "Longitude"), ("lat", "Vĩ độ", "Latitude"))

TABLES: Mapping[str, Table] = {
    "figures": Table(
        _columns(
            ("title", "Số liệu", "Figure"),
            ("value", "Giá trị", "Value"),
            ("unit", "Đơn vị", "Unit"),
            ("rule", "Quy tắc", "Rule"),
        ),
        lambda board: list(board["figures"].values()),
    ),
    "trend": Table(
        _columns(
            ("month", "Tháng", "Month"),
            ("total", "Tổng", "Total"),
            ("ttdt", "Trật tự đô thị", "Urban order"),
            ("ttxd", "Trật tự xây dựng", "Construction order"),
            ("vsmt", "Vệ sinh môi trường", "Environmental sanitation"),
            ("in_period", "Trong kỳ", "In the period"),
        ),
        _trend,
    ),
    "groups": Table(
        _columns(
            ("code", "Tổ", "Group"),
            ("name", "Tên", "Name"),
            ("count", "Số vụ", "Incidents"),
            ("previous", "Kỳ trước", "Period before"),
            ("per_km2", "Trên km²", "Per km²"),
            ("per_1000_people", "Trên 1000 dân", "Per 1,000 people"),
            *_LAST,
        ),
        lambda board: list(board["groups"]),
    ),
    "lanes": Table(
        _columns(
            ("name", "Ngõ, phố", "Lane"),
            ("count", "Số vụ", "Incidents"),
            ("previous", "Kỳ trước", "Period before"),
            ("length_m", "Dài (m)", "Length (m)"),
            ("per_100_m", "Trên 100 m", "Per 100 m"),
            *_LAST,
        ),
        lambda board: list(board["lanes"]),
    ),
    "repeat_points": Table(
        _columns(
            ("rank", "Hạng", "Rank"),
            ("label", "Nơi", "Where"),
            ("group", "Tổ", "Group"),
            ("lane", "Ngõ, phố", "Lane"),
            ("in_window", "Số vụ trong cửa sổ", "Incidents in the window"),
            ("total", "Tổng số vụ", "Incidents in all"),
            ("first_on", "Vụ đầu", "First incident"),
            *_LAST,
            ("open", "Đang mở", "Open"),
            ("state_title", "Tình trạng", "State"),
            ("gaps", "Khoảng cách (ngày)", "Gaps (days)"),
            ("categories", "Hành vi", "Categories"),
            ("notes", "Ghi chú", "Notes"),
            *_POSITION,
        ),
        lambda board: list(board["repeat_points"]["rows"]),
    ),
    "hot_cells": Table(
        _columns(
            ("rank", "Hạng", "Rank"),
            ("label", "Ô", "Cell"),
            ("group", "Tổ", "Group"),
            ("lane", "Ngõ, phố", "Lane"),
            ("count", "Số vụ", "Incidents"),
            ("expected", "Kỳ vọng", "Expected"),
            ("z", "z (Gi*)", "z (Gi*)"),
            ("p", "p", "p"),
            ("p_adjusted", "p đã hiệu chỉnh", "p adjusted"),
            ("level", "Tin cậy (%)", "Confidence (%)"),
            ("share", "Phần trong địa bàn", "Share inside"),
            ("previous", "Kỳ trước", "Period before"),
            *_POSITION,
        ),
        lambda board: list(board["hot_cells"]["rows"]),
    ),
}
