"""Prints over HTTP: a sheet at once, a plan before, an atlas as a job for its owner alone."""

import io
from dataclasses import replace
from datetime import date

import pytest
from PIL import Image
from psycopg2.extensions import connection

from layers.analysis import run_hotspots
from layers.filters import Filter
from layers.jobs.kinds.print_atlas import prints
from layers.queries.wards import Ward
from layers.registry import layer_of
from layers.settings import FileSettings
from tests.factories import add_area, add_incidents, add_site
from tests.pdf_reading import page_size_mm, pages, text_of
from web.routes import prints as routes


@pytest.fixture
def base(conn: connection, ward: Ward) -> str:
    add_area(conn, ward)
    add_incidents(conn, ward, 3)
    return f"/api/{ward.code}"


def test_sheet_is_a_pdf_of_the_view_to_keep(client_as, base: str) -> None:
    answer = client_as("viewer").get(
        f"{base}/print.pdf?layers=incidents,groups&from=2016-01-01&to=2016-06-30&paper=A3"
        "&orientation=portrait&scale=2000&title=Vỉa+hè"
    )
    assert answer.status_code == 200
    assert answer.content_type == "application/pdf"
    assert 'attachment; filename="phuong-thu-A3.pdf"' in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert page_size_mm(answer.data) == (297, 420)
    text = text_of(answer.data)
    assert "Vỉa hè" in text
    assert "1:2.000" in text
    assert "3 / 3" in text
    assert "Điểm tái phạm" not in text


def test_english_reader_gets_an_english_sheet(client_as, base: str) -> None:
    text = text_of(client_as("viewer").get(f"{base}/print.pdf?lang=en&layers=incidents").data)
    assert "Grid north" in text
    assert "Page 1 of 1" in text


def test_preview_is_a_small_picture_that_is_not_kept(client_as, base: str) -> None:
    answer = client_as("viewer").get(f"{base}/print.png?layers=groups&dpi=72")
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert Image.open(io.BytesIO(answer.data)).size[0] in (842, 843)


def test_sheet_of_one_group_bears_its_name(client_as, base: str) -> None:
    text = text_of(client_as("viewer").get(f"{base}/print.pdf?layers=groups&area=group:5").data)
    assert "Phường Thử · Tổ dân phố 5" in text
    assert client_as("viewer").get(f"{base}/print.pdf?area=group:99").status_code == 404
    assert client_as("viewer").get(f"{base}/print.pdf?area=group:-").status_code in (400, 404)


def test_public_prints_counts_and_no_point(client_as, conn, ward, base: str) -> None:
    add_incidents(conn, ward, 6)
    add_site(conn, ward)
    answer = client_as("public").get(
        f"{base}/print.pdf?layers=incidents,sites,incident_cells,groups"
    )
    text = text_of(answer.data)
    assert "Vụ vi phạm" not in text
    assert "Nhà đang xây" not in text
    assert "Tổ dân phố" in text
    assert client_as("public").get(f"{base}/print.pdf?group=5").status_code == 400


def test_public_plans_nothing_that_it_may_not_print(client_as, base: str) -> None:
    for narrow in ("from=2016-01-05", "group=5", "state=phat_hien"):
        assert client_as("public").get(f"{base}/print?{narrow}").status_code == 400
    assert client_as("public").get(f"{base}/print?from=2016-01-01&to=2016-06-30").status_code == 200


def test_view_of_a_run_prints_that_run_alone_on_the_base_map(client_as, conn, ward, base) -> None:
    add_incidents(conn, ward, 6)
    chosen = Filter(first=date(2016, 1, 1), last=date(2016, 6, 30))
    run = run_hotspots(conn, ward, "repeat_points", {}, chosen, actor="ai")
    title = layer_of(conn, ward, f"run_{run.id}").title.vi
    text = text_of(client_as("viewer").get(f"{base}/print.pdf?run={run.id}&scale=5000").data)
    assert title in text.replace("\r\n", " ")
    assert "Vụ vi phạm" not in text
    assert "Tổ dân phố" in text
    assert client_as("public").get(f"{base}/print.pdf?run={run.id}").status_code == 401


def test_fourth_atlas_of_a_person_waits_its_turn_and_others_do_not(client_as, base: str) -> None:
    viewer, other = client_as("viewer"), client_as("viewer")
    wish = f"{base}/prints?atlas=groups&layers=groups&scale=10000"
    jobs = [viewer.post(wish).json["job"]["id"] for _ in range(3)]
    refused = viewer.post(wish)
    assert refused.status_code == 503
    assert "3 tập bản đồ" in refused.json["error"]["vi"]
    assert other.post(wish).status_code == 202
    assert viewer.post(f"{base}/jobs/{jobs[0]}/cancel").status_code == 200
    assert viewer.post(wish).status_code == 202


def test_plan_says_sheets_scale_and_groups(client_as, base: str) -> None:
    found = client_as("viewer").get(f"{base}/print?atlas=groups&scale=10000").json
    assert (found["sheets"], found["pages"], found["scales"]) == (1, 3, [10_000])
    assert found["groups"][0]["value"] == "5"


@pytest.mark.parametrize(
    "wrong",
    ["paper=A5", "orientation=x", "scale=10", "scale=x", "seen=1,2", "seen=80,0,130,40", "area=x"],
)
def test_wrong_wish_is_400_in_words(client_as, base: str, wrong: str) -> None:
    for end in ("print", "print.pdf"):
        answer = client_as("viewer").get(f"{base}/{end}?{wrong}")
        assert answer.status_code == 400
        assert set(answer.json["error"]) >= {"vi", "en"}


def test_atlas_is_a_job_that_others_cannot_fetch(app, client_as, conn, base, tmp_path) -> None:
    files = FileSettings(tmp_path)
    app.extensions["web_settings"] = replace(app.extensions["web_settings"], files=files)
    viewer = client_as("viewer")
    answer = viewer.post(f"{base}/prints?atlas=groups&layers=incidents,groups&scale=10000")
    assert answer.status_code == 202
    job = answer.json["job"]["id"]
    assert viewer.get(f"{base}/prints/{job}.pdf").status_code == 404
    kept = prints(files).receive("x.pdf", [b"%PDF-"])
    with conn.cursor() as cursor:
        cursor.execute(
            "UPDATE job SET state = 'done', started_at = now(), ended_at = now(), fraction = 1,"
            " result = jsonb_build_object('sha256', %s::text) WHERE id = %s",
            (kept.sha256, job),
        )
    got = viewer.get(f"{base}/prints/{job}.pdf")
    assert (got.status_code, got.data, got.content_type) == (200, b"%PDF-", "application/pdf")
    got.close()
    assert client_as("admin").get(f"{base}/prints/{job}.pdf").status_code == 404


def test_server_that_prints_enough_says_so_and_goes_on_after(
    client_as, base: str, monkeypatch
) -> None:
    monkeypatch.setattr(routes, "LONGEST_WAIT_S", 0.01)
    viewer = client_as("viewer")
    with routes._press:
        assert viewer.get(f"{base}/print.pdf?layers=groups").status_code == 503
    with routes._lines["sheet"], routes._lines["sheet"]:
        assert viewer.get(f"{base}/print.pdf?layers=groups").status_code == 503
        assert viewer.get(f"{base}/print.png?layers=groups&dpi=40").status_code == 200
    with routes._lines["preview"]:
        assert viewer.get(f"{base}/print.png?layers=groups&dpi=40").status_code == 503
    assert viewer.get(f"{base}/print.pdf?area=group:99").status_code == 404
    assert viewer.get(f"{base}/print.pdf?layers=groups").status_code == 200


def test_sheet_of_an_atlas_wish_is_still_one_sheet(client_as, base: str) -> None:
    assert pages(client_as("viewer").get(f"{base}/print.pdf?atlas=groups&layers=groups").data) == 1
