"""Files over HTTP: what is asked is in them, faults are answers, places are given back."""

import io
import zipfile

import pytest
from flask.testing import FlaskClient
from psycopg2.extensions import connection
from python_calamine import CalamineWorkbook

from layers.exporting import FORMATS
from layers.queries.wards import Ward
from tests.factories import add_incidents
from web.routes import exports


@pytest.fixture
def base(conn: connection, ward: Ward) -> str:
    add_incidents(conn, ward, 3)
    return f"/api/{ward.code}/layers/incidents"


@pytest.mark.parametrize("form", list(FORMATS))
def test_every_format_is_a_file_to_keep(client_as, base: str, form: str) -> None:
    answer = client_as("viewer").get(f"{base}/export.{form}")
    assert answer.status_code == 200
    assert answer.content_type == FORMATS[form].media_type
    name = f"phuong-thu-incidents{FORMATS[form].suffix}"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert len(answer.data) > 100


def test_link_in_the_file_opens_the_same_view(client_as, base: str) -> None:
    body = client_as("viewer").get(f"{base}/export.shp?field=ttdt&crs=ward").data
    told = zipfile.ZipFile(io.BytesIO(body)).read("README.txt").decode("utf-8-sig")
    assert "http://localhost/?ward=phuong-thu&field=ttdt&layers=incidents" in told
    assert "EPSG:5897" in told


@pytest.mark.parametrize("query", ["export.xls", "export.kml?crs=ward", "export.gpkg?crs=x"])
def test_what_cannot_be_made_is_an_answer_and_no_file(client_as, base: str, query: str) -> None:
    answer = client_as("viewer").get(f"{base}/{query}")
    assert answer.status_code == 400
    assert set(answer.json["error"]) >= {"vi", "en"}
    assert "Content-Disposition" not in answer.headers


def test_plan_says_rows_formats_and_what_is_left_out(client_as, base: str) -> None:
    found = client_as("viewer").get(f"{base}/export?field=ttdt").json
    assert found["rows"] == 3
    assert [each["name"] for each in found["formats"]] == list(FORMATS)
    assert [each["vi"] for each in found["left_out"]] == ["Mô tả"]
    assert [each["crs"] for each in found["systems"]] == ["EPSG:4326", "EPSG:5897"]
    assert found["systems"][1]["accuracy_m"] == 1.0
    assert found["has_template"] is True
    assert client_as("admin").get(f"{base}/export?field=vsmt").json["rows"] == 0


def test_public_learns_no_name_of_what_is_left_out(client: FlaskClient, ward: Ward) -> None:
    found = client.get(f"/api/{ward.code}/layers/buildings/export").json
    assert found["left_out"] == []
    assert found["left_out_fields"] == 1
    assert found["has_template"] is False


def test_template_is_a_workbook_of_three_sheets(client_as, base: str) -> None:
    answer = client_as("viewer").get(f"{base}/template.xlsx?crs=ward")
    assert 'filename="phuong-thu-incidents-mau.xlsx"' in answer.headers["Content-Disposition"]
    book = CalamineWorkbook.from_object(io.BytesIO(answer.data))
    assert book.sheet_names == ["Dữ liệu", "Giải thích", "Danh mục"]


def test_places_are_lent_and_given_back(client_as, base: str) -> None:
    """A third file at the same time is 503; whoever leaves in the middle gives the place back."""
    client = client_as("viewer")
    held = [exports.begun(iter([b"a", b"b"])) for _ in range(exports.AT_ONCE)]
    refused = client.get(f"{base}/export.csv")
    assert refused.status_code == 503
    assert "try again" in refused.json["error"]["en"]
    for chunks in held:
        assert next(chunks) == b"a"
        chunks.close()
    for _ in range(exports.AT_ONCE + 1):
        answer = client.get(f"{base}/export.xlsx")
        assert answer.status_code == 200
        answer.close()
        assert client.get(f"{base}/export.kml?crs=ward").status_code == 400
