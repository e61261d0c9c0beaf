"""The page of deadlines: shown to staff, changed by supervisors, counts open their rows."""

import re
from datetime import timedelta
from html import unescape

import pytest
from psycopg2.extensions import connection

from layers import clock
from layers.queries.wards import Ward
from tests.factories import add_incident
from tests.web.conftest import ClientAs


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_supervisor_sets_days_and_takes_them_back(
    client_as: ClientAs, conn: connection, ward: Ward, lang: str
) -> None:
    add_incident(conn, ward, on="2016-06-01 08:00", state="nhac_nho")
    client, start = client_as("supervisor"), clock.today() + timedelta(3)
    said = {"state": "nhac_nho", "days": "12", "valid_from": f"{start}", "reason": "Họp giao ban"}
    done = client.post(f"/deadlines?lang={lang}", data=said, follow_redirects=True)
    page = done.get_data(as_text=True)
    assert done.status_code == 200 and "Họp giao ban" in page
    row = page[page.index('data-state="nhac_nho"') :].partition("</tr>")[0]
    assert {"vi": "12 ngày", "en": "12 days"}[lang] in row and {"vi": "7 ngày", "en": "7 days"}[
        lang
    ] in row
    opens = re.search(r'href="(/cases[^"]+)">1</a>', row)
    assert opens
    assert 'data-total="1"' in client.get(unescape(opens[1])).get_data(as_text=True)
    version = re.search(r'action="(/deadlines/\d+/delete[^"]*)"', page)
    assert version
    assert "Họp giao ban" in client_as("viewer").get("/deadlines").get_data(as_text=True)
    assert client_as("inspector").post(unescape(version[1])).status_code == 403
    gone = client.post(unescape(version[1]), follow_redirects=True)
    assert "Họp giao ban" not in gone.get_data(as_text=True)
    assert client.post(unescape(version[1])).status_code == 404


def test_what_is_refused_stays_typed(client_as: ClientAs, ward: Ward) -> None:
    client = client_as("supervisor")
    said = {"state": "thi_hanh", "days": "0", "valid_from": f"{clock.today()}", "reason": "Vì sao"}
    answer = client.post("/deadlines", data=said)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "days=0" in page and 'value="Vì sao"' in page and 'value="thi_hanh" selected' in page
    viewer = client_as("viewer").get("/deadlines").get_data(as_text=True)
    assert 'name="days"' not in viewer and "cell_reports" in viewer
