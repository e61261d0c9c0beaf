"""Small files, written by the tests that need them, brought in or refused."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from psycopg2.extensions import connection

from layers.errors import ImportRejected
from layers.importing import ImportOptions, ImportReport, import_file
from layers.queries.wards import Ward

POINTS = {"x": "x", "y": "y", "crs": "EPSG:4326"}
EVENTS = POINTS | {"columns": {"occurred_at": "day", "category": "what"}}

Bring = Callable[..., ImportReport]


@pytest.fixture
def bring(conn: connection, ward: Ward, tmp_path: Path) -> Bring:
    """Write a file, unless a path is given, and import it."""

    def _bring(layer: str, content: str | bytes | Path, name: str = "file.csv", **options: Any):
        path = content if isinstance(content, Path) else tmp_path / name
        if isinstance(content, str):
            path.write_bytes(content.encode())
        elif isinstance(content, bytes):
            path.write_bytes(content)
        return import_file(conn, ward, layer, path, ImportOptions(**options))

    return _bring


@pytest.fixture
def refused(bring: Bring) -> Bring:
    """Import a file that must be refused; return the report of the refusal."""

    def _refused(*arguments: Any, **options: Any) -> ImportReport:
        with pytest.raises(ImportRejected) as caught:
            bring(*arguments, **options)
        report = caught.value.report
        assert isinstance(report, ImportReport)
        for issue in report.issues:
            assert issue.message.vi != issue.message.en
        return report

    return _refused


@pytest.fixture
def events() -> dict[str, Any]:
    """Options of a table of incidents with the columns day, what, x, y."""
    return dict(EVENTS)


@pytest.fixture
def table() -> Callable[..., str]:
    """Text of a table of incidents: good rows of one lane, with one row of the test's own."""

    def _table(*rows: str, header: str = "day,what,x,y") -> str:
        good = ["2016-03-01,ban_hang_rong,105.886,21.048", "2016-03-02,vut_rac,105.887,21.049"]
        return "\n".join([header, *good, *rows]) + "\n"

    return _table
