"""An upload and what is done with it, over the routes that the pages use."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from psycopg2.extensions import connection

from layers.jobs.runner import run_one
from layers.queries.jobs import get_job
from layers.queries.wards import Ward
from layers.settings import FileSettings
from tests.conftest import Databases
from tests.web.conftest import serving

TABLE = (
    "Ngày vi phạm,Hành vi,Kinh độ,Vĩ độ,Ghi chú\n"
    "01/03/2016,vut_rac,105.884,21.045,a\n"
    "02/03/2016,Bán hàng rong,105.885,21.045,b\n"
)
MAPPED = {
    "columns": {"occurred_at": "Ngày vi phạm", "category_code": "Hành vi"},
    "x": "Kinh độ",
    "y": "Vĩ độ",
    "answers": {"crs": "EPSG:4326", "date_format": "%d/%m/%Y"},
}
KIND = "application/octet-stream"

Work = Callable[[int, str], dict[str, Any]]


@pytest.fixture
def app(
    conn: connection, databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Flask:
    """The application with a folder of its own for files, for its jobs as well."""
    monkeypatch.setenv("DIEMNONG_FILES", str(tmp_path / "kept"))
    files = FileSettings(tmp_path / "kept", most_mb=1)
    return serving(lambda: conn, databases.web_role, files=files)


@pytest.fixture
def clerk(client_as) -> FlaskClient:
    return client_as("supervisor")


@pytest.fixture
def send(clerk: FlaskClient, ward: Ward) -> Callable[..., Any]:
    def _send(content: str | bytes, name: str = "vu.csv", layer: str = "incidents", path: str = ""):
        body = content.encode() if isinstance(content, str) else content
        where = f"/api/{ward.code}/uploads{path}"
        query = {"name": name, "layer": layer}
        return clerk.post(where, data=body, content_type=KIND, query_string=query)

    return _send


@pytest.fixture
def work(clerk: FlaskClient, conn: connection, ward: Ward) -> Work:
    """Have a job done in this process; returns what the page would see of the upload then."""

    def _work(upload: int, what: str) -> dict[str, Any]:
        address = f"/api/{ward.code}/uploads/{upload}"
        job = clerk.post(f"{address}/{what}").json["job"]
        run_one(conn, job)
        shown = clerk.get(address).json
        return shown | {"ended": get_job(conn, ward, job)}

    return _work


@pytest.fixture
def say(clerk: FlaskClient, ward: Ward) -> Callable[..., Any]:
    def _say(upload: int, **body: Any):
        return clerk.patch(f"/api/{ward.code}/uploads/{upload}", json=body)

    return _say
