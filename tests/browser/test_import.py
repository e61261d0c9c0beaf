"""A ward sets itself up from a file as gifts come: zipped, in TCVN3 and VN-2000, with a fault."""

import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo import legacy_text
from geo.crs import HANOI, to_metric
from tests.layers.importing.files.making import zipped

STEP = "#import[data-ready=step]"
WEST, SOUTH, SIDE = 105.880, 21.040, 0.004
TABLE = (
    "so_vu,ngay,hanh_vi,kinh_do,vi_do\n"
    "A1,01/03/2016,vut_rac,105.881,21.041\n"
    "A2,02/03/2016,mai_che,105.885,21.042\n"
    "A3,03/03/2016,thả diều,105.886,21.042\n"
)


def gift(tmp_path: Path) -> Path:
    """Zip a shapefile of three groups; the third is a bow tie. Nothing says encoding or system."""
    boxes = [shapely.box(WEST + at * SIDE, SOUTH, WEST + (at + 1) * SIDE, SOUTH + SIDE)
             for at in range(2)]  # fmt: skip
    east = WEST + 2 * SIDE
    bow = shapely.Polygon([(east, SOUTH), (east + SIDE, SOUTH + SIDE), (east + SIDE, SOUTH),
                           (east, SOUTH + SIDE), (east, SOUTH)])  # fmt: skip
    metres = [shapely.transform(shape, _metres) for shape in (*boxes, bow)]
    names = [
        "Tổ dân phố số 5 Gia Thụy",
        "Tổ dân phố số 7 Nguyễn Văn Cừ",
        "Tổ dân phố số 10 Ngọc Lâm",
    ]
    frame = gpd.GeoDataFrame(
        {"ma_to": ["5", "7", "10"], "ten_to": [_as_latin(name) for name in names]},
        geometry=metres,
        crs=HANOI,
    )
    folder = tmp_path / "gift"
    folder.mkdir()
    frame.to_file(folder / "to_dan_pho.shp", encoding="ISO-8859-1")
    parts = {each.name: each.read_bytes() for each in folder.iterdir()
             if each.suffix in (".shp", ".shx", ".dbf")}  # fmt: skip
    path = tmp_path / "to_dan_pho.zip"
    path.write_bytes(zipped(parts))
    return path


def _metres(xy):
    return np.column_stack(to_metric(xy[:, 0], xy[:, 1], HANOI))


def _as_latin(text: str) -> str:
    return legacy_text.encode(text, "tcvn3").decode("latin-1")


def _answer(page, question: str, value: str) -> None:
    page.check(f"[data-question={question}] input[value='{value}']")
    page.wait_for_selector(f"[data-question={question}]:not(.question--open)")


def _hold_first_answer(page, address):
    """Keep back the first answer of an address; the function that is returned gives one."""
    held = []
    page.route(address, lambda route: route.fallback() if held else held.append(route))

    def answer(body):
        held[0].fulfill(json=body)
        page.unroute(address)

    return answer


def _next(page, ready: str = STEP) -> None:
    page.click(".import__next .button--main")
    page.wait_for_selector(ready)


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_a_new_ward_from_a_gift_and_back(visit, server_worker, tmp_path, phone):
    opened = visit("admin", phone=phone)
    code = "bo-de-tay" if phone else "bo-de"

    page = opened.go("/wards/new", ready="#name_vi")
    page.fill("#name_vi", "Phường Bồ Đề")
    page.fill("#code", code)
    page.check("input[value='5897']")
    assert opened.faults() == []
    page.click("main button[type=submit]")
    page.wait_for_selector(STEP)
    assert page.input_value("#layer") == "groups"

    page.set_input_files("#file", gift(tmp_path))
    assert opened.faults() == []
    page.click("text=Tải lên và xem tệp")
    page.wait_for_selector("[data-question=encoding]")
    proposal = page.locator("[data-question=encoding] label", has_text="Đề xuất")
    assert "tcvn3" in proposal.text_content()
    assert "Tæ d©n phè" in proposal.text_content()
    assert "Tổ dân phố" in proposal.text_content()
    assert page.locator("[data-question] input:checked").count() == 0
    assert opened.faults() == []
    _answer(page, "encoding", "tcvn3")
    _answer(page, "crs", "EPSG:5897")
    page.reload()
    page.wait_for_selector(STEP)
    assert page.is_checked("[data-question=crs] input[value='EPSG:5897']")

    _next(page)
    assert "Tổ dân phố số 5 Gia Thụy" in page.text_content("#import")
    page.click("#take-all")
    page.wait_for_selector("#map-code >> option[value=ma_to]:checked", state="attached")
    page.fill("#set-valid_from", "2016-01-01")
    page.keyboard.press("Tab")
    page.wait_for_selector("[data-column=valid_from]:not(.mapping__row--missing)")
    assert opened.faults() == []
    _next(page, "[data-question=repair]")

    page.wait_for_selector("#map[data-preview]")
    assert page.get_attribute("#map", "data-preview") == "3"
    assert opened.faults() == []
    _answer(page, "repair", "yes")
    page.wait_for_selector("#import[data-ready=checked]")
    if page.locator("[data-question=repair_large].question--open").count():
        _answer(page, "repair_large", "yes")
    page.wait_for_selector("[data-verdict=clean]")
    _next(page)
    assert "--answer repair=yes" in page.text_content("pre.commands")
    assert opened.ask("document.documentElement.scrollWidth") <= (390 if phone else 1280)
    page.click("#load")
    page.wait_for_selector("#loaded")
    page.wait_for_selector("#see-map")
    assert "Tổ dân phố số 10 Ngọc Lâm" in page.text_content("#import")
    assert opened.faults() == []

    with page.expect_download() as download:
        page.click("#original")
    assert zipfile.is_zipfile(download.value.path())
    exported = page.request.get(f"{opened.server}/api/{code}/layers/groups/export.geojson")
    names = [each["properties"]["name"] for each in exported.json()["features"]]
    assert sorted(names)[0] == "Tổ dân phố số 10 Ngọc Lâm"

    page.click("#see-map")
    page.wait_for_selector("#map[data-ready=tiles][data-drawn-groups='3']")
    page.go_back()
    page.wait_for_selector("#see-map")
    page.click(".button--danger")
    assert opened.faults() == []
    page.click("#undo-yes")
    page.wait_for_selector(".note--warning")
    listed = opened.go(f"/imports?ward={code}", ready=STEP)
    assert "Đã hoàn tác" in listed.text_content("#import")
    assert opened.faults() == []
    assert page.request.get(
        f"{opened.server}/api/{code}/layers/groups/features"
    ).json()["numberMatched"] == 0  # fmt: skip


def test_faults_are_seen_on_map_and_table_and_the_mended_file_loads(visit, server_worker, tmp_path):
    """With the keyboard alone from the file on; the mended file is offered what was said before."""
    opened = visit("admin")
    path = tmp_path / "vu.csv"
    path.write_text(TABLE)
    page = opened.go("/import?ward=thu-nghiem&layer=incidents", ready=STEP)
    page.set_input_files("#file", path)
    page.click("text=Tải lên và xem tệp")
    page.wait_for_selector("[data-question=crs]")
    assumed = page.text_content("section[aria-labelledby=h-detected]")
    assert "Hệ tọa độ: EPSG:4326" in assumed and "occurred_at" not in assumed
    page.focus("[data-question=crs] input[value='EPSG:4326']")
    page.keyboard.press("Space")
    page.wait_for_selector("[data-question=crs]:not(.question--open)")
    _next(page)
    page.focus("#take-all")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-question=date_format].question--open")
    _answer(page, "date_format", "%d/%m/%Y")
    _next(page, "[data-verdict=refused]")
    page.wait_for_selector("#map[data-preview='3']")
    page.click("[data-kind=category] .table__open")
    page.wait_for_selector("#map[data-marked='4']")
    page.wait_for_selector("tr[data-row='4'][data-active]")
    with page.expect_download() as download:
        page.click("#issue-sheet")
    assert zipfile.is_zipfile(download.value.path())

    path.write_text(TABLE.replace("thả diều", "ban_hang_rong"))
    page = opened.go("/import?ward=thu-nghiem&layer=incidents", ready=STEP)
    assert "vu.csv" in page.text_content(".begun >> nth=0")
    page.set_input_files("#file", path)
    page.click("text=Tải lên và xem tệp")
    page.wait_for_selector("[data-question=crs]")
    _answer(page, "crs", "EPSG:4326")
    _next(page)
    page.click("#take-all")
    page.wait_for_selector("[data-question=date_format].question--open")
    _answer(page, "date_format", "%d/%m/%Y")
    _next(page, "[data-verdict=clean]")
    late = _hold_first_answer(page, "**/jobs/*")
    page.click(".import__next .button--main")
    page.click("#load")
    loaded = page.wait_for_selector("#loaded")
    late({"id": 1, "state": "running", "fraction": 0.9, "stage": None, "tries": 1, "error": None})
    page.wait_for_timeout(500)
    assert loaded.is_visible()  # the check before, which speaks late, has taken no place of it
    page.go_back()
    page.wait_for_selector("#import .note--good")

    changed = TABLE.replace("thả diều", "ban_hang_rong").replace("105.885", "105.887")
    path.write_text(changed)
    page = opened.go("/import?ward=thu-nghiem&layer=incidents", ready=STEP)
    page.set_input_files("#file", path)
    page.click("text=Tải lên và xem tệp")
    page.wait_for_selector("[data-question=crs]")
    _answer(page, "crs", "EPSG:4326")
    _next(page)
    page.click("#use-memory")
    page.wait_for_selector(".memory .tag--good")
    _next(page, "[data-verdict=refused]")
    assert "A2" in page.text_content("#h-differences >> xpath=..")
    page.click("[data-fix=differs]")
    page.wait_for_selector("[data-verdict=clean]")
    assert opened.faults() == []
