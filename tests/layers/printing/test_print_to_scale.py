"""A sheet measures right on paper, which another program reads out of the PDF."""

import io
from datetime import datetime
from typing import Any

import pytest
from PIL import Image
from psycopg2.extensions import connection

from geo.crs import to_wgs84
from geo.errors import InputError
from layers import db
from layers.errors import LayerNotFound
from layers.filters import Filter
from layers.printing import PrintRequest, page_picture
from layers.printing.of_view import print_view
from layers.queries.features import features_page
from layers.queries.wards import Ward
from layers.registry import get_layer
from layers.roles import Role
from tests.factories import add_area, add_incidents, add_lane
from tests.pdf_reading import DrawnPath, page_size_mm, pages, paths_of, text_of

MADE = datetime(2026, 11, 26, 9, 5)
EAST, NORTH = 591_900.0, 2_328_600.0


def _print(conn: connection, ward: Ward, role: Role = Role.VIEWER, **asked: Any) -> bytes:
    layers = asked.pop("layers", ("groups", "lanes", "incidents"))
    return print_view(conn, ward, role, PrintRequest(layers, **asked), made_at=MADE)


def _lane_of_100_m(conn: connection, ward: Ward, dx: float = 60.0, dy: float = 80.0) -> int:
    lon, lat = to_wgs84([EAST, EAST + dx], [NORTH, NORTH + dy], 5897)
    points = list(zip(map(float, lon), map(float, lat), strict=True))
    return add_lane(conn, ward, "Ngõ 12 Nguyễn Văn Cừ", points=points)


def _strokes_of(pdf: bytes) -> list[DrawnPath]:
    """The lane itself: the only open path of two points that is longer than a scale bar's part."""
    return [path for path in paths_of(pdf) if len(path.points) == 2 and path.length > 15]


@pytest.mark.parametrize(("dx", "dy"), [(100.0, 0.0), (0.0, 100.0), (60.0, 80.0)])
@pytest.mark.parametrize(("scale", "paper_mm"), [(1000, 100.0), (500, 200.0), (2500, 40.0)])
def test_lane_of_100_m_is_as_long_on_paper_as_the_scale_says(
    conn: connection, ward: Ward, scale: int, paper_mm: float, dx: float, dy: float
) -> None:
    lane = _lane_of_100_m(conn, ward, dx, dy)
    chosen = Filter(lanes=(lane,))
    pdf = _print(conn, ward, layers=("lanes",), chosen=chosen, scale=scale, paper="A3")
    lengths = [path.length for path in _strokes_of(pdf)]
    assert len(lengths) == 3  # its casing, the lane, and the band that marks it as chosen
    assert lengths == pytest.approx([paper_mm] * 3, abs=0.3)
    assert f"1:{scale:,}".replace(",", ".") in text_of(pdf)


@pytest.mark.parametrize("paper", ["A4", "A3"])
@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
def test_page_is_the_paper_and_the_lane_stays_its_length(
    conn: connection, ward: Ward, paper: str, orientation: str
) -> None:
    lane = _lane_of_100_m(conn, ward)
    pdf = _print(
        conn, ward, layers=("lanes",), chosen=Filter(lanes=(lane,)), scale=1000, paper=paper,
        orientation=orientation,
    )  # fmt: skip
    sides = {"A4": (210, 297), "A3": (297, 420)}[paper]
    assert page_size_mm(pdf) == (sides if orientation == "portrait" else sides[::-1])
    assert [path.length for path in _strokes_of(pdf)] == pytest.approx([100] * 3, abs=0.3)


def test_scale_bar_is_as_long_as_it_says(conn: connection, ward: Ward) -> None:
    lane = _lane_of_100_m(conn, ward)
    pdf = _print(conn, ward, layers=("lanes",), chosen=Filter(lanes=(lane,)), scale=1000)
    parts = [each for each in paths_of(pdf) if len(each.points) == 5 and each.width < 0.2]
    xs = [x for part in parts for x, _ in part.points]
    assert max(xs) - min(xs) == pytest.approx(20, abs=0.05)
    assert "20 m" in text_of(pdf)


def test_words_of_a_sheet_are_whole_vietnamese_words(conn: connection, ward: Ward) -> None:
    add_area(conn, ward)
    add_incidents(conn, ward, 3)
    asked = {"title": "Lấn chiếm vỉa hè: ngõ Ngọc Lâm, phố Đặng Vũ Hỷ, Ưỡn Ẹo Ỗ Ặ"}
    text = text_of(_print(conn, ward, chosen=Filter.from_query({"from": "2016-01-01",
                          "to": "2016-06-30", "areas": "2016-06-30"}), **asked))  # fmt: skip
    for words in (
        asked["title"], "6 tháng đầu năm 2016", "Tổ dân phố 5", "Trật tự đô thị", "Bắc lưới",
        "như ngày 30/06/2016", "26/11/2026 09:05", "EPSG:5897", "Trang 1/1", "Nguồn: Phường Thử",
    ):  # fmt: skip
        assert words in text


def test_marks_that_come_apart_are_put_together(conn: connection, ward: Ward) -> None:
    _lane_of_100_m(conn, ward)
    pdf = _print(conn, ward, layers=("lanes",), title="Ngo\u0303 Nguye\u0302\u0303n")
    assert "Ngõ Nguyễn" in text_of(pdf)


def test_counts_of_the_legend_are_the_rows_under_the_filter(conn: connection, ward: Ward) -> None:
    add_area(conn, ward)
    add_incidents(conn, ward, 3, on="2016-03-15")
    add_incidents(conn, ward, 2, on="2016-03-16", field="vsmt", category="do_phe_thai")
    add_incidents(conn, ward, 4, on="2017-03-16")
    add_incidents(conn, ward, 1, lon=105.95)
    chosen = Filter.from_query({"from": "2016-01-01", "to": "2016-12-31"})
    rows = features_page(conn, ward, get_layer("incidents"), chosen, Role.VIEWER).matched
    pdf = _print(conn, ward, chosen=chosen, scale=2000, centre=(105.885, 21.045))
    text = text_of(pdf)
    assert rows == 6
    assert "5 / 6" in text  # on the sheet, and of all
    assert "3 / 4" in text
    assert "2 / 2" in text


def test_atlas_has_overview_index_and_a_sheet_for_each_group(conn: connection, ward: Ward) -> None:
    for number in range(3):
        west = 105.88 + number * 0.002
        add_area(conn, ward, str(number + 1), box=(west, 21.04, west + 0.002, 21.042))
    pdf = _print(conn, ward, atlas="groups", scale=2000)
    assert pages(pdf) == 5
    assert "Tờ tổng thể" in text_of(pdf, 1)
    assert "Danh mục trang" in text_of(pdf, 2)
    for number in (1, 2, 3):
        assert f"Tổ dân phố {number}" in text_of(pdf, 2)
        text = text_of(pdf, 2 + number)
        assert f"Tổ dân phố {number}" in text
        assert f"Trang {2 + number}/5" in text
        assert "1:2.000" in text
    frames = [p for p in paths_of(pdf, 1) if len(p.points) == 5 and 0.24 < p.width < 0.26]
    assert len(frames) == 3 + 1  # one round each sheet, one round the map


def test_area_too_large_for_the_scale_gets_a_smaller_one_and_says_so(
    conn: connection, ward: Ward
) -> None:
    add_area(conn, ward)
    text = text_of(_print(conn, ward, atlas="groups", scale=1000), 3)
    assert "1:1.000 không chứa hết" in text


def test_atlas_of_lanes_is_of_the_lanes_of_the_chosen_group(conn: connection, ward: Ward) -> None:
    add_area(conn, ward, "1", box=(105.88, 21.04, 105.882, 21.05))
    add_lane(conn, ward, "Ngõ trong tổ", points=[(105.8805, 21.041), (105.8805, 21.045)])
    add_lane(conn, ward, "Ngõ ngoài tổ", points=[(105.89, 21.041), (105.89, 21.045)])
    pdf = _print(conn, ward, atlas="lanes", chosen=Filter(groups=("1",)))
    assert "Ngõ trong tổ" in text_of(pdf, 2)
    assert "Ngõ ngoài tổ" not in text_of(pdf, 2)
    assert pages(pdf) == 3


def test_many_points_are_thinned_and_the_sheet_says_so(conn: connection, ward: Ward) -> None:
    db.execute(
        conn,
        "INSERT INTO incident (ward_id, source_key, occurred_at, field_code, category_code, geom)"
        " SELECT %s, 'N' || n, '2016-03-15', 'ttdt', 'lan_chiem_via_he',"
        " ST_SetSRID(ST_MakePoint(105.88 + n * 1e-7, 21.04), 4326)"
        " FROM generate_series(1, 20100) AS n",
        (ward.id,),
    )
    pdf = _print(conn, ward, layers=("incidents",), seen=(105.879, 21.039, 105.884, 21.041))
    text = text_of(pdf)
    assert "chỉ vẽ 1/2" in text
    assert "20.100 / 20.100" in text


def test_public_gets_counts_only(conn: connection, ward: Ward) -> None:
    add_incidents(conn, ward, 6)
    with pytest.raises(LayerNotFound):
        _print(conn, ward, Role.PUBLIC, layers=("incidents",))
    with pytest.raises(InputError):
        _print(conn, ward, Role.PUBLIC, layers=("lanes",), chosen=Filter(groups=("5",)))
    assert "1 / 1" in text_of(_print(conn, ward, Role.PUBLIC, layers=("incident_cells",)))


def test_picture_has_300_dots_an_inch(conn: connection, ward: Ward) -> None:
    add_area(conn, ward)
    picture = Image.open(io.BytesIO(page_picture(_print(conn, ward))))
    assert picture.size == (3508, 2481)
    assert [round(each) for each in picture.info["dpi"]] == [300, 300]


def test_same_print_is_the_same_bytes(conn: connection, ward: Ward) -> None:
    add_area(conn, ward)
    assert _print(conn, ward) == _print(conn, ward)


@pytest.mark.parametrize(
    "wrong",
    [{"scale": 499}, {"scale": 25_001}, {"paper": "A5"}, {"atlas": "x"}, {"title": "x" * 200}],
)
def test_what_paper_cannot_hold_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        PrintRequest(("lanes",), **wrong)


def test_request_goes_through_a_job_and_comes_back() -> None:
    asked = PrintRequest(
        ("lanes",), Filter(groups=("5",)), scale=1000, centre=(105.9, 21.0), atlas="groups"
    )
    assert PrintRequest.from_json(asked.to_json()) == asked


def test_ward_with_nothing_says_so(conn: connection, ward: Ward) -> None:
    with pytest.raises(InputError, match="nothing to print"):
        _print(conn, ward)
