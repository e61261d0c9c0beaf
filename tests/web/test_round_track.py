"""A walk goes in as GPX on the page of its round and comes out again; a refusal is said there."""

import io

import pytest
from psycopg2.extensions import connection

from layers import db
from layers.queries.wards import Ward
from tests.factories import LAT, LON, add_area, add_round
from tests.web.conftest import ClientAs

HEAD = '<gpx version="1.1" creator="t" xmlns="http://www.topografix.com/GPX/1/1">'


def _walk(*points: tuple[float, float]) -> bytes:
    inner = "".join(f'<trkpt lat="{lat}" lon="{lon}"></trkpt>' for lon, lat in points)
    return f'<?xml version="1.0"?>{HEAD}<trk><trkseg>{inner}</trkseg></trk></gpx>'.encode()


@pytest.mark.parametrize(("lang", "refused"), [("vi", "nhiều nhất 2000 m"), ("en", "2000 m from")])
def test_walk_goes_in_and_comes_out(
    client_as: ClientAs, conn: connection, ward: Ward, lang: str, refused: str
) -> None:
    add_area(conn, ward)
    walked = add_round(conn, ward, code="D1")
    client = client_as("inspector")

    def send(body: bytes) -> str:
        file = {"file": (io.BytesIO(body), "walk.gpx")}
        return client.post(
            f"/rounds/{walked}/track?lang={lang}", data=file, follow_redirects=True
        ).get_data(as_text=True)

    before = db.value(conn, "SELECT geom FROM inspection_round WHERE id = %s", (walked,))
    assert refused in send(_walk((2.35, 48.85), (2.36, 48.85)))
    assert db.value(conn, "SELECT geom FROM inspection_round WHERE id = %s", (walked,)) == before
    send(_walk((LON, LAT), (LON + 0.001, LAT)))
    out = client_as("viewer").get(f"/rounds/{walked}/walk.gpx")
    assert out.status_code == 200 and out.content_type == "application/gpx+xml"
    assert out.data.count(b"<trkpt") == 2 and f'lon="{LON:.7f}"'.encode() in out.data
