"""The pages of the reports: made, read, frozen, opened; each role sees its own."""

import io
import re

import pytest
from flask.testing import FlaskClient
from psycopg2.extensions import connection
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from geo.text import Text
from layers.jobs.kinds.freeze_report import freezing_of
from layers.jobs.runner import run_one
from layers.queries.jobs import list_jobs
from layers.queries.wards import Ward, create_ward
from layers.reports.editions import make_edition
from layers.reports.freezing import freeze_edition
from layers.roles import Role
from tests.factories import add_area, add_incidents
from tests.web.conftest import ClientAs


@pytest.fixture
def edition(conn: connection, ward: Ward) -> int:
    add_area(conn, ward)
    add_incidents(conn, ward, 3, on="2016-03-15")
    return make_edition(conn, ward, "2016H1", "lan", role=Role.SUPERVISOR).id


def _text(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)).split())


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_draft_shows_figures_that_open_their_rows(client_as: ClientAs, edition: int, lang) -> None:
    client = client_as("supervisor")
    page = client.get(f"/reports/{edition}?lang={lang}").get_data(as_text=True)
    assert "205" not in page and re.search(r'data-figure="incidents"[^>]*>3 vụ</a>', page)
    opened = client.get(f"/reports/{edition}/figures/incidents?lang={lang}").get_data(as_text=True)
    assert opened.count('<th scope="row">') == 3 and 'id="figure-value">3<' in opened


def test_report_of_a_period_to_come_is_refused_in_words(client_as: ClientAs, edition: int) -> None:
    writer = client_as("supervisor")
    for lang, words in (("vi", "kỳ này chưa bắt đầu"), ("en", "it has not begun")):
        writer.get(f"/reports?lang={lang}")
        answer = writer.post("/reports/new", data={"period": "2099H1"}, follow_redirects=True)
        assert words in _text(answer) and "2099" not in _text(writer.get("/reports"))


def test_report_is_made_frozen_and_read_by_viewers(
    client_as: ClientAs, conn: connection, ward: Ward, edition: int
) -> None:
    writer, viewer = client_as("supervisor"), client_as("viewer")
    assert viewer.get(f"/reports/{edition}").status_code == 404
    assert "2016H1" not in _text(viewer.get("/reports"))
    _freeze(conn, ward, writer, edition)
    assert "2016H1" in _text(viewer.get("/reports"))
    page = _text(viewer.get(f"/reports/{edition}"))
    assert "3 vụ" in page and "thực thi công vụ" not in page
    # Nobody's name for a viewer, here or in the list; inspectors and above read who froze it.
    frozen_by = "test-" + _text(writer.get("/reports")).split(" chốt lúc")[0].rsplit("test-", 1)[1]
    for address in ("/reports", f"/reports/{edition}"):
        assert f"{frozen_by} chốt lúc" in _text(client_as("inspector").get(address))
        seen = _text(viewer.get(address))
        assert "Chốt lúc" in seen and frozen_by not in seen
    assert "thực thi công vụ" in _text(writer.get(f"/reports/{edition}"))
    again = writer.post(f"/reports/{edition}/freeze", follow_redirects=True)
    assert again.status_code == 200 and "đã chốt rồi" in _text(again)
    assert again.request.path == f"/reports/{edition}" and len(list_jobs(conn, ward)) == 1


def _freeze(conn: connection, ward: Ward, client: FlaskClient, edition: int) -> None:
    """Ask for it on the page, as a person does, and do the job as a worker does."""
    assert client.post(f"/reports/{edition}/freeze").status_code == 302
    job = freezing_of(conn, ward, edition)
    assert job is not None
    run_one(conn, job.id)


def test_draft_that_is_being_frozen_says_so_after_each_reload(
    client_as: ClientAs, conn: connection, ward: Ward, edition: int
) -> None:
    """Asked for twice it is one job; stopped it is a draft again, and says that."""
    client = client_as("supervisor")
    for _ in range(2):
        assert client.post(f"/reports/{edition}/freeze").status_code == 302
        page = client.get(f"/reports/{edition}").get_data(as_text=True)
        assert 'id="freezing-job"' in page and f'"/reports/{edition}/freeze' not in page
        assert f"/reports/{edition}/edit/" not in page
    assert len(list_jobs(conn, ward)) == 1
    job = freezing_of(conn, ward, edition)
    assert job is not None
    assert client.post(f"/api/{ward.code}/jobs/{job.id}/cancel").status_code == 200
    for lang, said in (("vi", "vẫn là bản soạn"), ("en", "still a draft")):
        page = client.get(f"/reports/{edition}?lang={lang}").get_data(as_text=True)
        assert said in page and f"/reports/{edition}/freeze" in page


def test_words_for_an_edition_that_is_frozen_come_back_with_the_refusal(
    client_as: ClientAs, conn: connection, ward: Ward, edition: int
) -> None:
    client = client_as("supervisor")
    _freeze(conn, ward, client, edition)
    said = {"place": "own", "own:0": "Lời viết cả buổi", "own:version": "0"}
    for lang, why in (("vi", "vừa được chốt"), ("en", "has been frozen")):
        address = f"/reports/{edition}/edit/measures?lang={lang}"
        answer = client.post(address, data=said)
        page = answer.get_data(as_text=True)
        assert answer.status_code == 409 and "Lời viết cả buổi" in page and why in page
    assert "Lời viết cả buổi" not in _text(client.get(f"/reports/{edition}"))


def test_wrong_period_is_told_and_makes_nothing(client_as: ClientAs, ward: Ward) -> None:
    writer = client_as("supervisor")
    assert writer.post("/reports/new", data={"period": "2016H9"}).status_code == 302
    page = _text(writer.get("/reports"))
    assert "2016H9" in page and "bản 1" not in page


def test_figures_as_files_say_what_the_page_says(client_as: ClientAs, edition: int) -> None:
    client = client_as("supervisor")
    text = client.get(f"/reports/{edition}/figures.csv").get_data(as_text=True)
    line = next(each for each in text.splitlines() if each.startswith("incidents,"))
    assert line.split(",")[2] == "3"
    assert client.get(f"/reports/{edition}/figures.xlsx").data[:2] == b"PK"
    assert client.get(f"/reports/{edition}/figures.pdf").status_code == 400
    rows = client.get(f"/reports/{edition}/figures/incidents/rows.csv").get_data(as_text=True)
    assert len(rows.strip().splitlines()) == 4


def test_report_of_another_ward_is_not_there(
    client_as: ClientAs, conn: connection, edition: int
) -> None:
    other = create_ward(conn, "phuong-khac", Text("Phường Khác", "Other ward"), 5897)
    client = client_as("admin", None)
    assert client.get(f"/reports/{edition}?ward={other.code}").status_code == 404
    assert client.post(f"/reports/{edition}/freeze?ward={other.code}").status_code == 404


def test_frozen_page_is_the_same_later(
    client_as: ClientAs, conn: connection, ward: Ward, edition: int
) -> None:
    freeze_edition(conn, ward, edition, "lan", role=Role.SUPERVISOR)
    client = client_as("viewer")
    before = _paper(client.get(f"/reports/{edition}"))
    add_incidents(conn, ward, 5, on="2016-04-15")
    assert _paper(client.get(f"/reports/{edition}")) == before != ""


def _paper(answer) -> str:
    found = re.search(r"<article.*</article>", answer.get_data(as_text=True), re.S)
    return found[0] if found else ""


def test_texts_are_edited_and_a_clash_shows_both(client_as: ClientAs, edition: int) -> None:
    client = client_as("supervisor")
    page = client.get(f"/reports/{edition}/edit/measures").get_data(as_text=True)
    assert 'name="measures_1:0"' in page
    said = {"place": "own", "own:0": "Lời của Lan", "own:version": "0"}
    assert client.post(f"/reports/{edition}/edit/measures", data=said).status_code == 302
    assert "Lời của Lan" in _text(client.get(f"/reports/{edition}"))
    clash = client.post(f"/reports/{edition}/edit/measures", data=said | {"own:0": "Của Minh"})
    page = clash.get_data(as_text=True)
    assert clash.status_code == 409 and "Lời của Lan" in page and "Của Minh" in page
    said |= {"own:0": "Cả hai", "own:version": "1"}
    assert client.post(f"/reports/{edition}/edit/measures", data=said).status_code == 302
    assert client.get(f"/reports/{edition}/edit/none").status_code == 404
    wrong = {"place": "measures_1", "measures_1:0": "a", "measures_1:1": "b"}
    assert client.post(f"/reports/{edition}/edit/measures", data=wrong).status_code == 400


def test_paragraph_that_is_left_out_is_on_no_page(client_as: ClientAs, edition: int) -> None:
    client = client_as("supervisor")
    assert "thực thi công vụ" in _text(client.get(f"/reports/{edition}"))
    page = client.get(f"/reports/{edition}/edit/supervision").get_data(as_text=True)
    pieces = re.findall(r'name="(conduct:\d)"[^>]*>([^<]*)</textarea>', page)
    said = {"place": "conduct", "conduct:version": "0", "conduct:left_out": "1", **dict(pieces)}
    assert client.post(f"/reports/{edition}/edit/supervision", data=said).status_code == 302
    assert "thực thi công vụ" not in _text(client.get(f"/reports/{edition}"))


def test_frozen_report_comes_as_files_and_says_it_is_the_same(
    client_as: ClientAs, conn: connection, ward: Ward, edition: int
) -> None:
    freeze_edition(conn, ward, edition, "lan", role=Role.SUPERVISOR)
    viewer = client_as("viewer")
    assert viewer.get(f"/reports/{edition}/file.docx").data[:2] == b"PK"
    assert viewer.get(f"/reports/{edition}/file.pdf").data[:5] == b"%PDF-"
    assert viewer.get(f"/reports/{edition}/file.odt").status_code == 400
    assert viewer.get(f"/reports/{edition}/maps/map_order.png").data[:4] == b"\x89PNG"
    assert viewer.get(f"/reports/{edition}/maps/none.png").status_code == 404
    assert viewer.get(f"/reports/{edition}/changes").status_code == 404
    writer = client_as("supervisor")
    answer = writer.get(f"/reports/{edition}/check", follow_redirects=True)
    assert "giống lúc chốt" in _text(answer)
    assert writer.get(f"/reports/{edition}/edit/order").status_code == 403


def test_wrong_template_is_told_on_its_page(client_as: ClientAs, ward: Ward) -> None:
    client = client_as("supervisor")
    good = client.get("/reports/template.docx").data
    bad = {"template": (io.BytesIO(b"none"), "bad.docx")}
    answer = client.post("/reports/template", data=bad)
    assert answer.status_code == 400 and "DOCX" in _text(answer)
    put = client.post("/reports/template", data={"template": (io.BytesIO(good), "mau.docx")})
    assert put.status_code == 302 and "mau.docx" in _text(client.get("/reports/template"))
    assert client.post("/reports/template/own").status_code == 302
    assert "mau.docx" not in _text(client.get("/reports/template"))


def test_template_up_to_two_megabytes_is_looked_at(client_as: ClientAs, ward: Ward) -> None:
    writer = client_as("supervisor")

    def send(size: int):
        file = FileStorage(io.BytesIO(bytes(size)), "mau.docx")
        mark, body = encode_multipart({"template": file})
        kind = f"multipart/form-data; boundary={mark}"
        return writer.post("/reports/template", data=body, content_type=kind)

    assert "không phải tệp DOCX" in _text(send(1_900_000))
    assert "lớn hơn 2 MB" in _text(send(2_100_000))
    assert send(4_000_000).status_code == 413
